"""What curators say of the sources: what is tested, conflicts, identities, and lines left out."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from coopgraph.claims import Statement, Value, decimal, statement
from coopgraph.mapping import common, things
from coopgraph.mapping.source import Source
from coopgraph.names import CURATION_GRAPH, SKOS, TYPE, concept, minted_key, referred, term, thing
from coopgraph.tables.rows import Row

_NAME = NamedNode(SKOS + "prefLabel")


def tested(row: Row, source: Source) -> Iterator[Statement]:
    """A figure, superlative or the like, the query that tries it and the result reviewed."""
    if not (source.knows(row) and row["key"] and row["subject"]):
        return
    subject, place = thing("tested", row["key"]), source.passage(row)
    yield statement(subject, TYPE, term("TestedStatement"), row.cell("key"))
    yield from things.in_languages(row, subject, _NAME, "says")
    yield from common.note(row, subject)
    part = thing("part", f"{source.key}-{row['part']}")
    facts: dict[str, tuple[str, Value]] = {
        "part": ("part", part),
        "lines": ("lines", Literal(row["lines"])),
        "printed": ("asPrinted", Literal(row["printed"], language=place.language)),
        "kind": ("testKind", concept("test-kind", row["kind"])),
        "subject": ("about", referred(row["subject"])),
        "claim": ("assertingEntry", Literal(f"{source.key}/{row['claim']}")),
        "figure": ("assertedFigure", decimal(row["figure"] or "0")),
        "test": ("testQuery", Literal(row["test"])),
        "result": ("reviewedResult", concept("test-result", row["result"])),
        "reason": ("rationale", Literal(row["reason"], language="en")),
    }
    yield statement(subject, term("source"), thing("source", source.key), row.cell("part"))
    yield from _facts(row, subject, facts)
    for item in filter(None, row["items"].split(", ")):
        entry = Literal(f"{source.key}/{item}")
        yield statement(subject, term("itemEntry"), entry, row.cell("items"))


def conflict(row: Row, _: Source) -> Iterator[Statement]:
    """Two claims that contradict each other; a rule finds them by the rows that they stand in."""
    if not (row["key"] and row["about"]):
        return
    subject = thing("conflict", row["key"])
    yield statement(subject, TYPE, term("Conflict"), row.cell("key"))
    facts: dict[str, tuple[str, Value]] = {
        "kind": ("conflictKind", concept("conflict-kind", row["kind"])),
        "about": ("conflictAbout", referred(row["about"])),
        "claim_1": ("conflictingEntry", Literal(row["claim_1"])),
        "claim_2": ("conflictingEntry", Literal(row["claim_2"])),
        "reason": ("rationale", Literal(row["reason"], language="en")),
    }
    yield from _facts(row, subject, facts)


def identity(row: Row, _: Source) -> Iterator[Statement]:
    """A hypothesis that two things are one, with its reason; nothing is merged by it."""
    subject = thing("hypothesis", row["key"])
    facts = [(TYPE, term("IdentityHypothesis"), "key")]
    facts += [
        (term("candidate"), referred(row[column]), column)
        for column in ("thing_1", "thing_2")
        if row[column]
    ]
    for predicate, value, column in facts:
        quad = Quad(subject, predicate, value, CURATION_GRAPH)
        yield Statement(quad, row.cell(column))
    reason = Literal(row["reason"], language="en")
    yield Statement(Quad(subject, term("rationale"), reason, CURATION_GRAPH), row.cell("reason"))


def correction(row: Row, source: Source) -> Iterator[Statement]:
    """Which claim has a misprint; its mended words stand at the claim (`common.cell_claim`)."""
    if row["claim"]:
        entry, subject = Literal(f"{source.key}/{row['claim']}"), thing("source", source.key)
        yield statement(subject, term("correctedEntry"), entry, row.cell("claim"))


def left_out(row: Row, source: Source) -> Iterator[Statement]:
    """Lines of a source from which nothing is taken, and why."""
    if not row["lines"]:
        return
    subject = thing("omission", minted_key(source.key, row["lines"]))
    yield statement(subject, TYPE, term("Omission"), row.cell("lines"))
    yield statement(subject, term("source"), thing("source", source.key), row.cell("lines"))
    facts: dict[str, tuple[str, Value]] = {
        "lines": ("lines", Literal(row["lines"])),
        "kind": ("omissionKind", concept("omission-kind", row["kind"])),
        "reason": ("rationale", Literal(row["reason"], language="en")),
    }
    yield from _facts(row, subject, facts)


def _facts(
    row: Row, subject: NamedNode, facts: dict[str, tuple[str, Value]]
) -> Iterator[Statement]:
    """For each column that is filled, the statement that it makes."""
    for column, (name, value) in facts.items():
        if row[column]:
            yield statement(subject, term(name), value, row.cell(column))


def exception(_row: Row, _source: Source) -> Iterator[Statement]:
    """What a check lets pass says nothing of the field, so nothing is stated."""
    return iter(())
