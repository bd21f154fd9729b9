"""Which lines of a source's text stand in which rows, so that none is passed over in silence.

A folder with a table of lines left out claims that its tables and that one together hold every line
of the text; `sources.csv` says how many lines there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from coopgraph.faults import Cell, Fault, whole_file
from coopgraph.tables.catalogue import Entry
from coopgraph.tables.rows import Table
from coopgraph.tables.scan import Record
from coopgraph.tables.typed import Readable, cell_of, error
from coopgraph.texts import told

LEFT_OUT = "left-out"


class Line(NamedTuple):
    """A line of a text, and the rows in which it stands: the table's kind and the row's number.

    `left_out` is what stands on a line from which nothing is taken; it is empty for the others.
    """

    number: int
    rows: tuple[tuple[str, int], ...]
    left_out: str


def line_numbers(lines: str) -> Iterator[int]:
    """The numbers that a cell of lines means: `571-573, 590` is 571, 572, 573 and 590."""
    for span in lines.split(", "):
        first, _, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)


def coverage(tables: Sequence[Table], source: str, length: int) -> list[Line]:
    """For every line of a source's text, the rows of its folder in which the line stands.

    Args:
        tables: all tables, as they were read.
        source: the key of the source.
        length: how many lines its text has.
    """
    rows: dict[int, list[tuple[str, int]]] = {}
    kinds: dict[int, str] = {}
    for table in tables:
        if table.entry.source == source and "lines" in table.entry.schema.fields:
            for row in table.rows:
                for number in line_numbers(row["lines"]):
                    place = (table.entry.schema.kind, row.cell("lines").line)
                    rows.setdefault(number, []).append(place)
                    if table.entry.schema.kind == LEFT_OUT:
                        kinds[number] = row["kind"]
    return [_line(number, rows.get(number, []), kinds) for number in range(1, length + 1)]


def _line(number: int, rows: Sequence[tuple[str, int]], kinds: Mapping[int, str]) -> Line:
    is_taken = any(kind != LEFT_OUT for kind, _ in rows)
    return Line(number, tuple(rows), "" if is_taken else kinds.get(number, ""))


def covered(tables: Sequence[Table]) -> Mapping[str, list[Line]]:
    """For each source whose folder accounts for every line of its text, all of them."""
    whole = {t.entry.source for t in tables if t.entry.schema.kind == LEFT_OUT}
    sources = next(table.rows for table in tables if table.entry.name == "sources")
    return {
        row["key"]: coverage(tables, row["key"], int(row["text_lines"]))
        for row in sources
        if row["key"] in whole and row["text_lines"]
    }


def coverage_faults(readable: Readable, known: Sequence[Fault]) -> Iterator[Fault]:
    """Lines of a text that stand in no row, and rows that name lines which the text does not have.

    Nothing is said of a folder in which a cell of lines is faulty, or a row torn.
    """
    lengths = _lengths(readable)
    faulty = {fault.cell.path for fault in known if fault.cell.header in ("lines", "")}
    for entry, _ in readable.values():
        length = lengths.get(entry.source)
        if entry.schema.kind != LEFT_OUT or length is None:
            continue
        folder = [each for each in readable.values() if each[0].folder == entry.folder]
        if faulty & {other.path for other, _ in folder}:
            continue
        places = list(_places(folder))
        yield from _beyond(places, length)
        yield from _uncovered(entry, places, length)


class _Lines(NamedTuple):
    cell: Cell
    numbers: list[int]


def _places(folder: Sequence[tuple[Entry, Sequence[Record]]]) -> Iterator[_Lines]:
    for entry, records in folder:
        if "lines" in entry.schema.fields:
            at = entry.schema.fields.index("lines")
            for record in records:
                if text := record.texts[at]:
                    yield _Lines(cell_of(entry, record, at + 1), list(line_numbers(text)))


def _beyond(places: Sequence[_Lines], length: int) -> Iterator[Fault]:
    for cell, numbers in places:
        if max(numbers) > length:
            line, wanted = max(numbers), told("line-up-to", length=length)
            message = told("line-beyond-text", column=cell.header, line=line, length=length)
            yield error(cell, message, "line-beyond-text", str(line), wanted)


def _uncovered(entry: Entry, places: Sequence[_Lines], length: int) -> Iterator[Fault]:
    covered = {number for _, numbers in places for number in numbers}
    missing = [number for number in range(1, length + 1) if number not in covered]
    if missing:
        message = told("line-passed-over", lines=spans(missing), source=entry.source)
        yield error(whole_file(entry.path), message, "line-passed-over", spans(missing))


def spans(numbers: Sequence[int]) -> str:
    """Numbers in order as a cell of lines: 571, 572, 573 and 590 are `571-573, 590`."""
    runs = (
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    )
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _lengths(readable: Readable) -> Mapping[str, int]:
    if "sources" not in readable:
        return {}
    entry, records = readable["sources"]
    key, lines = (entry.schema.fields.index(name) for name in ("key", "text_lines"))
    return {r.texts[key]: int(r.texts[lines]) for r in records if r.texts[lines].isdigit()}
