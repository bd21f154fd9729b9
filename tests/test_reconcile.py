"""Names of others are matched with ours: a list from sources, homonyms, files."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from coopgraph.reconcile.forms import form_of
from coopgraph.reconcile.matching import Asked, Candidate, match
from coopgraph.reconcile.register import Register
from coopgraph.reconcile.release import register_of
from tests.conftest import ROOT
from tests.released import real_release

LIST = ROOT / "tests" / "reconcile" / "list.csv"


@pytest.fixture(scope="module")
def register() -> Register:
    return register_of(real_release())


def rows() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(row: Mapping[str, str]) -> Asked:
    types = frozenset({row["type"]} - {""})
    values = {name: (row[name],) for name in ("country", "level") if row[name]}
    return Asked(row["name"], types, values=values)


def expected(row: Mapping[str, str]) -> set[str]:
    """A key after @ may be that of the government or of its territory."""
    if row["expected"].startswith("@"):
        return {f"{kind}/{row['expected'][1:]}" for kind in ("actor", "territory")}
    return {row["expected"]} - {""}


def found(register: Register, name: str, **values: str) -> list[Candidate]:
    return match(register, Asked(name, values={key: (value,) for key, value in values.items()}))


def test_names_of_the_list_lead_to_their_things(register: Register) -> None:
    meant = [row for row in rows() if row["expected"]]
    best = [match(register, asked(row))[0].thing.id in expected(row) for row in meant]
    assert len(meant) > 500
    assert sum(best) / len(meant) >= 0.95


def test_what_is_matched_for_sure_is_nearly_always_what_is_meant(register: Register) -> None:
    sure = [
        (row["name"], each.thing.id in expected(row))
        for row in rows()
        for each in match(register, asked(row))
        if each.is_match
    ]
    assert len(sure) > 400
    assert sum(right for _, right in sure) / len(sure) >= 0.98


def test_a_name_of_another_place_in_another_country_is_matched_with_nothing(
    register: Register,
) -> None:
    others = [row for row in rows() if row["country"] and not row["expected"]]
    assert len(others) > 50
    assert [
        row for row in others if any(each.is_match for each in match(register, asked(row)))
    ] == []


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("Medellin", "actor/medellin"),
        ("MEDELIN", "actor/medellin"),
        ("La Habana", "actor/la-habana"),
        ("Janeiro, Rio de", "actor/rio-de-janeiro"),
        ("Trujillo, Spain", "actor/trujillo-es"),
        ("Province of Córdoba", "actor/cordoba-ar-province"),
        ("OIM (Organización Internacional para las Migraciones)", "actor/oim"),
        ("South-South cooperation", "vocab/modality/south-south"),
    ],
)
def test_a_name_is_matched_however_it_is_written(register: Register, name: str, best: str) -> None:
    first = found(register, name)[0]
    if best.startswith("vocab/"):
        assert first.thing.id.startswith("vocab/")
    else:
        assert first.thing.id == best
    assert first.is_match


def test_homonyms_are_told_apart_by_country_and_level_and_else_left_open(
    register: Register,
) -> None:
    assert not any(each.is_match for each in found(register, "Córdoba"))
    assert found(register, "Córdoba", level="provincia")[0].thing.id == "actor/cordoba-ar-province"
    assert found(register, "Córdoba", level="city")[0].thing.id == "actor/cordoba-ar-city"
    assert not any(each.is_match for each in found(register, "Córdoba", country="Spain"))
    assert not any(each.is_match for each in found(register, "Mexico City"))


def test_an_identifier_decides_whatever_the_name(register: Register) -> None:
    first = found(register, "anything", wikidata="https://www.wikidata.org/wiki/Q490")[0]
    assert (first.thing.id, first.score, first.is_match) == ("actor/milan", 100, True)
    assert not any(each.is_match for each in found(register, "Milan", wikidata="Q1"))


def test_scores_fall_with_the_distance(register: Register) -> None:
    names = ("Barcelona", "Barcelna", "Barclna", "Brclna")
    scores = [found(register, name)[0].score for name in names]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[0] == 100


@pytest.mark.parametrize("text", ["", " ", "()", "((", "'", "\x00", "–", "x" * 5000, "🦙"])
def test_any_text_is_safe(register: Register, text: str) -> None:
    assert not any(each.is_match for each in found(register, text))


def test_words_that_say_what_a_thing_is_are_no_part_of_its_core() -> None:
    for name in ("Provincia de Córdoba", "Cordoba Province", "the province of CORDOBA"):
        assert form_of(name)[1:] == ("cordoba", "intermediate")
    assert form_of("Ciudad de") == ("ciudad de", "ciudad de", "municipal")


def test_the_list_says_where_each_name_is_from() -> None:
    sources = {row["source"] for row in rows()}
    assert sources == {"geonames", "hekman", "country-codes", "aldana", "espacios-2020"}
    readme = (LIST.parent / "README.md").read_text(encoding="utf-8")
    assert [source for source in sources if f"`{source}`" not in readme] == []
    assert Path(LIST).read_text(encoding="utf-8").count("\n") == len(rows()) + 1
