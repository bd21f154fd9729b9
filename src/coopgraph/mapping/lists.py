"""Names of purposes of aid and targets of the Sustainable Development Goals, as published."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from coopgraph.claims import Statement, statement
from coopgraph.mapping.source import Source
from coopgraph.names import SKOS, concept
from coopgraph.tables.rows import Row

_TARGET = "http://metadata.un.org/sdg/"


def crs_purpose(row: Row, _: Source) -> Iterator[Statement]:
    """The English name of a purpose; the scheme crs has it too, with ours in other languages."""
    if row["code"] and row["name"]:
        name = Literal(row["name"], language="en")
        predicate = NamedNode(SKOS + "prefLabel")
        yield statement(concept("crs", row["code"]), predicate, name, row.cell("name"))


def sdg_target(row: Row, _: Source) -> Iterator[Statement]:
    """What a target asks for, in English; what it is called stands in the alignments."""
    if row["code"] and row["name"]:
        words = Literal(row["name"], language="en")
        target, predicate = NamedNode(_TARGET + row["code"]), NamedNode(SKOS + "definition")
        yield statement(target, predicate, words, row.cell("name"))
