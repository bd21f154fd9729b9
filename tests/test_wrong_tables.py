"""One wrong table a case: the one line that the curator is told in each language, and no other.

The cases stand in tests/wrong/tables.toml; each is made in the world and mended by nobody.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from coopgraph.faults import Fault, as_data, from_data
from coopgraph.texts import LANGUAGES, catalogue
from coopgraph.validation.check import validate
from tests.conftest import ROOT, make_world
from tests.report_forms import assert_every_form_holds

CASES = tomllib.loads((ROOT / "tests/wrong/tables.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_world(tmp_path_factory.mktemp("tables") / "world")


@pytest.fixture
def broken(sound: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    case = CASES[request.param]
    path = sound / case["file"]
    kept = path.with_suffix(".kept")
    shutil.copy(path, kept)
    break_table(path, case)
    yield sound
    kept.replace(path)


def break_table(path: Path, case: dict[str, Any]) -> None:
    text = path.read_text(encoding="utf-8")
    if case.get("drop"):
        path.unlink()
    elif "content" in case:
        path.write_text(case["content"], encoding="utf-8")
    elif "encoding" in case:
        path.write_bytes(text.encode(case["encoding"]))
    elif "separator" in case:
        path.write_text(text.replace(",", case["separator"]), encoding="utf-8")
    else:
        assert text.count(case["old"]) == 1, "the case must change one place"
        path.write_text(text.replace(case["old"], case["new"]), encoding="utf-8")


def faults(root: Path) -> list[Fault]:
    return validate(root, lambda _: None).faults


def test_the_world_is_sound(sound: Path) -> None:
    assert [str(fault) for fault in faults(sound)] == []


@pytest.mark.parametrize(
    ("broken", "name"), [(name, name) for name in CASES], ids=list(CASES), indirect=["broken"]
)
def test_a_wrong_table_is_told_in_its_one_line(broken: Path, name: str) -> None:
    [fault] = faults(broken)
    case = CASES[name]
    told = [fault.line(language) for language in LANGUAGES]
    assert told == [case["says"], case["es"], case["pt"]]
    assert from_data(json.loads(json.dumps(as_data(fault)))) == fault
    for language in LANGUAGES:
        assert_every_form_holds(fault, language)


def test_what_a_cell_may_hold_is_said_in_each_language() -> None:
    schemas = (ROOT / "data/schema").glob("*.json")
    texts = "".join(path.read_text(encoding="utf-8") for path in schemas)
    wanted = set(re.findall(r'"wanted": "([^"]+)"', texts))
    words = json.loads((ROOT / "data/schema/words/wanted.json").read_text(encoding="utf-8"))
    assert {each for each in wanted if not each.startswith("one of ")} == set(words)
    assert {tuple(each) for each in words.values()} == {("es", "pt")}


def test_the_catalogues_say_the_same_things_with_the_same_values() -> None:
    english, *others = (catalogue(language) for language in LANGUAGES)
    for other in others:
        assert other.keys() == english.keys()
        for group in ("told", "report", "term"):
            assert fields(other[group]) == fields(english[group])
        assert {name: set(rule) for name, rule in other["rule"].items()} == {
            name: set(rule) for name, rule in english["rule"].items()
        }


def fields(group: dict[str, str]) -> dict[str, list[str]]:
    named = {key: Formatter().parse(text) for key, text in group.items()}
    return {key: sorted(name for _, name, _, _ in each if name) for key, each in named.items()}


def test_what_was_read_and_what_was_wanted_are_told_apart(sound: Path) -> None:
    ties = sound / "data/articles/bulletin/ties.csv"
    text = ties.read_text(encoding="utf-8")
    ties.write_text(text.replace("1998-06", "1998-13"), encoding="utf-8")
    [fault] = faults(sound)
    ties.write_text(text, encoding="utf-8")
    assert fault.value == "1998-13"
    assert fault.wanted.es.startswith("un año (1998), un mes (1998-06)")


def test_all_rows_of_a_loop_are_named(sound: Path) -> None:
    territories = sound / "data/authority/territories.csv"
    text = territories.read_text(encoding="utf-8")
    looped = text.replace("sierra,FirstLevelDivision,,COL", "sierra,FirstLevelDivision,alta,COL")
    territories.write_text(looped, encoding="utf-8")
    [fault] = faults(sound)
    territories.write_text(text, encoding="utf-8")
    assert fault.rule == "territory-part-of-itself"
    assert {fault.cell.line, *(cell.line for cell in fault.also)} == {2, 5}
