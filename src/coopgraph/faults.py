"""A fault, and the cell at which it can be mended."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from coopgraph.names import BASE, cell_iri
from coopgraph.texts import LANGUAGES, NOTHING, Texts


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

    @property
    def place(self) -> str:
        """Where it stands, as editors and compilers write it."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def iri(self) -> str:
        """Its IRI (RFC 7111); the first cell stands for a whole row or file."""
        return cell_iri(self.path, max(self.record, 1), max(self.field, 1)).value


class Severity(StrEnum):
    """Faults that forbid a release, and those published with it."""

    ERROR = "error"
    WARNING = "warning"


class Group(StrEnum):
    """What faults are grouped by."""

    TABLE = "table"
    RULE = "rule"


class Fault(NamedTuple):
    """One thing wrong, at one cell, by one rule, in words a curator knows.

    `value` is what was read and `wanted` what should stand there, where there is one of them.
    `also` are the other cells and rows that have a part in it. `focus` and `path` are the thing and
    the property at fault, as IRIs, and `component` the constraint of SHACL that is broken, where a
    shape or a check found it. `key` is the key of the row, where it has one and can be read.
    """

    cell: Cell
    severity: Severity
    message: Texts
    rule: str
    value: str = ""
    wanted: Texts = NOTHING
    also: tuple[Cell, ...] = ()
    focus: str = ""
    path: str = ""
    component: str = ""
    key: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it forbids a release."""
        return self.severity is Severity.ERROR

    @property
    def page(self) -> str:
        """The address of the page of its rule."""
        return rule_page(self.rule)

    def line(self, language: str = LANGUAGES[0]) -> str:
        """The fault on one line: `file:line:column: severity: message [rule]`."""
        return f"{self.cell.place}: {self.severity}: {self.message.of(language)} [{self.rule}]"

    def __str__(self) -> str:
        return self.line()


def rule_page(rule: str) -> str:
    """The canonical address of the page of a rule."""
    return f"{BASE}rules/{rule}"


def whole_file(path: str) -> Cell:
    """The place of a fault that concerns a file and not one of its cells."""
    return Cell(path, 1, 1, 0, 0, "")


def as_data(fault: Fault) -> dict[str, Any]:
    """A fault as a release keeps it, in every language."""
    return {
        **fault.cell._asdict(),
        "severity": str(fault.severity),
        "rule": fault.rule,
        "message": fault.message._asdict(),
        "value": fault.value,
        "wanted": fault.wanted._asdict(),
        "also": [list(cell) for cell in fault.also],
        "focus": fault.focus,
        "property": fault.path,
        "component": fault.component,
        "key": fault.key,
    }


def from_data(data: Mapping[str, Any]) -> Fault:
    """A fault that `as_data` wrote."""
    return Fault(
        Cell(*(data[name] for name in Cell._fields)),
        Severity(data["severity"]),
        Texts(**data["message"]),
        data["rule"],
        data["value"],
        Texts(**data["wanted"]),
        tuple(Cell(*cell) for cell in data["also"]),
        data["focus"],
        data["property"],
        data["component"],
        data["key"],
    )
