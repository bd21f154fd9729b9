"""A query and how its rows are read."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rdflib.term import Node

from coopgraph.shacl.report import Result
from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import Focus
from coopgraph.shacl.terms import Term, to_ox
from coopgraph.shacl.translation import Row, Translation


class Query(NamedTuple):
    """A query, and the results that each of its rows tells of.

    With a focus, it is asked again for each node of it, which is then put for its variable.
    """

    text: str
    read: Callable[[Row], Iterator[Result]]
    one_by_one: Focus | None = None


def rows(query: Query, work: Translation) -> Iterator[Row]:
    """The rows of a query.

    Raises:
        SyntaxError: it is none.
    """
    if query.one_by_one is None:
        yield from work.select(query.text)
        return
    focus = query.one_by_one
    for node in work.select(f"SELECT {focus.head} WHERE {{ {focus.pattern} }}"):
        given = {name: term for name, term in node.items() if term is not None}
        found = (tuple(row.items()) for row in work.select(query.text, given))
        yield from ({**dict(row), **given} for row in dict.fromkeys(found))


def name(variable: str) -> str:
    """The name of a variable, as rows have it."""
    return variable[1:]


def result(
    shape: Shape, component: Node, row: Row, focus: Focus, *, value: Term | None = None
) -> Result:
    """The result of a row, with the path of its shape."""
    node = row[name(focus.node)]
    if node is None:
        raise ValueError(f"a query of {shape.node} gave a row without a focus node")
    path = None if shape.path_node is None else to_ox(shape.path_node)
    severity, source = to_ox(shape.severity), to_ox(shape.node)
    return Result(node, path, value, to_ox(component), severity, source)
