"""What stands in a release's files: dumps, origins, and what the release says of itself."""

import bz2
import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from itertools import groupby
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from coopgraph.faults import Cell
from coopgraph.names import DATASET, DCTERMS, GRAPH, META_GRAPH, PREFIXES, TYPE, VOID, XSD
from coopgraph.release.folder import file_hash
from coopgraph.rules import Origins
from coopgraph.tables.coverage import Line

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Of the curated data."""


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


def meta_quads(release: str, others: int) -> list[Quad]:
    """What graph/meta says of the release; no time, for the same inputs give the same bytes."""
    facts: list[tuple[str, NamedNode | Literal]] = [
        (TYPE.value, NamedNode(VOID + "Dataset")),
        (DCTERMS + "title", Literal("coopgraph", language="en")),
        (DCTERMS + "identifier", Literal(release)),
        (DCTERMS + "license", NamedNode(LICENCE)),
    ]
    count = Literal(str(others + len(facts) + 1), datatype=NamedNode(XSD + "integer"))
    facts.append((VOID + "triples", count))
    return [Quad(DATASET, NamedNode(name), value, META_GRAPH) for name, value in facts]


def write_store(path: Path, quads: list[Quad]) -> None:
    """The store that answers, on disk."""
    store = Store(str(path))
    store.bulk_extend(quads)
    store.flush()
    store.optimize()


def write_dumps(folder: Path, lines: Iterable[bytes], quads: Iterable[Quad]) -> None:
    """The release as N-Quads and TriG, plain and packed, and each graph as packed Turtle.

    bzip2 packs to the same bytes everywhere; those of gzip depend on the zlib of the machine.
    """
    ordered = sorted(quads, key=lambda quad: (graph_name(quad), str(quad)))
    _write_both(folder / "coopgraph.nq", b"".join(lines))
    _write_both(folder / "coopgraph.trig", _prefixed(ordered, RdfFormat.TRIG))
    for name, graph in groupby(ordered, key=graph_name):
        triples = (quad.triple for quad in graph)
        turtle = _prefixed(triples, RdfFormat.TURTLE)
        (folder / graph_file(name)).write_bytes(bz2.compress(turtle))


def graph_file(name: str) -> str:
    """The file that holds a graph alone.

    Args:
        name: its IRI, or `default`.
    """
    return f"{name.removeprefix(GRAPH).replace('/', '-')}.ttl.bz2"


def write_sums(folder: Path) -> None:
    """The SHA-256 of every file, for `sha256sum --check`."""
    sums = (f"{file_hash(path)}  {path.name}\n" for path in sorted(folder.iterdir()))
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def _prefixed(statements: Iterable[Quad] | Iterable[Triple], rdf_format: RdfFormat) -> bytes:
    text = BytesIO()
    serialize(statements, text, rdf_format, prefixes=PREFIXES)
    return text.getvalue()


def _write_both(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.with_name(f"{path.name}.bz2").write_bytes(bz2.compress(data))


def origins_csv(origins: Origins) -> str:
    """Every triple with every cell that it rests on."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["subject", "predicate", "object", *Cell._fields])
    rows.writerows(
        sorted([*map(str, triple), *map(str, cell)] for triple, cells in origins for cell in cells)
    )
    return text.getvalue()


def coverage_csv(lines: Iterable[Line]) -> str:
    """Every line of a text: the rows of our tables in which it stands, or why in none."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["line", "rows", "left_out"])
    for line in lines:
        places = " ".join(f"{kind}.csv:{number}" for kind, number in line.rows)
        rows.writerow([line.number, places, line.left_out])
    return text.getvalue()


def graph_name(quad: Quad) -> str:
    """The IRI of the quad's graph, or `default`."""
    return "default" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
