"""The folder of a new source: its Data Package, its tables with their headings, its notes."""

import csv
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path

from coopgraph.errors import CannotRun

TABLES = ("parts", "columns", "ties", "themes", "memberships", "counts", "statements", "left-out")
"""The tables that a new source may begin with; `parts` every one needs."""

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ARTICLES = "data/articles"
_SOURCES = "data/authority/sources.csv"
_KNOWN = {"key", "kind", "text_lines", "text_sha256", "note"}
_NOTES = """# {key}

What was read, by whom and when; which tables were transcribed and how; what was left out and why.
"""


def new_source(root: Path, key: str, tables: tuple[str, ...]) -> list[str]:
    """Make the folder of a new source; of its row in sources.csv nothing is made up.

    Args:
        root: the project's folder.
        key: the key of the source, the name of its folder.
        tables: the tables that it begins with, besides `parts`.

    Returns:
        The paths of the files, below the root.

    Raises:
        CannotRun: the key is none or used, a table is none, or the folder cannot be made.
    """
    if not _KEY.fullmatch(key):
        form = "a key: small letters a-z, digits and single hyphens, such as ruiz-2009"
        raise CannotRun(f"{key!r} is not {form}")
    if unknown := sorted(set(tables) - set(TABLES)):
        raise CannotRun(f"{unknown[0]!r} is no table of a source; there are: {', '.join(TABLES)}")
    folder = root / _ARTICLES / key
    try:
        folder.mkdir()
    except OSError as error:
        raise CannotRun(f"{folder} cannot be made: {error}") from error
    wanted = [name for name in TABLES if name in tables or name == "parts"]
    files = {
        "datapackage.json": _package(key, wanted),
        "NOTES.md": _NOTES.format(key=key),
        **{f"{name}.csv": _heading(root, name) for name in wanted},
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [f"{_ARTICLES}/{key}/{name}" for name in files]


def source_row(root: Path, key: str, text: Path | None, given: dict[str, str]) -> str:
    """A row of sources.csv as a line: what was given, and what the text itself tells.

    Args:
        root: the project's folder.
        key: the key of the source.
        text: the plain text in whose lines the tables will count.
        given: the other cells, by column.

    Raises:
        CannotRun: the text cannot be read.
    """
    cells = {**given, "key": key, "kind": "article", **_measured(text)}
    line = StringIO()
    names = [field["name"] for field in _fields(root, "sources")]
    csv.writer(line, lineterminator="\n").writerow(cells.get(name, "") for name in names)
    return line.getvalue()


def asked_fields(root: Path) -> list[dict[str, str]]:
    """The columns of sources.csv that only a person can fill in, as its schema describes them."""
    return [field for field in _fields(root, "sources") if field["name"] not in _KNOWN]


def add_source_row(root: Path, line: str) -> None:
    """Put a row at the end of sources.csv."""
    path = root / _SOURCES
    text = path.read_text(encoding="utf-8")
    path.write_text(text + ("" if text.endswith("\n") else "\n") + line, encoding="utf-8")


def _measured(text: Path | None) -> dict[str, str]:
    """What a text tells of itself: its lines, and its SHA-256."""
    if text is None:
        return {}
    try:
        content = text.read_bytes()
    except OSError as error:
        raise CannotRun(f"{text} cannot be read: {error}") from error
    lines = len(content.decode("utf-8", "replace").splitlines())
    return {"text_lines": str(lines), "text_sha256": sha256(content).hexdigest()}


def _heading(root: Path, name: str) -> str:
    return ",".join(field["name"] for field in _fields(root, name)) + "\n"


def _fields(root: Path, name: str) -> Iterator[dict[str, str]]:
    path = root / "data" / "schema" / f"{name}.json"
    try:
        yield from json.loads(path.read_text(encoding="utf-8"))["fields"]
    except (OSError, ValueError, KeyError) as error:
        raise CannotRun(f"{path} cannot be read: {error}") from error


def _package(key: str, tables: list[str]) -> str:
    resources = [
        {"name": f"{key}-{name}", "path": f"{name}.csv", "schema": f"../../schema/{name}.json"}
        for name in tables
    ]
    package = {
        "name": key,
        "title": key,
        "description": "What one source says. The words as printed remain their authors'.",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 International",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
