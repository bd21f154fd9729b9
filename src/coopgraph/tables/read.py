"""Read every table of the project: rows for the mapping, and all faults at once."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from coopgraph.faults import Cell, Fault, whole_file
from coopgraph.tables.catalogue import Entry, catalogue, unlisted
from coopgraph.tables.coverage import coverage_faults
from coopgraph.tables.folders import check_articles, column_faults, cut_faults, twin_faults
from coopgraph.tables.forms import form_faults
from coopgraph.tables.references import check_references
from coopgraph.tables.rows import Row, Table, cells_of
from coopgraph.tables.scan import Record, Scan, scan, text_fault
from coopgraph.tables.typed import Readable, cell_faults, error, shared_key_faults
from coopgraph.texts import Texts, told


class Tables(NamedTuple):
    """All tables of the project as far as they can be read."""

    tables: list[Table]
    faults: list[Fault]
    unreadable: set[str]


def read_tables(root: Path) -> Tables:
    """Read and check all tables below data/.

    Each cell is named in one fault at most, the first that is found: its line, its text, its type,
    its reference.

    Raises:
        CannotRun: there are no Data Packages, or one cannot be read.
    """
    entries = catalogue(root)
    scans = {entry.name: _scan(root, entry) for entry in entries}
    readable: Readable = {
        entry.name: (entry, scans[entry.name].records)
        for entry in entries
        if scans[entry.name].is_readable
    }
    unreadable = {entry.name for entry in entries} - readable.keys()
    torn = {name for name in readable if scans[name].faults}
    faults = [_unlisted(path) for path in unlisted(root, entries)]
    faults += (fault for entry in entries for fault in scans[entry.name].faults)
    for entry, records in readable.values():
        faults += _text_faults(entry, records)
        faults += cell_faults(entry, records)
        faults += twin_faults(entry, records, list(faults))
        faults += form_faults(entry, records, list(faults))
    faults += cut_faults(readable, list(faults))
    faults += column_faults(readable)
    faults += coverage_faults(readable, list(faults))
    faults += shared_key_faults(readable)
    articles = check_articles(root, readable)
    keyless = {entry.name for entry, _ in readable.values() if _has_faulty_key(entry, faults)}
    references = check_references(entries, readable, unreadable | torn | keyless)
    faults = _first_of_each_cell(faults + articles.faults + references.faults)
    bad = {fault.cell for fault in faults} | references.dangling
    tables = [
        _table(entry, records, bad, is_orphan=entry.folder in articles.orphans)
        for entry, records in readable.values()
    ]
    return Tables(tables, faults, unreadable)


def by_kind(tables: Sequence[Table]) -> Mapping[tuple[str, str], Table]:
    """The tables by folder and kind, such as ("data/articles/aldana", "parts")."""
    return {(table.entry.folder, table.entry.schema.kind): table for table in tables}


def _unlisted(path: str) -> Fault:
    return error(whole_file(path), told("unlisted-table"), "unlisted-table")


def _scan(root: Path, entry: Entry) -> Scan:
    try:
        content = (root / entry.path).read_bytes()
    except OSError as refused:
        return _no_table(entry, told("no-file", why=str(refused.strerror)), "no-file")
    if entry.hash and entry.hash != f"sha256:{sha256(content).hexdigest()}":
        return _no_table(entry, told("not-as-published"), "not-as-published")
    schema = entry.schema
    return scan(entry.path, content, schema.fields, may_be_empty=schema.may_be_empty)


def _no_table(entry: Entry, message: Texts, rule: str) -> Scan:
    return Scan(None, [], [error(whole_file(entry.path), message, rule)])


def _text_faults(entry: Entry, records: Sequence[Record]) -> Iterator[Fault]:
    names = entry.schema.fields
    left_out = entry.schema.left_out
    for record in records:
        for name, cell in cells_of(entry.path, names, record).items():
            fault = text_fault(cell, record.texts[cell.field - 1])
            if fault is not None and name not in left_out:
                yield fault


def _has_faulty_key(entry: Entry, faults: Sequence[Fault]) -> bool:
    """Whether a key of the table is faulty, so that references to it may be right."""
    keys = {(entry.path, name) for name in entry.schema.primary_key}
    return any((fault.cell.path, fault.cell.header) in keys for fault in faults)


def _first_of_each_cell(faults: Sequence[Fault]) -> list[Fault]:
    first: dict[tuple[str, int, int], Fault] = {}
    for fault in faults:
        first.setdefault((fault.cell.path, fault.cell.line, fault.cell.column), fault)
    return sorted(first.values(), key=lambda fault: fault.cell[:3])


def _table(entry: Entry, records: Sequence[Record], bad: set[Cell], *, is_orphan: bool) -> Table:
    rows = []
    for record in records:
        cells = cells_of(entry.path, entry.schema.fields, record)
        texts = dict(zip(cells, record.texts, strict=True))
        faulty = [name for name, cell in cells.items() if cell in bad]
        rows.append(Row(texts | dict.fromkeys(faulty, ""), cells, is_orphan or bool(faulty)))
    return Table(entry, rows)
