"""What a run gives."""

from collections.abc import Mapping
from typing import NamedTuple

from rdflib.term import Node

from coopgraph.shacl.terms import SH, Term, to_ox


class Result(NamedTuple):
    """A validation result (section 3.6.2); a path that is no predicate is a node of the shapes.

    `constraint` and `bindings` are of SPARQL constraints: the node with the query, and what else
    the query selected, for the placeholders of its message. `counted` is how many values there were
    where a number of values is at fault.
    """

    focus: Term
    path: Term | None
    value: Term | None
    component: Term
    severity: Term
    shape: Term
    constraint: Term | None = None
    bindings: Mapping[str, Term] = {}
    counted: int | None = None


class Report(NamedTuple):
    """All results, in an order that the data and shapes settle, and what no set query could say.

    `by_pyshacl` names the shapes that were left to pySHACL, each with the reason.
    """

    results: list[Result]
    by_pyshacl: Mapping[Term, str]

    @property
    def conforms(self) -> bool:
        """Whether there is nothing to report."""
        return not self.results


def term_or_none(node: Node | None) -> Term | None:
    """A node of the shapes graph as results hold it."""
    return None if node is None else to_ox(node)


def component(name: str) -> Term:
    """The constraint component of SHACL with this name, less its ending."""
    return to_ox(SH[f"{name}ConstraintComponent"])
