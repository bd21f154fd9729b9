"""What holds between columns and between the tables of a folder, which no table schema can say."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from coopgraph.faults import Cell, Fault, whole_file
from coopgraph.tables.catalogue import Entry
from coopgraph.tables.scan import Record
from coopgraph.tables.typed import Readable, cell_of, error
from coopgraph.texts import told

PRINTED = "_printed"
CAPTION = "0"
"""The ordinal of what is printed not in a column but in the caption or credit of a table."""

_COUNTRY = "country"
_ARTICLES = "data/articles"


def twin_faults(entry: Entry, records: Sequence[Record], known: Iterable[Fault]) -> Iterator[Fault]:
    """What is printed and what is read stand side by side: both are there, or neither.

    Args:
        entry: the table and its schema.
        records: those that have as many cells as the header.
        known: faults found before; nothing is said of a pair of which one has a fault.
    """
    faulty = {fault.cell for fault in known}
    for printed, read in _twins(entry, records):
        if faulty & {printed.cell, read.cell} or bool(printed.text) == bool(read.text):
            continue
        if printed.text:
            message = told("printed-not-read", column=read.cell.header, printed=printed.text)
            wanted = told("what-was-read", printed=printed.text)
            yield error(read.cell, message, "printed-not-read", "", wanted, (printed.cell,))
        else:
            message = told("read-not-printed", column=printed.cell.header, text=read.text)
            wanted = told("words-as-printed")
            yield error(printed.cell, message, "read-not-printed", "", wanted, (read.cell,))


class _Filled(NamedTuple):
    cell: Cell
    text: str


def _filled(entry: Entry, record: Record, name: str) -> _Filled:
    at = entry.schema.fields.index(name)
    return _Filled(cell_of(entry, record, at + 1), record.texts[at])


def _text(entry: Entry, record: Record, name: str) -> str:
    return record.texts[entry.schema.fields.index(name)]


def _twins(entry: Entry, records: Sequence[Record]) -> Iterator[tuple[_Filled, _Filled]]:
    fields = entry.schema.fields
    names = [name.removesuffix(PRINTED) for name in fields if name.endswith(PRINTED)]
    for record in records:
        for name in names:
            if name in fields:
                yield _filled(entry, record, name + PRINTED), _filled(entry, record, name)


def cut_faults(readable: Readable, known: Iterable[Fault]) -> Iterator[Fault]:
    """Printed countries that do not stand in the printed cell that they are cut from.

    Where columns.csv says that the country comes from the printed column of another of ours, that
    one holds the whole cell, and the country is a part of its words.

    Args:
        readable: the tables with their records.
        known: faults found before; nothing is said of a pair of which one has a fault.
    """
    faulty = {fault.cell for fault in known}
    for whole, part in _cuts(readable):
        if part.text not in whole.text and not faulty & {whole.cell, part.cell}:
            yield _cut_fault(whole, part)


def _cut_fault(whole: _Filled, part: _Filled) -> Fault:
    message = told(
        "cut-as-printed",
        column=part.cell.header,
        text=part.text,
        whole=whole.text,
        from_column=whole.cell.header,
    )
    wanted = told("part-of-printed", whole=whole.text)
    return error(part.cell, message, "cut-as-printed", part.text, wanted, (whole.cell,))


def _cuts(readable: Readable) -> Iterator[tuple[_Filled, _Filled]]:
    """A cell as printed, and what is cut from it, in every row whose part has such a column."""
    tables = {(e.folder, e.schema.kind): (e, records) for e, records in readable.values()}
    for (folder, kind, part), name in _cut_columns(readable).items():
        entry, records = tables.get((folder, kind), (None, []))
        if entry is None or name + PRINTED not in entry.schema.fields:
            continue
        for record in records:
            if _text(entry, record, "part") == part:
                country = _filled(entry, record, _COUNTRY + PRINTED)
                yield _filled(entry, record, name + PRINTED), country


def _cut_columns(readable: Readable) -> dict[tuple[str, str, str], str]:
    """By folder, kind of table and part: the column of ours that has all of the country's cell."""
    fields: dict[tuple[str, str, str, str], set[str]] = {}
    for entry, records in readable.values():
        for record in records if entry.schema.kind == "columns" else ():
            table, part, ordinal = (
                _text(entry, record, name) for name in ("table", "part", "ordinal")
            )
            column = fields.setdefault((entry.folder, table, part, ordinal), set())
            column.add(_text(entry, record, "field"))
    return {
        (folder, table, part): name
        for (folder, table, part, ordinal), names in fields.items()
        if ordinal != CAPTION and _COUNTRY in names
        for name in names - {_COUNTRY}
    }


def column_faults(readable: Readable) -> Iterator[Fault]:
    """Rows of columns.csv that name a column which their table does not have."""
    schemas = {(e.folder, e.schema.kind): e.schema for e, _ in readable.values()}
    for entry, records in readable.values():
        if entry.schema.kind != "columns":
            continue
        table, field = (entry.schema.fields.index(name) for name in ("table", "field"))
        for record in records:
            schema = schemas.get((entry.folder, record.texts[table]))
            if schema is not None and record.texts[field] not in schema.fields:
                cell, text = cell_of(entry, record, field + 1), record.texts[field]
                message = told("no-such-column", column=cell.header, text=text, table=schema.kind)
                wanted = told("a-column-of", table=schema.kind)
                yield error(cell, message, "value", text, wanted)


class Articles(NamedTuple):
    """Faults of articles and their folders, and the folders whose tables belong to no article."""

    faults: list[Fault]
    orphans: set[str]


def check_articles(root: Path, readable: Readable) -> Articles:
    """Find articles without a folder, and folders without an article.

    A folder of data/articles is named for its row in sources.csv and holds a Data Package. Where a
    folder and an article differ by a slip only, that is one fault, in the table.
    """
    if "sources" not in readable:
        return Articles([], set())
    entry, records = readable["sources"]
    key, kind = (entry.schema.fields.index(name) for name in ("key", "kind"))
    known = {record.texts[key] for record in records}
    folders = {path.name for path in (root / _ARTICLES).iterdir() if path.is_dir()}
    listed = {e.source for e, _ in readable.values() if e.folder.startswith(_ARTICLES)}
    faults = [_no_package(name) for name in sorted(folders - listed)]
    nameless = sorted(folders & listed - known)
    for record in records:
        name = record.texts[key]
        if record.texts[kind] == "article" and name not in folders:
            near = get_close_matches(name, nameless, 1, 0.75)
            nameless = [folder for folder in nameless if folder not in near]
            faults.append(_no_folder(cell_of(entry, record, key + 1), name, near))
    faults += (_no_article(name, entry.path) for name in nameless)
    return Articles(faults, {f"{_ARTICLES}/{name}" for name in folders & listed - known})


def _no_folder(cell: Cell, key: str, near: list[str]) -> Fault:
    message = told(
        "no-folder-near" if near else "no-folder",
        column=cell.header,
        text=key,
        folder=f"{_ARTICLES}/{key}",
        near="".join(f"{_ARTICLES}/{name}" for name in near),
    )
    return error(cell, message, "article-folder", key)


def _no_package(name: str) -> Fault:
    place = whole_file(f"{_ARTICLES}/{name}/datapackage.json")
    return error(place, told("no-package"), "article-folder", name)


def _no_article(name: str, sources: str) -> Fault:
    place = whole_file(f"{_ARTICLES}/{name}/datapackage.json")
    return error(place, told("no-article", text=name, sources=sources), "article-folder", name)
