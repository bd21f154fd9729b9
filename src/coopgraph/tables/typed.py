"""Types, constraints and keys of the cells, checked by frictionless against the table schemas.

It is given the records, not the file: it would guess at quotes and encodings, and one unclosed
quote would swallow the rest of the file (see scan). Its findings are said again in a curator's
words, one for each cell.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from frictionless import Error, Package, Resource
from frictionless import Schema as FrictionlessSchema

from coopgraph.faults import Cell, Fault, Severity
from coopgraph.tables.catalogue import Entry
from coopgraph.tables.scan import Record, seen

Readable = dict[str, tuple[Entry, list[Record]]]
_VALUE_FAULTS = ("type-error", "constraint-error", "unique-error")


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
    for found in Package(resources=[resource]).validate().tasks[0].errors:
        fault = _fault(entry, records, found)
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
            cell, key = cell_of(entry, record, field + 1), record.texts[field]
            earlier = first.setdefault((schema.kind, key), cell)
            if key and earlier.path != cell.path:
                message = f"{cell.header}: {key!r} is used twice, first in {earlier.path}"
                yield error(cell, f"{message}:{earlier.line}", "used-twice")


def error(cell: Cell, message: str, rule: str) -> Fault:
    """A fault that forbids a release."""
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


def _fault(entry: Entry, records: Sequence[Record], found: Error) -> Fault | None:
    row_number = getattr(found, "row_number", None)
    if row_number is None:
        return error(Cell(entry.path, 1, 1, 1, 0, ""), str(found.message), "schema")
    record = records[row_number - 2]
    if found.type in _VALUE_FAULTS:
        return _value_fault(entry, record, found)
    if found.type == "primary-key":
        return _key_fault(entry, records, record)
    return None


def _value_fault(entry: Entry, record: Record, found: Any) -> Fault:
    name, text = found.field_name, record.texts[found.field_number - 1]
    cell = cell_of(entry, record, found.field_number)
    if text == "":
        message = f"{name}: this cell is empty; wanted: {entry.schema.wanted(name)}"
        return error(cell, message, "required")
    if found.type == "unique-error":
        return error(cell, f"{name}: {seen(text)} is used twice", "used-twice")
    message = f"{name}: {seen(text)} is not {entry.schema.wanted(name)}"
    return error(cell, message, "value")


def _key_fault(entry: Entry, records: Sequence[Record], record: Record) -> Fault | None:
    """The second use of a key; an empty key is said by the constraint `required`."""
    key = entry.schema.primary_key
    fields = [entry.schema.fields.index(name) for name in key]
    values = [record.texts[field] for field in fields]
    if not any(values):
        return None
    first = next(r for r in records if [r.texts[field] for field in fields] == values)
    message = f"{', '.join(key)}: {', '.join(values)!r} is used twice, first in line {first.line}"
    return error(cell_of(entry, record, fields[0] + 1), message, "used-twice")


def cell_of(entry: Entry, record: Record, field: int) -> Cell:
    """The cell of a record in a column, counted from 1."""
    header = entry.schema.fields[field - 1]
    return Cell(entry.path, record.line, record.columns[field - 1], record.line, field, header)
