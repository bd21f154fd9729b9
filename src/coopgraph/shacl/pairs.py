"""Constraints between two properties of a node (section 4.5)."""

from collections.abc import Iterator
from typing import NamedTuple

from rdflib import URIRef
from rdflib.term import Node

from coopgraph.shacl import exact
from coopgraph.shacl.conditions import COMPARABLE, is_comparable, unless
from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import Site, Test, all_of, any_of
from coopgraph.shacl.terms import SH, text
from coopgraph.shacl.translation import Translation


class Order(NamedTuple):
    """The other values of a node, and the condition under which a value comes before one."""

    component: Node
    pattern: str
    condition: str


def pair_tests(shape: Shape, site: Site) -> Iterator[Test]:
    """sh:disjoint, and sh:equals as far as each value must be one of the other property too."""
    for other in shape.values(SH.equals):
        found = f"EXISTS {{ {site.focus} {text(other)} {site.value} }}"
        yield Test(SH.EqualsConstraintComponent, found)
    for other in shape.values(SH.disjoint):
        found = f"(!EXISTS {{ {site.focus} {text(other)} {site.value} }})"
        yield Test(SH.DisjointConstraintComponent, found)


def orders(shape: Shape, site: Site, work: Translation) -> Iterator[Order]:
    """sh:lessThan and sh:lessThanOrEquals.

    Raises:
        IllFormedShapes: a node shape has one, or the other property is none.
    """
    for parameter, component, sign in _ORDERS:
        for other in shape.values(parameter):
            if shape.path is None or not isinstance(other, URIRef):
                raise shape.ill_formed(f"cannot have {other} for {parameter}")
            against = work.variable()
            pattern = f"{site.focus} {text(other)} {against} ."
            judge = work.function(exact.is_less(or_equal=sign == "<="))
            yield Order(component, pattern, _comes_before(site.value, sign, against, judge))


def _comes_before(one: str, sign: str, other: str, judge: str) -> str:
    """Settled by the query where both are of one datatype that it orders as pySHACL does."""
    alike = any_of(
        all_of(is_comparable(term, datatype) for term in (one, other)) for datatype in COMPARABLE
    )
    return unless(f"COALESCE({alike} && {one} {sign} {other}, false)", judge, one, other)


_ORDERS = (
    (SH.lessThan, SH.LessThanConstraintComponent, "<"),
    (SH.lessThanOrEquals, SH.LessThanOrEqualsConstraintComponent, "<="),
)
