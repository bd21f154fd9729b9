"""Statements that know their cell, and the claim: what one part of a source says about one thing.

A claim is an n-ary node in the named graph of its source, so that sources which differ, or one that
differs with itself, stand side by side. Plain triples are derived from claims by rule.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from coopgraph.faults import Cell
from coopgraph.names import (
    TYPE,
    XSD,
    cell_iri,
    concept,
    minted_key,
    referred,
    source_graph,
    term,
    thing,
)

NOT_AVAILABLE = "not available"
"""The value of a cell whose source prints that it has none; an empty cell means nothing printed."""

Value = NamedNode | Literal

_TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))

_DATES = (
    (re.compile(r"\d{4}"), XSD + "gYear"),
    (re.compile(r"\d{4}-\d{2}"), XSD + "gYearMonth"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), XSD + "date"),
)


class Statement(NamedTuple):
    """A quad and the cell that says it."""

    quad: Quad
    cell: Cell


class Place(NamedTuple):
    """Where in its source something is printed; what does not apply there is empty.

    `entry` is the key of our row: two rows may print the same words in the same place.
    """

    source: str
    language: str
    lines: str
    part: str = ""
    part_label: str = ""
    row: str = ""
    column: str = ""
    entry: str = ""


class Saying(NamedTuple):
    """How a source says something, where it does not plainly affirm it in its own words.

    `attributed_to` is whom it credits (`person/duchacek`), one or several, `through` the key of the
    work by which it says it, `corrected` the words without their misprint. What does not apply is
    empty.
    """

    denied: bool = False
    approximate: bool = False
    attributed_to: tuple[str, ...] = ()
    through: str = ""
    page: str = ""
    corrected: str = ""
    reason: str = ""


PLAINLY = Saying()


def statement(subject: NamedNode, predicate: NamedNode, value: Value, cell: Cell) -> Statement:
    """A statement of the default graph."""
    return Statement(Quad(subject, predicate, value, DefaultGraph()), cell)


def claim(
    place: Place,
    subject: NamedNode,
    predicate: NamedNode,
    value: str | Value,
    printed: str,
    cell: Cell,
    saying: Saying = PLAINLY,
) -> Iterator[Statement]:
    """What a source prints, as a claim node in the graph of that source.

    Args:
        place: where it is printed.
        subject: what it is about.
        predicate: the property of which it gives a value.
        value: the value as read, or `NOT_AVAILABLE`.
        printed: the words as printed.
        cell: the cell of ours that holds the value as read.
        saying: whether it is denied, attributed to others, or misprinted.
    """
    stated = value if not isinstance(value, str) else None
    node = claim_node(place, subject, predicate, stated, cell)
    graph = source_graph(place.source)
    facts: list[tuple[NamedNode, Value]] = [
        (TYPE, term("Claim")),
        (term("claimSubject"), subject),
        (term("claimPredicate"), predicate),
        (term("asPrinted"), Literal(printed, language=place.language)),
        (term("recordedAt"), cell_iri(cell.path, cell.record, cell.field)),
        *_value_facts(stated),
        *_place_facts(place, cell),
        *_saying_facts(place, saying),
    ]
    for name, object_ in facts:
        yield Statement(Quad(node, name, object_, graph), cell)


def claim_node(
    place: Place, subject: NamedNode, predicate: NamedNode, stated: Value | None, cell: Cell
) -> NamedNode:
    """The IRI of a claim, from what it says and where: the same in every build.

    It holds the key of our row and the column, not their numbers, so that a row put in above it
    changes no IRI.
    """
    value = NOT_AVAILABLE if stated is None else str(stated)
    where = (place.source, place.part, place.row, place.entry, cell.header)
    return thing("claim", minted_key(*where, subject.value, predicate.value, value))


def date_literal(text: str) -> Literal:
    """A date at the precision known: xsd:gYear, xsd:gYearMonth or xsd:date.

    Raises:
        ValueError: the text is none of the three; the table's schema lets none such through.
    """
    for pattern, datatype in _DATES:
        if pattern.fullmatch(text):
            return Literal(text, datatype=NamedNode(datatype))
    raise ValueError(f"{text!r} is not a year, a month or a day")


def integer(text: str) -> Literal:
    """A whole number as xsd:integer."""
    return Literal(text, datatype=NamedNode(XSD + "integer"))


def decimal(text: str) -> Literal:
    """A number as xsd:decimal."""
    return Literal(text, datatype=NamedNode(XSD + "decimal"))


def _value_facts(stated: Value | None) -> Iterator[tuple[NamedNode, Value]]:
    status = "not-available" if stated is None else "stated"
    yield term("valueStatus"), concept("value-status", status)
    if stated is not None:
        yield term("value"), stated


def _place_facts(place: Place, cell: Cell) -> Iterator[tuple[NamedNode, Value]]:
    yield term("source"), thing("source", place.source)
    yield term("lines"), Literal(place.lines)
    if place.part:
        yield term("part"), thing("part", f"{place.source}-{place.part}")
        yield term("partLabel"), Literal(place.part_label)
    if place.row:
        yield term("row"), integer(place.row)
    if place.column:
        yield term("columnLabel"), Literal(place.column)
    if place.entry:
        yield term("entry"), Literal(f"{place.source}/{place.entry}/{cell.header}")


def _saying_facts(place: Place, saying: Saying) -> Iterator[tuple[NamedNode, Value]]:
    if saying.denied:
        yield term("denied"), _TRUE
    if saying.approximate:
        yield term("approximate"), _TRUE
    for credited in saying.attributed_to:
        yield term("attributedTo"), referred(credited)
    if saying.through:
        yield term("viaWork"), thing("source", saying.through)
    if saying.page:
        yield term("pageLabel"), Literal(saying.page)
    if saying.corrected:
        yield term("correctedForm"), Literal(saying.corrected, language=place.language)
    if saying.reason:
        yield term("correctionReason"), Literal(saying.reason, language="en")
