"""References between tables: cells that hold a key which the other table does not have."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from coopgraph.faults import Cell, Fault
from coopgraph.tables.catalogue import Entry, ForeignKey, resolve
from coopgraph.tables.scan import Record, seen
from coopgraph.tables.typed import Readable, cell_of, error
from coopgraph.texts import Texts, same, told

NOT_RESOLVED = "not resolved"
"""The value of a reference whose name is printed, though what it means is not said."""

_HINTED = 20
"""To look for a near key takes time; where more keys are missing, a key is not the trouble."""


class References(NamedTuple):
    """The faults of references, and every cell that refers to nobody, reported or not."""

    faults: list[Fault]
    dangling: set[Cell]


class _Target(NamedTuple):
    """A column of keys, and the values by which the other tables refer to it."""

    entry: Entry
    field: str
    lines: dict[str, Record]
    unused: list[str]


class _Missing(NamedTuple):
    """A key that is not there, and what refers to it."""

    text: str
    cells: list[Cell]
    wanted: Texts


def check_references(entries: list[Entry], readable: Readable, incomplete: set[str]) -> References:
    """Find references to nobody; each missing key is one fault.

    Where several cells refer to a key that is missing, and a key much like it is referred to by
    nobody, the slip is in that key, so the fault is put there.

    Args:
        entries: all tables.
        readable: by table name, the table and its records.
        incomplete: names of tables of which lines or all is lost: a key that they lack may stand
            there, so nothing is reported of references to them.
    """
    faults: list[Fault] = []
    dangling: set[Cell] = set()
    wanted = {entry.path: entry.schema for entry in entries}
    for (name, field), uses in _uses(entries, readable).items():
        lines = _by_key(*readable[name], field) if name in readable else {}
        missing = [
            _Missing(text, cells, wanted[cells[0].path].wanted(cells[0].header))
            for text, cells in uses.items()
            if text not in lines
        ]
        dangling.update(cell for one in missing for cell in one.cells)
        if name not in incomplete:
            unused = [key for key in lines if key not in uses]
            target = _Target(readable[name][0], field, lines, unused)
            faults += [
                _fault(target, one, hinted=number < _HINTED) for number, one in enumerate(missing)
            ]
    return References(faults, dangling)


def _uses(entries: list[Entry], readable: Readable) -> dict[tuple[str, str], dict[str, list[Cell]]]:
    """For each column that is referred to, the values that stand in references and their cells."""
    uses: dict[tuple[str, str], dict[str, list[Cell]]] = {}
    for entry, records in readable.values():
        for foreign in entry.schema.foreign_keys:
            target = (resolve(entries, entry, foreign.table).name, foreign.key)
            values = uses.setdefault(target, {})
            for cell, text in _references(entry, records, foreign):
                values.setdefault(text, []).append(cell)
    return uses


def _references(
    entry: Entry, records: Sequence[Record], foreign: ForeignKey
) -> Iterator[tuple[Cell, str]]:
    at = entry.schema.fields.index(foreign.field)
    for record in records:
        if record.texts[at] not in ("", NOT_RESOLVED):
            yield cell_of(entry, record, at + 1), record.texts[at]


def _by_key(entry: Entry, records: Sequence[Record], field: str) -> dict[str, Record]:
    at = entry.schema.fields.index(field)
    return {record.texts[at]: record for record in records}


def _fault(target: _Target, missing: _Missing, *, hinted: bool) -> Fault:
    first, count = missing.cells[0], len(missing.cells)
    unused = get_close_matches(missing.text, target.unused, 1, 0.75) if hinted else []
    if unused and count > 1:
        return _unused_key(target, missing, unused[0])
    near = unused or (_near(missing.text, target) if hinted else [])
    where = f"{target.entry.path}:{target.lines[near[0]].line}" if near else ""
    message = told(
        ("references" if count > 1 else "reference") + ("-near" if near else ""),
        column=first.header,
        text=seen(missing.text),
        more=count - 1,
        wanted=missing.wanted,
        near="".join(near),
        where=where,
    )
    others = tuple(missing.cells[1:])
    return error(first, message, "reference", missing.text, missing.wanted, others)


def _unused_key(target: _Target, missing: _Missing, key: str) -> Fault:
    """The fault of a key that nobody refers to, while many refer to one much like it."""
    at = target.entry.schema.fields.index(target.field) + 1
    message = told(
        "referred-to-by-nobody",
        column=target.field,
        text=key,
        count=len(missing.cells),
        missing=missing.text,
        where=missing.cells[0].place,
    )
    cell = cell_of(target.entry, target.lines[key], at)
    return error(cell, message, "reference", key, same(missing.text), tuple(missing.cells))


def _near(text: str, target: _Target) -> list[str]:
    """A key much like the text, whatever its capitals."""
    folded = {key.casefold(): key for key in target.lines}
    return [folded[key] for key in get_close_matches(text.casefold(), folded, 1, 0.75)]
