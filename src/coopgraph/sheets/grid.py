"""A table from a spreadsheet as rows of cells, with what had to be recognised on the way."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from coopgraph.errors import CannotRun

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = (",", ";", "\t")
_MOST_BYTES = 64 << 20


class GridCell(NamedTuple):
    """A cell: text, or what a spreadsheet has made of it, and the format in which it is shown."""

    value: Any
    format: str = ""


class Grid(NamedTuple):
    """The rows of a table, the heading first, each with the number that the file has for it."""

    rows: list[tuple[int, list[GridCell]]]
    remarks: list[str]


def read_grid(path: Path) -> Grid:
    """The table of a file: XLSX by its ending, else text.

    Raises:
        CannotRun: it cannot be read as either.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error}") from error
    if len(content) > _MOST_BYTES:
        raise CannotRun(f"{path} is longer than {_MOST_BYTES >> 20} MiB; no table of ours is")
    if path.suffix.lower() == ".xlsx":
        return _read_workbook(path, content)
    if path.suffix.lower() in (".xls", ".ods"):
        raise CannotRun(f"{path}: save it as .xlsx or .csv; this form is not read")
    return _read_text(path, content)


def _read_workbook(path: Path, content: bytes) -> Grid:
    try:
        book = load_workbook(BytesIO(content))
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise CannotRun(f"{path} is not a workbook (XLSX): {error}") from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise CannotRun(f"{path} has no sheet that can be seen")
    remarks = [f"the sheet {sheets[0].title!r} is read, and no other"] if len(sheets) > 1 else []
    rows = (
        (number, [GridCell(cell.value, _shown(cell)) for cell in cells])
        for number, cells in enumerate(sheets[0].iter_rows(), 1)
    )
    return Grid([row for row in rows if _is_filled(row[1])], remarks)


def _shown(cell: Any) -> str:
    """The format of a cell, or that it holds a formula or a fault of the spreadsheet."""
    return {"f": "formula", "e": "fault"}.get(cell.data_type, str(cell.number_format))


def _read_text(path: Path, content: bytes) -> Grid:
    text, remarks = _decoded(path, content)
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    if separator != ",":
        name = "a tab" if separator == "\t" else f"“{separator}”"
        remarks.append(f"the cells are separated by {name}")
    try:
        rows = list(_numbered(text, separator))
    except csv.Error as error:
        raise CannotRun(f"{path} cannot be cut into cells: {error}") from error
    return Grid([row for row in rows if _is_filled(row[1])], remarks)


def _numbered(text: str, separator: str) -> Iterator[tuple[int, list[GridCell]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    for cells in reader:
        yield number, [GridCell(cell) for cell in cells]
        number = reader.line_num + 1


def _decoded(path: Path, content: bytes) -> tuple[str, list[str]]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError as error:
                raise CannotRun(f"{path} begins as {encoding} and is not: {error}") from error
            return text, [] if encoding == "utf-8-sig" else [f"the file is in {encoding}"]
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _western(path, content)


def _western(path: Path, content: bytes) -> tuple[str, list[str]]:
    """Text as Windows writes it in the languages of this field."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise CannotRun(f"{path} is neither UTF-8 nor Windows-1252: {error}") from error
    return text, ["the file is not in UTF-8; it was read as Windows-1252, so look at the accents"]


def _is_filled(cells: list[GridCell]) -> bool:
    return any(cell.value not in (None, "") for cell in cells)
