"""From the bytes of a CSV file (RFC 4180) to records whose cells know line and column.

No CSV library gives the character column of a cell, and a curator needs it; so the scanning is
ours, and strict: a cell holds no line break, which keeps one record on one line and lets a fault in
a line hurt that line only.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coopgraph.faults import Cell, Fault, Severity, whole_file
from coopgraph.texts import NOTHING, Texts, same, told

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
    def __init__(self, column: int, message: Texts, rule: str, value: str = "") -> None:
        super().__init__(message.en)
        self.column, self.message, self.rule, self.value = column, message, rule, value


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
        return _unreadable(_fault(whole_file(path), told("empty-table"), "empty-table"))
    header_faults = list(_header_faults(path, lines[0], wanted))
    if header_faults:
        return Scan(None, [], header_faults)
    header = _cut(1, lines[0])
    if len(lines) == 1 and not may_be_empty:
        return _unreadable(_fault(whole_file(path), told("no-rows"), "empty-table"))
    records, faults = _records(path, lines, len(wanted))
    return Scan(header, records, faults)


def _unreadable(fault: Fault) -> Scan:
    return Scan(None, [], [fault])


def _fault(
    cell: Cell, message: Texts, rule: str, value: str = "", wanted: Texts = NOTHING
) -> Fault:
    return Fault(cell, Severity.ERROR, message, rule, value, wanted)


def _not_utf8(path: str, content: bytes, error: UnicodeDecodeError) -> Fault:
    before = content[: error.start]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    read = content[error.start : error.start + 1].hex()
    cell = Cell(path, line, column, line, 0, "")
    return _fault(cell, told("not-utf8", byte=read), "not-utf8", f"0x{read}", same("UTF-8"))


def _header_faults(path: str, line: str, wanted: Sequence[str]) -> Iterator[Fault]:
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if tuple(line.replace('"', "").split(separator)) == tuple(wanted) and len(wanted) > 1:
            yield _fault(whole_file(path), told(name), "separator", separator, same(","))
            return
    try:
        record = _cut(1, line)
    except _LineError as bad:
        yield _fault(Cell(path, 1, bad.column, 1, 0, ""), bad.message, bad.rule, bad.value)
        return
    if not set(record.texts) & set(wanted):
        header = ",".join(wanted)
        message = told("missing-header", wanted=header)
        yield _fault(whole_file(path), message, "missing-header", line, same(header))
        return
    yield from _column_faults(path, record, wanted)


def _column_faults(path: str, record: Record, wanted: Sequence[str]) -> Iterator[Fault]:
    if record.texts == tuple(wanted):
        return
    for field, (read, column) in enumerate(zip(record.texts, record.columns, strict=True), 1):
        expected = wanted[field - 1] if field <= len(wanted) else None
        if read != expected:
            asked = same(repr(expected)) if expected else told("no-more-columns")
            message = told("header", field=field, read=read, wanted=asked)
            yield _fault(Cell(path, 1, column, 1, field, read), message, "header", read, asked)
            return
    missing = wanted[len(record.texts)]
    cell = Cell(path, 1, record.columns[-1], 1, len(record.texts), "")
    yield _fault(cell, told("header-ends", wanted=missing), "header", "", same(missing))


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
                bad = _LineError(bad.column, told("line-break"), "line-break", bad.value)
            cell = Cell(path, number, bad.column, number, 0, "")
            faults.append(_fault(cell, bad.message, bad.rule, bad.value))
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
        raise _LineError(1, told("empty-line"), "blank-line")
    record = _cut(number, line)
    if not any(record.texts):
        raise _LineError(1, told("empty-row"), "blank-line", line)
    if len(record.texts) != width:
        extra = len(record.texts) > width
        column = record.columns[width] if extra else record.columns[-1]
        key = "row-too-long" if extra else "row-too-short"
        message = told(key, read=len(record.texts), wanted=width)
        raise _LineError(column, message, "row-length", str(len(record.texts)))
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
        raise _LineError(column, told("quote-inside"), "stray-quote", text)
    return text, end


def _quoted(line: str, start: int) -> tuple[str, int]:
    pieces: list[str] = []
    at = start + 1
    while True:
        end = line.find('"', at)
        if end < 0:
            message = told("unclosed-quote")
            raise _LineError(start + 1, message, "unclosed-quote", line[start:])
        pieces.append(line[at:end])
        if line[end + 1 : end + 2] != '"':
            break
        at = end + 2
    if line[end + 1 : end + 2] not in ("", ","):
        message = told("quotes-do-not-match", column=end + 1)
        raise _LineError(start + 1, message, "stray-quote", line[start : end + 1])
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
        key = "begins-with-blank" if text != text.lstrip() else "ends-with-blank"
        message = told(key, column=cell.header, text=seen(text))
        return _fault(cell, message, "blank-at-end", text, same(text.strip()))
    for character in text:
        if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
            message = told("invisible-character", column=cell.header, text=seen(text))
            return _fault(cell, message, "invisible-character", text)
    return None
