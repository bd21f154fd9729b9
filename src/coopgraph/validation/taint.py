"""Rows of which nothing more can be said until a fault is mended.

A fault must be named once, not again by everything that rests on it. Tainted are the rows with a
fault; the things that a faulty row describes (its key holds the reference, as a name's does); and
all rows that refer to tainted ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from coopgraph.faults import Fault, Severity
from coopgraph.tables.catalogue import ForeignKey, resolve
from coopgraph.tables.read import Tables
from coopgraph.tables.rows import Row, Table

Line = tuple[str, int]


class References(NamedTuple):
    """Which rows refer to which, and which of them describe the row that they refer to."""

    referring: Mapping[Line, set[Line]]
    described: Mapping[Line, set[Line]]
    faulty: frozenset[Line]
    lines: frozenset[Line]

    def dependents(self, lines: Iterable[Line]) -> set[Line]:
        """All rows that refer to these, or to rows that do."""
        found: set[Line] = set()
        waiting = list(lines)
        while waiting:
            fresh = self.referring.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return found


def references(tables: Tables) -> References:
    """The references between the rows of all tables."""
    referring: dict[Line, set[Line]] = {}
    described: dict[Line, set[Line]] = {}
    for line, target, describes in _links(tables):
        referring.setdefault(target, set()).add(line)
        if describes:
            described.setdefault(line, set()).add(target)
    rows = [row for table in tables.tables for row in table.rows]
    faulty = frozenset(_line(row) for row in rows if row.is_faulty)
    return References(referring, described, faulty, frozenset(_line(row) for row in rows))


def tainted_lines(known: References, faults: Iterable[Fault]) -> set[Line]:
    """The lines (path and number) of all tainted rows, given the faults found so far.

    Of a line that could not be read it is not known what it described, so everything is tainted
    that the other lines of its table describe.
    """
    errors = _errors(faults)
    torn = {path for path, _ in errors - known.lines}
    tainted = errors | known.faulty
    for line, targets in known.described.items():
        if line in tainted or line[0] in torn:
            tainted = tainted | targets
    return tainted | known.dependents(tainted)


def without_consequences(known: References, faults: list[Fault]) -> list[Fault]:
    """The faults less those of rows that rest on a row with an error of its own."""
    resting = {line: _resting_on(known, line) for line in _errors(faults)}
    consequences = {
        line
        for line, above in resting.items()
        for other, below in resting.items()
        if line in below and other not in above
    }
    return [fault for fault in faults if (fault.cell.path, fault.cell.line) not in consequences]


def _resting_on(known: References, line: Line) -> set[Line]:
    """The rows that refer to this one, or to one that it describes, directly or not."""
    return known.dependents([line, *known.described.get(line, ())])


def _errors(faults: Iterable[Fault]) -> set[Line]:
    return {
        (fault.cell.path, fault.cell.line) for fault in faults if fault.severity is Severity.ERROR
    }


def _links(tables: Tables) -> Iterator[tuple[Line, Line, bool]]:
    """From a row to each row it refers to, and whether it describes that one."""
    keyed: dict[tuple[str, str], dict[str, Line]] = {}
    for table in tables.tables:
        for foreign, target in _foreign_keys(tables, table):
            keys = keyed.setdefault((target.entry.name, foreign.key), _lines_by(target, foreign))
            describes = foreign.field in table.entry.schema.primary_key
            for row in table.rows:
                if (found := keys.get(row.texts[foreign.field])) is not None:
                    yield _line(row), found, describes


def _foreign_keys(tables: Tables, table: Table) -> Iterator[tuple[ForeignKey, Table]]:
    readable = {other.entry.name: other for other in tables.tables}
    entries = [other.entry for other in tables.tables]
    for foreign in table.entry.schema.foreign_keys:
        yield foreign, readable[resolve(entries, table.entry, foreign.table).name]


def _lines_by(table: Table, foreign: ForeignKey) -> dict[str, Line]:
    return {row.texts[foreign.key]: _line(row) for row in table.rows}


def _line(row: Row) -> Line:
    cell = next(iter(row.cells.values()))
    return cell.path, cell.line
