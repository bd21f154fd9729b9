"""The data as one store, and what the store changes of it.

Oxigraph keeps numbers and dates by value: "007"^^xsd:int becomes "7"^^xsd:integer, 1.50 becomes
1.5. The constraints of properties with such literals are left to pySHACL, which sees them as they
were.
"""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

import pyoxigraph as ox
from rdflib import Graph, Literal
from rdflib.term import Node

from coopgraph.shacl.terms import Term, to_ox, to_rdflib


class Data(NamedTuple):
    """One graph in a store; the properties with literals changed by it; the graph as it was."""

    store: ox.Store
    changed: frozenset[Node]
    unchanged: Graph | None


def one_graph(data: ox.Store | Graph) -> Data:
    """The union of all graphs of a store, or a graph of rdflib, as a default graph."""
    if isinstance(data, Graph):
        return _stored(data)
    return Data(_union(data), frozenset(), None)


def _union(store: ox.Store) -> ox.Store:
    """A store without named graphs is taken as it is; others are copied, each triple once."""
    names = list(store.named_graphs())
    if not names:
        return store
    union = ox.Store()
    for name in (ox.DefaultGraph(), *names):
        _copy(store, name, union)
    return union


_Name = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def _copy(store: ox.Store, name: _Name, to: ox.Store) -> None:
    """Copy a graph as text, which is fast; blank nodes would lose their names by that."""
    blank = "ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }"
    if store.query(blank, default_graph=name):
        quads = store.quads_for_pattern(None, None, None, name)
        to.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in quads)
        return
    text = BytesIO()
    store.dump(text, ox.RdfFormat.N_TRIPLES, from_graph=name)
    to.load(text.getvalue(), ox.RdfFormat.N_TRIPLES)


def _stored(graph: Graph) -> Data:
    store = ox.Store()
    store.extend(map(_quad, graph))
    changed = frozenset(p for _, p, o in graph if isinstance(o, Literal) and not is_kept(o))
    return Data(store, changed, graph)


def _quad(triple: tuple[Node, Node, Node]) -> ox.Quad:
    subject, predicate, value = map(to_ox, triple)
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise TypeError(f"{triple} is no triple of RDF")
    return ox.Quad(subject, predicate, value)


def is_kept(literal: Literal) -> bool:
    """Whether the store keeps a literal as rdflib has it, well-formed or not."""
    written = to_ox(literal)
    return (
        _is_stored(written) and getattr(to_rdflib(written), "ill_typed", None) == literal.ill_typed
    )


@lru_cache(maxsize=1 << 14)
def _is_stored(written: Term) -> bool:
    store = ox.Store()
    about = ox.NamedNode("urn:shacl:any")
    store.add(ox.Quad(about, about, written))
    return all(quad.object == written for quad in store)


def as_rdflib(data: Data) -> Graph:
    """The data as pySHACL takes them; blank nodes keep their names."""
    if data.unchanged is not None:
        return data.unchanged
    graph = Graph()
    for quad in data.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph
