"""What a shape or a check found, before it is brought to a cell."""

from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from coopgraph.faults import Severity

Node = NamedNode | Literal | BlankNode | Triple


class Result(NamedTuple):
    """A finding about a thing, perhaps about one of its properties and one value of it.

    `missing` are properties of which the thing should have one, and has none.
    """

    focus: Node
    path: Node | None
    value: Node | None
    severity: Severity
    message: str
    rule: str
    missing: tuple[NamedNode, ...] = ()
