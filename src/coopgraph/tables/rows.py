"""A typed row, and what the mapping may ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coopgraph.faults import Cell
from coopgraph.tables.catalogue import Entry
from coopgraph.tables.scan import Record


@dataclass(frozen=True)
class Row:
    """A row of a table. A faulty cell reads as empty, and the row knows that it has one."""

    texts: Mapping[str, str]
    cells: Mapping[str, Cell]
    is_faulty: bool = False
    read: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> str:
        """The text of the cell in that column; empty where nothing stands."""
        self.read.add(name)
        return self.texts[name]

    @property
    def line(self) -> int:
        """The line of the table on which it stands."""
        return next(iter(self.cells.values())).line

    def cell(self, name: str) -> Cell:
        """Where that column's cell of this row stands."""
        return self.cells[name]


@dataclass(frozen=True)
class Table:
    """A table that could be read, with its rows."""

    entry: Entry
    rows: list[Row]

    @property
    def unread(self) -> set[str]:
        """Columns that the mapping has not asked for, though the schema does not leave them out."""
        read = {name for row in self.rows for name in row.read}
        return set(self.entry.schema.fields) - read - set(self.entry.schema.left_out)


def cells_of(path: str, fields: tuple[str, ...], record: Record) -> dict[str, Cell]:
    """The cell of every column of a record; a record stands on one line, so its number is that."""
    return {
        name: Cell(path, record.line, column, record.line, number, name)
        for number, (name, column) in enumerate(zip(fields, record.columns, strict=True), 1)
    }
