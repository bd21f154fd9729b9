"""Run the SHACL shapes, and say what they find in the words of this project."""

from collections.abc import Callable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, serialize
from rdflib import SH, Graph, Literal, URIRef
from rdflib.term import Node as RdflibNode

from coopgraph import shacl
from coopgraph.assembly import read_turtle
from coopgraph.errors import CannotRun
from coopgraph.faults import Severity
from coopgraph.shacl.terms import Term, is_blank, to_ox, to_rdflib
from coopgraph.texts import Texts, noted
from coopgraph.validation.results import Node, Result

_SEVERITIES: dict[Term, Severity] = {NamedNode(str(SH.Violation)): Severity.ERROR}


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


def run_shapes(store: Store, shapes: Graph, tell: Callable[[str], None]) -> Iterator[Result]:
    """Validate the whole dataset, all graphs taken together, for claims stand in named graphs.

    Args:
        store: the dataset.
        shapes: the shapes.
        tell: called with a line for each shape that is left to pySHACL, which is slow.

    Raises:
        CannotRun: the shapes break the syntax rules of SHACL.
    """
    try:
        report = shacl.validate(store, shapes)
    except shacl.IllFormedShapes as error:
        raise CannotRun(f"the shapes cannot be run: {error}") from error
    for node, reason in report.by_pyshacl.items():
        tell(f"pySHACL runs {_local(node)}: {reason}")
    for found in report.results:
        yield _result(found, shapes)


def _result(found: shacl.Result, shapes: Graph) -> Result:
    shape = to_rdflib(found.shape)
    return Result(
        found.focus,
        found.path,
        found.value,
        _SEVERITIES.get(found.severity, Severity.WARNING),
        _message(shapes, shape),
        _local(found.shape),
        () if found.value else tuple(_properties(shapes, shape)),
        component := _local(found.component).removesuffix("ConstraintComponent"),
        _parameter(shapes, shape, component),
        counted=found.counted,
    )


def _local(term: Term) -> str:
    return str(to_rdflib(term)).rpartition("#")[2]


def _parameter(shapes: Graph, shape: RdflibNode, component: str) -> Node | None:
    """What a shape asks by a constraint, such as the 1 of `sh:minCount 1`; none of a list."""
    parameter = shapes.value(shape, SH[component[:1].lower() + component[1:]])
    return None if parameter is None or is_blank(parameter) else to_ox(parameter)


def _properties(shapes: Graph, shape: RdflibNode) -> Iterator[NamedNode]:
    """The properties that a shape asks for, each enough by itself."""
    path = shapes.value(shape, SH.path)
    alternatives = shapes.value(path, SH.alternativePath)
    for step in shapes.items(alternatives) if alternatives else [path]:
        if isinstance(step, URIRef):
            yield NamedNode(str(step))


def _message(shapes: Graph, shape: RdflibNode) -> Texts:
    """The shape's own words in each language."""
    messages = {
        text.language or "": str(text)
        for text in shapes.objects(shape, SH.message)
        if isinstance(text, Literal)
    }
    return noted({"en": f"breaks the shape {shape}", **messages})
