"""What `coopgraph check` does: find the faults, choose, and tell them in a form."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from coopgraph.errors import CannotRun
from coopgraph.faults import Group, Severity
from coopgraph.reports.changed import changed_lines
from coopgraph.reports.choose import Choice, apart, chosen, read_baseline
from coopgraph.reports.forms import FORMS, write_whole
from coopgraph.reports.report import Report
from coopgraph.reports.rules import read_rules
from coopgraph.reports.terminal import print_report
from coopgraph.texts import LANGUAGES
from coopgraph.validation.check import Progress, validate

_TERMINAL, _LINES = "terminal", "lines"


class Asked(NamedTuple):
    """What a curator asks of a check, as the options name it."""

    language: str = LANGUAGES[0]
    by: Group = Group.TABLE
    severity: Severity = Severity.WARNING
    rules: Sequence[str] = ()
    tables: Sequence[str] = ()
    only_changed: str | None = None
    baseline: Path | None = None


class Checked(NamedTuple):
    """The report, and whether shapes and checks were run too."""

    report: Report
    is_whole: bool

    @property
    def verdict(self) -> str:
        """The last line for a curator: how many faults, and what that means."""
        key = "is-faulty" if self.report.errors else "is-sound"
        return f"{self.report.summary()}; {self.report.say(key if self.is_whole else 'unread')}"


def check(root: Path, asked: Asked, progress: Progress) -> Checked:
    """Check the project and report what was asked for.

    Args:
        root: the project's folder.
        asked: what to tell, and how.
        progress: called with a line before each step.

    Raises:
        CannotRun: a file that is needed cannot be read, or what is asked for does not exist.
    """
    baseline = read_baseline(asked.baseline) if asked.baseline else None
    changed = changed_lines(root, asked.only_changed) if asked.only_changed else None
    found = validate(root, progress, datetime.now(UTC).date())
    rules = read_rules(root)
    if unknown := sorted(set(asked.rules) - rules.keys()):
        raise CannotRun(f"there is no rule {unknown[0]!r}; wanted: {', '.join(sorted(rules))}")
    faults = chosen(found.faults, Choice(asked.severity, asked.rules, asked.tables, changed))
    new, old = apart(faults, baseline) if baseline else (faults, [])
    tables = [table.entry.path for table in found.tables.tables]
    report = Report(new, rules, tables, old, asked.language, asked.by)
    return Checked(report, found.assembly is not None)


def teller(form: str | None, output: Path | None) -> Callable[[Report], None]:
    """What tells a report: in a form, into a file or on standard output.

    Args:
        form: its name; without one it is for people on a terminal and lines elsewhere.
        output: the file to write; without one it is standard output.

    Raises:
        CannotRun: there is no such form.
    """
    is_shown = output is None and sys.stdout.isatty()
    name = form or (_TERMINAL if is_shown else _LINES)
    if name not in FORMS:
        raise CannotRun(f"{name!r} is not a form of the report; wanted: {', '.join(FORMS)}")
    if name == _TERMINAL and is_shown:
        return lambda report: print_report(report, Console())
    write = FORMS[name].content
    if output is None:
        return lambda report: _write_out(write(report))
    return lambda report: write_whole(output, write(report))


def _write_out(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.flush()
