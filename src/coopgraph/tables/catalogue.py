"""Which tables there are: the Data Packages below data/, and the schema of each table.

Schemas are shared by all articles, so a foreign key names its table without the article's prefix
("parts"): it means the table of the same folder, else the one table of that name elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coopgraph.errors import CannotRun


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

    def wanted(self, field: str) -> str:
        """What a cell of this column may hold, in words."""
        return str(self._field(field).get("wanted", "what the schema allows"))

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
    return entries


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


def _entries(root: Path, package: Path) -> list[Entry]:
    folder = package.parent
    described = _read_json(package)
    return [
        Entry(
            name=resource["name"],
            folder=folder.relative_to(root).as_posix(),
            path=(folder / resource["path"]).relative_to(root).as_posix(),
            schema=_schema(folder / resource["schema"]),
        )
        for resource in described.get("resources", [])
    ]


def _schema(path: Path) -> Schema:
    return Schema(path.stem, _read_json(path))


def _foreign_key(entry: Mapping[str, Any]) -> ForeignKey:
    field, key = entry["fields"], entry["reference"]["fields"]
    return ForeignKey(
        field if isinstance(field, str) else field[0],
        entry["reference"]["resource"],
        key if isinstance(key, str) else key[0],
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{path} cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise CannotRun(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    return read
