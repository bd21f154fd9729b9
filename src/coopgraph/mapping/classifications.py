"""Published lists that place countries in categories: their editions, and each placing."""

from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

from coopgraph.claims import Statement, date_literal, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.mapping.things import in_languages
from coopgraph.names import PROV, SKOS, TYPE, concept, term, thing
from coopgraph.tables.rows import Row

_DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")
_NAME = NamedNode(SKOS + "prefLabel")


class _Placing(NamedTuple):
    """In which category an edition places the country of a column, and the column that says so."""

    edition: str
    country: str
    category: str
    by: str


def edition(row: Row, _: Source) -> Iterator[Statement]:
    """An edition of a list, the data set that holds it, and the time of which it speaks."""
    if not row["key"]:  # determinations would be made under it
        return
    subject = thing("edition", row["key"])
    yield statement(subject, TYPE, term("ClassificationEdition"), row.cell("key"))
    yield from in_languages(row, subject, _NAME, "label")
    yield from common.note(row, subject)
    if row["source"]:
        source = thing("source", row["source"])
        yield statement(subject, _DERIVED_FROM, source, row.cell("source"))
    for column, name in (("valid_from", "validFrom"), ("valid_to", "validTo")):
        if row[column]:
            yield statement(subject, term(name), date_literal(row[column]), row.cell(column))


def income_group(row: Row, _: Source) -> Iterator[Statement]:
    """A run of years in one income group, by the year of the data and by the year in force.

    The data of a year make the list of the bank's fiscal year that begins in July of the next.
    """
    first, last, group = row["from_year"], row["to_year"], row["income_group"]
    if not (row["iso3"] and first and last and group):
        return
    runs = {
        "wb-income-data-year": (f"{first}-01-01", f"{last}-12-31"),
        "wb-income-in-force": (f"{int(first) + 1}-07-01", f"{int(last) + 2}-06-30"),
    }
    for name, (begins, ends) in runs.items():
        subject = thing("classification", f"{name}-{row['iso3'].lower()}-{first}")
        placing = _Placing(name, "iso3", f"wb-{group.lower()}", "income_group")
        yield from _placed(row, subject, placing)
        yield statement(subject, term("validFrom"), date_literal(begins), row.cell("from_year"))
        yield statement(subject, term("validTo"), date_literal(ends), row.cell("to_year"))


def development_status(row: Row, _: Source) -> Iterator[Statement]:
    """A country or territory among the developing or the developed regions of M49."""
    if row["iso3"] and row["status"]:
        subject = thing("classification", f"m49-2019-{row['iso3'].lower()}")
        placing = _Placing("m49-2019", "iso3", f"m49-{row['status']}", "status")
        yield from _placed(row, subject, placing)


def g77_member(row: Row, _: Source) -> Iterator[Statement]:
    """A state that belongs to the Group of 77."""
    if row["Code"]:
        subject = thing("classification", f"g77-2024-{row['Code'].lower()}")
        yield from _placed(row, subject, _Placing("g77-2024", "Code", "g77-member", "Code"))


def _placed(row: Row, subject: NamedNode, placing: _Placing) -> Iterator[Statement]:
    cell, place = row.cell(placing.country), common.country(row[placing.country])
    category = concept("country-category", placing.category)
    yield statement(subject, TYPE, term("CountryClassification"), cell)
    yield statement(subject, term("edition"), thing("edition", placing.edition), cell)
    yield statement(subject, term("classifiedTerritory"), place, cell)
    yield statement(subject, term("category"), category, row.cell(placing.by))
