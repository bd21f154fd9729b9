"""The shapes of a graph, as far as they are not constraints (sections 2.1 to 2.3)."""

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from coopgraph.shacl.errors import IllFormedShapes
from coopgraph.shacl.paths import Path, read_path
from coopgraph.shacl.terms import SH

REFERRING = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
LISTING = (SH["and"], SH["or"], SH.xone)
TARGETING = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)

_PAIRING = (
    SH.targetObjectsOf,
    SH.equals,
    SH.disjoint,
    SH.lessThan,
    SH.lessThanOrEquals,
)


class Shape(NamedTuple):
    """A node shape, or a property shape where it has a path."""

    graph: Graph
    node: Node
    path: Path | None
    path_node: Node | None
    severity: Node
    is_active: bool

    def values(self, parameter: URIRef) -> list[Node]:
        """The values of a parameter, in an order that does not depend on the run."""
        return sorted(self.graph.objects(self.node, parameter), key=str)

    def value(self, parameter: URIRef) -> Node | None:
        """The value of a parameter that may be given once.

        Raises:
            IllFormedShapes: it is given more than once.
        """
        values = self.values(parameter)
        if len(values) > 1:
            raise self.ill_formed(f"has {parameter} more than once")
        return values[0] if values else None

    def whole_number(self, parameter: URIRef) -> int | None:
        """The value of a parameter that counts something.

        Raises:
            IllFormedShapes: it is no whole number from 0 up, or given more than once.
        """
        value = self.value(parameter)
        if value is None:
            return None
        if isinstance(value, Literal) and isinstance(value.value, int) and value.value >= 0:
            return int(value.value)
        raise self.ill_formed(f"has {value} for {parameter}, which is no whole number from 0 up")

    def is_true(self, parameter: URIRef) -> bool:
        """Whether one of the values of a parameter is true."""
        return any(isinstance(v, Literal) and v.value is True for v in self.values(parameter))

    def ill_formed(self, what: str) -> IllFormedShapes:
        """The error that names this shape."""
        return IllFormedShapes(f"the shape {self.node} {what}")


def read_shapes(graph: Graph) -> Mapping[Node, Shape]:
    """All shapes of a graph, by their nodes.

    Raises:
        IllFormedShapes: a shape has two paths, a path that is none, or breaks another rule.
    """
    nodes = {*_declared(graph), *_referring(graph), *_referred(graph)}
    return {node: _shape(graph, node) for node in sorted(nodes, key=str)}


def members(graph: Graph, head: Node) -> list[Node]:
    """The members of a list of shapes.

    Raises:
        IllFormedShapes: there are none.
    """
    found = list(graph.items(head))
    if not found:
        raise IllFormedShapes(f"{head} should be a list of shapes and has no members")
    return found


def referred(shape: Shape) -> Iterator[Node]:
    """The shapes that a shape is made of."""
    for parameter in REFERRING:
        yield from shape.values(parameter)
    for parameter in LISTING:
        for head in shape.values(parameter):
            yield from members(shape.graph, head)


def is_recursive(shape: Shape, shapes: Mapping[Node, Shape]) -> bool:
    """Whether a shape refers, through whatever others, to one that refers to itself."""
    return _leads_back(shape, shapes, frozenset())


def _leads_back(shape: Shape, shapes: Mapping[Node, Shape], above: frozenset[Node]) -> bool:
    if shape.node in above:
        return True
    beyond = above | {shape.node}
    return any(_leads_back(shapes[node], shapes, beyond) for node in set(referred(shape)))


def touches(shape: Shape, shapes: Mapping[Node, Shape], properties: Set[Node]) -> bool:
    """Whether a shape, or one that it is made of, can look at values of some properties.

    A closed shape, and one with a query or a component of the graph's own, can look at all.
    """
    graph = shape.graph
    parameters = {graph.value(each, SH.path) for each in graph.objects(None, SH.parameter)}
    if set(graph.predicates(shape.node)) & {SH.closed, SH.sparql, *parameters}:
        return True
    looks = {each for parameter in _PAIRING for each in shape.values(parameter)}
    looks |= _steps(graph, shape.path_node) if shape.path_node is not None else set()
    return bool(looks & properties) or any(
        touches(shapes[node], shapes, properties) for node in referred(shape)
    )


def _steps(graph: Graph, path: Node) -> set[Node]:
    """All that a path is made of."""
    found = {path}
    for _, inner in graph.predicate_objects(path) if isinstance(path, BNode) else ():
        found |= _steps(graph, inner)
    return found


def implied_class(shape: Shape) -> Node | None:
    """The class that a shape is itself, and so has for target (section 2.1.3.3)."""
    classes = {*shape.graph.subjects(RDFS.subClassOf, RDFS.Class), RDFS.Class, OWL.Class}
    types = set(shape.graph.objects(shape.node, RDF.type))
    return shape.node if types & classes else None


def has_targets(shape: Shape) -> bool:
    """Whether a shape looks for nodes by itself."""
    declared = any((shape.node, each, None) in shape.graph for each in TARGETING)
    return declared or implied_class(shape) is not None


def _declared(graph: Graph) -> Iterator[Node]:
    yield from graph.subjects(RDF.type, SH.NodeShape)
    yield from graph.subjects(RDF.type, SH.PropertyShape)


def _referring(graph: Graph) -> Iterator[Node]:
    for predicate in (*TARGETING, SH.property, SH.node):
        yield from graph.subjects(predicate)


def _referred(graph: Graph) -> Iterator[Node]:
    for predicate in REFERRING:
        yield from graph.objects(None, predicate)
    for predicate in LISTING:
        for head in graph.objects(None, predicate):
            yield from members(graph, head)


def _shape(graph: Graph, node: Node) -> Shape:
    paths = list(graph.objects(node, SH.path))
    is_property = bool(paths) or (node, RDF.type, SH.PropertyShape) in graph
    if is_property and len(paths) != 1:
        raise IllFormedShapes(f"the property shape {node} has {len(paths)} paths")
    if paths and (node, RDF.type, SH.NodeShape) in graph:
        raise IllFormedShapes(f"the node shape {node} has a path")
    path = read_path(graph, paths[0]) if paths else None
    severity = graph.value(node, SH.severity) or SH.Violation
    deactivated = graph.value(node, SH.deactivated)
    is_active = not (isinstance(deactivated, Literal) and deactivated.value is True)
    return Shape(graph, node, path, paths[0] if paths else None, severity, is_active)
