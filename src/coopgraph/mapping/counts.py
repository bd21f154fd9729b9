"""Numbers that a source prints of an actor."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from coopgraph.claims import Statement, Value, date_literal, integer, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import TYPE, concept, term, thing
from coopgraph.tables.rows import Row

_TABLE = "counts"


def count(row: Row, source: Source) -> Iterator[Statement]:
    """One printed number: what is counted, of whom, and the number itself."""
    if not source.knows(row):
        return
    subject = thing("observation", row["key"])
    yield statement(subject, TYPE, term("StatisticalObservation"), row.cell("key"))
    yield from common.note(row, subject)
    if row["indicator"]:
        indicator = concept("indicator", row["indicator"])
        yield statement(subject, term("indicator"), indicator, row.cell("indicator"))
    for column, predicate, value in _printed(row):
        label = row["kind_printed"] if column in ("kind", "value") else ""
        if value is not None:
            yield from common.cell_claim(
                source, row, _TABLE, subject, predicate, column, value, label
            )


def _printed(row: Row) -> Iterator[tuple[str, NamedNode, Value | None]]:
    yield "observed", term("observedEntity"), thing("actor", row["observed"])
    yield "level", term("governmentLevel"), concept("government-level", row["level"])
    yield "kind", term("agreementKind"), concept("agreement-kind", row["kind"])
    yield "value", term("observedValue"), integer(row["value"]) if row["value"] else None
    yield "as_of", term("asOf"), date_literal(row["as_of"]) if row["as_of"] else None
