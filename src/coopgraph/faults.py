"""A fault, and the cell at which it can be mended."""

from enum import StrEnum
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell of one of our tables.

    `line` and `column` are those an editor shows (characters, from 1); `record` and `field` those
    of RFC 7111 (the header is record 1). A fault of a whole row or file has the field 0 or the
    record 0, and points at its first character.
    """

    path: str
    line: int
    column: int
    record: int
    field: int
    header: str


class Severity(StrEnum):
    """Faults that forbid a release, and those published with it."""

    ERROR = "error"
    WARNING = "warning"


class Fault(NamedTuple):
    """One thing wrong, at one cell, by one rule, in words a curator knows."""

    cell: Cell
    severity: Severity
    message: str
    rule: str

    def __str__(self) -> str:
        cell = self.cell
        return (
            f"{cell.path}:{cell.line}:{cell.column}: {self.severity}: {self.message} [{self.rule}]"
        )


def whole_file(path: str) -> Cell:
    """The place of a fault that concerns a file and not one of its cells."""
    return Cell(path, 1, 1, 0, 0, "")


def as_data(fault: Fault) -> dict[str, str | int]:
    """A fault as JSON holds it, with the record and field of its cell too."""
    return {
        **fault.cell._asdict(),
        "severity": str(fault.severity),
        "rule": fault.rule,
        "message": fault.message,
    }
