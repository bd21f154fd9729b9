"""The query files: SPARQL that runs as it stands, with notes of YAML in lines that begin `#+`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coopgraph.errors import CannotRun

MARK = "#+"
_VALUES = re.compile(r"VALUES \?(\w+) \{[^{}]*\}")


@dataclass(frozen=True)
class Query:
    """A query file: its name, its notes, its text."""

    name: str
    notes: Mapping[str, Any]
    text: str


def read_queries(folder: Path) -> list[Query]:
    """Every query file of a folder, in the order of their names.

    Raises:
        CannotRun: the folder holds none, or the notes of one cannot be read.
    """
    paths = sorted(folder.glob("*.rq"))
    if not paths:
        raise CannotRun(f"{folder} holds no query files")
    return [read_query(path) for path in paths]


def read_query(path: Path) -> Query:
    """One query file.

    Raises:
        CannotRun: it cannot be read, or its notes are not a mapping in YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{path} cannot be read: {error}") from error
    return Query(path.stem, read_notes(text, str(path)), text)


def read_notes(text: str, name: str) -> Mapping[str, Any]:
    """The notes in the text of a query file.

    Args:
        text: the whole file.
        name: what the file is called in messages.

    Raises:
        CannotRun: the notes are not a mapping in YAML.
    """
    lines = [line for line in text.splitlines() if line.startswith(MARK)]
    try:
        notes = yaml.safe_load("\n".join(line.removeprefix(MARK) for line in lines)) or {}
    except yaml.YAMLError as error:
        raise CannotRun(f"{name}: its notes are not YAML: {error}") from error
    if not isinstance(notes, dict):
        raise CannotRun(f"{name}: its notes are not a mapping of names to values")
    return notes


def without_notes(text: str) -> str:
    """The query alone, as an editor shows it."""
    lines = [line for line in text.splitlines() if not line.startswith(MARK)]
    return "\n".join(lines).strip() + "\n"


def with_values(text: str, values: Mapping[str, Sequence[str]]) -> str:
    """A query with other values in its lines `VALUES ?name { … }`.

    All are put in at once, so that no value is ever read as such a line.

    Args:
        text: the query.
        values: for each variable its values, as SPARQL writes a term; the caller answers for that.

    Raises:
        ValueError: the query has no such line for one of the variables.
    """
    found = set()

    def put(line: re.Match[str]) -> str:
        name = line[1]
        found.add(name)
        return f"VALUES ?{name} {{ {' '.join(values[name])} }}" if name in values else line[0]

    filled = _VALUES.sub(put, text)
    if missing := sorted(values.keys() - found):
        raise ValueError(f"the query has no line VALUES ?{missing[0]} {{ … }}")
    return filled
