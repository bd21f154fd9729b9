"""The validation report at its address: each fault with its cell and the lines around it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.errors import BadParameter
from coopgraph.faults import Fault, Severity
from coopgraph.names import BASE
from coopgraph.reports.choose import Choice, chosen
from coopgraph.reports.flat import members
from coopgraph.reports.forms import FORMS
from coopgraph.reports.report import Report
from coopgraph.reports.turtle import as_triples
from coopgraph.web.addresses import Asked, as_rdf, negotiate, read_format, read_parameters
from coopgraph.web.headers import unchanged
from coopgraph.web.negotiation import HTML, JSON, JSONLD, NTRIPLES, RDFXML, TRIPLES, TURTLE, Form
from coopgraph.web.render import in_language, language_of, link, page
from coopgraph.web.report import Published, read_report
from coopgraph.web.site import site_of

_ADDRESS = "/validation"
_SHOWN_FIELDS = 5
_FILTERS = ("rule", "table", "severity")
_FILES: Mapping[Form, str] = {
    Form(FORMS[name].media_type, (FORMS[name].suffix, name)): name
    for name in ("csv", "xlsx", "sarif", "junit", "markdown", "lines")
}
"""The forms that are made as `coopgraph check` makes them."""

_FILE_NAMES = {"junit.xml": "JUnit", "md": "Markdown", "ttl": "Turtle"}
_OFFERED = (HTML, JSON, TURTLE, JSONLD, NTRIPLES, RDFXML, *_FILES)


@dataclass(frozen=True)
class FrameCell:
    """A cell of ours near a fault."""

    head: str
    text: str
    is_fault: bool


@dataclass(frozen=True)
class FrameLine:
    """A record near a fault."""

    number: int
    cells: tuple[FrameCell, ...]
    is_hit: bool


@dataclass(frozen=True)
class OtherPlace:
    """Another cell or row that has a part in a fault."""

    where: str
    href: str | None


@dataclass(frozen=True)
class FaultShown:
    """A fault, the cell that it leads to, and the lines of the table around it."""

    where: str
    href: str | None
    is_fault: bool
    message: str
    wanted: str
    also: tuple[OtherPlace, ...]
    rule: str
    rule_href: str
    heads: tuple[str, ...]
    lines: tuple[FrameLine, ...]


@dataclass(frozen=True)
class RuleRow:
    """A rule that found something."""

    name: str
    title: str
    is_fault: bool
    count: int
    href: str
    only: str


@dataclass(frozen=True)
class TableRow:
    """A table, its rows, and what was found in it."""

    path: str
    href: str | None
    rows: int
    faults: int
    warnings: int
    only: str


@dataclass(frozen=True)
class FileLink:
    """The report as it is chosen, in another form."""

    name: str
    href: str


@dataclass(frozen=True)
class ValidationPage:
    """What the template shows of a report; `chosen` are the filters that narrow it."""

    release: str
    faults: int
    warnings: int
    chosen: tuple[tuple[str, str], ...]
    all: str
    files: tuple[FileLink, ...]
    findings: tuple[FaultShown, ...]
    rules: tuple[RuleRow, ...]
    quiet: int
    tables: tuple[TableRow, ...]


async def validation(request: Request) -> Response:
    """The report of the release that is served, all of it or by rule, table and severity.

    Raises:
        BadParameter: the report has no such rule, table or severity.
    """
    site, language = site_of(request), language_of(request)
    asked = Asked(_ADDRESS, request.path_params.get("suffix", ""), read_format(request))
    form, headers = negotiate(request, asked, _OFFERED)
    published = await run_sync(read_report, site.folder)
    given = read_filters(request, published)
    if same := unchanged(request, headers):
        return same
    if form is HTML:
        matter = validation_page(published, site.release.id, language, given)
        return page(request, "validation", matter, here=_ADDRESS, headers=headers)
    report = report_of(published, language, given)
    if form is JSON:
        return JSONResponse({"release": site.release.id, **members(report)}, headers=headers)
    if form in TRIPLES:
        written = as_rdf(as_triples(report), form)
    else:
        written = await run_sync(FORMS[_FILES[form]].content, report)
    return Response(written, headers=headers, media_type=form.media_type)


def read_filters(request: Request, published: Published) -> Mapping[str, str]:
    """The filters that a request names.

    Raises:
        BadParameter: the report has no such rule, table or severity.
    """
    given = {name: value for name, value in read_parameters(request, *_FILTERS).items() if value}
    known: Mapping[str, Iterable[str]] = {
        "rule": published.rules,
        "table": published.tables,
        "severity": list(Severity),
    }
    for name, value in given.items():
        if value not in known[name]:
            raise BadParameter(name, f"the report has none of this name: {value}")
    return given


def _chosen(published: Published, given: Mapping[str, str]) -> list[Fault]:
    wanted = Choice(
        rules=[given["rule"]] if "rule" in given else (),
        tables=[given["table"]] if "table" in given else (),
    )
    faults = chosen(published.faults, wanted)
    return [fault for fault in faults if given.get("severity", fault.severity) == fault.severity]


def report_of(published: Published, language: str, given: Mapping[str, str]) -> Report:
    """The report as all forms but the page tell it."""
    faults = _chosen(published, given)
    return Report(faults, published.rules, list(published.tables), (), language)


def validation_page(
    published: Published, release: str, language: str, given: Mapping[str, str]
) -> ValidationPage:
    """The page of a report in one language of the interface."""
    found = Counter(fault.rule for fault in published.faults)
    query = f"?{urlencode(given)}" if given else ""
    return ValidationPage(
        release,
        published.errors,
        published.warnings,
        tuple(given.items()),
        in_language(language, _ADDRESS),
        tuple(_files(language, query)),
        tuple(_fault(published, each, language) for each in _chosen(published, given)),
        tuple(_rules(published, found, language)),
        len(published.rules.keys() - found.keys()),
        tuple(_tables(published, language)),
    )


def _files(language: str, query: str) -> Iterator[FileLink]:
    for form in (JSON, *_FILES, TURTLE):
        suffix = form.names[0]
        name = _FILE_NAMES.get(suffix, suffix.upper())
        yield FileLink(name, in_language(language, f"{_ADDRESS}.{suffix}{query}"))


def _only(language: str, name: str, value: str) -> str:
    return in_language(language, f"{_ADDRESS}?{urlencode({name: value})}")


def _rules(published: Published, found: Counter[str], language: str) -> Iterator[RuleRow]:
    severe = {fault.rule for fault in published.faults if fault.is_error}
    for name, count in found.most_common():
        rule = published.rules.get(name)
        title = rule.title.of(language) if rule else name
        href = in_language(language, f"/rules/{name}")
        yield RuleRow(name, title, name in severe, count, href, _only(language, "rule", name))


def _tables(published: Published, language: str) -> Iterator[TableRow]:
    for path, records in published.tables.items():
        found = [fault for fault in published.faults if fault.cell.path == path]
        errors = sum(fault.is_error for fault in found)
        href, only = link(BASE + path, language), _only(language, "table", path)
        yield TableRow(path, href, len(records) - 1, errors, len(found) - errors, only)


def _fault(published: Published, fault: Fault, language: str) -> FaultShown:
    shown = _fields(published, fault)
    header = published.tables[fault.cell.path][0]
    return FaultShown(
        fault.cell.place,
        link(fault.cell.iri, language),
        fault.is_error,
        fault.message.of(language),
        fault.wanted.of(language),
        tuple(OtherPlace(each.place, link(each.iri, language)) for each in fault.also),
        fault.rule,
        in_language(language, f"/rules/{fault.rule}"),
        tuple(f"{number + 1} {header[number]}" for number in shown),
        tuple(_lines(published, fault, shown)),
    )


def _fields(published: Published, fault: Fault) -> range:
    """The fields to show: the faulty one in the middle, as far as the table reaches."""
    most = len(published.tables[fault.cell.path][0])
    first = max(min(fault.cell.field - 1 - _SHOWN_FIELDS // 2, most - _SHOWN_FIELDS), 0)
    return range(first, min(first + _SHOWN_FIELDS, most))


def _lines(published: Published, fault: Fault, shown: range) -> Iterator[FrameLine]:
    cell = fault.cell
    header, *_ = records = published.tables[cell.path]
    first, last = max(cell.record - 1, 2), min(cell.record + 1, len(records))
    for number in range(min(first, max(cell.record, 1)), last + 1):
        record, is_hit = records[number - 1], number == cell.record
        yield FrameLine(
            number,
            tuple(
                FrameCell(
                    f"{place + 1} {header[place]}",
                    record[place],
                    is_hit and cell.field in (0, place + 1),
                )
                for place in shown
            ),
            is_hit,
        )
