"""The validation report at its address: each finding with its cell and the lines around it."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from io import StringIO

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.names import BASE
from coopgraph.search import Label
from coopgraph.web.addresses import Asked, as_rdf, negotiate, read_format
from coopgraph.web.headers import unchanged
from coopgraph.web.languages import best
from coopgraph.web.negotiation import CSV, HTML, JSON, JSONLD, NTRIPLES, RDFXML, TURTLE, Form
from coopgraph.web.render import language_of, link, page
from coopgraph.web.report import Finding, Report, as_triples, read_report
from coopgraph.web.site import site_of

TEXT = Form("text/plain", ("txt",))
_FORMS = (HTML, JSON, CSV, TURTLE, JSONLD, NTRIPLES, RDFXML, TEXT)
_ADDRESS = "/validation"
_SHOWN_FIELDS = 5


@dataclass(frozen=True)
class FrameCell:
    """A cell of ours near a finding."""

    head: str
    text: str
    is_fault: bool


@dataclass(frozen=True)
class FrameLine:
    """A record near a finding."""

    number: int
    cells: tuple[FrameCell, ...]
    is_hit: bool


@dataclass(frozen=True)
class FindingShown:
    """A finding, the cell that it leads to, and the lines of the table around it."""

    where: str
    href: str | None
    is_fault: bool
    message: Label
    rule: str
    heads: tuple[str, ...]
    lines: tuple[FrameLine, ...]


@dataclass(frozen=True)
class RuleRow:
    """A rule that found something."""

    name: str
    asks: Label
    is_fault: bool
    count: int


@dataclass(frozen=True)
class TableRow:
    """A table, its rows, and what was found in it."""

    path: str
    href: str | None
    rows: int
    faults: int
    warnings: int


@dataclass(frozen=True)
class ValidationPage:
    """What the template shows of a report."""

    release: str
    faults: int
    warnings: int
    findings: tuple[FindingShown, ...]
    rules: tuple[RuleRow, ...]
    quiet: int
    tables: tuple[TableRow, ...]


async def validation(request: Request) -> Response:
    """The report of the release that is served, as a page, JSON, CSV, RDF or text."""
    site = site_of(request)
    asked = Asked(_ADDRESS, request.path_params.get("suffix", ""), read_format(request))
    form, headers = negotiate(request, asked, _FORMS)
    if same := unchanged(request, headers):
        return same
    report = await run_sync(read_report, site.folder)
    if form is HTML:
        matter = validation_page(report, site.release.id, language_of(request))
        return page(request, "validation", matter, here=_ADDRESS, headers=headers)
    if form is JSON:
        return JSONResponse(_members(report, site.release.id), headers=headers)
    body = _text(report) if form is TEXT else _csv(report) if form is CSV else None
    written = as_rdf(as_triples(report), form) if body is None else body.encode()
    return Response(written, headers=headers, media_type=form.media_type)


def _members(report: Report, release: str) -> dict[str, object]:
    return {
        "release": release,
        "conforms": not report.faults,
        "faults": report.faults,
        "warnings": report.warnings,
        "results": [asdict(finding) | {"cell": finding.cell.value} for finding in report.findings],
    }


def _csv(report: Report) -> str:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow([*(each.name for each in fields(Finding)), "cell"])
    rows.writerows([*asdict(each).values(), each.cell.value] for each in report.findings)
    return text.getvalue()


def _text(report: Report) -> str:
    return "".join(
        f"{each.path}:{each.line}:{each.column}: {each.severity}: {each.message} [{each.rule}]\n"
        for each in report.findings
    )


def validation_page(report: Report, release: str, language: str) -> ValidationPage:
    """The page of a report in one language of the interface."""
    found = Counter(finding.rule for finding in report.findings)
    return ValidationPage(
        release,
        report.faults,
        report.warnings,
        tuple(_finding(report, each, language) for each in report.findings),
        tuple(_rules(report, found, language)),
        len(report.rules.keys() - found.keys()),
        tuple(_tables(report, language)),
    )


def _rules(report: Report, found: Counter[str], language: str) -> Iterator[RuleRow]:
    severe = {finding.rule for finding in report.findings if finding.is_fault}
    for name, count in found.most_common():
        rule = report.rules.get(name)
        asks = best(rule.asks, language) if rule else None
        yield RuleRow(name, asks or Label("", ""), name in severe, count)


def _tables(report: Report, language: str) -> Iterator[TableRow]:
    for path, records in report.tables.items():
        found = [finding for finding in report.findings if finding.path == path]
        faults = sum(finding.is_fault for finding in found)
        href = link(BASE + path, language)
        yield TableRow(path, href, len(records) - 1, faults, len(found) - faults)


def _finding(report: Report, finding: Finding, language: str) -> FindingShown:
    shown = _fields(report, finding)
    header = report.tables[finding.path][0]
    return FindingShown(
        f"{finding.path}:{finding.line}:{finding.column}",
        link(finding.cell.value, language),
        finding.is_fault,
        _message(report, finding, language),
        finding.rule,
        tuple(f"{number + 1} {header[number]}" for number in shown),
        tuple(_lines(report, finding, shown)),
    )


def _message(report: Report, finding: Finding, language: str) -> Label:
    """What the rule says, in the reader's language where the rule says it as it stands there."""
    rule = report.rules.get(finding.rule)
    english = Label(finding.message, "en")
    if rule and english in rule.says:
        return best(rule.says, language) or english
    return english


def _fields(report: Report, finding: Finding) -> range:
    """The fields to show: the faulty one in the middle, as far as the table reaches."""
    most = len(report.tables[finding.path][0])
    first = max(min(finding.field - 1 - _SHOWN_FIELDS // 2, most - _SHOWN_FIELDS), 0)
    return range(first, min(first + _SHOWN_FIELDS, most))


def _lines(report: Report, finding: Finding, shown: range) -> Iterator[FrameLine]:
    header, *_ = records = report.tables[finding.path]
    first, last = max(finding.record - 1, 2), min(finding.record + 1, len(records))
    for number in range(min(first, max(finding.record, 1)), last + 1):
        record, is_hit = records[number - 1], number == finding.record
        yield FrameLine(
            number,
            tuple(
                FrameCell(
                    f"{place + 1} {header[place]}",
                    record[place],
                    is_hit and finding.field in (0, place + 1),
                )
                for place in shown
            ),
            is_hit,
        )
