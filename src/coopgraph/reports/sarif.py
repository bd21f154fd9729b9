"""A report as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

import json
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from coopgraph.faults import Cell, Fault, Severity
from coopgraph.names import PROJECT
from coopgraph.reports.choose import identity
from coopgraph.reports.report import Report
from coopgraph.reports.rules import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "ROOT"


def as_sarif(report: Report) -> str:
    """The report as one run; columns are counted in characters, paths from the project's folder."""
    names = sorted({fault.rule for fault in report.all})
    run = {
        "tool": {"driver": _driver(report, names)},
        "columnKind": "unicodeCodePoints",
        "language": report.language,
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the project's folder"}}},
        "results": [_result(report, fault, names.index(fault.rule)) for fault in report.all],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _driver(report: Report, names: list[str]) -> dict[str, Any]:
    return {
        "name": "coopgraph",
        "semanticVersion": version("coopgraph"),
        "informationUri": PROJECT,
        "rules": [_rule(report, name) for name in names],
    }


def _rule(report: Report, name: str) -> dict[str, Any]:
    descriptor: dict[str, Any] = {"id": name}
    if rule := report.rules.get(name):
        descriptor |= _described(rule, report.language)
    return descriptor


def _described(rule: Rule, language: str) -> dict[str, Any]:
    return {
        "shortDescription": {"text": rule.title.of(language)},
        "fullDescription": {"text": rule.means.of(language)},
        "help": {"text": rule.mend.of(language)},
        "helpUri": rule.page,
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _result(report: Report, fault: Fault, index: int) -> dict[str, Any]:
    digest = sha256("\0".join(identity(fault)).encode()).hexdigest()
    result: dict[str, Any] = {
        "ruleId": fault.rule,
        "ruleIndex": index,
        "level": _level(fault.severity),
        "message": {"text": report.message(fault)},
        "locations": [_location(fault.cell)],
        "partialFingerprints": {"cell/v1": digest},
    }
    if report.old:  # without a baseline nothing was compared
        result["baselineState"] = "unchanged" if fault in report.old else "new"
    if fault.also:
        others = enumerate(fault.also, 1)
        result["relatedLocations"] = [{"id": number} | _location(cell) for number, cell in others]
    return result


def _location(cell: Cell) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": cell.path, "uriBaseId": _ROOT},
            "region": {"startLine": cell.line, "startColumn": cell.column},
        }
    }


def _level(severity: Severity) -> str:
    return str(severity)
