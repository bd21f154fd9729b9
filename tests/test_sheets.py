"""Tables go into a spreadsheet and come back without loss; what it changed is mended or refused."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from coopgraph.errors import CannotRun
from coopgraph.sheets.grid import GridCell
from coopgraph.sheets.importing import import_table, write_table
from coopgraph.sheets.mend import Outcome, mend
from coopgraph.sheets.templates import write_template
from coopgraph.tables.catalogue import catalogue
from tests.conftest import ROOT
from tests.test_cli import run

TIES = "data/articles/bulletin/ties.csv"
DATE = {"name": "date", "constraints": {"pattern": r"\d{4}(-\d{2}(-\d{2})?)?|not available"}}
PRINTED = {"name": "date_printed"}
CODE = {"name": "m49", "constraints": {"pattern": "[0-9]{3}"}}
FREE = {"name": "note"}
YES = {"name": "denied", "constraints": {"enum": ["true", "false"]}}


@pytest.mark.parametrize(
    "entry",
    [entry for entry in catalogue(ROOT) if not entry.folder.startswith("data/reference")],
    ids=lambda entry: entry.path.removeprefix("data/"),
)
def test_every_table_comes_back_from_a_workbook_as_it_was(tmp_path: Path, entry: Any) -> None:
    text = (ROOT / entry.path).read_text(encoding="utf-8-sig")
    workbook = tmp_path / "table.xlsx"
    write_template(ROOT, entry.path, workbook)
    imported = import_table(ROOT, workbook, entry.path)
    assert imported.notes == []
    assert rows(imported.text) == rows(text)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("value", "shown", "field", "text"),
    [
        (date(1998, 6, 1), "mmm\\-yy", DATE, "1998-06"),
        (date(2010, 8, 14), "yyyy\\-mm\\-dd", DATE, "2010-08-14"),
        (date(1961, 1, 1), "yyyy", DATE, "1961"),
        (4, "General", CODE, "004"),
        ("4", "", CODE, "004"),
        (True, "General", YES, "true"),
        ("two\r\nlines ", "", FREE, "two lines"),
    ],
)
def test_what_a_spreadsheet_changed_is_mended_and_named(
    value: object, shown: str, field: dict[str, Any], text: str
) -> None:
    mended = mend(GridCell(value, shown), field)
    assert (mended.text, mended.outcome) == (text, Outcome.MENDED)
    assert mended.why


@pytest.mark.parametrize(
    ("value", "shown", "field"),
    [
        (date(1998, 6, 1), "mmm\\-yy", PRINTED),
        (date(1998, 6, 1), "mmm\\-yy", CODE),
        ("=A1", "formula", FREE),
        ("#REF!", "fault", FREE),
        ("#N/A", "", FREE),
        ("1,2E+15", "", CODE),
        ("Jun-98", "", DATE),
        ("01/06/1998", "", DATE),
        (True, "General", CODE),
    ],
)
def test_what_cannot_be_known_is_refused(value: object, shown: str, field: dict[str, Any]) -> None:
    assert mend(GridCell(value, shown), field).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        (None, FREE, ""),
        (1961, DATE, "1961"),
        (1.5, FREE, "1.5"),
        ("June 1998", PRINTED, "June 1998"),
    ],
)
def test_what_is_as_typed_is_left_alone(value: object, field: dict[str, Any], text: str) -> None:
    assert mend(GridCell(value, "General"), field) == (text, Outcome.SAME, "")


@pytest.mark.parametrize(
    ("encoding", "separator", "remark"),
    [
        ("utf-8", ",", []),
        ("utf-8-sig", ",", []),
        ("utf-8", ";", ["the cells are separated by “;”"]),
        ("utf-16", "\t", ["the file is in utf-16", "the cells are separated by a tab"]),
        ("cp1252", ";", ["Windows-1252", "“;”"]),
    ],
)
def test_encodings_and_separators_are_recognised_and_named(
    world: Path, tmp_path: Path, encoding: str, separator: str, remark: list[str]
) -> None:
    text = (world / TIES).read_text(encoding="utf-8").replace("Culture", "Educación")
    sheet = tmp_path / "ties.csv"
    with sheet.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows(text))
    imported = import_table(world, sheet, TIES)
    assert rows(imported.text) == rows(text)
    assert len(imported.remarks) == len(remark)
    assert all(part in told for part, told in zip(remark, imported.remarks, strict=True))


def sheet_of(path: Path, table: list[list[object]]) -> Path:
    book = Workbook()
    for row in table:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_columns_may_stand_in_another_order_but_none_may_lack_or_be_unknown(
    world: Path, tmp_path: Path
) -> None:
    table = rows((world / TIES).read_text(encoding="utf-8"))
    turned: list[list[object]] = [list(reversed(row)) for row in table]
    sheet = sheet_of(tmp_path / "a.xlsx", turned)
    assert rows(import_table(world, sheet, TIES).text) == table
    with pytest.raises(CannotRun, match="it lacks key"):
        import_table(world, sheet_of(tmp_path / "b.xlsx", [row[:-1] for row in turned]), TIES)
    wide = sheet_of(tmp_path / "c.xlsx", [[*row, "extra"] for row in turned])
    with pytest.raises(CannotRun, match="too many: extra"):
        import_table(world, wide, TIES)


def test_an_import_names_each_cell_and_writes_nothing_where_one_is_refused(
    world: Path, tmp_path: Path
) -> None:
    table: list[list[object]] = [
        list(row) for row in rows((world / TIES).read_text(encoding="utf-8"))
    ]
    place = table[0].index("date")
    table[1][place] = date(1998, 6, 1)
    table[2][table[0].index("note")] = "=1+1"
    before = (world / TIES).read_bytes()
    sheet = sheet_of(tmp_path / "ties.xlsx", table)
    done = run(world, "import", str(sheet), TIES)
    assert done.returncode == 1
    assert "row 2, date: mended: '1998-06-01'" in done.stdout
    assert "row 3, note: refused: '=1+1': a formula" in done.stdout
    assert (world / TIES).read_bytes() == before
    table[2][table[0].index("note")] = "A note."
    done = run(world, "import", str(sheet_of(sheet, table)), TIES)
    assert done.returncode == 0
    assert ",1998-06-01,\n" in (world / TIES).read_text(encoding="utf-8")


def test_a_template_offers_lists_and_holds_text(world: Path, tmp_path: Path) -> None:
    workbook = tmp_path / "ties.xlsx"
    assert write_template(world, TIES, workbook) >= 4
    sheet = load_workbook(workbook).worksheets[0]
    assert sheet["A2"].number_format == "@"
    assert sheet["A1"].comment is not None
    lists = load_workbook(workbook)["lists"]
    offered = [[cell.value for cell in column if cell.value] for column in lists.iter_cols()]
    assert ["TwinningAgreement", "Alliance"] in offered
    assert any("alta" in column for column in offered)
    with pytest.raises(CannotRun, match="no Data Package lists"):
        write_template(world, "data/nothing.csv", workbook)


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.xlsx", "missing.csv"])
def test_a_file_that_is_no_table_is_told_so(world: Path, tmp_path: Path, name: str) -> None:
    if name != "missing.csv":
        (tmp_path / name).write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(CannotRun, match=r"read|workbook"):
        import_table(world, tmp_path / name, TIES)


def test_a_new_source_gets_its_folder_and_its_row_is_asked_for(world: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("one\ntwo\n")
    answers = "New\nnot said\nnot said\nnot said\n2009\nes\nnot said\n"
    done = run(
        world, "new", "source", "new-2009", "--text", str(text), "--table", "ties", typed=answers
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"data/articles/new-2009/{name}"
        for name in ("datapackage.json", "NOTES.md", "parts.csv", "ties.csv")
    ]
    last = (world / "data/authority/sources.csv").read_text().splitlines()[-1]
    assert last.startswith("new-2009,article,New,not said,not said,not said,2009,es,not said,2,")
    assert {entry.name for entry in catalogue(world)} >= {"new-2009-parts", "new-2009-ties"}
    again = run(world, "new", "source", "new-2009", typed=answers)
    assert again.returncode == 2
    assert "cannot be made" in again.stderr
    assert run(world, "new", "source", "New 2009", typed=answers).returncode == 2


def test_a_table_is_replaced_in_one_step(world: Path) -> None:
    imported = import_table(world, world / TIES, TIES)
    write_table(world, TIES, imported)
    assert [path.name for path in (world / TIES).parent.iterdir() if path.name[0] == "."] == []
