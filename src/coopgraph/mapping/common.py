"""What several mappers say in the same words."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from coopgraph.claims import Place, Statement, Value, claim, claim_node, statement
from coopgraph.mapping.source import Source
from coopgraph.names import RDFS, SKOS, TYPE, source_graph, term, thing
from coopgraph.tables.references import NOT_RESOLVED
from coopgraph.tables.rows import Row

COMMENT = NamedNode(RDFS + "comment")
_FORMS = {
    "preferred": NamedNode(SKOS + "prefLabel"),
    "alternative": NamedNode(SKOS + "altLabel"),
    "misprint": NamedNode(SKOS + "hiddenLabel"),
}


def is_a(row: Row, subject: NamedNode, column: str = "kind") -> Iterator[Statement]:
    """The class that the row's kind names."""
    if row[column]:
        yield statement(subject, TYPE, term(row[column]), row.cell(column))


def link(row: Row, subject: NamedNode, name: str, kind: str, column: str) -> Iterator[Statement]:
    """A statement whose object is the thing that the column's key names."""
    if row[column]:
        yield statement(subject, term(name), thing(kind, row[column]), row.cell(column))


def text(row: Row, subject: NamedNode, predicate: str, column: str) -> Iterator[Statement]:
    """A statement whose object is the column's text, with no language."""
    if row[column]:
        yield statement(subject, NamedNode(predicate), Literal(row[column]), row.cell(column))


def note(row: Row, subject: NamedNode) -> Iterator[Statement]:
    """The curator's note on a row, in English."""
    if row["note"]:
        yield statement(subject, COMMENT, Literal(row["note"], language="en"), row.cell("note"))


def name(row: Row, subject: NamedNode) -> Iterator[Statement]:
    """A name of a thing, as a claim of the source that gives it; its note is about the claim."""
    if not (row["name"] and row["language"] and row["form"] and row["source"]):
        return
    place = Place(row["source"], row["language"], row["place"])
    value = Literal(row["name"], language=row["language"])
    predicate, cell = _FORMS[row["form"]], row.cell("name")
    yield from claim(place, subject, predicate, value, row["name"], cell)
    yield from note(row, claim_node(place, subject, predicate, value, cell))


def country(key: str) -> NamedNode:
    """The country with an ISO 3166-1 alpha-3 code."""
    return thing("territory", key.lower())


def cell_claim(
    source: Source,
    row: Row,
    table: str,
    subject: NamedNode,
    predicate: NamedNode,
    column: str,
    value: str | Value,
    label: str = "",
) -> Iterator[Statement]:
    """The claim of a column that stands beside its `…_printed` twin; nothing where none is read.

    The label names the printed column, where several go into that one of ours.
    """
    if row[column]:
        place = source.place(row, table, column, label)
        printed, cell = row[f"{column}_printed"], row.cell(column)
        yield from claim(place, subject, predicate, value, printed, cell)
        stated = value if not isinstance(value, str) else None
        node = claim_node(place, subject, predicate, stated, cell)
        yield from _correction(source, place, f"{row['key']}/{column}", node)


def _correction(source: Source, place: Place, entry: str, node: NamedNode) -> Iterator[Statement]:
    """The printed words of a claim without their misprint, from a row and cell of their own."""
    if found := source.corrections.get(entry):
        graph = source_graph(place.source)
        mended = Literal(found["corrected"], language=place.language)
        quad = Quad(node, term("correctedForm"), mended, graph)
        yield Statement(quad, found.cell("corrected"))
        reason = Literal(found["reason"], language="en")
        yield Statement(Quad(node, term("correctionReason"), reason, graph), found.cell("reason"))


def actor_in_country(source: Source, row: Row, table: str, column: str) -> Iterator[Statement]:
    """The claim that the actor of that column is of the country that the row prints."""
    if row[column] and row["country"] != NOT_RESOLVED:
        actor = thing("actor", row[column])
        value = country(row["country"])
        yield from cell_claim(source, row, table, actor, term("inCountry"), "country", value)
