"""A table of names matched with ours, row by row, and what came of it."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from coopgraph.errors import CannotRun
from coopgraph.reconcile.matching import Asked, Candidate, match
from coopgraph.reconcile.register import Register

ADDED = ("match", "match_name", "match_score", "candidates")
"""The columns that a table gets; `match` is the IRI of the thing meant for sure."""

_SHOWN = 3
_NEAR = 80


@dataclass(frozen=True)
class Columns:
    """In which columns of a table the names stand, and what else is known of them.

    `properties` leads from a property to its column; `types` are those that the things may have.
    """

    name: str
    properties: Mapping[str, str] = field(default_factory=dict)
    types: frozenset[str] = frozenset()


def read_list(path: Path, columns: Columns) -> tuple[list[str], list[dict[str, str]]]:
    """The heading and the rows of a table that is CSV in UTF-8.

    Raises:
        CannotRun: it cannot be read, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            heading, rows = list(reader.fieldnames or ()), list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CannotRun(f"{path} cannot be read as CSV in UTF-8: {error}") from error
    for wanted in (columns.name, *columns.properties.values()):
        if wanted not in heading:
            raise CannotRun(f"{path} has no column {wanted!r}; it has: {', '.join(heading)}")
    return heading, rows


def matched(
    register: Register, rows: Iterable[Mapping[str, str]], columns: Columns
) -> list[list[Candidate]]:
    """The candidates of each row; rows that ask the same are matched once.

    Raises:
        CannotRun: no thing is of a type that is asked for.
    """
    if unknown := sorted(columns.types - register.types):
        known = ", ".join(sorted(register.types))
        raise CannotRun(f"there is no type {unknown[0]!r}; there are: {known}")
    asked: dict[tuple[str, ...], list[Candidate]] = {}
    found = []
    for row in rows:
        key = tuple(row[name] for name in (columns.name, *columns.properties.values()))
        if key not in asked:
            asked[key] = match(register, _asked(row, columns))
        found.append(asked[key])
    return found


def write_matched(
    output: TextIO,
    heading: list[str],
    rows: Iterable[Mapping[str, str]],
    found: Iterable[list[Candidate]],
) -> None:
    """Write the table with the columns added (RFC 4180); a cell has at most three candidates."""
    table = csv.writer(output, lineterminator="\n")
    table.writerow([*heading, *ADDED])
    for row, candidates in zip(rows, found, strict=True):
        table.writerow([*(row[name] for name in heading), *_added(candidates)])


def report(found: Iterable[list[Candidate]]) -> dict[str, int]:
    """How many rows are matched for sure, have near candidates, only far ones, or none."""
    return dict(Counter(_outcome(candidates) for candidates in found))


def _asked(row: Mapping[str, str], columns: Columns) -> Asked:
    values = {
        name: (row[column],) for name, column in columns.properties.items() if row[column].strip()
    }
    return Asked(row[columns.name], columns.types, values=values, limit=_SHOWN)


def _added(candidates: list[Candidate]) -> list[str]:
    told = "; ".join(f"{each.thing.id} {each.score:g}" for each in candidates)
    if candidates and candidates[0].is_match:
        first = candidates[0]
        return [first.thing.iri, first.name.text, f"{first.score:g}", told]
    return ["", "", "", told]


def _outcome(candidates: list[Candidate]) -> str:
    if not candidates:
        return "without a candidate"
    if candidates[0].is_match:
        return "matched"
    return "to be decided" if candidates[0].score >= _NEAR else "with far candidates only"
