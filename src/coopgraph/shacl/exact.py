"""What pySHACL says of single literals, where SPARQL would say something else or nothing.

Queries call these only for what they cannot settle themselves: a rare datatype, a value that may
be malformed, a comparison between different datatypes.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from rdflib import RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from coopgraph.shacl.terms import Term, to_rdflib

_CLASSES: dict[Node, type | tuple[type, ...]] = {
    XSD.string: (str, bytes),
    RDF.langString: (str, bytes),
    XSD.integer: int,
    XSD.float: float,
    XSD.decimal: Decimal,
    XSD.boolean: bool,
    XSD.date: date,
    XSD.time: time,
    XSD.dateTime: datetime,
}


def has_datatype(wanted: Node) -> Callable[[Term], bool]:
    """The rule of sh:datatype: of this datatype and well-formed."""

    def rule(term: Term) -> bool:
        literal = to_rdflib(term)
        if not isinstance(literal, Literal):
            return False
        if literal.datatype == wanted:
            return not literal.ill_typed and _has_class(literal, wanted)
        if wanted == RDFS.Literal:
            return True
        if wanted == RDFS.Datatype:
            return literal.datatype is not None
        own = RDF.langString if literal.language else XSD.string
        return literal.datatype is None and wanted == own

    return rule


def _has_class(literal: Literal, datatype: Node) -> bool:
    return isinstance(literal.value, _CLASSES.get(datatype, object))


def in_range(bound: Literal, accepts: Callable[[int], bool]) -> Callable[[Term], bool]:
    """The rule of sh:minInclusive and its like: what the order of value and bound must be."""

    def rule(term: Term) -> bool:
        value = to_rdflib(term)
        if not isinstance(value, Literal):
            return False
        if isinstance(value.value, str) != isinstance(bound.value, str):
            return False
        try:
            return accepts(_order(value, bound))
        except (TypeError, NotImplementedError):
            return False

    return rule


def _order(first: Literal, second: Literal) -> int:
    if first.eq(second):
        return 0
    if isinstance(first.value, datetime | time):
        return (first.value > second.value) - (first.value < second.value) or -1
    return 1 if first > second else -1


def is_less(or_equal: bool) -> Callable[[Term, Term], bool]:
    """The rule of sh:lessThan and sh:lessThanOrEquals; a blank node is less than nothing."""

    def rule(one: Term, other: Term) -> bool:
        first, second = to_rdflib(one), to_rdflib(other)
        if isinstance(first, BNode) or isinstance(second, BNode):
            return False
        if _is_text(first) != _is_text(second):
            return False
        left, right = _comparable(first), _comparable(second)
        return left < right or (or_equal and _equal(left, right))

    return rule


def _is_text(node: URIRef | Literal) -> bool:
    return isinstance(node, URIRef) or isinstance(node.value, str)


def _comparable(node: URIRef | Literal) -> str:
    """The words of an IRI or text; another literal is left to rdflib's order of literals."""
    if isinstance(node, URIRef):
        return str(node)
    return node.value if isinstance(node.value, str) else node


def _equal(left: str, right: str) -> bool:
    """Equal as values; of datatypes that rdflib does not know, it says that it cannot tell."""
    if not isinstance(left, Literal):
        return left == right
    try:
        return left.eq(right)
    except TypeError:
        return False


def string_of(term: Term) -> str | None:
    """The text that is measured and matched; a blank node has none."""
    node = to_rdflib(term)
    match node:
        case BNode():
            return None
        case Literal() if node.datatype is None and node.value is not None:
            return str(node.value)
    return str(node)


def matches(pattern: re.Pattern[str]) -> Callable[[Term], bool]:
    """The rule of sh:pattern."""

    def rule(term: Term) -> bool:
        words = string_of(term)
        return words is not None and pattern.search(words) is not None

    return rule


def has_length(accepts: Callable[[int], bool]) -> Callable[[Term], bool]:
    """The rule of sh:minLength and sh:maxLength: which lengths do."""

    def rule(term: Term) -> bool:
        words = string_of(term)
        return words is not None and accepts(len(words))

    return rule
