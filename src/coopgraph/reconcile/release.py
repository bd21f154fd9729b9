"""The register of a release, read from its store once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from coopgraph.errors import CannotRun
from coopgraph.queries import read_query
from coopgraph.reconcile.register import Register, make_register
from coopgraph.search import Label


@cache
def register_of(folder: Path) -> Register:
    """The register of a release, whose folder never changes.

    Raises:
        CannotRun: the release has no store that opens, or lacks the queries.
    """
    try:
        store = Store.read_only(str(folder / "store"))
    except OSError as error:
        raise CannotRun(f"the store of {folder} cannot be opened: {error}") from error
    names = (
        (thing, form, Label(name, language))
        for (thing, _), (form, _), (name, language) in _rows(store, folder, "names")
    )
    facts = (
        (thing, name, value) for (thing, _), (name, _), (value, _) in _rows(store, folder, "facts")
    )
    return make_register(names, facts)


def _rows(store: Store, folder: Path, name: str) -> Iterator[list[tuple[str, str]]]:
    """The rows of a query: of each term its text and its language."""
    path = folder / "queries" / "reconcile" / f"{name}.rq"
    solutions = store.query(read_query(path).text)
    if not isinstance(solutions, QuerySolutions):
        raise CannotRun(f"{path} is not a SELECT")
    for solution in solutions:
        yield [_text(term) for term in solution]


def _text(term: object) -> tuple[str, str]:
    if isinstance(term, Literal):
        return term.value, term.language or ""
    return (term.value, "") if isinstance(term, NamedNode) else ("", "")
