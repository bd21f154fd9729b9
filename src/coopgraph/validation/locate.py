"""Bring a finding to the cell at which it can be mended."""

from collections.abc import Mapping

from coopgraph.faults import Cell, Fault, whole_file
from coopgraph.names import TYPE
from coopgraph.rules import Origins
from coopgraph.tables.rows import Row
from coopgraph.validation.results import Result
from coopgraph.validation.taint import Line

NOWHERE = whole_file("ontology/coopgraph.ttl")
"""Where a finding belongs that no cell has a part in: the model itself."""

_OTHERS = 3


def fault_of(result: Result, origins: Origins, rows: Mapping[Line, Row]) -> Fault:
    """The fault at the cell of the statement at fault, else at the row of the thing at fault.

    Where several cells say the statement, it is the last one in the thing's own row, if any. Where
    a statement is missing, it is the empty cell of that row which would say it, if there is one.
    """
    row = _row(result, origins)
    cells = _statement_cells(result, origins) or _gaps(result, origins, rows.get(row[:2]))[:1]
    own = [cell for cell in cells if (cell.path, cell.line) == (row.path, row.line)]
    cell = [row, *cells, *own][-1]
    others = [f"{c.path}:{c.line}:{c.column}" for c in cells if c != cell][:_OTHERS]
    also = f" (also {', '.join(others)})" if others else ""
    return Fault(cell, result.severity, result.message + also, result.rule)


def _statement_cells(result: Result, origins: Origins) -> list[Cell]:
    if result.path is None:
        return []
    exact = origins.of(result.focus, result.path, result.value)
    return exact or origins.about(result.focus, result.path)


def _gaps(result: Result, origins: Origins, row: Row | None) -> list[Cell]:
    """The empty cells of a row that would say what is missing; other rows show which they are."""
    if row is None:
        return []
    path = next(iter(row.cells.values())).path
    fields = (name for each in result.missing for name in origins.fields(path, each))
    return [row.cell(name) for name in fields if not row.texts[name]]


def _row(result: Result, origins: Origins) -> Cell:
    cells = origins.about(result.focus, TYPE) or origins.about(result.focus)
    if not cells:
        return NOWHERE
    first = cells[0]
    return Cell(first.path, first.line, 1, first.record, 0, "")
