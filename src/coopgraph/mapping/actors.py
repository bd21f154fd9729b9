"""Actors, their own names, and hypotheses that two of them are one."""

from collections.abc import Iterator

from pyoxigraph import Literal, Quad

from coopgraph.claims import Statement, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import CURATION_GRAPH, TYPE, term, thing
from coopgraph.tables.rows import Row


def actor(row: Row, _: Source) -> Iterator[Statement]:
    """An actor, the territory or country that it governs, or the country it is of."""
    subject = thing("actor", row["key"])
    yield from common.is_a(row, subject)
    yield from common.note(row, subject)
    yield from common.link(row, subject, "governs", "territory", "governs")
    for column, name in (("governs_country", "governs"), ("country", "inCountry")):
        if row[column]:
            value = common.country(row[column])
            yield statement(subject, term(name), value, row.cell(column))


def actor_name(row: Row, _: Source) -> Iterator[Statement]:
    """A name of an actor."""
    if row["actor"]:
        yield from common.name(row, thing("actor", row["actor"]))


def identity(row: Row, _: Source) -> Iterator[Statement]:
    """A hypothesis that two actors are one, with its reason; nothing is merged by it."""
    subject = thing("hypothesis", row["key"])
    facts = [(TYPE, term("IdentityHypothesis"), "key")]
    facts += [
        (term("candidate"), thing("actor", row[column]), column)
        for column in ("actor_1", "actor_2")
        if row[column]
    ]
    for predicate, value, column in facts:
        quad = Quad(subject, predicate, value, CURATION_GRAPH)
        yield Statement(quad, row.cell(column))
    reason = Literal(row["reason"], language="en")
    yield Statement(Quad(subject, term("rationale"), reason, CURATION_GRAPH), row.cell("reason"))
