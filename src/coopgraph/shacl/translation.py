"""What the queries of one run share: the shapes, the classes of the data, functions, variables."""

from collections.abc import Callable, Iterator, Mapping

import pyoxigraph as ox
from rdflib import RDFS, Graph
from rdflib.term import Node

from coopgraph.shacl.components import Component, read_components
from coopgraph.shacl.shapes import Shape, read_shapes
from coopgraph.shacl.site import Focus
from coopgraph.shacl.terms import Term, is_blank, text

Row = dict[str, Term | None]
"""The terms of a solution, by the names of their variables."""

_TRUE, _FALSE = ox.Literal(True), ox.Literal(False)


class Translation:
    """The shapes to be said in queries, the store to be asked, and the names given so far.

    Raises:
        IllFormedShapes: the shapes break a rule of SHACL's syntax.
    """

    def __init__(
        self,
        store: ox.Store,
        graph: Graph,
        failing: Callable[["Translation", Shape, Focus], frozenset[Term]],
    ) -> None:
        self.store = store
        self.shapes: Mapping[Node, Shape] = read_shapes(graph)
        self.components: list[Component] = read_components(graph)
        self._failing = failing
        self._functions: dict[ox.NamedNode, Callable[..., Term | None]] = {}
        self._classes: dict[Node, list[str]] = {}
        self._variables = 0

    def variable(self) -> str:
        """A variable that no other pattern of this run has, nor any query of a shapes graph."""
        self._variables += 1
        return f"?shacl__{self._variables}"

    def function(self, rule: Callable[..., bool]) -> str:
        """A name by which queries can call a rule."""
        name = ox.NamedNode(f"urn:shacl:rule:{len(self._functions)}")
        self._functions[name] = lambda *terms: _TRUE if rule(*terms) else _FALSE
        return str(name)

    def failing(self, shape: Shape, focus: Focus) -> frozenset[Term]:
        """The nodes of a focus that do not conform to a shape."""
        return self._failing(self, shape, focus)

    def classes(self, wanted: Node) -> list[str]:
        """The class and its subclasses, as the data has them, that have instances of their own.

        Where data name all classes of a thing, these are few, and then queries need not keep
        apart what they find twice.
        """
        if wanted not in self._classes:
            self._classes[wanted] = [] if is_blank(wanted) else self._with_instances(text(wanted))
        return self._classes[wanted]

    def _with_instances(self, wanted: str) -> list[str]:
        below = self.select(f"SELECT DISTINCT ?c {{ ?c {text(RDFS.subClassOf)}+ {wanted} }}")
        names = {wanted, *(str(row["c"]) for row in below if isinstance(row["c"], ox.NamedNode))}
        return [name for name in sorted(names) if self._has_own(name, wanted)]

    def _has_own(self, name: str, wanted: str) -> bool:
        """Whether a class has instances, and not only such as are of the wanted class anyway."""
        known = "" if name == wanted else f"FILTER(!EXISTS {{ ?i a {wanted} }})"
        return any(self.select(f"SELECT ?i {{ ?i a {name} {known} }}"))

    def select(self, query: str, given: Mapping[str, Term] | None = None) -> Iterator[Row]:
        """The rows of a query, perhaps with values for variables.

        Raises:
            SyntaxError: it is none.
        """
        values = {ox.Variable(name): term for name, term in (given or {}).items()}
        found = self.store.query(query, custom_functions=self._functions, substitutions=values)
        if isinstance(found, ox.QuerySolutions):
            names = [variable.value for variable in found.variables]
            for row in found:
                yield {name: row[name] for name in names}
