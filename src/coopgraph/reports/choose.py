"""Which faults a report tells: by severity, rule and table, on changed lines, and which are old."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from coopgraph.errors import CannotRun
from coopgraph.faults import Cell, Fault, Severity

Identity = tuple[str, str, str, str, str]
Lines = Mapping[str, set[int] | None]
"""By path, the lines that changed; none in place of a set for a file that is new."""


class Choice(NamedTuple):
    """What was asked for; what is empty chooses all. Tables may be written with `*`."""

    severity: Severity = Severity.WARNING
    rules: Sequence[str] = ()
    tables: Sequence[str] = ()
    changed: Lines | None = None


def chosen(faults: Iterable[Fault], choice: Choice) -> list[Fault]:
    """The faults that were asked for."""
    return [fault for fault in faults if _is_chosen(fault, choice)]


def _is_chosen(fault: Fault, choice: Choice) -> bool:
    return (
        (fault.is_error or choice.severity is Severity.WARNING)
        and (not choice.rules or fault.rule in choice.rules)
        and (not choice.tables or _is_in(fault.cell.path, choice.tables))
        and (choice.changed is None or _is_changed(fault, choice.changed))
    )


def _is_in(path: str, tables: Sequence[str]) -> bool:
    """Whether a path is one of the tables: whole, by its end, by its folder, or by a pattern."""
    return any(
        fnmatch(path, table) or path.endswith(f"/{table}") or path.startswith(f"{table}/")
        for table in (each.rstrip("/") for each in tables)
    )


def _is_changed(fault: Fault, changed: Lines) -> bool:
    """Whether a line with a part in the fault changed, or for a fault of a whole file anything."""
    return any(_has_changed(cell, changed) for cell in (fault.cell, *fault.also))


def _has_changed(cell: Cell, changed: Lines) -> bool:
    if cell.path not in changed:
        return False
    lines = changed[cell.path]
    return lines is None or cell.record == 0 or cell.line in lines


def identity(fault: Fault) -> Identity:
    """What a fault is known by when lines have moved: rule, table, column, row, what was read."""
    return fault.rule, fault.cell.path, fault.cell.header, fault.key, fault.value


def read_baseline(path: Path) -> Counter[Identity]:
    """The faults of a report that was written as JSON.

    Raises:
        CannotRun: it cannot be read, or is no such report.
    """
    try:
        results = json.loads(path.read_text(encoding="utf-8"))["results"]
        return Counter(_identity(result) for result in results)
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        hint = "make one with `coopgraph check --format json --output FILE`"
        raise CannotRun(f"{path} is not a report in JSON; {hint}") from error


def _identity(result: Mapping[str, Any]) -> Identity:
    return result["rule"], result["path"], result["header"], result["key"], result["value"]


def apart(faults: Iterable[Fault], baseline: Counter[Identity]) -> tuple[list[Fault], list[Fault]]:
    """The faults that are new and those that the baseline has, each as often as it has it."""
    left = Counter(baseline)
    new: list[Fault] = []
    old: list[Fault] = []
    for fault in faults:
        known = identity(fault)
        (old if left[known] > 0 else new).append(fault)
        left[known] -= 1
    return new, old
