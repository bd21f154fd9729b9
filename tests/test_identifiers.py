"""Territories in other collections: each number is that of the place which bears the name."""

import csv
import unicodedata
from functools import cache

from coopgraph.tables.read import Tables, read_tables
from tests.conftest import ROOT


@cache
def tables() -> Tables:
    return read_tables(ROOT)


def table(kind: str) -> list[dict[str, str]]:
    [found] = [table for table in tables().tables if table.entry.schema.kind == kind]
    return [dict(row.texts) for row in found.rows]


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.casefold()


def identifiers(collection: str) -> list[dict[str, str]]:
    return [row for row in table("territory-identifiers") if row[collection]]


def test_a_place_of_geonames_bears_a_name_of_its_territory_and_lies_in_its_country() -> None:
    alpha2 = {row["ISO3166-1-Alpha-3"]: row["ISO3166-1-Alpha-2"] for row in table("country-codes")}
    places = {row["geonameid"]: row for row in table("geonames-cities")}
    territories = {row["key"]: row for row in table("territories")}
    for row in identifiers("geonames"):
        place, territory = places[row["geonames"]], territories[row["territory"]]
        names = [n for n in table("territory-names") if n["territory"] == row["territory"]]
        assert folded(place["name"]) in {folded(name["name"]) for name in names}
        assert place["countrycode"] == alpha2[territory["country"]]
        assert territory["kind"] == "MunicipalTerritory"


def test_every_place_taken_from_geonames_is_one_of_our_territories() -> None:
    used = [row["geonames"] for row in identifiers("geonames")]
    assert sorted(used) == sorted(row["geonameid"] for row in table("geonames-cities"))


def test_a_tie_that_vouches_for_an_item_is_one_of_its_territory() -> None:
    with (ROOT / "data/articles/espacios-2020/ties.csv").open(encoding="utf-8") as file:
        ties = list(csv.DictReader(file))
    with (ROOT / "data/articles/aldana/ties.csv").open(encoding="utf-8") as file:
        ties += csv.DictReader(file)
    parties = {row["key"]: {row["party_1"], row["party_2"]} for row in ties}
    vouched = [row for row in identifiers("wikidata") if " agrees with our tie " in row["how"]]
    assert vouched
    for row in vouched:
        assert row["territory"] in parties[row["how"].split()[-1].removesuffix(".")]
