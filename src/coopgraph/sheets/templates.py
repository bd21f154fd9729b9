"""A table of ours as a workbook to fill in: headings with their notes, text cells, lists."""

import csv
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from coopgraph.errors import CannotRun
from coopgraph.tables.catalogue import Entry, catalogue, resolve

_LISTS = "lists"
_ROWS = 2000
_WIDTH = 22
_LONGEST_NOTE = 400
_TEXT = "@"


def write_template(root: Path, table: str, output: Path) -> int:
    """Write one of the project's tables as a workbook, with the rows that it has.

    Cells are text, so that the spreadsheet changes nothing; where a column takes values of a list
    or keys of another table, the cell offers them.

    Args:
        root: the project's folder.
        table: the path of the table below the root.
        output: the file to write.

    Returns:
        How many columns have a list.

    Raises:
        CannotRun: no package lists the table, or the file cannot be written.
    """
    entries = catalogue(root)
    entry = next((each for each in entries if each.path == table), None)
    if entry is None:
        raise CannotRun(f"no Data Package lists {table!r}; wanted: data/authority/actors.csv, …")
    book = Workbook()
    sheet, lists = book.worksheets[0], book.create_sheet(_LISTS)
    sheet.title = entry.schema.kind
    lists.sheet_state = "hidden"
    _fill(sheet, entry, _rows(root / entry.path))
    count = 0
    for number, name in enumerate(entry.schema.fields, 1):
        if values := _values(root, entries, entry, name):
            count += 1
            _offer(sheet, lists, number, count, values)
    try:
        book.save(output)
    except OSError as error:
        raise CannotRun(f"{output} cannot be written: {error}") from error
    return count


def _fill(sheet: Worksheet, entry: Entry, rows: list[dict[str, str]]) -> None:
    for number, field in enumerate(entry.schema.descriptor["fields"], 1):
        head = sheet.cell(1, number, field["name"])
        head.font = Font(bold=True)
        note = f"{field.get('description', '')}\n{field.get('wanted', '')}"
        head.comment = Comment(note[:_LONGEST_NOTE], "coopgraph")
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = _WIDTH, _TEXT
    for row, texts in enumerate(rows, 2):
        for number, name in enumerate(entry.schema.fields, 1):
            cell = sheet.cell(row, number)
            # Text that begins with = is no formula.
            cell.value = texts[name] or None
            cell.number_format = _TEXT
            if texts[name]:
                cell.data_type = "s"
    sheet.freeze_panes = "A2"


def _values(root: Path, entries: list[Entry], entry: Entry, name: str) -> list[str]:
    """What a column may hold: the list of its schema, or the keys that it refers to."""
    field = next(each for each in entry.schema.descriptor["fields"] if each["name"] == name)
    if "enum" in field.get("constraints", {}):
        return [str(value) for value in field["constraints"]["enum"]]
    for foreign in entry.schema.foreign_keys:
        if foreign.field == name:
            other = resolve(entries, entry, foreign.table)
            return sorted({row[foreign.key] for row in _rows(root / other.path)} - {""})
    return []


def _offer(
    sheet: Worksheet, lists: Worksheet, number: int, place: int, values: Iterable[str]
) -> None:
    """A list from which a cell of the column can be filled; other values are not forbidden."""
    listed = list(values)
    for row, value in enumerate(listed, 1):
        lists.cell(row, place, value)
    letter, own = get_column_letter(place), get_column_letter(number)
    source = f"{_LISTS}!${letter}$1:${letter}${len(listed)}"
    offered = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning")
    offered.add(f"{own}2:{own}{_ROWS + 1}")
    sheet.add_data_validation(offered)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, restval=""))
