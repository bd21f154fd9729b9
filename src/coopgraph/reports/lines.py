"""A report as lines: one a fault, annotations of a pull request, Markdown."""

from coopgraph.faults import Fault
from coopgraph.reports.report import Report


def as_lines(report: Report) -> str:
    """`file:line:column: severity: message [rule]`, one line a fault."""
    return "".join(f"{_marked(report, fault)}\n" for fault in report.all)


def _marked(report: Report, fault: Fault) -> str:
    old = f" ({report.say('old')})" if fault in report.old else ""
    return fault.line(report.language) + old


def as_annotations(report: Report) -> str:
    """Workflow commands that GitHub shows at the line of a pull request; old faults as notices."""
    return "".join(_annotation(report, fault) for fault in report.all)


def _annotation(report: Report, fault: Fault) -> str:
    command = "notice" if fault in report.old else str(fault.severity)
    cell = fault.cell
    properties = {"file": cell.path, "line": cell.line, "col": cell.column, "title": fault.rule}
    listed = ",".join(f"{name}={_property(str(text))}" for name, text in properties.items())
    return f"::{command} {listed}::{_data(report.message(fault))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_markdown(report: Report) -> str:
    """Sections with a table each, as a comment on a pull request holds them."""
    parts = [f"# {report.say('title')}\n\n{report.summary()}\n"]
    for name, faults in report.groups():
        parts.append(f"\n## {_cell(name)}\n\n{_heads(report)}")
        parts += (_row(report, fault) for fault in faults)
    return "".join(parts)


def _heads(report: Report) -> str:
    names = [report.say(key) for key in ("where", "severity", "message", "rule")]
    return f"| {' | '.join(names)} |\n| --- | --- | --- | --- |\n"


def _row(report: Report, fault: Fault) -> str:
    old = f", {report.say('old')}" if fault in report.old else ""
    cells = (
        f"`{fault.cell.place}`",
        report.severity(fault) + old,
        _cell(report.message(fault)),
        f"[{fault.rule}]({fault.page})",
    )
    return f"| {' | '.join(cells)} |\n"


def _cell(text: str) -> str:
    """A text in a cell of Markdown, in which nothing of it is a mark."""
    for mark in ("\\", "|", "`", "*", "_", "<", "[", "]"):
        text = text.replace(mark, f"\\{mark}")
    return text
