"""What stands in a release's files: dumps, origins, and what the release says of itself."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
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
    serialize,
)

from coopgraph.faults import Cell
from coopgraph.names import BASE, DCTERMS, META_GRAPH, PREFIXES, TYPE, VOID, XSD
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


def write_store(path: Path, quads: list[Quad]) -> None:
    """The store that answers, on disk."""
    store = Store(str(path))
    store.bulk_extend(quads)
    store.flush()
    store.optimize()


def write_trig(path: Path, quads: list[Quad]) -> None:
    """TriG, in the order of graphs and triples."""
    ordered = sorted(quads, key=lambda quad: (graph_name(quad), str(quad)))
    serialize(ordered, path, RdfFormat.TRIG, prefixes=PREFIXES)


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
