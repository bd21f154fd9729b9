"""What a source says in its text: a row for each claim, whatever it is about."""

from collections.abc import Iterator

from pyoxigraph import Literal

from coopgraph.claims import (
    NOT_AVAILABLE,
    Place,
    Saying,
    Statement,
    Value,
    claim,
    claim_node,
    date_literal,
    decimal,
    integer,
)
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import named, referred
from coopgraph.tables.rows import Row

_NEEDED = ("lines", "subject", "property", "type", "value")


def said(row: Row, source: Source) -> Iterator[Statement]:
    """One claim; the note of its row is about the claim."""
    if not source.knows(row) or not all(row[column] for column in _NEEDED):
        return
    place = source.passage(row)
    subject, predicate = referred(row["subject"]), named(row["property"])
    value, cell = _value(row, place), row.cell("value")
    yield from claim(place, subject, predicate, value, row["printed"], cell, _saying(row))
    stated = value if not isinstance(value, str) else None
    yield from common.note(row, claim_node(place, subject, predicate, stated, cell))


def _value(row: Row, place: Place) -> str | Value:
    """The value in the type that the row names; the table's schema has refused any other form."""
    text = row["value"]
    if text == NOT_AVAILABLE:
        return text
    match row["type"]:
        case "thing":
            return referred(text)
        case "concept":
            return referred(f"vocab/{text}")
        case "class":
            return named(text)
        case "integer":
            return integer(text)
        case "decimal":
            return decimal(text)
        case "date":
            return date_literal(text)
        case kind:
            return Literal(text, language="en" if kind == "paraphrase" else place.language)


def _saying(row: Row) -> Saying:
    return Saying(
        row["denied"] == "yes",
        row["approximate"] == "yes",
        tuple(filter(None, row["attributed_to"].split(", "))),
        row["through"],
        row["page"],
        row["corrected"],
        row["reason"],
    )
