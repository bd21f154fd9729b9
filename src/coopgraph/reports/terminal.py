"""A report for people at a terminal: the summary, then the faults by table or by rule."""

from io import StringIO

from rich.console import Console
from rich.text import Text

from coopgraph.faults import Fault, Group, rule_page
from coopgraph.reports.report import Report

_STYLES = {"error": "bold red", "warning": "yellow"}


def as_terminal(report: Report) -> str:
    """The report as a terminal without colours shows it."""
    written = StringIO()
    print_report(report, Console(file=written, width=100, color_system=None))
    return written.getvalue()


def print_report(report: Report, console: Console) -> None:
    """Print a report; colours and width are the console's."""
    console.print(Text(report.summary(), style="bold"))
    for name, faults in report.groups():
        console.print()
        console.print(_head(report, name), soft_wrap=True)
        for fault in faults:
            _print_fault(report, fault, console)


def _head(report: Report, name: str) -> Text:
    if report.group is Group.TABLE:
        return Text(name, style="bold")
    return Text.assemble(
        (name, "bold"), f"  {report.title(name)}  ", (rule_page(name), "underline")
    )


def _print_fault(report: Report, fault: Fault, console: Console) -> None:
    is_old = fault in report.old
    label = report.severity(fault) + (f", {report.say('old')}" if is_old else "")
    place = fault.cell.place
    if report.group is Group.TABLE:
        place = f"{fault.cell.line}:{fault.cell.column}"
    first = Text.assemble(
        f"  {place}  ", (label, "dim" if is_old else _STYLES[fault.severity]), f"  {fault.rule}"
    )
    console.print(first, soft_wrap=True)
    console.print(Text(f"    {report.message(fault)}"), soft_wrap=True)
