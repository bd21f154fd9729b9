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
_ASKED = 200


class References(NamedTuple):
    """The rows; which refer to which, and which of them describe the row that they refer to."""

    rows: Mapping[Line, Row]
    referring: Mapping[Line, set[Line]]
    described: Mapping[Line, set[Line]]
    describable: Mapping[str, set[Line]]
    faulty: frozenset[Line]

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
    describable: dict[str, set[Line]] = {}
    for table in tables.tables:
        for foreign, target in _foreign_keys(tables, table):
            describes = foreign.field in table.entry.schema.primary_key
            if describes:
                describable[table.entry.path] = {_line(row) for row in target.rows}
            for line, found in _links(table, foreign, target):
                referring.setdefault(found, set()).add(line)
                if describes:
                    described.setdefault(line, set()).add(found)
    rows = {_line(row): row for table in tables.tables for row in table.rows}
    faulty = frozenset(line for line, row in rows.items() if row.is_faulty)
    return References(rows, referring, described, describable, faulty)


def tainted_lines(known: References, faults: Iterable[Fault]) -> set[Line]:
    """The lines (path and number) of all tainted rows, given the faults found so far.

    Of a row that could not be read, or not in the cell that names what it describes, it is not
    known what it described: so everything is tainted that its table can describe.
    """
    tainted = _errors(faults) | known.faulty
    for line in set(tainted):
        default = known.describable.get(line[0], set())
        tainted |= known.described.get(line, default)
    return tainted | known.dependents(tainted)


def without_consequences(known: References, faults: list[Fault]) -> list[Fault]:
    """The faults less those of rows that rest on a row with an error of its own.

    Rows that rest on each other keep their faults. Of a flood of errors, only the first are asked
    what rests on them.
    """
    errors = sorted(_errors(faults))[:_ASKED]
    resting = {line: _resting_on(known, line) for line in errors}

    def follows(line: Line) -> bool:
        above = resting.get(line, set())
        return any(line in below and other not in above for other, below in resting.items())

    return [fault for fault in faults if not follows((fault.cell.path, fault.cell.line))]


def _resting_on(known: References, line: Line) -> set[Line]:
    """The rows that refer to this one, or to one that it describes, directly or not."""
    return known.dependents([line, *known.described.get(line, ())])


def _errors(faults: Iterable[Fault]) -> set[Line]:
    return {
        (fault.cell.path, fault.cell.line) for fault in faults if fault.severity is Severity.ERROR
    }


def _links(table: Table, foreign: ForeignKey, target: Table) -> Iterator[tuple[Line, Line]]:
    """From each row that refers to a row of the target, to that one."""
    keys = {row.texts[foreign.key]: _line(row) for row in target.rows}
    for row in table.rows:
        if (found := keys.get(row.texts[foreign.field])) is not None:
            yield _line(row), found


def _foreign_keys(tables: Tables, table: Table) -> Iterator[tuple[ForeignKey, Table]]:
    readable = {other.entry.name: other for other in tables.tables}
    entries = [other.entry for other in tables.tables]
    for foreign in table.entry.schema.foreign_keys:
        yield foreign, readable[resolve(entries, table.entry, foreign.table).name]


def _line(row: Row) -> Line:
    cell = next(iter(row.cells.values()))
    return cell.path, cell.line
