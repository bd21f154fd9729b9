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
    """The text of a path with at least one step; whether it may have none, or lead twice."""

    text: str
    may_be_empty: bool = False
    may_repeat: bool = False


def read_path(graph: Graph, node: Node, depth: int = 0) -> Path:
    """The path that a node of the shapes graph describes.

    Raises:
        IllFormedShapes: it describes none.
    """
    if isinstance(node, URIRef):
        return Path(text(node))
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
    return inner._replace(text=f"^({inner.text})")


def _zero_or_more(inner: Path) -> Path:
    return Path(f"({inner.text})+", may_be_empty=True, may_repeat=True)


def _one_or_more(inner: Path) -> Path:
    return Path(f"({inner.text})+", inner.may_be_empty, may_repeat=True)


def _zero_or_one(inner: Path) -> Path:
    return Path(inner.text, may_be_empty=True, may_repeat=True)


def _alternative(members: list[Path]) -> Path:
    texts = "|".join(f"({member.text})" for member in members)
    return Path(texts, any(member.may_be_empty for member in members), may_repeat=True)


def _sequence(members: list[Path]) -> Path:
    """The steps in a row, and the same without any that may be empty."""
    whole, *rest = members
    for step in rest:
        ways = [f"({whole.text})/({step.text})"]
        ways += [step.text] if whole.may_be_empty else []
        ways += [whole.text] if step.may_be_empty else []
        joined = "|".join(f"({way})" for way in ways) if len(ways) > 1 else ways[0]
        whole = Path(joined, whole.may_be_empty and step.may_be_empty, may_repeat=True)
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
