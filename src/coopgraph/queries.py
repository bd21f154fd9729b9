"""The query files: SPARQL that runs as it stands, with notes of YAML in lines that begin `#+`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coopgraph.errors import CannotRun

MARK = "#+"


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
    lines = [line for line in text.splitlines() if line.startswith(MARK)]
    try:
        notes = yaml.safe_load("\n".join(line.removeprefix(MARK) for line in lines)) or {}
    except yaml.YAMLError as error:
        raise CannotRun(f"{path}: its notes are not YAML: {error}") from error
    if not isinstance(notes, dict):
        raise CannotRun(f"{path}: its notes are not a mapping of names to values")
    return Query(path.stem, notes, text)
