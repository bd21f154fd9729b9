"""A report as rows and members: JSON and CSV."""

import csv
import json
from io import StringIO
from typing import Any

from coopgraph.faults import Cell, Fault
from coopgraph.reports.report import Report

COLUMNS = (
    *Cell._fields,
    *("key", "severity", "rule", "message", "value", "wanted", "also", "state"),
    *("focus", "property", "cell", "page"),
)


def row(report: Report, fault: Fault) -> dict[str, str | int]:
    """One fault as a row."""
    return {
        **fault.cell._asdict(),
        "key": fault.key,
        "severity": str(fault.severity),
        "rule": fault.rule,
        "message": report.message(fault),
        "value": fault.value,
        "wanted": fault.wanted.of(report.language),
        "also": " ".join(cell.place for cell in fault.also),
        "state": "old" if fault in report.old else "new",
        "focus": fault.focus,
        "property": fault.path,
        "cell": fault.cell.iri,
        "page": fault.page,
    }


def as_json(report: Report) -> str:
    """The report as JSON, for programs and as a baseline."""
    return json.dumps(members(report), ensure_ascii=False, indent=2) + "\n"


def members(report: Report) -> dict[str, Any]:
    """The members of the JSON form; of a result `also` lists places."""
    results = [row(report, fault) | {"also": _places(fault)} for fault in report.all]
    return {
        "conforms": not report.errors,
        "language": report.language,
        "faults": report.errors,
        "warnings": len(report.faults) - report.errors,
        "old": len(report.old),
        "results": results,
    }


def _places(fault: Fault) -> list[str]:
    return [cell.place for cell in fault.also]


def as_csv(report: Report) -> str:
    """The report as CSV (RFC 4180), a row a fault."""
    text = StringIO()
    rows = csv.DictWriter(text, COLUMNS)
    rows.writeheader()
    rows.writerows(row(report, fault) for fault in report.all)
    return text.getvalue()
