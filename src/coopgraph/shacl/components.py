"""Constraint components made with SPARQL (section 6)."""

from collections.abc import Iterator
from typing import NamedTuple

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from coopgraph.shacl import sparql
from coopgraph.shacl.errors import IllFormedShapes
from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import Site, Test
from coopgraph.shacl.terms import SH


class Parameter(NamedTuple):
    """The variable and the property of a parameter."""

    variable: str
    path: URIRef
    is_optional: bool


class Component(NamedTuple):
    """A component of the shapes graph."""

    graph: Graph
    node: Node
    parameters: list[Parameter]

    def applies(self, shape: Shape) -> bool:
        """Whether a shape has all that the component needs."""
        needed = [each.path for each in self.parameters if not each.is_optional]
        return all((shape.node, path, None) in self.graph for path in needed)

    def selects(self, shape: Shape) -> bool:
        """Whether the component applies and looks at a focus node with all its values."""
        return self.applies(shape) and SH.select in set(
            self.graph.predicates(self._validator(shape))
        )

    def tests(self, shape: Shape, site: Site) -> Iterator[Test]:
        """The condition on each value, where the component applies and asks for one.

        Raises:
            IllFormedShapes: there is no validator, or it is not one ASK.
            Untranslatable: its query is not to be put into another.
        """
        if not self.applies(shape) or self.selects(shape):
            return
        node = self._validator(shape)
        given = self._given(shape) | {"?this": site.focus, "?value": site.value}
        query = sparql.prepare(shape, node, sparql.query_text(shape, node, SH.ask), given)
        condition = f"EXISTS {sparql.group_of(query.body, shape)}"
        yield Test(self.node, condition, shows_value=shape.path is None)

    def select(self, shape: Shape, site: Site) -> sparql.Prepared:
        """The SELECT of the component for a shape.

        Raises:
            IllFormedShapes: the query is not allowed.
            Untranslatable: its query is not to be put into another.
        """
        node = self._validator(shape)
        given = self._given(shape) | {"?this": site.focus, "?value": site.value}
        return sparql.prepare(shape, node, sparql.query_text(shape, node, SH.select), given)

    def _given(self, shape: Shape) -> dict[str, str]:
        values = ((each.variable, shape.values(each.path)) for each in self.parameters)
        return {name: sparql.named(found[0]) for name, found in values if found}

    def _validator(self, shape: Shape) -> Node:
        own = SH.nodeValidator if shape.path is None else SH.propertyValidator
        for predicate in (own, SH.validator):
            for node in sorted(self.graph.objects(self.node, predicate), key=str):
                return node
        raise IllFormedShapes(f"the component {self.node} has no validator for {shape.node}")


def read_components(graph: Graph) -> list[Component]:
    """The components that a shapes graph defines.

    Raises:
        IllFormedShapes: one has no parameter that is needed.
    """
    kinds = {SH.ConstraintComponent, *graph.subjects(RDFS.subClassOf, SH.ConstraintComponent)}
    nodes = {node for kind in kinds for node in graph.subjects(RDF.type, kind)}
    own = sorted((node for node in nodes if not str(node).startswith(str(SH))), key=str)
    return [_component(graph, node) for node in own]


def _component(graph: Graph, node: Node) -> Component:
    parameters = [_parameter(graph, each) for each in graph.objects(node, SH.parameter)]
    if all(each.is_optional for each in parameters):
        raise IllFormedShapes(f"the component {node} needs no parameter")
    return Component(graph, node, sorted(parameters))


def _parameter(graph: Graph, node: Node) -> Parameter:
    path = graph.value(node, SH.path)
    if not isinstance(path, URIRef):
        raise IllFormedShapes(f"the parameter {node} has no property for path")
    optional = graph.value(node, SH.optional)
    name = str(path).rpartition("#")[2].rpartition("/")[2]
    return Parameter(f"?{name}", path, isinstance(optional, Literal) and optional.value is True)
