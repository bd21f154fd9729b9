"""A table of the project written from a spreadsheet, whole or not at all."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from coopgraph.errors import CannotRun
from coopgraph.sheets.grid import GridCell, read_grid
from coopgraph.sheets.mend import Mended, Outcome, mend
from coopgraph.tables.catalogue import Entry, catalogue


class Note(NamedTuple):
    """What became of a cell of the spreadsheet, by its row there and our column."""

    row: int
    column: str
    outcome: Outcome
    text: str
    why: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.outcome}: {self.text!r}: {self.why}"


class Imported(NamedTuple):
    """What was read: the table as text, its rows, and what had to be mended or refused."""

    text: str
    rows: int
    remarks: list[str]
    notes: list[Note]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused."""
        return all(note.outcome is not Outcome.REFUSED for note in self.notes)


def import_table(root: Path, path: Path, table: str) -> Imported:
    """Read a spreadsheet as one of the project's tables; nothing is written.

    Args:
        root: the project's folder.
        path: a CSV or XLSX file.
        table: the path of the table below the root, such as `data/articles/aldana/ties.csv`.

    Raises:
        CannotRun: the file cannot be read, no package lists the table, or the headings differ.
    """
    entry = _entry(catalogue(root), table)
    grid = read_grid(path)
    if not grid.rows:
        raise CannotRun(f"{path} is empty")
    order = _order(path, entry, [str(cell.value or "").strip() for cell in grid.rows[0][1]])
    fields = {field["name"]: field for field in entry.schema.descriptor["fields"]}
    rows: list[list[str]] = []
    notes: list[Note] = []
    for number, cells in grid.rows[1:]:
        mended = {name: mend(_cell(cells, at), fields[name]) for name, at in order.items()}
        rows.append([mended[name].text for name in entry.schema.fields])
        notes += _notes(number, mended)
        notes += _beyond(number, cells, order)
    return Imported(_csv([list(entry.schema.fields), *rows]), len(rows), grid.remarks, notes)


def write_table(root: Path, table: str, imported: Imported) -> None:
    """Put the table in its place, in one step."""
    target = root / table
    draft = target.with_name(f".{target.name}.draft")
    draft.write_text(imported.text, encoding="utf-8", newline="\n")
    draft.replace(target)


def _entry(entries: Iterable[Entry], table: str) -> Entry:
    for entry in entries:
        if entry.path == table:
            return entry
    raise CannotRun(f"no Data Package lists {table!r}; wanted: such as data/authority/actors.csv")


def _order(path: Path, entry: Entry, heading: list[str]) -> dict[str, int]:
    """Where each of our columns stands in the spreadsheet."""
    named = [name for name in heading if name]
    missing = [name for name in entry.schema.fields if name not in named]
    unknown = [name for name in named if name not in entry.schema.fields]
    twice = sorted({name for name in named if named.count(name) > 1})
    checks = (("lacks", missing), ("has too many:", unknown), ("has twice:", twice))
    if faults := [f"{what} {', '.join(names)}" for what, names in checks if names]:
        told = "; it ".join(faults)
        raise CannotRun(f"the heading of {path} is not that of {entry.path}: it {told}")
    return {name: heading.index(name) for name in entry.schema.fields}


def _cell(cells: list[GridCell], at: int) -> GridCell:
    return cells[at] if at < len(cells) else GridCell(None)


def _notes(row: int, mended: dict[str, Mended]) -> Iterator[Note]:
    for name, each in mended.items():
        if each.outcome is not Outcome.SAME:
            yield Note(row, name, each.outcome, each.text, each.why)


def _beyond(row: int, cells: list[GridCell], order: dict[str, int]) -> Iterator[Note]:
    """Cells under no heading, which nobody would read."""
    for at, cell in enumerate(cells):
        if at not in order.values() and cell.value not in (None, ""):
            why = "no heading stands above it"
            yield Note(row, f"column {at + 1}", Outcome.REFUSED, str(cell.value), why)


def _csv(rows: list[list[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
