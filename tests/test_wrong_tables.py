"""One wrong table a case: the one line that the curator is told, and no other.

The cases stand in tests/wrong/tables.toml; each is made in the world and mended by nobody.
"""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coopgraph.faults import Fault
from coopgraph.validation.check import validate
from tests.conftest import ROOT, make_world

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
    assert [str(fault) for fault in faults(broken)] == [CASES[name]["says"]]
