"""Themes of ties, as the words of their fields name them."""

from collections.abc import Iterator

from coopgraph.claims import Statement, claim, claim_node
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import concept, term, thing
from coopgraph.tables.rows import Row


def theme(row: Row, source: Source) -> Iterator[Statement]:
    """A theme that words of a tie's field name, as a claim; the note is about the claim."""
    if not (source.knows(row) and row["tie"] and row["theme"]):
        return
    subject, predicate = thing("tie", row["tie"]), term("thematicArea")
    value, cell = concept("thematic-area", row["theme"]), row.cell("theme")
    place = source.place(row, "themes", "theme")
    yield from claim(place, subject, predicate, value, row["printed"], cell)
    yield from common.note(row, claim_node(place, subject, predicate, value, cell))
