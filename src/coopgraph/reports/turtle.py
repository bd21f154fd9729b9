"""A report as RDF: a `sh:ValidationReport` (SHACL 3.6) whose results name our cell too."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from coopgraph.faults import Fault, Severity
from coopgraph.names import BASE, CGS, DCTERMS, PREFIXES, RDFS, SH, TYPE, XSD, term
from coopgraph.reports.report import Report
from coopgraph.reports.rules import Origin
from coopgraph.texts import LANGUAGES

REPORT = NamedNode(BASE + "validation")
_SEVERITIES = {Severity.ERROR: "Violation", Severity.WARNING: "Warning"}


def as_turtle(report: Report) -> str:
    """The report as Turtle."""
    written = serialize(as_triples(report), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return (written or b"").decode("utf-8")


def as_triples(report: Report) -> Iterator[Triple]:
    """The triples of a report; its messages are in every language."""
    yield Triple(REPORT, TYPE, NamedNode(SH + "ValidationReport"))
    conforms = Literal("false" if report.errors else "true", datatype=NamedNode(XSD + "boolean"))
    yield Triple(REPORT, NamedNode(SH + "conforms"), conforms)
    for number, fault in enumerate(report.all, 1):
        result = BlankNode(f"result{number}")
        yield Triple(REPORT, NamedNode(SH + "result"), result)
        for predicate, value in _result(fault, report):
            yield Triple(result, predicate, value)


def _result(fault: Fault, report: Report) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    cell = NamedNode(fault.cell.iri)
    yield TYPE, NamedNode(SH + "ValidationResult")
    yield NamedNode(SH + "resultSeverity"), NamedNode(SH + _SEVERITIES[fault.severity])
    yield NamedNode(SH + "focusNode"), NamedNode(fault.focus) if fault.focus else cell
    yield term("recordedAt"), cell
    for other in fault.also:
        yield NamedNode(RDFS + "seeAlso"), NamedNode(other.iri)
    for language in LANGUAGES:
        said = Literal(fault.message.of(language), language=language)
        yield NamedNode(SH + "resultMessage"), said
    yield NamedNode(DCTERMS + "identifier"), Literal(fault.rule)
    yield NamedNode(DCTERMS + "references"), NamedNode(fault.page)
    yield from _shacl(fault, report)


def _shacl(fault: Fault, report: Report) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """What only a result of a shape or a check has."""
    if fault.path:
        yield NamedNode(SH + "resultPath"), NamedNode(fault.path)
    if fault.component:
        component = f"{SH}{fault.component}ConstraintComponent"
        yield NamedNode(SH + "sourceConstraintComponent"), NamedNode(component)
    rule = report.rules.get(fault.rule)
    if rule and rule.origin is Origin.SHAPE:
        yield NamedNode(SH + "sourceShape"), NamedNode(CGS + fault.rule)
