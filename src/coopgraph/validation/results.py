"""What a shape or a check found, before it is brought to a cell."""

from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from coopgraph.faults import Severity
from coopgraph.texts import Texts

Node = NamedNode | Literal | BlankNode | Triple


class Result(NamedTuple):
    """A finding about a thing, perhaps about one of its properties and one value of it.

    `missing` are properties of which the thing should have one, and has none. `component` is the
    constraint of SHACL that is broken, such as `MinCount` (of a check `SPARQL`), and `parameter`
    what the shape asks by it, where that is one term. `involved` are other things that have a part
    in the fault; `counted` is how many values there are, where their number is at fault.
    """

    focus: Node
    path: Node | None
    value: Node | None
    severity: Severity
    message: Texts
    rule: str
    missing: tuple[NamedNode, ...] = ()
    component: str = ""
    parameter: Node | None = None
    involved: tuple[NamedNode, ...] = ()
    counted: int | None = None
