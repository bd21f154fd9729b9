"""Types, constraints and keys of the cells, checked by frictionless against the table schemas.

It is given the records, not the file: it would guess at quotes and encodings, and one unclosed
quote would swallow the rest of the file (see scan). Its findings are said again in a curator's
words, one for each cell.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from frictionless import Error, Package, Resource
from frictionless import Schema as FrictionlessSchema

from coopgraph.faults import Cell, Fault, Severity
from coopgraph.tables.catalogue import Entry, ForeignKey, resolve
from coopgraph.tables.scan import Record

Readable = dict[str, tuple[Entry, list[Record]]]
_VALUE_FAULTS = ("type-error", "constraint-error")


def cell_faults(entry: Entry, records: Sequence[Record]) -> Iterator[Fault]:
    """Faults of single cells, and keys used twice.

    Args:
        entry: the table and its schema.
        records: those that have as many cells as the header.
    """
    if not records:
        return
    resource = _resource(entry, records)
    seen: set[Cell] = set()
    for error in Package(resources=[resource]).validate().tasks[0].errors:
        fault = _fault(entry, records, error)
        if fault is not None and fault.cell not in seen:
            seen.add(fault.cell)
            yield fault


def shared_key_faults(readable: Readable) -> Iterator[Fault]:
    """Keys used again in the table of the same kind of another folder.

    The keys of a kind are one list for the whole project, unless its schema says that they count
    within the folder only (`"keyScope": "folder"`).
    """
    first: dict[tuple[str, str], Cell] = {}
    for entry, records in readable.values():
        schema = entry.schema
        if len(schema.primary_key) != 1 or schema.descriptor.get("keyScope") == "folder":
            continue
        field = schema.fields.index(schema.primary_key[0])
        for record in records:
            cell, key = _cell(entry, record, field + 1), record.texts[field]
            earlier = first.setdefault((schema.kind, key), cell)
            if key and earlier.path != cell.path:
                message = f"{cell.header}: {key!r} is used twice, first in {earlier.path}"
                yield _error(cell, f"{message}:{earlier.line}", "used-twice")


class References(NamedTuple):
    """The faults of references, and every cell that refers to nobody, reported or not."""

    faults: list[Fault]
    dangling: set[Cell]


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
    for (name, key), uses in _uses(entries, readable).items():
        keys = set(_column(*readable[name], key)) if name in readable else set()
        missing = {text: cells for text, cells in uses.items() if text not in keys}
        dangling.update(cell for cells in missing.values() for cell in cells)
        if name not in incomplete:
            target, records = readable[name]
            faults += (
                _missing_key(entries, target, records, key, text, cells, set(uses))
                for text, cells in missing.items()
            )
    return References(faults, dangling)


def _uses(entries: list[Entry], readable: Readable) -> dict[tuple[str, str], dict[str, list[Cell]]]:
    """For each column that is referred to, the values that stand in references and their cells."""
    uses: dict[tuple[str, str], dict[str, list[Cell]]] = {}
    for entry, records in readable.values():
        for foreign in entry.schema.foreign_keys:
            target = (resolve(entries, entry, foreign.table).name, foreign.key)
            values = uses.setdefault(target, {})
            for cell, text in _references(entry, records, foreign):
                if text:
                    values.setdefault(text, []).append(cell)
    return uses


def _error(cell: Cell, message: str, rule: str) -> Fault:
    return Fault(cell, Severity.ERROR, message, rule)


def _resource(entry: Entry, records: Sequence[Record]) -> Resource:
    descriptor = {
        "fields": [
            {k: v for k, v in field.items() if k in ("name", "type", "constraints", "format")}
            for field in entry.schema.descriptor["fields"]
        ],
        "primaryKey": list(entry.schema.primary_key),
        "missingValues": [""],
    }
    data = [list(entry.schema.fields), *(list(record.texts) for record in records)]
    return Resource(name="table", data=data, schema=FrictionlessSchema.from_descriptor(descriptor))


def _fault(entry: Entry, records: Sequence[Record], error: Error) -> Fault | None:
    row_number = getattr(error, "row_number", None)
    if row_number is None:
        return _error(Cell(entry.path, 1, 1, 1, 0, ""), str(error.message), "schema")
    record = records[row_number - 2]
    if error.type in _VALUE_FAULTS:
        return _value_fault(entry, record, error)
    if error.type == "primary-key":
        return _key_fault(entry, records, record)
    return None


def _value_fault(entry: Entry, record: Record, error: Any) -> Fault:
    name, text = error.field_name, record.texts[error.field_number - 1]
    cell = _cell(entry, record, error.field_number)
    if text == "":
        message = f"{name}: this cell is empty; wanted: {entry.schema.wanted(name)}"
        return _error(cell, message, "required")
    if "unique" in error.note:
        return _error(cell, f"{name}: {text!r} is used twice", "used-twice")
    message = f"{name}: {text!r} is not {entry.schema.wanted(name)}"
    return _error(cell, message, "value")


def _key_fault(entry: Entry, records: Sequence[Record], record: Record) -> Fault | None:
    """The second use of a key; an empty key is said by the constraint `required`."""
    key = entry.schema.primary_key
    fields = [entry.schema.fields.index(name) for name in key]
    values = [record.texts[field] for field in fields]
    if not any(values):
        return None
    first = next(r for r in records if [r.texts[field] for field in fields] == values)
    message = f"{', '.join(key)}: {', '.join(values)!r} is used twice, first in line {first.line}"
    return _error(_cell(entry, record, fields[0] + 1), message, "used-twice")


def _cell(entry: Entry, record: Record, field: int) -> Cell:
    header = entry.schema.fields[field - 1]
    return Cell(entry.path, record.line, record.columns[field - 1], record.line, field, header)


def _column(entry: Entry, records: Sequence[Record], name: str) -> list[str]:
    at = entry.schema.fields.index(name)
    return [record.texts[at] for record in records]


def _references(
    entry: Entry, records: Sequence[Record], foreign: ForeignKey
) -> Iterator[tuple[Cell, str]]:
    at = entry.schema.fields.index(foreign.field)
    for record in records:
        yield _cell(entry, record, at + 1), record.texts[at]


def _missing_key(
    entries: list[Entry],
    target: Entry,
    records: list[Record],
    key: str,
    text: str,
    cells: list[Cell],
    used: set[str],
) -> Fault:
    keys = _column(target, records, key)
    unused = get_close_matches(text, [k for k in keys if k not in used], 1, 0.75)
    if unused and len(cells) > 1:
        at = target.schema.fields.index(key) + 1
        message = (
            f"{key}: {unused[0]!r} is referred to by nobody, but {len(cells)} cells refer to "
            f"{text!r}, first {cells[0].path}:{cells[0].line}:{cells[0].column}"
        )
        return _error(_cell(target, records[keys.index(unused[0])], at), message, "reference")
    near = unused or get_close_matches(text, keys, 1, 0.6)
    hint = f"; near it: {_place(target, records, key, near[0])}" if near else ""
    also = f" (and {len(cells) - 1} more cells)" if len(cells) > 1 else ""
    entry = next(entry for entry in entries if entry.path == cells[0].path)
    wanted = entry.schema.wanted(cells[0].header)
    message = f"{cells[0].header}: {text!r}{also} is not {wanted}{hint}"
    return _error(cells[0], message, "reference")


def _place(target: Entry, records: list[Record], key: str, value: str) -> str:
    record = records[_column(target, records, key).index(value)]
    return f"{value!r} in {target.path}:{record.line}"
