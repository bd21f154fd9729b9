"""The guide for curators, followed step by step: a source, five mistakes, and what is changed."""

import csv
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from coopgraph.tables.read import read_tables
from coopgraph.validation.check import validate
from tests.conftest import ROOT
from tests.test_cli import run

FOLDER = "data/articles/ruiz-2009"
GUIDES = [ROOT / "data" / name for name in ("GUIDE.md", "GUIA.md")]
TEXT = "Alta and the others\nTable 1\nActor\nAlta\nCentro, Brazil\n2004\n"
ANSWERS = "Rui\nAlta and the others\nnot said\nnot said\n2009\nen\nnot said\n"
PART = {
    "key": "table-1",
    "kind": "SourceTable",
    "label": "Table 1",
    "caption": "Table 1",
    "language": "en",
    "lines": "2",
    "rows": "1",
    "as_of": "not said",
}
COLUMNS = [
    {"part": "table-1", "ordinal": ordinal, "label": label, "lines": "3", "field": field}
    for ordinal, label, field in (
        ("1", "Actor", "party_1"),
        ("2", "Partner", "party_2"),
        ("2", "Partner", "country"),
        ("3", "Year", "date"),
    )
]
TIE = {
    "key": "alta-centro-2004",
    "part": "table-1",
    "row": "1",
    "lines": "4-6",
    "kind": "Alliance",
    "party_1_printed": "Alta",
    "party_1": "alta",
    "party_2_printed": "Centro, Brazil",
    "party_2": "centro",
    "country_printed": "Brazil",
    "country": "BRA",
    "date_printed": "2004",
    "date": "2004",
}


def fill(path: Path, rows: list[dict[str, str]]) -> None:
    heading = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, heading, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def begun(world: Path) -> None:
    text = world / "ruiz.txt"
    text.write_text(TEXT, encoding="utf-8")
    command = ("new", "source", "ruiz-2009", "--text", str(text), "--table", "columns")
    assert run(world, *command, "--table", "ties", typed=ANSWERS).returncode == 0
    fill(world / FOLDER / "parts.csv", [PART])
    told = [{**row, "language": "en", "table": "ties"} for row in COLUMNS]
    fill(world / FOLDER / "columns.csv", told)


def test_a_source_added_by_the_guide_is_sound_and_told_as_a_difference(
    world: Path, tmp_path: Path
) -> None:
    begun(world)
    ties, workbook = f"{FOLDER}/ties.csv", tmp_path / "ties.xlsx"
    assert run(world, "template", ties, "--output", str(workbook)).returncode == 0
    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    for number, cell in enumerate(sheet[1], 1):
        sheet.cell(2, number).value = TIE.get(str(cell.value), "")
    book.save(workbook)
    done = run(world, "import", str(workbook), ties)
    assert done.returncode == 0, done.stdout
    faults = validate(world, lambda _: None).faults
    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize(
    ("column", "typed", "told"),
    [
        ("date", "2004-13", "2004-13"),
        ("key", "Alta-Centro", "small letters"),
        ("party_2_printed", "Centro, Brazil ", "ends with a blank"),
        ("party_1", "alto", "alto"),
        ("date", "", "this cell is empty"),
    ],
)
def test_each_of_the_five_mistakes_is_named_at_its_cell(
    world: Path, column: str, typed: str, told: str
) -> None:
    begun(world)
    fill(world / FOLDER / "ties.csv", [{**TIE, column: typed}])
    faults = read_tables(world).faults
    assert [(fault.cell.path, fault.cell.header) for fault in faults] == [
        (f"{FOLDER}/ties.csv", column)
    ]
    assert told in str(faults[0])


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_command_of_the_guide_is_one(guide: Path, tmp_path: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    commands = {line.split()[1] for line in re.findall(r"^coopgraph .*$", text, re.MULTILINE)}
    assert commands == {"check", "new", "template", "import", "reconcile", "diff"}
    for command in sorted(commands):
        assert run(tmp_path, command, "--help").returncode == 0


def test_the_two_guides_have_the_same_steps() -> None:
    shapes = [
        [line[:2] for line in guide.read_text().splitlines() if line.startswith(("#", "|", "```"))]
        for guide in GUIDES
    ]
    assert shapes[0] == shapes[1]
