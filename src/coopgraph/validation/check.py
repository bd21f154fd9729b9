"""All faults of the project in one list: tables, shapes, checks."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Store

from coopgraph.assembly import Assembly, assemble
from coopgraph.faults import Fault, Severity
from coopgraph.queries import Query
from coopgraph.tables.read import Tables, read_tables
from coopgraph.validation.checks import read_checks, run_checks
from coopgraph.validation.exceptions import excepted
from coopgraph.validation.locate import Places, fault_of
from coopgraph.validation.naming import Names
from coopgraph.validation.results import Result
from coopgraph.validation.shapes import read_shapes, run_shapes
from coopgraph.validation.taint import (
    References,
    references,
    tainted_lines,
    without_consequences,
)

Progress = Callable[[str], None]


class Validated(NamedTuple):
    """The faults found, and the dataset where the tables could be read well enough to make one."""

    faults: list[Fault]
    assembly: Assembly | None
    tables: Tables

    @property
    def is_sound(self) -> bool:
        """Whether a release may be made: warnings are allowed."""
        return not any(fault.severity is Severity.ERROR for fault in self.faults)


def validate(root: Path, progress: Progress, today: date | None = None) -> Validated:
    """Find all faults, each once: what follows from a fault already found is not said again.

    Where a whole table cannot be read, only the tables are checked.

    Args:
        root: the project's folder.
        progress: called with a line before each step.
        today: the day by which exceptions have ended; without it none has, so that a build gives
            the same release on any day.

    Raises:
        CannotRun: a package, schema, ontology file, shape, rule or check cannot be read.
    """
    progress("reading the tables")
    tables = read_tables(root)
    if tables.unreadable:
        return Validated(_keyed(tables.faults, tables), None, tables)
    progress("deriving by rule")
    assembly = assemble(root, tables)
    known, checks = references(tables), read_checks(root)
    places = Places(assembly.origins, known.rows, Names(assembly.store))
    faults = list(tables.faults)
    if known.faulty:  # what a row that cannot be read would have entered is not known
        checks = {**checks, "entry": []}
    for line, results in _stages(root, assembly.store, checks, progress):
        progress(line)
        faults += _new_faults(results, places, known, faults)
    progress("checking the counts")
    results = run_checks(assembly.store, checks["count"])
    counted = _new_faults(results, places, known, faults)
    faulty = {_folder(fault) for fault in faults if fault.severity is Severity.ERROR}
    faults += [fault for fault in counted if _folder(fault) not in faulty]
    faults = excepted(_keyed(faults, tables), tables, today)
    return Validated(sorted(faults), assembly, tables)


def _keyed(faults: Iterable[Fault], tables: Tables) -> list[Fault]:
    """The faults with the keys of their rows, by which a row is known when its line has moved."""
    keys = {
        (table.entry.path, row.line): ", ".join(row.texts[name] for name in key)
        for table in tables.tables
        if (key := table.entry.schema.primary_key)
        for row in table.rows
    }
    return [fault._replace(key=keys.get(fault.cell[:2], "")) for fault in faults]


def _stages(
    root: Path, store: Store, checks: Mapping[str, list[Query]], progress: Progress
) -> Iterable[tuple[str, Iterable[Result]]]:
    """From what looks at one cell to what looks at the whole graph."""
    yield "looking for what nobody has entered", run_checks(store, checks["entry"])
    yield "comparing with what is printed", run_checks(store, checks["cell"])
    yield "running the shapes", run_shapes(store, read_shapes(root), progress)
    yield "running the checks", run_checks(store, checks["graph"])


def _new_faults(
    results: Iterable[Result], places: Places, known: References, faults: list[Fault]
) -> list[Fault]:
    """The faults of a stage, one a cell, less all that follows from those known or from another."""
    tainted = tainted_lines(known, faults)
    first: dict[tuple[str, int, int], Fault] = {}
    for fault in (fault_of(result, places) for result in results):
        cell = fault.cell
        if (cell.path, cell.line) not in tainted:
            first.setdefault(cell[:3], fault)
    return without_consequences(known, list(first.values()))


def _folder(fault: Fault) -> str:
    return fault.cell.path.rpartition("/")[0]
