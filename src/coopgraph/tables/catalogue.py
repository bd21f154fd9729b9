"""Which tables there are: the Data Packages below data/, and the schema of each table.

Schemas are shared by all articles, so a foreign key names its table without the article's prefix
("parts"): it means the table of the same folder, else the one table of that name elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException
from frictionless import Schema as FrictionlessSchema

from coopgraph.errors import CannotRun
from coopgraph.texts import Texts, noted, told

_ONE_OF = "one of "


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are keys of another table."""

    field: str
    table: str
    key: str


@dataclass(frozen=True)
class Schema:
    """What the schema of a table says, and what our messages need of it."""

    kind: str
    descriptor: Mapping[str, Any]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field["name"] for field in self.descriptor["fields"])

    @property
    def left_out(self) -> Mapping[str, str]:
        """The columns that are not mapped, each with its reason."""
        return {f["name"]: f["leftOut"] for f in self.descriptor["fields"] if "leftOut" in f}

    @property
    def may_be_empty(self) -> bool:
        """Whether a table with no rows is whole."""
        return bool(self.descriptor.get("mayBeEmpty", False))

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns that together are used once only."""
        key = self.descriptor.get("primaryKey", [])
        return (key,) if isinstance(key, str) else tuple(key)

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """The references to other tables."""
        return tuple(_foreign_key(entry) for entry in self.descriptor.get("foreignKeys", []))

    def wanted(self, field: str) -> Texts:
        """What a cell of this column may hold, in words."""
        return self.worded(str(self._field(field).get("wanted", "what the schema allows")))

    def worded(self, wanted: str) -> Texts:
        """What a schema says in English that is wanted, in each language."""
        if wanted.startswith(_ONE_OF):
            return told("one-of", list=wanted.removeprefix(_ONE_OF))
        return noted({"en": wanted, **self.words.get(wanted, {})})

    def _field(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(f for f in self.descriptor["fields"] if f["name"] == name)
        return found


@dataclass(frozen=True)
class Entry:
    """A table that a Data Package lists."""

    name: str
    folder: str
    path: str
    schema: Schema
    hash: str = ""

    @property
    def source(self) -> str:
        """The key of the source that the table's folder is named for."""
        return self.folder.rpartition("/")[2]


def catalogue(root: Path) -> list[Entry]:
    """Every table below data/, in the order of its path.

    Raises:
        CannotRun: there is no data folder, or a Data Package or schema cannot be read.
    """
    packages = sorted((root / "data").rglob("datapackage.json"))
    if not packages:
        raise CannotRun(f"{root / 'data'} holds no Data Package; run this in the project's folder")
    entries = [entry for package in packages for entry in _entries(root, package)]
    names = [entry.name for entry in entries]
    for name in names:
        if names.count(name) > 1:
            raise CannotRun(f"two Data Packages below data/ name a table {name!r}")
    for entry in entries:
        _check_references(entries, entry)
    return entries


def unlisted(root: Path, entries: list[Entry]) -> list[str]:
    """The tables below data/ that no Data Package lists, so that nobody reads them."""
    listed = {entry.path for entry in entries}
    paths = (path.relative_to(root).as_posix() for path in sorted((root / "data").rglob("*.csv")))
    return [path for path in paths if path not in listed]


def resolve(entries: list[Entry], entry: Entry, table: str) -> Entry:
    """The table that a foreign key of `entry` means.

    Raises:
        CannotRun: no Data Package lists such a table.
    """
    for candidate in (f"{entry.source}-{table}", table):
        for other in entries:
            if other.name == candidate:
                return other
    raise CannotRun(f"the schema of {entry.path} refers to a table {table!r} that no package lists")


def _check_references(entries: list[Entry], entry: Entry) -> None:
    for foreign in entry.schema.foreign_keys:
        if foreign.key not in resolve(entries, entry, foreign.table).schema.fields:
            message = f"the column {foreign.key!r} of {foreign.table}, which has none of that name"
            raise CannotRun(f"the schema of {entry.path} refers to {message}")


def _entries(root: Path, package: Path) -> list[Entry]:
    resources = _read_json(package).get("resources")
    if not isinstance(resources, list) or not resources:
        raise CannotRun(
            f"{package} lists no tables; wanted: resources, each with name, path, schema"
        )
    return [_entry(root, package, resource) for resource in resources]


def _entry(root: Path, package: Path, resource: Any) -> Entry:
    named = resource if isinstance(resource, dict) else {}
    name, path, schema = (named.get(key) for key in ("name", "path", "schema"))
    if not (isinstance(name, str) and isinstance(path, str) and isinstance(schema, str)):
        raise CannotRun(f"{package}: a resource lacks its name, path or schema: {resource!r}")
    if Path(path).name != path:
        raise CannotRun(f"{package}: the table {path!r} does not lie beside its Data Package")
    return Entry(
        name=name,
        folder=package.parent.relative_to(root).as_posix(),
        path=(package.parent / path).relative_to(root).as_posix(),
        schema=_schema((package.parent / schema).resolve()),
        hash=str(named.get("hash", "")),
    )


def _schema(path: Path) -> Schema:
    descriptor = _read_json(path)
    try:
        FrictionlessSchema.from_descriptor(descriptor)
        return Schema(path.stem, descriptor, _words(path.parent / "words" / "wanted.json"))
    except FrictionlessException as error:
        reasons = error.reasons or [error.error]
        raise CannotRun(f"{path} is not a table schema: {reasons[0].note}") from error


def _words(path: Path) -> Mapping[str, Mapping[str, str]]:
    return _read_json(path) if path.exists() else {}


def _foreign_key(entry: Mapping[str, Any]) -> ForeignKey:
    field, key = entry["fields"], entry["reference"]["fields"]
    return ForeignKey(
        field if isinstance(field, str) else field[0],
        entry["reference"]["resource"],
        key if isinstance(key, str) else key[0],
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{path} cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise CannotRun(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    if not isinstance(read, dict):
        raise CannotRun(f"{path} holds no JSON object")
    return read
