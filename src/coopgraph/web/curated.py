"""The curated tables of the release as text, and how the columns in print went into them."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

Records = list[list[str]]


class Column(NamedTuple):
    """A printed column: its place in print, from 1, and its head as printed, in its language."""

    ordinal: int
    label: str
    language: str = ""


class Layout(NamedTuple):
    """The printed columns of one source.

    `columns` are those that went into a field of ours, by part, table and field; `fields` are the
    fields of each of our tables.
    """

    columns: Mapping[tuple[str, str, str], tuple[Column, ...]]
    fields: Mapping[str, tuple[str, ...]]

    def field(self, table: str, number: int) -> str:
        """The name of a table's field by its number, from 1; none where there is no such field."""
        names = self.fields.get(table, ())
        return names[number - 1] if 0 < number <= len(names) else ""

    def of_part(self, part: str) -> list[Column]:
        """The columns that a part prints, in their order; 0 would be its caption or credit."""
        found = {
            column
            for (key, _, _), columns in self.columns.items()
            for column in columns
            if key == part and column.ordinal
        }
        return sorted(found)


def read_records(path: Path) -> Records:
    """The records of a table, the first of them its header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def read_layout(data: Path, source: str) -> Layout:
    """The printed columns of a source; none for one that is not transcribed.

    Args:
        data: the release's folder of tables.
        source: the key of the source.
    """
    tables = sorted((data / "articles" / source).glob("*.csv"))
    read = {path.stem: read_records(path) for path in tables}
    columns: dict[tuple[str, str, str], tuple[Column, ...]] = {}
    header, *records = read.get("columns", [[]])
    for record in records:
        row = dict(zip(header, record, strict=True))
        key = (row["part"], row["table"], row["field"])
        columns[key] = (*columns.get(key, ()), _column(row))
    return Layout(columns, {name: tuple(table[0]) for name, table in read.items()})


def _column(row: Mapping[str, str]) -> Column:
    return Column(int(row["ordinal"]), row["label"], row["language"])
