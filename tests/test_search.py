"""Names are found without accents, case and endings, and misspelt; what is typed is no syntax."""

from pathlib import Path

import pytest

from coopgraph.errors import CannotRun
from coopgraph.names import ID
from coopgraph.search import Hit, Label, Name, find, find_near, open_index, write_index

CITY, LAND, COUNTRY = "LocalGovernment", "MunicipalTerritory", "Country"
NAMES: list[Name] = [
    (f"{ID}actor/medellin", CITY, "es", "Medellín", "preferred"),
    (f"{ID}actor/medellin", CITY, "es", "Alcaldía de Medellín", "alternative"),
    (f"{ID}actor/medellin", CITY, "en", "Medelin", "misprint"),
    (f"{ID}territory/medellin", LAND, "es", "Medellín", "preferred"),
    (f"{ID}actor/cordoba", CITY, "es", "Córdoba", "preferred"),
    (f"{ID}territory/cordoba", LAND, "es", "Córdoba", "preferred"),
    (f"{ID}territory/cordoba-province", "FirstLevelDivision", "es", "Córdoba", "preferred"),
    (f"{ID}territory/cub", COUNTRY, "es", "Cuba", "preferred"),
    (f"{ID}territory/cub", COUNTRY, "pt", "Cuba", "preferred"),
    (f"{ID}actor/cubatao", CITY, "pt", "Cubatão", "preferred"),
    (f"{ID}actor/havana", CITY, "es", "La Habana", "preferred"),
    (f"{ID}actor/havana", CITY, "en", "Havana", "preferred"),
    (f"{ID}tie/antioquia-hava", "TwinningAgreement", "es", "Antioquia – Hava", "preferred"),
    (f"{ID}actor/nanjing", CITY, "es", "Nanjing", "preferred"),
    (f"{ID}actor/santa-fe", CITY, "es", "Santa Fe de Antioquia", "preferred"),
]
GOVERNED = [
    (f"{ID}territory/medellin", f"{ID}actor/medellin"),
    (f"{ID}territory/cordoba", f"{ID}actor/cordoba"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "names"
    write_index(NAMES, path, GOVERNED)
    return path


def keys(hits: list[Hit]) -> list[str]:
    return [hit.iri.removeprefix(ID) for hit in hits]


@pytest.mark.parametrize(
    "text",
    ["Medellín", "medellin", "MEDELLIN", "Medelli\u0301n", "mede", " medellín ", "(Medellín)"],
)
def test_accents_case_endings_and_marks_do_not_matter(index: Path, text: str) -> None:
    assert keys(find(index, text, 10)) == ["actor/medellin"]


@pytest.mark.parametrize("text", ["santa antioquia", "antioquia santa fe", "Sta? santa fé"])
def test_every_word_is_wanted_in_any_order(index: Path, text: str) -> None:
    expected = [] if "Sta" in text else ["actor/santa-fe"]
    assert keys(find(index, text, 10)) == expected


def test_a_hit_tells_the_name_that_matched_and_the_preferred_names(index: Path) -> None:
    hit = Hit(
        f"{ID}actor/havana",
        CITY,
        Label("Havana", "en"),
        (Label("Havana", "en"), Label("La Habana", "es")),
    )
    assert find(index, "havana", 10) == [hit]


def test_a_misprint_finds_the_thing_but_is_none_of_its_names(index: Path) -> None:
    (hit,) = find(index, "medelin", 10)
    assert (hit.name, hit.labels) == (Label("Medelin", "en"), (Label("Medellín", "es"),))


def test_a_territory_is_not_listed_beside_its_government(index: Path) -> None:
    assert keys(find(index, "cordoba", 10)) == ["actor/cordoba", "territory/cordoba-province"]


def test_a_name_equal_to_the_text_comes_before_one_that_only_begins_with_it(index: Path) -> None:
    assert keys(find(index, "cuba", 10)) == ["territory/cub", "actor/cubatao"]


def test_an_actor_comes_before_a_territory_that_fits_as_well(index: Path) -> None:
    assert keys(find(index, "cub", 10)) == ["actor/cubatao", "territory/cub"]


def test_a_tie_comes_after_all_that_is_no_tie_however_well_it_fits(index: Path) -> None:
    assert keys(find(index, "antioquia", 10)) == ["actor/santa-fe", "tie/antioquia-hava"]


def test_no_more_things_are_found_than_asked_for(index: Path) -> None:
    assert keys(find(index, "c", 2)) == keys(find(index, "c", 10))[:2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\0",
        "NUL\0NUL",
        '"',
        '"medellin',
        "medellin*",
        "name:medellin",
        "medellin AND",
        "medellin OR cuba",
        "NEAR(medellin cuba)",
        "^medellin",
        "-medellin",
        "'; DROP TABLE names; --",
        "%",
        "_",
        "medellin " * 1200,
        "x" * 10_240,
        " ".join(str(number) for number in range(2000)),
        "\ud800",
    ],
)
def test_whatever_is_typed_is_words_and_no_syntax(index: Path, text: str) -> None:
    found = set(keys(find(index, text, 10)))
    assert found <= {"actor/medellin"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("medeline", "medellin"),
        ("Medellinn", "medellin"),
        ("medlelin", "medellin"),
        ("Nankin", "nanjing"),
        ("avana", "havana"),
        ("la abana", "havana"),
        ("antioquia snata", "santa-fe"),
        ("city of havana", "havana"),
        ("cordova", "cordoba"),
    ],
)
def test_a_name_may_be_misspelt(index: Path, text: str, key: str) -> None:
    assert keys(find(index, text, 10)) == []
    assert keys(find_near(index, text, 10))[0] == f"actor/{key}"


def test_a_name_that_is_spelt_right_brings_nothing_that_is_only_near(index: Path) -> None:
    assert keys(find_near(index, "cuba", 10)) == keys(find(index, "cuba", 10))


@pytest.mark.parametrize("text", ["zzz", "cbz", "x" * 300, "w " * 40])
def test_nothing_is_near_to_what_is_like_no_name(index: Path, text: str) -> None:
    assert find_near(index, text, 10) == []


def test_a_hit_tells_the_country(tmp_path: Path) -> None:
    countries = [(f"{ID}actor/havana", f"{ID}territory/cub")]
    write_index(NAMES, tmp_path / "names", (), countries)
    (hit,) = find(tmp_path / "names", "habana", 10)
    assert hit.country == f"{ID}territory/cub"


def test_the_same_names_are_found_in_the_same_order_however_they_were_given(tmp_path: Path) -> None:
    write_index(NAMES, tmp_path / "a", GOVERNED)
    write_index([*reversed(NAMES), NAMES[0]], tmp_path / "b", reversed(GOVERNED))
    for text in ("c", "a", "h", "santa", "medelin", "antioquia"):
        assert find(tmp_path / "a", text, 10) == find(tmp_path / "b", text, 10)


def test_the_index_is_only_read_and_needs_no_right_to_write(tmp_path: Path) -> None:
    path = tmp_path / "a folder with a # and a ?" / "names"
    path.parent.mkdir()
    write_index(NAMES, path, GOVERNED)
    path.chmod(0o555)
    before = sorted(path.iterdir())
    assert keys(find(path, "havana", 10)) == ["actor/havana"]
    assert sorted(path.iterdir()) == before
    assert all(file.stat().st_mode & 0o444 == 0o444 for file in before)


def test_an_index_that_is_not_whole_is_not_opened(tmp_path: Path) -> None:
    write_index(NAMES, tmp_path / "names")
    next((tmp_path / "names").glob("*.term")).unlink()
    with pytest.raises(CannotRun, match="names cannot be read"):
        open_index(tmp_path / "names")


def test_an_index_is_never_written_over_another(index: Path) -> None:
    with pytest.raises(FileExistsError):
        write_index(NAMES, index)
