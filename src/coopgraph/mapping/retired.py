"""Keys that are used no more: what is left of the things that they named."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from coopgraph.claims import Statement, statement
from coopgraph.mapping.source import Source
from coopgraph.names import DCTERMS, OWL, SKOS, XSD, thing
from coopgraph.tables.rows import Row

_DEPRECATED = NamedNode(OWL + "deprecated")
_REPLACED_BY = NamedNode(DCTERMS + "isReplacedBy")
_HISTORY = NamedNode(SKOS + "historyNote")
_TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


def retired(row: Row, _: Source) -> Iterator[Statement]:
    """A thing merged into another, or deleted, with the reason."""
    kind = row["kind"]
    if not (kind and row["key"]):
        return
    subject, reason = thing(kind, row["key"]), Literal(row["reason"], language="en")
    yield statement(subject, _DEPRECATED, _TRUE, row.cell("key"))
    yield statement(subject, _HISTORY, reason, row.cell("reason"))
    if row["replaced_by"]:
        other = thing(kind, row["replaced_by"])
        yield statement(subject, _REPLACED_BY, other, row.cell("replaced_by"))
