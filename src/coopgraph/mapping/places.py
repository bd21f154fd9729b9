"""Territories and their names, and countries as the reference set gives them."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from coopgraph.claims import Statement, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import RDFS, SKOS, TYPE, WGS84, XSD, term, thing
from coopgraph.tables.rows import Row

_PREFERRED = NamedNode(SKOS + "prefLabel")
_ALTERNATIVE = NamedNode(SKOS + "altLabel")
_EXACT = NamedNode(SKOS + "exactMatch")
_LATITUDE = NamedNode(WGS84 + "lat")
_LONGITUDE = NamedNode(WGS84 + "long")
_DECIMAL = NamedNode(XSD + "decimal")
_PART_OF = term("partOfTerritory")
_WIKIDATA_PAGE = "https://www.wikidata.org/wiki/"
_WIKIDATA_ENTITY = "http://www.wikidata.org/entity/"
_GEONAMES = "https://sws.geonames.org/"

# What the reference set says of independence; all else is of the form "Part of NL".
_KINDS = {
    "Yes": "Country",
    "Associated with NZ": "Territory",
    "International": "Territory",
    "In contention": "Territory",
}

# From the largest region of M49 to the smallest, as the columns are named.
_REGIONS = ("Region", "Sub-region", "Intermediate Region")


def territory(row: Row, _: Source) -> Iterator[Statement]:
    """A territory that the tables name, in the nearest larger one that is given."""
    subject = thing("territory", row["key"])
    yield from common.is_a(row, subject)
    yield from common.note(row, subject)
    yield from common.link(row, subject, "partOfTerritory", "territory", "part_of")
    if row["country"]:
        in_country = common.country(row["country"])
        yield statement(subject, term("inCountry"), in_country, row.cell("country"))
        if not row["part_of"]:
            yield statement(subject, _PART_OF, in_country, row.cell("country"))


def territory_name(row: Row, _: Source) -> Iterator[Statement]:
    """A name of a territory."""
    if row["territory"]:
        yield from common.name(row, thing("territory", row["territory"]))


def territory_identifier(row: Row, _: Source) -> Iterator[Statement]:
    """What a territory is called in another collection, and the source that says so."""
    if not row["territory"]:
        return
    subject = thing("territory", row["territory"])
    for column, other in (("geonames", _geonames), ("wikidata", _wikidata)):
        if row[column]:
            yield statement(subject, _EXACT, other(row[column]), row.cell(column))
    yield from common.link(row, subject, "identifiedIn", "source", "origin")


def geonames_city(row: Row, _: Source) -> Iterator[Statement]:
    """A place of GeoNames, of which the name is kept and the point (W3C Basic Geo, WGS 84)."""
    if not row["geonameid"]:
        return
    subject = _geonames(row["geonameid"])
    yield from common.text(row, subject, RDFS + "label", "name")
    for column, predicate in (("latitude", _LATITUDE), ("longitude", _LONGITUDE)):
        if row[column]:
            yield statement(subject, predicate, _decimal(row[column]), row.cell(column))


def country(row: Row, _: Source) -> Iterator[Statement]:
    """A country or dependent territory of ISO 3166-1, its codes, names and regions of UN M49."""
    code = row["ISO3166-1-Alpha-3"]
    subject = common.country(code)
    kind = _KINDS.get(row["is_independent"], "DependentTerritory")
    cell = row.cell("is_independent")
    yield statement(subject, TYPE, term(kind), cell)
    code_cell = row.cell("ISO3166-1-Alpha-3")
    yield statement(subject, term("isoCode"), Literal(code), code_cell)
    yield statement(subject, term("m49Code"), Literal(_m49(row["M49"])), row.cell("M49"))
    yield from _names(row, subject)
    yield from _outside(row, subject)
    yield from _regions(row, subject)


def _names(row: Row, subject: NamedNode) -> Iterator[Statement]:
    for language in ("en", "es"):
        column = f"official_name_{language}"
        if row[column]:
            literal = Literal(row[column], language=language)
            yield statement(subject, _PREFERRED, literal, row.cell(column))
    customary, official = row["CLDR display name"], row["official_name_en"]
    if customary and customary != official:
        literal = Literal(customary, language="en")
        yield statement(subject, _ALTERNATIVE, literal, row.cell("CLDR display name"))


def _outside(row: Row, subject: NamedNode) -> Iterator[Statement]:
    if page := row["wikidata_id"]:
        entity = _wikidata(page.removeprefix(_WIKIDATA_PAGE))
        yield statement(subject, _EXACT, entity, row.cell("wikidata_id"))
    if number := row["Geoname ID"]:
        yield statement(subject, _EXACT, _geonames(number), row.cell("Geoname ID"))


def _regions(row: Row, subject: NamedNode) -> Iterator[Statement]:
    """The chain of regions, each said by every country in it: the statements are the same."""
    larger: NamedNode | None = None
    for level in _REGIONS:
        code, name = row[f"{level} Code"], row[f"{level} Name"]
        if not code:
            continue
        region, cell = thing("territory", f"m49-{_m49(code)}"), row.cell(f"{level} Code")
        yield statement(region, TYPE, term("WorldRegion"), cell)
        yield statement(region, term("m49Code"), Literal(_m49(code)), cell)
        yield statement(region, _PREFERRED, Literal(name, language="en"), row.cell(f"{level} Name"))
        if larger is not None:
            yield statement(region, _PART_OF, larger, cell)
        larger = region
    if larger is not None:
        yield statement(subject, _PART_OF, larger, row.cell("Region Code"))


def _wikidata(item: str) -> NamedNode:
    return NamedNode(_WIKIDATA_ENTITY + item)


def _geonames(number: str) -> NamedNode:
    return NamedNode(f"{_GEONAMES}{number}/")


def _decimal(degrees: str) -> Literal:
    return Literal(degrees, datatype=_DECIMAL)


def _m49(code: str) -> str:
    """The code with its three digits; the published file has lost the leading zeros."""
    return code.zfill(3)
