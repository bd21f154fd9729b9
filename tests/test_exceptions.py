"""Exceptions: what a curator lets pass, until when, and what becomes of one that is of no use."""

from datetime import date
from pathlib import Path

import pytest

from coopgraph.faults import Fault
from coopgraph.validation.check import validate
from tests.conftest import make_world

MEMBERSHIPS = "data/articles/gaceta/memberships.csv"
ROW = f"MembershipTime,{MEMBERSHIPS},red-centro,The next issue will say.,2031-12-31\n"


@pytest.fixture(scope="module")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world, in which one membership does not say since when it holds."""
    world = make_world(tmp_path_factory.mktemp("exceptions") / "world")
    table = world / MEMBERSHIPS
    table.write_text(table.read_text(encoding="utf-8").replace(",desde 1999,1999,", ",,,"))
    return world


def found(world: Path, row: str, today: date | None) -> list[Fault]:
    table = world / "data/authority/exceptions.csv"
    kept = table.read_text(encoding="utf-8")
    table.write_text(kept + row, encoding="utf-8")
    try:
        return validate(world, lambda _: None, today).faults
    finally:
        table.write_text(kept, encoding="utf-8")


@pytest.mark.parametrize("today", [None, date(2031, 12, 31)])
def test_what_is_excepted_passes_to_the_end_of_its_last_day(
    undated: Path, today: date | None
) -> None:
    assert found(undated, ROW, today) == []


def test_an_exception_that_has_ended_is_told_with_what_it_excepted(undated: Path) -> None:
    ended = found(undated, ROW, date(2032, 1, 1))
    assert [fault.rule for fault in ended] == ["MembershipTime", "exception-ended"]
    assert ended[1].cell.header == "until"
    assert ended[1].value == "2031-12-31"


def test_a_build_asks_no_calendar(undated: Path) -> None:
    assert found(undated, ROW.replace("2031", "1999"), None) == []


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("red-centro", "red-alta"),
        ROW.replace("MembershipTime", "MembershipKind"),
        ROW.replace("gaceta", "bulletin"),
    ],
)
def test_an_exception_that_excepts_nothing_is_told_and_hides_nothing(
    undated: Path, row: str
) -> None:
    rules = [fault.rule for fault in found(undated, row, None)]
    assert rules == ["MembershipTime", "exception-unused"]


def test_a_row_that_breaks_the_rules_of_its_table_cannot_be_excepted(undated: Path) -> None:
    table = undated / MEMBERSHIPS
    kept = table.read_text(encoding="utf-8")
    table.write_text(kept.replace(",founder,1995,1995,", ",founder,1995,95,"), encoding="utf-8")
    row = f"value,{MEMBERSHIPS},red-alta,It stays.,2031-12-31\n"
    rules = [fault.rule for fault in found(undated, row, None)]
    table.write_text(kept, encoding="utf-8")
    assert sorted(rules) == ["MembershipTime", "exception-unused", "value"]
