"""Whether a node conforms to a shape, as a condition on a variable.

Used for shapes within shapes: sh:node, sh:not, sh:and, sh:or, sh:xone and qualified shapes.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from rdflib.term import Node

from coopgraph.shacl import closed
from coopgraph.shacl.conditions import value_tests
from coopgraph.shacl.errors import NotInline
from coopgraph.shacl.focus import only_nodes, values
from coopgraph.shacl.pairs import orders, pair_tests
from coopgraph.shacl.paths import Path
from coopgraph.shacl.shapes import Shape, members
from coopgraph.shacl.site import ALWAYS, NEVER, Focus, Site, Test, all_of, any_of
from coopgraph.shacl.terms import SH, is_blank, text
from coopgraph.shacl.translation import Translation

_MOST_WITNESSES = 3


def tests(shape: Shape, focus: Focus, reached: Focus, work: Translation) -> Iterator[Test]:
    """All constraints of a shape that each of its values meets or does not.

    Args:
        shape: the shape.
        focus: its focus nodes.
        reached: its value nodes.
        work: what the queries share.

    Raises:
        IllFormedShapes: a parameter has no value that it can have.
    """
    site = Site(focus.node, reached.node)
    yield from value_tests(shape, site, work)
    yield from pair_tests(shape, site)
    yield from _shape_tests(shape, reached, work)
    yield from _list_tests(shape, reached, work)
    for component in work.components:
        yield from component.tests(shape, site)


def _shape_tests(shape: Shape, reached: Focus, work: Translation) -> Iterator[Test]:
    def holds(node: Node) -> str:
        return conforms(work.shapes[node], reached, work)

    for node in shape.values(SH.node):
        if work.shapes[node].path is not None:
            raise shape.ill_formed(f"has {node} for sh:node, which is a property shape")
        yield Test(SH.NodeConstraintComponent, holds(node))
    for node in shape.values(SH["not"]):
        yield Test(SH.NotConstraintComponent, f"(!{holds(node)})")


def _list_tests(shape: Shape, reached: Focus, work: Translation) -> Iterator[Test]:
    def each(head: Node) -> list[str]:
        return [conforms(work.shapes[node], reached, work) for node in members(shape.graph, head)]

    for head in shape.values(SH["and"]):
        yield Test(SH.AndConstraintComponent, all_of(each(head)))
    for head in shape.values(SH["or"]):
        yield Test(SH.OrConstraintComponent, any_of(each(head)))
    for head in shape.values(SH.xone):
        ones = " + ".join(f"IF({condition}, 1, 0)" for condition in each(head))
        yield Test(SH.XoneConstraintComponent, f"({ones} = 1)")


def conforms(shape: Shape, focus: Focus, work: Translation) -> str:
    """The condition under which the node of a focus conforms to a shape.

    What no condition says, such as a count of five or a SPARQL constraint, is found beforehand,
    once, as the set of nodes of the focus that fail.
    """
    if not shape.is_active:
        return ALWAYS
    try:
        return all_of(_conditions(shape, only_nodes(focus), work))
    except NotInline:
        failing = work.failing(shape, only_nodes(focus))
        return f"(!{work.function(lambda term: term in failing)}({focus.node}))"


def _conditions(shape: Shape, focus: Focus, work: Translation) -> Iterator[str]:
    """What must be true of a node, part by part.

    Raises:
        NotInline: a part cannot be said as a condition.
    """
    if (shape.node, SH.sparql, None) in shape.graph:
        raise NotInline
    if any(component.selects(shape) for component in work.components):
        raise NotInline
    reached = values(focus, shape.path, work)
    yield _for_each(shape.path, focus, reached, all_of(_of_values(shape, focus, reached, work)))
    yield from _of_sets(shape, focus, work)


def _of_values(shape: Shape, focus: Focus, reached: Focus, work: Translation) -> Iterator[str]:
    for test in tests(shape, focus, reached, work):
        yield test.condition
    for node in shape.values(SH.property):
        yield conforms(property_shape(shape, node, work), reached, work)
    properties = closed.allowed(shape, work)
    if properties is not None:
        more = closed.others(reached.node, properties, work.variable(), work.variable())
        yield f"(!EXISTS {{ {more} }})"


def _for_each(path: Path | None, focus: Focus, reached: Focus, condition: str) -> str:
    """The condition for all values that a path leads to."""
    if path is None or condition == ALWAYS:
        return condition
    along = f"(!{path.exists(focus.node, reached.node, f'FILTER(!{condition})')})"
    if not path.may_be_empty:
        return along
    return f"({_at(condition, reached.node, focus.node)} && {along})"


def _at(condition: str, variable: str, other: str) -> str:
    return re.sub(rf"{re.escape(variable)}\b", other, condition)


def _of_sets(shape: Shape, focus: Focus, work: Translation) -> Iterator[str]:
    """Constraints on all values together."""
    for wanted in shape.values(SH.hasValue):
        yield NEVER if is_blank(wanted) else leads_to(shape.path, focus.node, text(wanted))
    for other in shape.values(SH.equals):
        value = work.variable()
        missing = f"FILTER(!{leads_to(shape.path, focus.node, value)})"
        yield f"(!EXISTS {{ {focus.node} {text(other)} {value} {missing} }})"
    if shape.path is not None:
        yield from _of_counts(shape, shape.path, focus, work)
        yield from _of_order(shape, shape.path, focus, work)


def leads_to(path: Path | None, start: str, end: str) -> str:
    """Whether a path leads from one term to another."""
    same = f"sameTerm({start}, {end})"
    if path is None:
        return same
    along = path.exists(start, end)
    return f"({same} || {along})" if path.may_be_empty else along


def _of_counts(shape: Shape, path: Path, focus: Focus, work: Translation) -> Iterator[str]:
    least, most = shape.whole_number(SH.minCount), shape.whole_number(SH.maxCount)
    if least:
        yield _at_least(least, path, focus, work)
    if most is not None:
        yield f"(!{_at_least(most + 1, path, focus, work)})"
    for node in shape.values(SH.qualifiedValueShape):
        yield from _of_qualified_counts(shape, path, node, focus, work)
    if shape.is_true(SH.uniqueLang):
        yield f"(!{_same_language_twice(path, focus, work)})"


def _of_qualified_counts(
    shape: Shape, path: Path, node: Node, focus: Focus, work: Translation
) -> Iterator[str]:
    least, most = qualified_counts(shape)
    if least:
        yield _at_least(least, path, focus, work, (shape, node))
    if most is not None:
        yield f"(!{_at_least(most + 1, path, focus, work, (shape, node))})"


def _at_least(
    count: int,
    path: Path,
    focus: Focus,
    work: Translation,
    qualified: tuple[Shape, Node] | None = None,
) -> str:
    """Whether there are so many values, all of a qualified shape if one is given."""
    if path.may_be_empty and qualified is None and count == 1:
        return ALWAYS
    if path.may_be_empty or count > _MOST_WITNESSES or (count > 1 and len(path.steps) > 1):
        raise NotInline
    found = [values(focus, path, work) for _ in range(count)]
    if count == 1:
        fitting = fits(*qualified, found[0], work) if qualified else ALWAYS
        return path.exists(focus.node, found[0].node, f"FILTER({fitting})")
    steps = " ".join(f"{focus.node} {path.text} {each.node} ." for each in found)
    apart = [f"!sameTerm({a.node}, {b.node})" for a, b in combinations(found, 2)]
    apart += [fits(*qualified, each, work) for each in found] if qualified else []
    return f"EXISTS {{ {steps} FILTER({all_of(apart)}) }}"


def qualified_counts(shape: Shape) -> tuple[int | None, int | None]:
    """How many values of a qualified shape there are at least and at most.

    Raises:
        IllFormedShapes: neither is given.
    """
    least = shape.whole_number(SH.qualifiedMinCount)
    most = shape.whole_number(SH.qualifiedMaxCount)
    if least is None and most is None:
        raise shape.ill_formed("has a qualified shape and no count for it")
    return least, most


def fits(shape: Shape, node: Node, reached: Focus, work: Translation) -> str:
    """Whether a value counts for a qualified shape: it conforms, and to no sibling if so wished."""
    others_of_parent = (
        siblings(shape, node) if shape.is_true(SH.qualifiedValueShapesDisjoint) else []
    )
    apart = [f"(!{conforms(work.shapes[other], reached, work)})" for other in others_of_parent]
    return all_of([conforms(work.shapes[node], reached, work), *apart])


def siblings(shape: Shape, node: Node) -> list[Node]:
    """The other qualified shapes of the property shapes beside this one (section 4.7.3)."""
    graph = shape.graph
    found = {
        sibling
        for parent in graph.subjects(SH.property, shape.node)
        for beside in graph.objects(parent, SH.property)
        for sibling in graph.objects(beside, SH.qualifiedValueShape)
    }
    return sorted(found - {node}, key=str)


def _same_language_twice(path: Path, focus: Focus, work: Translation) -> str:
    if path.may_be_empty or len(path.steps) > 1:
        raise NotInline
    one, two = work.variable(), work.variable()
    steps = f"{focus.node} {path.text} {one} . {focus.node} {path.text} {two} ."
    same = f'LANG({one}) != "" && LCASE(LANG({one})) = LCASE(LANG({two}))'
    return f"EXISTS {{ {steps} FILTER(COALESCE(!sameTerm({one}, {two}) && {same}, false)) }}"


def _of_order(shape: Shape, path: Path, focus: Focus, work: Translation) -> Iterator[str]:
    value = work.variable()
    for order in orders(shape, Site(focus.node, value), work):
        if path.may_be_empty or len(path.steps) > 1:
            raise NotInline
        along = f"{focus.node} {path.text} {value} . {order.pattern}"
        yield f"(!EXISTS {{ {along} FILTER(!{order.condition}) }})"


def property_shape(shape: Shape, node: Node, work: Translation) -> Shape:
    """The shape that sh:property points to.

    Raises:
        IllFormedShapes: it has no path.
    """
    found = work.shapes[node]
    if found.path is None:
        raise shape.ill_formed(f"has {node} for sh:property, which is no property shape")
    return found
