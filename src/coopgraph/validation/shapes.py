"""Run the SHACL shapes with pySHACL, the reference for what a shape means."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pyshacl
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize
from pyoxigraph import Literal as OxLiteral
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node as RdflibNode

from coopgraph.assembly import read_turtle
from coopgraph.errors import CannotRun
from coopgraph.faults import Severity
from coopgraph.validation.results import Node, Result

_SEVERITIES: dict[RdflibNode | None, Severity] = {SH.Violation: Severity.ERROR}


def read_shapes(root: Path) -> Graph:
    """All shapes of the project in one graph.

    Raises:
        CannotRun: there are none, or a file is not Turtle.
    """
    graph = Graph()
    paths = sorted((root / "shapes").glob("*.ttl"))
    if not paths:
        raise CannotRun(f"{root / 'shapes'} holds no shapes")
    for path in paths:
        triples = serialize(read_turtle(path), format=RdfFormat.N_TRIPLES)
        graph.parse(data=triples or b"", format="nt")
    return graph


def run_shapes(store: Store, shapes: Graph) -> Iterator[Result]:
    """Validate the whole dataset, all graphs taken together, for claims stand in named graphs."""
    _, report, _ = pyshacl.validate(
        _as_one_graph(store), shacl_graph=shapes, inference="none", advanced=False
    )
    if not isinstance(report, Graph):
        raise CannotRun(f"the shapes cannot be run: {report}")
    results = [_result(report, shapes, r) for r in report.subjects(RDF.type, SH.ValidationResult)]
    yield from sorted(results, key=str)


def _as_one_graph(store: Store) -> Graph:
    triples = {(quad.subject, quad.predicate, quad.object) for quad in store}
    quads = [Quad(*triple, DefaultGraph()) for triple in triples]
    text = BytesIO()
    serialize(quads, text, RdfFormat.N_TRIPLES)
    return Graph().parse(data=text.getvalue(), format="nt")


def _result(report: Graph, shapes: Graph, result: RdflibNode) -> Result:
    shape = report.value(result, SH.sourceShape)
    path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
    severity = report.value(result, SH.resultSeverity)
    focus = _node(report.value(result, SH.focusNode))
    if focus is None:
        raise CannotRun(f"the shape {shape} gave a result about nothing")
    return Result(
        focus,
        _node(path),
        _node(value),
        _SEVERITIES.get(severity, Severity.WARNING),
        _message(shapes, shape),
        str(shape).rpartition("#")[2],
        () if value else tuple(_properties(shapes, shape)),
    )


def _properties(shapes: Graph, shape: RdflibNode | None) -> Iterator[NamedNode]:
    """The properties that a shape asks for, each enough by itself."""
    path = shapes.value(shape, SH.path)
    alternatives = shapes.value(path, SH.alternativePath)
    for step in shapes.items(alternatives) if alternatives else [path]:
        if isinstance(step, URIRef):
            yield NamedNode(str(step))


def _message(shapes: Graph, shape: RdflibNode | None) -> str:
    """The shape's own words in English; pySHACL would pick a language at random."""
    messages = {
        text.language: str(text)
        for text in shapes.objects(shape, SH.message)
        if isinstance(text, Literal)
    }
    return messages.get("en") or f"breaks the shape {shape}"


def _node(term: RdflibNode | None) -> Node | None:
    match term:
        case URIRef():
            return NamedNode(str(term))
        case Literal() if term.language:
            return OxLiteral(str(term), language=term.language)
        case Literal() if term.datatype:
            return OxLiteral(str(term), datatype=NamedNode(str(term.datatype)))
        case Literal():
            return OxLiteral(str(term))
        case None:
            return None
        case _:
            return BlankNode()
