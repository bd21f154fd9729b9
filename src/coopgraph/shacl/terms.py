"""Terms of RDF, between rdflib (shapes), pyoxigraph (data) and the text of a query."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pyoxigraph as ox
import rdflib
from rdflib import XSD, Namespace
from rdflib.term import Node

SH = Namespace("http://www.w3.org/ns/shacl#")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def to_ox(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A term of rdflib as one of pyoxigraph, a blank node under its own name.

    Raises:
        TypeError: it is no term of RDF 1.1.
    """
    match node:
        case rdflib.URIRef():
            return ox.NamedNode(str(node))
        case rdflib.BNode():
            return ox.BlankNode(str(node))
        case rdflib.Literal(language=str(language)):
            return ox.Literal(str(node), language=language)
        case rdflib.Literal(datatype=rdflib.URIRef() as datatype):
            return ox.Literal(str(node), datatype=ox.NamedNode(str(datatype)))
        case rdflib.Literal():
            return ox.Literal(str(node))
    raise TypeError(f"{node!r} is no term of RDF")


@lru_cache(maxsize=1 << 14)
def to_rdflib(term: Term) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    """A term of pyoxigraph as rdflib reads it from N-Triples.

    Raises:
        TypeError: it is a triple, which rdflib does not have.
    """
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal() if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        case ox.Literal() if term.datatype.value != str(XSD.string):
            return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
        case ox.Literal():
            return rdflib.Literal(term.value)
    raise TypeError("pySHACL and rdflib have no triples as terms")


@contextmanager
def unlogged() -> Iterator[None]:
    """Without rdflib's word, and trace, for each literal that is malformed: results tell of it."""
    logger = logging.getLogger("rdflib.term")
    logger.addFilter(_nothing)
    try:
        yield
    finally:
        logger.removeFilter(_nothing)


def _nothing(_: logging.LogRecord) -> bool:
    return False


def is_blank(node: Node) -> bool:
    """Whether a node has a name only in its own graph, and so none in a query."""
    return isinstance(node, rdflib.BNode)


def text(node: Node) -> str:
    """A term as it is written in a query.

    Raises:
        ValueError: it is a blank node.
    """
    if is_blank(node):
        raise ValueError("a blank node cannot be named in a query")
    return str(to_ox(node))
