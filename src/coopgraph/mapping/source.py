"""What the rows of one source's folder share: its parts, and its printed columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coopgraph.claims import Place
from coopgraph.tables.rows import Row

CAPTION = "0"
"""The ordinal of what is printed not in a column but in the caption or credit of a table."""


@dataclass(frozen=True)
class Source:
    """A folder of data/, with what its mappers look up. Folders of no article have no parts."""

    key: str
    parts: Mapping[str, Row] = field(default_factory=dict)
    columns: Mapping[tuple[str, str, str], Row] = field(default_factory=dict)

    def place(self, row: Row, table: str, column: str) -> Place:
        """Where in the source the cell of that column is printed."""
        caption = self.caption(row)
        printed = self.columns.get((row["part"], table, column))
        if printed is None:
            return caption._replace(lines=row["lines"])
        if printed["ordinal"] == CAPTION:
            return caption
        return caption._replace(lines=row["lines"], column=printed["label"])

    def caption(self, row: Row) -> Place:
        """Where in the source the caption of the row's part is printed; it speaks of every row."""
        part = self.parts[row["part"]]
        number = row["row"] if "row" in row.cells else ""
        lines, key, label = part["lines"], part["key"], part["label"]
        return Place(self.key, part["language"], lines, key, label, number)

    def knows(self, row: Row) -> bool:
        """Whether the row's part is one of this source and whole; a faulty cell reads as empty."""
        return row["part"] in self.parts


def source_of(key: str, parts: list[Row], columns: list[Row]) -> Source:
    """The source whose folder holds these parts and printed columns."""
    return Source(
        key,
        {row["key"]: row for row in parts if row["language"]},
        {(row["part"], row["table"], row["field"]): row for row in columns},
    )
