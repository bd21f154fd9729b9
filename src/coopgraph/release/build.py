"""Make a release: validate, write it beside the others, switch to it."""

import json
import shutil
from collections import Counter
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, parse

from coopgraph.assembly import Assembly
from coopgraph.errors import CannotRun, Faulty
from coopgraph.faults import Fault, as_data
from coopgraph.queries import read_query
from coopgraph.release.dumps import (
    canonical_quads,
    coverage_csv,
    graph_name,
    meta_quads,
    n_quads,
    origins_csv,
    write_dumps,
    write_store,
    write_sums,
)
from coopgraph.release.folder import (
    SOFTWARE,
    Manifest,
    alone,
    file_hash,
    flush_to_disk,
    inputs_hash,
    is_whole,
    kept_files,
    read_manifest,
    switch,
)
from coopgraph.search import Name, write_index
from coopgraph.settings import Settings
from coopgraph.tables.coverage import covered
from coopgraph.tables.read import Tables
from coopgraph.validation.check import Progress, validate

_ID_LENGTH = 16


class Contents(NamedTuple):
    """What a release is made of."""

    root: Path
    release: str
    inputs: str
    lines: list[bytes]
    assembly: Assembly
    faults: list[Fault]
    tables: Tables


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
    release = _name(lines, inputs)
    target = settings.build_folder / "releases" / release
    try:
        with alone(settings.build_folder):
            if not is_whole(target):
                progress(f"writing the release {release}")
                root, assembly = settings.root, validated.assembly
                contents = Contents(
                    root, release, inputs, lines, assembly, validated.faults, validated.tables
                )
                _write(target, contents)
            switch(settings.build_folder, target)
    except OSError as error:
        raise CannotRun(f"the release cannot be written: {error}") from error
    return read_manifest(target)


def _name(lines: list[bytes], inputs: str) -> str:
    digest = sha256(b"".join(lines))
    digest.update(inputs.encode())
    return digest.hexdigest()[:_ID_LENGTH]


def _write(target: Path, contents: Contents) -> None:
    """Write beside the target and rename at the end: a cut build leaves no release."""
    draft = Path(mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        draft.chmod(0o755)
        _write_files(draft, contents)
        if inputs_hash(contents.root) != contents.inputs:
            raise CannotRun("a file changed while the release was made; build again")
        flush_to_disk(draft)
        if target.exists():  # a damaged release of this name; what still reads it keeps its files
            target.rename(target.parent / f".damaged-{target.name}")
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_files(folder: Path, contents: Contents) -> None:
    quads = list(parse(b"".join(contents.lines), RdfFormat.N_QUADS))
    meta = meta_quads(contents.release, len(quads))
    quads += meta
    lines = sorted([*contents.lines, *n_quads(meta)])
    (folder / "dumps").mkdir()
    write_dumps(folder / "dumps", lines, quads)
    _write_text(folder / "dumps/origins.csv", origins_csv(contents.assembly.origins))
    for source, text in covered(contents.tables.tables).items():
        _write_text(folder / f"dumps/coverage-{source}.csv", coverage_csv(text))
    write_sums(folder / "dumps")
    _write_text(folder / "report/report.txt", "".join(f"{f}\n" for f in contents.faults))
    _write_text(folder / "report/report.json", _json([as_data(f) for f in contents.faults]))
    write_store(folder / "store", quads)
    _write_search(folder / "search", contents)
    for path in kept_files(contents.root):
        copy = folder / path.relative_to(contents.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    _write_text(folder / "manifest.json", _json(_manifest(folder, contents, quads)))


def _manifest(folder: Path, contents: Contents, quads: list[Quad]) -> Manifest:
    graphs = Counter(graph_name(quad) for quad in quads)
    made = sorted(path for sub in ("dumps", "report") for path in (folder / sub).iterdir())
    return {
        "release": contents.release,
        "inputs": contents.inputs,
        "software": {name: version(name) for name in SOFTWARE},
        "triples": len(quads),
        "graphs": dict(sorted(graphs.items())),
        "derived": dict(contents.assembly.derived),
        "warnings": len(contents.faults),
        "files": {
            path.relative_to(folder).as_posix(): file_hash(path)
            for path in [*made, *kept_files(folder)]
        },
    }


def _write_search(folder: Path, contents: Contents) -> None:
    named, governed, countries = (
        _rows(contents, f"queries/build/{name}.rq") for name in ("names", "governed", "countries")
    )
    write_index((_named(*row) for row in named), folder, _pairs(governed), _pairs(countries))


def _pairs(rows: list[list[Any]]) -> list[tuple[str, str]]:
    return [(one.value, other.value) for one, other in rows]


def _rows(contents: Contents, query: str) -> list[list[Any]]:
    solutions = contents.assembly.store.query(read_query(contents.root / query).text)
    if not isinstance(solutions, QuerySolutions):
        raise CannotRun(f"{query} is not a SELECT")
    return [list(solution) for solution in solutions]


def _named(thing: NamedNode, kind: NamedNode, name: Literal, form: Literal) -> Name:
    local = kind.value.rpartition("#")[2]
    return thing.value, local, name.language or "", name.value, form.value


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
