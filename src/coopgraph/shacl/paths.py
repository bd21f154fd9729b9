"""Property paths of SHACL (section 2.3.1) as property paths of SPARQL that are never empty.

Oxigraph finds nothing by a path of length zero from a node that is not in the data, where SHACL
wants the node itself. So a path is kept as two things: whether it may be empty, and the text of
what it is otherwise.
"""

from typing import NamedTuple

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from coopgraph.shacl.errors import IllFormedShapes
from coopgraph.shacl.terms import SH, text

_DEEPEST = 10


class Path(NamedTuple):
    """The steps of a path that has any; whether it may have none, or lead to a node twice."""

    steps: tuple[str, ...]
    may_be_empty: bool = False
    may_repeat: bool = False

    @property
    def text(self) -> str:
        """The path as one in SPARQL."""
        return "/".join(self.steps)

    def exists(self, start: str, end: str, then: str = "") -> str:
        """Whether the path leads from a bound variable to a term, for which something may hold.

        Each step is an EXISTS of its own. Together they would be joined in an order that Oxigraph
        chooses without knowing that the start is bound: perhaps from the far end.
        """
        *before, last = self.steps
        places = [start, *(f"{start}_{number}" for number in range(len(before)))]
        found = f"EXISTS {{ {places[-1]} {last} {end} {then} }}"
        for step, one, other in reversed(list(zip(before, places, places[1:], strict=False))):
            found = f"EXISTS {{ {one} {step} {other} FILTER({found}) }}"
        return found


def read_path(graph: Graph, node: Node, depth: int = 0) -> Path:
    """The path that a node of the shapes graph describes.

    Raises:
        IllFormedShapes: it describes none.
    """
    if isinstance(node, URIRef):
        return Path((text(node),))
    if depth > _DEEPEST:
        raise IllFormedShapes("a property path is nested too deeply, or in itself")
    if (node, RDF.first, None) in graph:
        return _sequence(_members(graph, node, depth))
    for predicate, make in _KINDS.items():
        inner = graph.value(node, predicate)
        if inner is not None:
            return make(read_path(graph, inner, depth + 1))
    alternatives = graph.value(node, SH.alternativePath)
    if alternatives is not None:
        return _alternative(_members(graph, alternatives, depth))
    raise IllFormedShapes(f"{node} is no property path")


def _members(graph: Graph, node: Node, depth: int) -> list[Path]:
    members = [read_path(graph, member, depth + 1) for member in graph.items(node)]
    if len(members) < 2:
        raise IllFormedShapes("a list of paths has at least two members")
    return members


def _inverse(inner: Path) -> Path:
    return inner._replace(steps=tuple(f"^({step})" for step in reversed(inner.steps)))


def _zero_or_more(inner: Path) -> Path:
    return Path((f"({inner.text})+",), may_be_empty=True, may_repeat=True)


def _one_or_more(inner: Path) -> Path:
    return Path((f"({inner.text})+",), inner.may_be_empty, may_repeat=True)


def _zero_or_one(inner: Path) -> Path:
    return inner._replace(may_be_empty=True, may_repeat=True)


def _alternative(members: list[Path]) -> Path:
    texts = "|".join(f"({member.text})" for member in members)
    return Path((f"({texts})",), any(member.may_be_empty for member in members), may_repeat=True)


def _sequence(members: list[Path]) -> Path:
    """The steps in a row, and the same without any that may be empty."""
    whole, *rest = members
    for each in rest:
        steps = (*whole.steps, *each.steps)
        shorter = [each.text] if whole.may_be_empty else []
        shorter += [whole.text] if each.may_be_empty else []
        if shorter:
            steps = (f"({'|'.join(f'({way})' for way in ['/'.join(steps), *shorter])})",)
        whole = Path(steps, whole.may_be_empty and each.may_be_empty, may_repeat=True)
    return whole


_KINDS = {
    SH.inversePath: _inverse,
    SH.zeroOrMorePath: _zero_or_more,
    SH.oneOrMorePath: _one_or_more,
    SH.zeroOrOnePath: _zero_or_one,
}


def step(path: Path, start: str, end: str, within: str = "") -> str:
    """A group pattern from one variable to another; `within` binds the first one.

    In EXISTS the first variable is bound from without, and `within` is left away.
    """
    taken = f"{start} {path.text} {end} ."
    if not path.may_be_empty:
        return f"{within} {taken}"
    return f"{{ {within} BIND({start} AS {end}) }} UNION {{ {within} {taken} }}"
