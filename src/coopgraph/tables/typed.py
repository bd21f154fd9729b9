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
from coopgraph.texts import NOTHING, Texts, same, told

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
                message = told(
                    "used-twice-in-table",
                    column=cell.header,
                    text=key,
                    path=earlier.path,
                    line=earlier.line,
                )
                yield error(cell, message, "used-twice", key, also=(earlier,))


def error(
    cell: Cell,
    message: Texts,
    rule: str,
    value: str = "",
    wanted: Texts = NOTHING,
    also: tuple[Cell, ...] = (),
) -> Fault:
    """A fault that forbids a release."""
    return Fault(cell, Severity.ERROR, message, rule, value, wanted, also)


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
        return error(Cell(entry.path, 1, 1, 1, 0, ""), same(str(found.message)), "schema")
    record = records[row_number - 2]
    if found.type in _VALUE_FAULTS:
        return _value_fault(entry, record, found)
    if found.type == "primary-key":
        return _key_fault(entry, records, record)
    return None


def _value_fault(entry: Entry, record: Record, found: Any) -> Fault:
    name, text = found.field_name, record.texts[found.field_number - 1]
    cell, wanted = cell_of(entry, record, found.field_number), entry.schema.wanted(name)
    if text == "":
        message = told("required", column=name, wanted=wanted)
        return error(cell, message, "required", "", wanted)
    if found.type == "unique-error":
        message = told("used-twice", column=name, text=seen(text))
        return error(cell, message, "used-twice", text)
    message = told("value", column=name, text=seen(text), wanted=wanted)
    return error(cell, message, "value", text, wanted)


def _key_fault(entry: Entry, records: Sequence[Record], record: Record) -> Fault | None:
    """The second use of a key; an empty key is said by the constraint `required`."""
    key = entry.schema.primary_key
    fields = [entry.schema.fields.index(name) for name in key]
    values = [record.texts[field] for field in fields]
    if not any(values):
        return None
    first = next(r for r in records if [r.texts[field] for field in fields] == values)
    cell, earlier = (cell_of(entry, each, fields[0] + 1) for each in (record, first))
    text = ", ".join(values)
    message = told("used-twice-in-line", column=", ".join(key), text=text, line=first.line)
    return error(cell, message, "used-twice", text, also=(earlier,))


def cell_of(entry: Entry, record: Record, field: int) -> Cell:
    """The cell of a record in a column, counted from 1."""
    header = entry.schema.fields[field - 1]
    return Cell(entry.path, record.line, record.columns[field - 1], record.line, field, header)
