"""A report as a workbook (XLSX): the faults to sort and filter, and their rules."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from coopgraph.faults import Fault
from coopgraph.reports.report import Report
from coopgraph.reports.sound import sound

_HEADS = (
    *("table", "line", "column", "key", "severity", "state", "rule", "message", "value"),
    *("wanted", "also", "page"),
)
_RULE_HEADS = ("rule", "name", "mend", "page")
_WIDTHS = (44, 7, 16, 24, 10, 9, 26, 80, 30, 40, 40, 46)
_MOST = 32_767
"""A cell of a workbook holds no more characters."""


def as_xlsx(report: Report) -> bytes:
    """The workbook; every text is a text, so that none is read as a formula or a date."""
    book = Workbook()
    book.remove(book.worksheets[0])
    faults = book.create_sheet(report.counted("fault", 2).partition(" ")[2])
    _fill(faults, [report.say(head) for head in _HEADS], _faults(report))
    rules = book.create_sheet(report.say("rule"))
    _fill(rules, [report.say(head) for head in _RULE_HEADS], _rules(report))
    for number, width in enumerate(_WIDTHS, 1):
        faults.column_dimensions[get_column_letter(number)].width = width
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _faults(report: Report) -> Iterable[Sequence[str | int]]:
    return (_fault(report, fault) for fault in report.all)


def _fault(report: Report, fault: Fault) -> Sequence[str | int]:
    cell = fault.cell
    return (
        cell.path,
        cell.line,
        cell.header or cell.column,
        fault.key,
        report.severity(fault),
        report.say("old" if fault in report.old else "new"),
        fault.rule,
        report.message(fault),
        fault.value,
        fault.wanted.of(report.language),
        ", ".join(other.place for other in fault.also),
        fault.page,
    )


def _rules(report: Report) -> Iterable[Sequence[str | int]]:
    for name in sorted({fault.rule for fault in report.all} & report.rules.keys()):
        rule = report.rules[name]
        title, mend = (text.of(report.language) for text in (rule.title, rule.mend))
        yield name, title, mend, rule.page


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    for number, row in enumerate([heads, *rows], 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value = sound(value)[:_MOST] if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
