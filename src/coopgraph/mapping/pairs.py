"""Pairs of places that a list published elsewhere has."""

from collections.abc import Iterator

from coopgraph.claims import Place, Statement, claim, statement
from coopgraph.mapping.source import Source
from coopgraph.mapping.things import in_languages
from coopgraph.names import LABEL, TYPE, term, thing
from coopgraph.tables.rows import Row

_NO_LANGUAGE = "zxx"
"""The tag of what is in no language (BCP 47), such as a number."""


def listed_pair(row: Row, source: Source) -> Iterator[Statement]:
    """A pair, with a claim for each of its places; what it is called is ours."""
    if not (row["key"] and row["lines"]):
        return
    subject = thing("pair", row["key"])
    yield statement(subject, TYPE, term("ListedPair"), row.cell("key"))
    yield from in_languages(row, subject, LABEL, "label")
    place = Place(source.key, _NO_LANGUAGE, row["lines"], entry=row["key"])
    for column in ("place_1", "place_2"):
        printed, cell = row[f"{column}_printed"], row.cell(column)
        if row[column]:
            territory = thing("territory", row[column])
            yield from claim(place, subject, term("listedPlace"), territory, printed, cell)
