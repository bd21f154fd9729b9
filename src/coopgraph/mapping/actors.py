"""Actors and their own names."""

from collections.abc import Iterator

from coopgraph.claims import Statement, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import term, thing
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
