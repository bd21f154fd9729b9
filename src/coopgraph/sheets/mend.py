"""A cell brought back to what was typed, or refused where that is not certain."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NamedTuple

from coopgraph.sheets.grid import GridCell
from coopgraph.tables.folders import PRINTED

_LONGEST_CODE = 12
_ENDS = " \t\r\n"
_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_FAULT = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)")
_POWER = re.compile(r"-?\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
# What spreadsheets make of `June 1998` and `12/06`, whatever their language.
_DATE = re.compile(
    r"[a-zé]{3,4}\.?-\d\d|\d\d?[-/][a-zé]{3,4}\.?|\d\d?/\d\d?/\d{2,4}", re.IGNORECASE
)


class Outcome(StrEnum):
    """What became of a cell."""

    SAME = "as typed"
    MENDED = "mended"
    REFUSED = "refused"


class Mended(NamedTuple):
    """The text of a cell, what became of it, and why."""

    text: str
    outcome: Outcome = Outcome.SAME
    why: str = ""


def mend(cell: GridCell, field: Mapping[str, Any]) -> Mended:
    """The text that was typed into a cell.

    Args:
        cell: as the spreadsheet has it.
        field: the column, as the table's schema describes it.
    """
    match cell.value:
        case None:
            return Mended("")
        case _ if cell.format in ("formula", "fault"):
            return _refused(str(cell.value), "a formula or a fault of the spreadsheet")
        case bool():
            return _fitting(str(cell.value).lower(), field, "a yes or no of the spreadsheet")
        case datetime() | date() | time():
            return _date(cell, field)
        case int() | float():
            return _number(cell.value, field)
    return _text(str(cell.value), field)


def _text(typed: str, field: Mapping[str, Any]) -> Mended:
    text = _BREAKS.sub(" ", typed.strip(_ENDS))
    fits = _fits(text, field)
    if _FAULT.fullmatch(text):
        return _refused(text, "a fault of the spreadsheet")
    if _POWER.fullmatch(text) and not fits:
        return _refused(text, "a number that the spreadsheet has shortened")
    if _DATE.fullmatch(text) and not fits and not field["name"].endswith(PRINTED):
        return _refused(text, "a date as a spreadsheet writes it; type it as " + _wanted(field))
    if not fits and (padded := _padded(text, field)):
        return Mended(padded, Outcome.MENDED, f"{text!r} had lost its leading zeros")
    if text != typed:
        return Mended(text, Outcome.MENDED, "blanks at its ends or line breaks were taken out")
    return Mended(text)


def _number(value: float, field: Mapping[str, Any]) -> Mended:
    text = str(int(value)) if float(value).is_integer() else repr(value)
    if _fits(text, field):
        return Mended(text)
    if padded := _padded(text, field):
        return Mended(padded, Outcome.MENDED, f"{text!r} had lost its leading zeros")
    return Mended(text)


def _date(cell: GridCell, field: Mapping[str, Any]) -> Mended:
    """A date that a spreadsheet made: certain where its format shows the parts that were typed."""
    shown = cell.format.lower()
    if field["name"].endswith(PRINTED) or isinstance(cell.value, time):
        why = "a date of the spreadsheet; the words printed are lost: type them as text"
        return _refused(str(cell.value), why)
    text = cell.value.strftime("%Y-%m-%d")[: _precision(shown)]
    if not _fits(text, field):
        return _refused(str(cell.value), "a date of the spreadsheet; wanted: " + _wanted(field))
    return Mended(text, Outcome.MENDED, f"a date of the spreadsheet, shown as {cell.format}")


def _precision(shown: str) -> int:
    """How many characters of a date its format shows: its year, its month or its day."""
    if "d" in shown:
        return len("2010-08-14")
    return len("2010-08") if "m" in shown else len("2010")


def _fitting(text: str, field: Mapping[str, Any], why: str) -> Mended:
    if _fits(text, field):
        return Mended(text, Outcome.MENDED, why)
    return _refused(text, f"{why}; wanted: {_wanted(field)}")


def _padded(text: str, field: Mapping[str, Any]) -> str:
    """The number with leading zeros, where the column takes one length only."""
    if not text.isdecimal() or "pattern" not in field.get("constraints", {}):
        return ""
    widths = range(len(text) + 1, _LONGEST_CODE)
    fitting = [text.zfill(width) for width in widths if _fits(text.zfill(width), field)]
    return fitting[0] if len(fitting) == 1 else ""


def _fits(text: str, field: Mapping[str, Any]) -> bool:
    constraints = field.get("constraints", {})
    if "enum" in constraints:
        return text in constraints["enum"]
    return bool(re.fullmatch(constraints.get("pattern", r"(?s).*"), text))


def _wanted(field: Mapping[str, Any]) -> str:
    return str(field.get("wanted", "what the schema allows"))


def _refused(text: str, why: str) -> Mended:
    return Mended(text, Outcome.REFUSED, why)
