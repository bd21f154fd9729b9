"""From the bytes of a CSV file (RFC 4180) to records whose cells know line and column.

No CSV library gives the character column of a cell, and a curator needs it; so the scanning is
ours, and strict: a cell holds no line break, which keeps one record on one line and lets a fault in
a line hurt that line only.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coopgraph.faults import Cell, Fault, Severity, whole_file

# A record that was torn by a line break in a cell is searched for over so many lines.
TORN_LINES = 6


class Record(NamedTuple):
    """A line of the table, cut into cells."""

    line: int
    texts: tuple[str, ...]
    columns: tuple[int, ...]


class Scan(NamedTuple):
    """What one file gave: its header, the records that can be read, and the faults of the rest."""

    header: Record | None
    records: list[Record]
    faults: list[Fault]

    @property
    def is_readable(self) -> bool:
        """Whether the table as a whole can be used."""
        return self.header is not None


class _LineError(Exception):
    def __init__(self, column: int, message: str, rule: str) -> None:
        super().__init__(message)
        self.column, self.message, self.rule = column, message, rule


def scan(path: str, content: bytes, wanted: Sequence[str], *, may_be_empty: bool = False) -> Scan:
    """Cut a table into records.

    Args:
        path: of the file below the root, for the faults.
        content: the file's bytes. A byte-order mark and CR LF, which spreadsheets write, are taken.
        wanted: the names of the columns, in order.
        may_be_empty: whether a header with no rows is a whole table.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(_not_utf8(path, content, error))
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines and lines[-1] == "":
        lines.pop()
    if not lines:
        return _unreadable(_fault(whole_file(path), "the table is empty", "empty-table"))
    header_faults = list(_header_faults(path, lines[0], wanted))
    if header_faults:
        return Scan(None, [], header_faults)
    header = _cut(1, lines[0])
    if len(lines) == 1 and not may_be_empty:
        return _unreadable(
            _fault(whole_file(path), "the table has a header and no rows", "empty-table")
        )
    records, faults = _records(path, lines, len(wanted))
    return Scan(header, records, faults)


def _unreadable(fault: Fault) -> Scan:
    return Scan(None, [], [fault])


def _fault(cell: Cell, message: str, rule: str) -> Fault:
    return Fault(cell, Severity.ERROR, message, rule)


def _not_utf8(path: str, content: bytes, error: UnicodeDecodeError) -> Fault:
    before = content[: error.start]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    read = content[error.start : error.start + 1].hex()
    message = f"the file is not UTF-8: byte 0x{read}; save it again with the encoding UTF-8"
    return _fault(Cell(path, line, column, line, 0, ""), message, "not-utf8")


def _header_faults(path: str, line: str, wanted: Sequence[str]) -> Iterator[Fault]:
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if tuple(line.replace('"', "").split(separator)) == tuple(wanted) and len(wanted) > 1:
            message = f"the cells are separated by {name}; save the file with commas"
            yield _fault(whole_file(path), message, "separator")
            return
    try:
        record = _cut(1, line)
    except _LineError as bad:
        yield _fault(Cell(path, 1, bad.column, 1, 0, ""), bad.message, bad.rule)
        return
    if not set(record.texts) & set(wanted):
        message = f"the first line is not the header; wanted: {','.join(wanted)}"
        yield _fault(whole_file(path), message, "missing-header")
        return
    yield from _column_faults(path, record, wanted)


def _column_faults(path: str, record: Record, wanted: Sequence[str]) -> Iterator[Fault]:
    if record.texts == tuple(wanted):
        return
    for field, (read, column) in enumerate(zip(record.texts, record.columns, strict=True), 1):
        expected = wanted[field - 1] if field <= len(wanted) else None
        if read != expected:
            message = f"column {field} is named {read!r}; wanted: " + (
                repr(expected) if expected else "no more columns"
            )
            yield _fault(Cell(path, 1, column, 1, field, read), message, "header")
            return
    message = f"the header ends before the column {wanted[len(record.texts)]!r}"
    yield _fault(Cell(path, 1, record.columns[-1], 1, len(record.texts), ""), message, "header")


def _records(path: str, lines: list[str], width: int) -> tuple[list[Record], list[Fault]]:
    records: list[Record] = []
    faults: list[Fault] = []
    number = 2
    while number <= len(lines):
        taken = 1
        try:
            records.append(_whole(number, lines[number - 1], width))
        except _LineError as bad:
            taken = _torn_over(lines, number, width) if bad.rule == "unclosed-quote" else 1
            if taken > 1:
                bad = _LineError(
                    bad.column, "this cell holds a line break; write a space", "line-break"
                )
            cell = Cell(path, number, bad.column, number, 0, "")
            faults.append(_fault(cell, bad.message, bad.rule))
        number += taken
    return records, faults


def _torn_over(lines: list[str], number: int, width: int) -> int:
    """How many lines one record was torn over by line breaks in a cell; 1 if it was not."""
    for taken in range(2, TORN_LINES + 1):
        try:
            _whole(number, " ".join(lines[number - 1 : number - 1 + taken]), width)
        except _LineError:
            continue
        return taken
    return 1


def _whole(number: int, line: str, width: int) -> Record:
    if line == "":
        raise _LineError(1, "this line is empty; delete it", "blank-line")
    record = _cut(number, line)
    if not any(record.texts):
        raise _LineError(1, "this row is empty; delete it", "blank-line")
    if len(record.texts) != width:
        extra = len(record.texts) > width
        column = record.columns[width] if extra else record.columns[-1]
        why = "does a cell with a comma lack its quotes?" if extra else "is a comma missing?"
        message = f"this row has {len(record.texts)} cells, the header has {width}; {why}"
        raise _LineError(column, message, "row-length")
    return record


def _cut(number: int, line: str) -> Record:
    texts: list[str] = []
    columns: list[int] = []
    at = 0
    while True:
        columns.append(at + 1)
        text, at = _quoted(line, at) if line[at : at + 1] == '"' else _plain(line, at)
        texts.append(text)
        if at >= len(line):
            return Record(number, tuple(texts), tuple(columns))
        at += 1


def _plain(line: str, start: int) -> tuple[str, int]:
    end = line.find(",", start)
    end = len(line) if end < 0 else end
    text = line[start:end]
    if '"' in text:
        column = start + text.index('"') + 1
        message = 'a quotation mark inside a cell: put the whole cell in "…" and double the mark'
        raise _LineError(column, message, "stray-quote")
    return text, end


def _quoted(line: str, start: int) -> tuple[str, int]:
    pieces: list[str] = []
    at = start + 1
    while True:
        end = line.find('"', at)
        if end < 0:
            message = "the quotation mark that opens this cell is never closed"
            raise _LineError(start + 1, message, "unclosed-quote")
        pieces.append(line[at:end])
        if line[end + 1 : end + 2] != '"':
            break
        at = end + 2
    if line[end + 1 : end + 2] not in ("", ","):
        message = (
            f"the quotation marks of this cell do not match: text follows the one at {end + 1}"
        )
        raise _LineError(start + 1, message, "stray-quote")
    return '"'.join(pieces), end + 1


def seen(text: str) -> str:
    """A text in quotation marks, in which each character that nobody sees is named."""
    named = (c if c.isprintable() else f"[{_name(c)}]" for c in text)
    return f"'{''.join(named)}'"


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()


def text_fault(cell: Cell, text: str) -> Fault | None:
    """The fault of a cell's bare text: blanks at its ends, or characters nobody can see."""
    if text != text.strip():
        where = "begins" if text != text.lstrip() else "ends"
        return _fault(cell, f"{cell.header}: {seen(text)} {where} with a blank", "blank-at-end")
    for character in text:
        if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
            message = f"{cell.header}: {seen(text)} holds a character that nobody sees"
            return _fault(cell, message, "invisible-character")
    return None
