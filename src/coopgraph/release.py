"""Make a release: an immutable folder named by its content, whole or not at all.

build/releases/<id>/ holds manifest.json, store/, search/, dumps/, report/, and the tables, model,
shapes and queries it was made with, so that a service needs nothing else; build/current is a link
to the release that is served, switched in one step. The name is a hash of the sorted N-Quads and
of those files. graph/meta describes the release and so has no part in its name.
"""

import csv
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from coopgraph.assembly import Assembly
from coopgraph.errors import CannotRun, Faulty
from coopgraph.faults import Cell, Fault, as_data
from coopgraph.names import BASE, DCTERMS, META_GRAPH, PREFIXES, TYPE, VOID, XSD
from coopgraph.queries import read_query
from coopgraph.rules import Origins
from coopgraph.search import Name, write_index
from coopgraph.settings import Settings
from coopgraph.validation.check import Progress, validate

KEPT = ("data", "ontology", "queries", "shapes")
"""Folders of which a release keeps what it was made with."""

INPUTS = (*KEPT, "src")
"""Folders whose files decide what a release holds."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Of the curated data."""

Manifest = Mapping[str, Any]
_ID_LENGTH = 16
_KEPT_SUFFIXES = {".csv", ".json", ".rq", ".ttl"}


class Contents(NamedTuple):
    """What a release is made of."""

    root: Path
    release: str
    inputs: str
    lines: list[bytes]
    assembly: Assembly
    faults: list[Fault]


def build(settings: Settings, progress: Progress) -> Manifest:
    """Validate the tables and make the release, then switch to it.

    A release that exists already is left as it is; only the switch is made.

    Args:
        settings: where the project and its releases are.
        progress: called with a line before each step.

    Returns:
        The manifest of the release.

    Raises:
        Faulty: the tables have faults; nothing is written and nothing is switched.
        CannotRun: the project's folder is not complete, or the disk refuses.
    """
    inputs = inputs_hash(settings.root)
    validated = validate(settings.root, progress)
    if validated.assembly is None or not validated.is_sound:
        raise Faulty(*validated.faults)
    progress("naming the release")
    lines = n_quads(canonical_quads(validated.assembly.store))
    release = _name_of(settings.root, lines)
    target = settings.build_folder / "releases" / release
    try:
        if not (target / "manifest.json").exists():
            progress(f"writing the release {release}")
            root, assembly = settings.root, validated.assembly
            contents = Contents(root, release, inputs, lines, assembly, validated.faults)
            _write(target, contents)
        _switch(settings.build_folder, target, inputs)
    except OSError as error:
        raise CannotRun(f"the release cannot be written: {error}") from error
    return read_manifest(target)


def kept_files(folder: Path) -> list[Path]:
    """The tables, model, shapes and queries below a project's or a release's folder."""
    paths = (path for name in KEPT for path in sorted((folder / name).rglob("*")))
    return [path for path in paths if path.suffix in _KEPT_SUFFIXES and path.is_file()]


def current(settings: Settings, release: str | None = None) -> Path:
    """The folder of a release: the one named, else the one served.

    Raises:
        CannotRun: there is none.
    """
    folder = settings.build_folder
    target = folder / "releases" / release if release else folder / "current"
    if not (target / "manifest.json").exists():
        known = sorted(path.parent.name for path in folder.glob("releases/*/manifest.json"))
        hint = f"; there are: {', '.join(known)}" if known else "; run `coopgraph build` first"
        raise CannotRun(f"{target} is not a release{hint}")
    return target.resolve()


def is_current(settings: Settings) -> bool:
    """Whether the release served was made from the inputs as they are now."""
    noted = settings.build_folder / "inputs"
    served = settings.build_folder / "current" / "manifest.json"
    if not (noted.exists() and served.exists()):
        return False
    return noted.read_text(encoding="utf-8") == inputs_hash(settings.root)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release."""
    read: Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return read


def inputs_hash(root: Path) -> str:
    """One hash over every file that decides what a release holds."""
    digest = sha256()
    for folder in INPUTS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(root).as_posix()
                digest.update(f"{name}\0{_sha256(path)}\n".encode())
    return digest.hexdigest()


def canonical_quads(store: Store) -> Iterable[Quad]:
    """The dataset with blank nodes named by RDFC-1.0, so that every build names them alike."""
    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return dataset


def n_quads(quads: Iterable[Quad]) -> list[bytes]:
    """Canonical N-Quads, a sorted list of lines."""
    text = BytesIO()
    serialize(quads, text, RdfFormat.N_QUADS)
    return sorted(text.getvalue().splitlines(keepends=True))


def _name_of(root: Path, lines: list[bytes]) -> str:
    digest = sha256(sha256(b"".join(lines)).digest())
    for path in kept_files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0{_sha256(path)}\n".encode())
    return digest.hexdigest()[:_ID_LENGTH]


def _write(target: Path, contents: Contents) -> None:
    """Write beside the target and rename at the end: a cut build leaves no release."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        draft.chmod(0o755)
        _write_files(draft, contents)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_files(folder: Path, contents: Contents) -> None:
    quads = list(parse(b"".join(contents.lines), RdfFormat.N_QUADS))
    quads += _meta(contents.release, len(quads))
    _write_text(folder / "dumps/coopgraph.nq", b"".join(n_quads(quads)).decode())
    _write_trig(folder / "dumps/coopgraph.trig", quads)
    _write_text(folder / "dumps/origins.csv", _origins_csv(contents.assembly.origins))
    _write_text(folder / "report/report.txt", "".join(f"{f}\n" for f in contents.faults))
    _write_text(folder / "report/report.json", _json([as_data(f) for f in contents.faults]))
    _write_store(folder / "store", quads)
    _write_search(folder / "search", contents)
    for path in kept_files(contents.root):
        copy = folder / path.relative_to(contents.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    _write_text(folder / "manifest.json", _json(_manifest(folder, contents, quads)))


def _manifest(folder: Path, contents: Contents, quads: list[Quad]) -> Manifest:
    graphs = Counter(_graph_name(quad) for quad in quads)
    made = sorted(path for sub in ("dumps", "report") for path in (folder / sub).iterdir())
    return {
        "release": contents.release,
        "inputs": contents.inputs,
        "triples": len(quads),
        "graphs": dict(sorted(graphs.items())),
        "derived": dict(contents.assembly.derived),
        "warnings": len(contents.faults),
        "files": {
            path.relative_to(folder).as_posix(): _sha256(path)
            for path in [*made, *kept_files(folder)]
        },
    }


def _meta(release: str, others: int) -> list[Quad]:
    """What graph/meta says of the release; no time, for the same inputs give the same bytes."""
    dataset = NamedNode(BASE + "dataset/coopgraph")
    facts: list[tuple[str, NamedNode | Literal]] = [
        (TYPE.value, NamedNode(VOID + "Dataset")),
        (DCTERMS + "title", Literal("coopgraph", language="en")),
        (DCTERMS + "identifier", Literal(release)),
        (DCTERMS + "license", NamedNode(LICENCE)),
    ]
    count = Literal(str(others + len(facts) + 1), datatype=NamedNode(XSD + "integer"))
    facts.append((VOID + "triples", count))
    return [Quad(dataset, NamedNode(name), value, META_GRAPH) for name, value in facts]


def _write_store(path: Path, quads: list[Quad]) -> None:
    store = Store(str(path))
    store.bulk_extend(quads)
    store.flush()
    store.optimize()


def _write_search(folder: Path, contents: Contents) -> None:
    folder.mkdir()
    named, governed = (
        _rows(contents, query) for query in ("queries/build/names.rq", "queries/build/governed.rq")
    )
    write_index(
        (_name(*row) for row in named),
        folder / "names.sqlite",
        ((territory.value, government.value) for territory, government in governed),
    )


def _rows(contents: Contents, query: str) -> list[list[Any]]:
    solutions = contents.assembly.store.query(read_query(contents.root / query).text)
    if not isinstance(solutions, QuerySolutions):
        raise CannotRun(f"{query} is not a SELECT")
    return [list(solution) for solution in solutions]


def _name(thing: NamedNode, kind: NamedNode, name: Literal, form: Literal) -> Name:
    local = kind.value.rpartition("#")[2]
    return thing.value, local, name.language or "", name.value, form.value


def _write_trig(path: Path, quads: list[Quad]) -> None:
    ordered = sorted(quads, key=lambda quad: (_graph_name(quad), str(quad)))
    serialize(ordered, path, RdfFormat.TRIG, prefixes=PREFIXES)


def _origins_csv(origins: Origins) -> str:
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["subject", "predicate", "object", *Cell._fields])
    rows.writerows(
        sorted([*map(str, triple), *map(str, cell)] for triple, cells in origins for cell in cells)
    )
    return text.getvalue()


def _switch(build_folder: Path, target: Path, inputs: str) -> None:
    """Let `current` name the release, in one step that no reader sees half done."""
    draft = build_folder / f".current-{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(Path("releases") / target.name)
    draft.replace(build_folder / "current")
    _write_text(build_folder / "inputs", inputs)


def _graph_name(quad: Quad) -> str:
    return "default" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
