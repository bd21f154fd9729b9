"""Bring a finding to the cell at which it can be mended, and say there what it found."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from coopgraph.faults import Cell, Fault, whole_file
from coopgraph.names import TYPE
from coopgraph.rules import Origins
from coopgraph.tables.rows import Row
from coopgraph.texts import NOTHING, Texts, joined, told
from coopgraph.validation.detail import detail, wanted
from coopgraph.validation.naming import Names
from coopgraph.validation.results import Node, Result
from coopgraph.validation.taint import Line

NOWHERE = whole_file("ontology/coopgraph.ttl")
"""Where a finding belongs that no cell has a part in: the model itself."""

_OTHERS = 3


class Places(NamedTuple):
    """What leads from a finding to its cell: the origins of the triples, the rows, the names."""

    origins: Origins
    rows: Mapping[Line, Row]
    names: Names


def fault_of(result: Result, places: Places) -> Fault:
    """The fault at the cell of the statement at fault, else at the row of the thing at fault.

    Where several cells say the statement, it is the last one in the thing's own row, if any. Where
    a statement is missing, it is the empty cell of that row which would say it, if there is one.
    All other cells and rows that have a part in the fault stand in its `also`.
    """
    origins, rows, names = places
    row = _row(result.focus, origins)
    cells = _statement_cells(result, origins) or _gaps(result, origins, rows.get(row[:2]))[:1]
    own = [cell for cell in cells if (cell.path, cell.line) == (row.path, row.line)]
    cell = [row, *cells, *own][-1]
    also = tuple(sorted({*cells, *_involved(result, origins)} - {cell}))
    return Fault(
        cell,
        result.severity,
        joined(result.message, detail(result, names), _elsewhere(also)),
        result.rule,
        _read(cell, rows),
        wanted(result, names),
        also,
        result.focus.value if isinstance(result.focus, NamedNode) else "",
        result.path.value if isinstance(result.path, NamedNode) else "",
        result.component,
    )


def _elsewhere(also: tuple[Cell, ...]) -> Texts:
    """The first of the other places, and how many more there are."""
    if not also:
        return NOTHING
    named = ", ".join(cell.place for cell in also[:_OTHERS])
    more = len(also) - _OTHERS
    return told("also-and-more" if more > 0 else "also", places=named, more=more)


def _read(cell: Cell, rows: Mapping[Line, Row]) -> str:
    """What stands in a cell; nothing for a whole row."""
    row = rows.get(cell[:2])
    return row.texts.get(cell.header, "") if row and cell.field else ""


def _involved(result: Result, origins: Origins) -> Iterator[Cell]:
    for thing in result.involved:
        if thing != result.focus:
            yield _row(thing, origins)


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


def _row(thing: Node, origins: Origins) -> Cell:
    cells = origins.about(thing, TYPE) or origins.about(thing)
    if not cells:
        return NOWHERE
    first = cells[0]
    return Cell(first.path, first.line, 1, first.record, 0, "")
