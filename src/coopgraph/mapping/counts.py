"""Numbers that a source prints of an actor."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from coopgraph.claims import Statement, Value, claim, date_literal, integer, statement
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
    yield from _kind(row, source)
    for column, predicate, value in _printed(row):
        label = row["kind_printed"] if column == "value" else ""
        if value is not None:
            yield from common.cell_claim(
                source, row, _TABLE, subject, predicate, column, value, label
            )


def _kind(row: Row, source: Source) -> Iterator[Statement]:
    """The kind of agreement, which the heading of the printed column says."""
    if row["kind"]:
        subject, value = thing("observation", row["key"]), concept("agreement-kind", row["kind"])
        place = source.head(row, _TABLE, "kind", row["kind_printed"])
        predicate, printed = term("agreementKind"), row["kind_printed"]
        yield from claim(place, subject, predicate, value, printed, row.cell("kind"))


def _printed(row: Row) -> Iterator[tuple[str, NamedNode, Value | None]]:
    yield "observed", term("observedEntity"), thing("actor", row["observed"])
    yield "level", term("governmentLevel"), concept("government-level", row["level"])
    yield "value", term("observedValue"), integer(row["value"]) if row["value"] else None
    yield "as_of", term("asOf"), date_literal(row["as_of"]) if row["as_of"] else None
