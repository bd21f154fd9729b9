"""The small parts of which queries are made: nodes in focus, their values, conditions on them."""

from collections.abc import Iterable
from typing import NamedTuple

from rdflib.term import Node

NEVER, ALWAYS = "false", "true"


class Focus(NamedTuple):
    """A pattern that binds nodes once for each chain of nodes by which a shape comes to them.

    The last variable of the chain is the node itself. Its results are as many as its chains.
    """

    pattern: str
    chain: tuple[str, ...]

    @property
    def node(self) -> str:
        """The variable of the nodes."""
        return self.chain[-1]

    @property
    def head(self) -> str:
        """The chain, as a query selects it."""
        return " ".join(self.chain)


class Site(NamedTuple):
    """The variables of a focus node and of one of its values."""

    focus: str
    value: str


class Test(NamedTuple):
    """A constraint component and the condition under which a value conforms to it."""

    component: Node
    condition: str
    shows_value: bool = True


def all_of(conditions: Iterable[str]) -> str:
    """True where all are; of no condition, true."""
    kept = [condition for condition in conditions if condition != ALWAYS]
    return f"({' && '.join(kept)})" if kept else ALWAYS


def any_of(conditions: Iterable[str]) -> str:
    """True where one is; of no condition, false."""
    return f"({' || '.join(conditions) or NEVER})"
