"""The validation report of the release: its faults, its rules, its tables, and it as RDF."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from coopgraph.faults import Severity
from coopgraph.names import BASE, CGS, DCTERMS, SH, TYPE, XSD, cell_iri, term
from coopgraph.queries import read_queries
from coopgraph.search import Label
from coopgraph.web.curated import Records, read_records

_NAME, _MESSAGE = NamedNode(SH + "name"), NamedNode(SH + "message")
_SEVERITIES = {Severity.ERROR: "Violation", Severity.WARNING: "Warning"}
REPORT = NamedNode(BASE + "validation")


@dataclass(frozen=True)
class Finding:
    """One result of the validation, at its cell; `field` is 0 for a whole row or file."""

    path: str
    line: int
    column: int
    record: int
    field: int
    header: str
    severity: str
    rule: str
    message: str

    @property
    def is_fault(self) -> bool:
        """Whether it forbids a release."""
        return self.severity == Severity.ERROR

    @property
    def cell(self) -> NamedNode:
        """The cell; that of the first field stands for a whole row."""
        return cell_iri(self.path, max(self.record, 1), max(self.field, 1))


@dataclass(frozen=True)
class Rule:
    """What a rule asks and says, in each language in which it does."""

    asks: tuple[Label, ...]
    says: tuple[Label, ...]


@dataclass(frozen=True)
class Report:
    """The findings of a release, the rules it was checked by, and the tables that were read."""

    findings: tuple[Finding, ...]
    rules: Mapping[str, Rule]
    tables: Mapping[str, Records]

    @property
    def faults(self) -> int:
        """How many findings forbid a release."""
        return sum(finding.is_fault for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are published with it."""
        return len(self.findings) - self.faults


@cache
def read_report(folder: Path) -> Report:
    """The report of a release, whose folder never changes."""
    data = json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))
    paths = sorted((folder / "data").rglob("*.csv"))
    return Report(
        tuple(Finding(**finding) for finding in data),
        {**_shapes(folder), **_checks(folder)},
        {path.relative_to(folder).as_posix(): read_records(path) for path in paths},
    )


def as_triples(report: Report) -> Iterator[Triple]:
    """The report in the vocabulary of SHACL (3.6), each result with the cell it is about."""
    yield Triple(REPORT, TYPE, NamedNode(SH + "ValidationReport"))
    conforms = Literal("false" if report.faults else "true", datatype=NamedNode(XSD + "boolean"))
    yield Triple(REPORT, NamedNode(SH + "conforms"), conforms)
    for number, finding in enumerate(report.findings, 1):
        result = BlankNode(f"result{number}")
        yield Triple(REPORT, NamedNode(SH + "result"), result)
        yield from _result(result, finding, report)


def _result(result: BlankNode, finding: Finding, report: Report) -> Iterator[Triple]:
    severity = NamedNode(SH + _SEVERITIES[Severity(finding.severity)])
    yield Triple(result, TYPE, NamedNode(SH + "ValidationResult"))
    yield Triple(result, NamedNode(SH + "resultSeverity"), severity)
    yield Triple(result, NamedNode(SH + "focusNode"), finding.cell)
    yield Triple(result, term("recordedAt"), finding.cell)
    yield Triple(result, NamedNode(SH + "resultMessage"), Literal(finding.message, language="en"))
    yield Triple(result, NamedNode(DCTERMS + "identifier"), Literal(finding.rule))
    rule = report.rules.get(finding.rule)
    if rule and rule.says:
        yield Triple(result, NamedNode(SH + "sourceShape"), NamedNode(CGS + finding.rule))


def _shapes(folder: Path) -> dict[str, Rule]:
    texts: dict[str, dict[NamedNode, list[Label]]] = {}
    for path in sorted((folder / "shapes").glob("*.ttl")):
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE):
            shape, said = quad.subject, quad.object
            if isinstance(shape, NamedNode) and isinstance(said, Literal) and said.language:
                name = shape.value.removeprefix(CGS)
                label = Label(said.value, said.language)
                texts.setdefault(name, {}).setdefault(quad.predicate, []).append(label)
    return {
        name: Rule(tuple(said.get(_NAME, ())), tuple(said[_MESSAGE]))
        for name, said in texts.items()
        if _MESSAGE in said
    }


def _checks(folder: Path) -> dict[str, Rule]:
    """The checks; what one says has the values of its row in it, so it is in the report only."""
    return {
        check.name: Rule(tuple(Label(text, code) for code, text in titles.items()), ())
        for check in read_queries(folder / "queries" / "checks")
        for titles in [check.notes["title"]]
    }
