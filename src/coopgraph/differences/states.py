"""A state of the graph: a release, a git revision, or the tables as they are now."""

import io
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from coopgraph.assembly import assemble
from coopgraph.errors import CannotRun
from coopgraph.queries import read_queries
from coopgraph.release.folder import KEPT, current
from coopgraph.search import Label
from coopgraph.settings import Settings
from coopgraph.tables.read import read_tables

_KEPT_STATES = 8
NOW = "now"
"""The name of the tables as they are."""


class Subject(NamedTuple):
    """What a fact is about: a thing; of a claim also the thing that the claim is about."""

    thing: str
    property: str
    about: str = ""


Facts = Mapping[Subject, frozenset[str]]


class State(NamedTuple):
    """The facts of a state by their kind, and the names of what they mention."""

    name: str
    facts: Mapping[str, Facts]
    labels: Mapping[str, tuple[Label, ...]]


def read_state(settings: Settings, name: str) -> State:
    """The state of a release, a git revision, or `now`.

    Raises:
        CannotRun: there is none of that name, or it cannot be assembled.
    """
    queries = settings.root / "queries" / "differences"
    if name == NOW:
        return _assembled(settings.root, queries, name)
    release = settings.build_folder / "releases" / name
    if "/" not in name and (release / "manifest.json").is_file():
        return release_state(current(settings, name), queries)
    with TemporaryDirectory(prefix="coopgraph-diff-") as folder:
        _check_out(settings.root, name, Path(folder))
        return _assembled(Path(folder), queries, name)


@lru_cache(maxsize=_KEPT_STATES)
def release_state(folder: Path, queries: Path) -> State:
    """The state of a release, whose folder never changes.

    Raises:
        CannotRun: its store does not open.
    """
    try:
        return state_of(Store.read_only(str(folder / "store")), queries, folder.name)
    except OSError as error:
        raise CannotRun(f"the store of {folder} cannot be opened: {error}") from error


def state_of(store: Store, queries: Path, name: str) -> State:
    """The state that a store holds.

    Raises:
        CannotRun: a query cannot be read, or is no SELECT of facts.
    """
    facts: dict[str, Facts] = {}
    labels: dict[str, set[Label]] = defaultdict(set)
    for query in read_queries(queries):
        solutions = store.query(query.text)
        if not isinstance(solutions, QuerySolutions):
            raise CannotRun(f"queries/differences/{query.name}.rq is not a SELECT")
        found: dict[Subject, set[str]] = defaultdict(set)
        has_about = "about" in [variable.value for variable in solutions.variables]
        for row in solutions:
            value, about = row["value"], row["about"] if has_about else None
            if query.name == "label" and isinstance(value, Literal):
                labels[_text(row["thing"])].add(Label(value.value, value.language or ""))
            else:
                subject = Subject(_text(row["thing"]), _text(row["property"]), _text(about))
                found[subject].add(_text(value))
        facts[query.name] = {subject: frozenset(values) for subject, values in found.items()}
    return State(name, facts, {iri: tuple(sorted(found)) for iri, found in labels.items()})


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _assembled(root: Path, queries: Path, name: str) -> State:
    tables = read_tables(root)
    if tables.unreadable:
        raise CannotRun(
            f"{name}: these tables cannot be read: {', '.join(sorted(tables.unreadable))}"
        )
    return state_of(assemble(root, tables).store, queries, name)


def _check_out(root: Path, revision: str, folder: Path) -> None:
    """Put what a graph is made of into a folder, as it was in a git revision."""
    # A revision that begins with a dash would be an option of git.
    command = ["git", "-C", str(root), "archive", "--format=tar", "--end-of-options", revision]
    try:
        made = subprocess.run([*command, *KEPT], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        told = getattr(error, "stderr", b"").decode(errors="replace").strip() or str(error)
        raise CannotRun(f"{revision!r} is no release and no revision of git: {told}") from error
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        archive.extractall(folder, filter="data")
