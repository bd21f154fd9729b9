"""Ties between actors, as tables print them."""

from collections.abc import Iterator

from pyoxigraph import Literal

from coopgraph.claims import NOT_AVAILABLE, Statement, claim, date_literal, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.mapping.sources import NOT_SAID
from coopgraph.names import LABEL, TYPE, term, thing
from coopgraph.tables.rows import Row

_TABLE = "ties"


def tie(row: Row, source: Source) -> Iterator[Statement]:
    """One printed row: a tie of a kind between two parties, with its focus and date."""
    if not source.knows(row):
        return
    subject = thing("tie", row["key"])
    yield from _label(row, source)
    yield from common.note(row, subject)
    yield from _kind(row, source)
    for column in ("party_1", "party_2"):
        actor = thing("actor", row[column])
        yield from common.cell_claim(source, row, _TABLE, subject, term("party"), column, actor)
    yield from common.actor_in_country(source, row, _TABLE, "party_2")
    yield from _focus(row, source)
    yield from _dates(row, source)


def _label(row: Row, source: Source) -> Iterator[Statement]:
    """The name of a tie, which no source prints: its parties as printed."""
    text = f"{row['party_1_printed']} – {row['party_2_printed']}"
    literal = Literal(text, language=source.parts[row["part"]]["language"])
    yield statement(thing("tie", row["key"]), LABEL, literal, row.cell("party_2_printed"))


def _kind(row: Row, source: Source) -> Iterator[Statement]:
    if row["kind"]:
        printed = source.parts[row["part"]]["caption"]
        kind, subject = term(row["kind"]), thing("tie", row["key"])
        yield from claim(source.caption(row), subject, TYPE, kind, printed, row.cell("kind"))


def _focus(row: Row, source: Source) -> Iterator[Statement]:
    language = source.parts[row["part"]]["language"]
    text = row["focus"]
    value = text if text == NOT_AVAILABLE else Literal(text, language=language)
    subject = thing("tie", row["key"])
    yield from common.cell_claim(source, row, _TABLE, subject, term("focus"), "focus", value)


def _dates(row: Row, source: Source) -> Iterator[Statement]:
    subject, text = thing("tie", row["key"]), row["date"]
    if text:
        value = text if text == NOT_AVAILABLE else date_literal(text)
        yield from common.cell_claim(source, row, _TABLE, subject, term("date"), "date", value)
    part = source.parts[row["part"]]
    if part["as_of"] and part["as_of"] != NOT_SAID:
        value = date_literal(part["as_of"])
        printed, cell = part["credit_printed"], part.cell("as_of")
        yield from claim(source.credit(row), subject, term("asOf"), value, printed, cell)
