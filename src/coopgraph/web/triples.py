"""How what the service says of itself is written as triples."""

from collections.abc import Callable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from coopgraph.names import XSD

Subject = NamedNode | BlankNode
Object = NamedNode | BlankNode | Literal


def terms(namespace: str) -> Callable[[str], NamedNode]:
    """The terms of a vocabulary, by their local names."""
    return lambda name: NamedNode(namespace + name)


def about(subject: Subject, predicate: NamedNode, *objects: Object) -> Iterator[Triple]:
    """A triple for each object."""
    for object_ in objects:
        yield Triple(subject, predicate, object_)


def integer(number: int) -> Literal:
    """A whole number as xsd:integer."""
    return typed(str(number), "integer")


def typed(text: str, datatype: str) -> Literal:
    """A literal of one of the datatypes of XML Schema."""
    return Literal(text, datatype=NamedNode(XSD + datatype))
