"""What the rows of one source's folder share: its parts, and its printed columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coopgraph.claims import Place
from coopgraph.tables.folders import CAPTION
from coopgraph.tables.rows import Row


@dataclass(frozen=True)
class Source:
    """A folder of data/, with what its mappers look up. Folders of no article have no parts."""

    key: str
    parts: Mapping[str, Row] = field(default_factory=dict)
    columns: Mapping[tuple[str, str, str], list[Row]] = field(default_factory=dict)
    corrections: Mapping[str, Row] = field(default_factory=dict)

    def place(self, row: Row, table: str, column: str, label: str = "") -> Place:
        """Where in the source the cell of that column is printed.

        Args:
            row: the row of ours.
            table: the kind of its table.
            column: its column, by the name without `_printed`.
            label: the heading, where several printed columns go into that one.
        """
        caption = self.caption(row)
        printed = self._printed(row, table, column, label)
        if printed is None:
            return caption._replace(lines=row["lines"])
        if printed["ordinal"] == CAPTION:
            return caption._replace(lines=printed["lines"], language=printed["language"])
        return caption._replace(lines=row["lines"], column=printed["label"])

    def head(self, row: Row, table: str, column: str, label: str) -> Place:
        """Where the heading of a printed column stands, for what the heading itself says."""
        place = self.place(row, table, column, label)
        printed = self._printed(row, table, column, label)
        if printed is None:
            return place
        return place._replace(lines=printed["lines"], language=printed["language"])

    def caption(self, row: Row) -> Place:
        """Where in the source the caption of the row's part is printed; it speaks of every row."""
        part = self.parts[row["part"]]
        number = row["row"] if "row" in row.cells else ""
        lines, key, label = part["lines"], part["key"], part["label"]
        place = Place(self.key, part["language"], lines, key, label, number)
        return place._replace(entry=row["key"])

    def passage(self, row: Row) -> Place:
        """Where in the source the words stand that a row quotes from its text."""
        caption = self.caption(row)
        return caption._replace(lines=row["lines"], language=row["language"] or caption.language)

    def credit(self, row: Row) -> Place:
        """Where in the source the credit of the row's part is printed."""
        caption = self.caption(row)
        return caption._replace(language=credit_language(self.parts[row["part"]]))

    def knows(self, row: Row) -> bool:
        """Whether the row's part is one of this source and whole; a faulty cell reads as empty."""
        return row["part"] in self.parts

    def _printed(self, row: Row, table: str, column: str, label: str) -> Row | None:
        found = self.columns.get((row["part"], table, column), [])
        return next((one for one in found if not label or one["label"] == label), None)


def credit_language(part: Row) -> str:
    """The language in which the credit of a part is printed."""
    return part["credit_language"] or part["language"]


def source_of(
    key: str, parts: Sequence[Row], columns: Sequence[Row], corrections: Sequence[Row]
) -> Source:
    """The source whose folder holds these parts, printed columns and corrections."""
    printed: dict[tuple[str, str, str], list[Row]] = {}
    for row in columns:
        if row["lines"] and row["language"]:
            printed.setdefault((row["part"], row["table"], row["field"]), []).append(row)
    return Source(
        key,
        {row["key"]: row for row in parts if row["language"]},
        printed,
        {row["claim"]: row for row in corrections},
    )
