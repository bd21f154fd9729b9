"""Sources, and their parts: tables and sections."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from coopgraph.claims import Statement, Value, date_literal, integer, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source, credit_language
from coopgraph.names import DCTERMS, TYPE, term, thing
from coopgraph.tables.rows import Row

NOT_SAID = "not said"
"""The value of a cell of which the source itself says nothing, though one would look for it."""

_DESCRIBED = {
    "title": DCTERMS + "title",
    "creator": DCTERMS + "creator",
    "citation": DCTERMS + "bibliographicCitation",
    "issued": DCTERMS + "issued",
    "language": DCTERMS + "language",
    "licence": DCTERMS + "license",
}


def source(row: Row, _: Source) -> Iterator[Statement]:
    """A source: what it says of itself, and what it does not."""
    subject = thing("source", row["key"])
    yield statement(subject, TYPE, term("Source"), row.cell("key"))
    yield from common.text(row, subject, DCTERMS + "type", "kind")
    yield from common.text(row, subject, term("siglum").value, "siglum")
    yield from common.text(row, subject, term("textHash").value, "text_sha256")
    if row["text_lines"]:
        yield statement(
            subject, term("textLines"), integer(row["text_lines"]), row.cell("text_lines")
        )
    yield from common.note(row, subject)
    for column, predicate in _DESCRIBED.items():
        if row[column]:
            yield _described(row, subject, NamedNode(predicate), column)


def part(row: Row, folder: Source) -> Iterator[Statement]:
    """A table or section of a source, as printed."""
    subject = thing("part", f"{folder.key}-{row['key']}")
    key = row.cell("key")
    yield from common.is_a(row, subject)
    yield statement(subject, term("partOfSource"), thing("source", folder.key), key)
    yield from common.text(row, subject, term("printedLabel").value, "label")
    yield from common.text(row, subject, term("lines").value, "lines")
    yield from common.note(row, subject)
    for column, name, language in (
        ("caption", "caption", row["language"]),
        ("credit_printed", "credit", credit_language(row)),
    ):
        if row[column] and language:
            literal = Literal(row[column], language=language)
            yield statement(subject, term(name), literal, row.cell(column))
    if row["rows"]:
        yield statement(subject, term("rowCount"), integer(row["rows"]), row.cell("rows"))
    if row["as_of"]:
        yield _as_of(row, subject)


def column(_: Row, __: Source) -> Iterator[Statement]:
    """A printed column: only looked up, by the claims that it labels (see mapping.source)."""
    yield from ()


def _described(row: Row, subject: NamedNode, predicate: NamedNode, column: str) -> Statement:
    if row[column] == NOT_SAID:
        return statement(subject, term("notSaid"), predicate, row.cell(column))
    return statement(subject, predicate, _value(column, row[column]), row.cell(column))


def _value(column: str, text: str) -> Value:
    match column:
        case "issued":
            return date_literal(text)
        case "licence":
            return NamedNode(text)
        case _:
            return Literal(text)


def _as_of(row: Row, subject: NamedNode) -> Statement:
    if row["as_of"] == NOT_SAID:
        return statement(subject, term("notSaid"), term("asOf"), row.cell("as_of"))
    return statement(subject, term("asOf"), date_literal(row["as_of"]), row.cell("as_of"))
