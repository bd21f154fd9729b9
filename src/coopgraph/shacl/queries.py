"""The queries that find all results of a shape, one or few for each constraint."""

from collections.abc import Callable, Iterator

import pyoxigraph as ox
from rdflib.term import Node

from coopgraph.shacl import closed
from coopgraph.shacl.asked import of_components, of_sparql
from coopgraph.shacl.conformance import fits, leads_to, property_shape, qualified_counts, tests
from coopgraph.shacl.focus import values
from coopgraph.shacl.pairs import orders
from coopgraph.shacl.paths import Path
from coopgraph.shacl.query import Query, name, result
from coopgraph.shacl.report import Result
from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import ALWAYS, Focus, Site, all_of
from coopgraph.shacl.terms import SH, Term, is_blank, text
from coopgraph.shacl.translation import Row, Translation


def queries(shape: Shape, focus: Focus, work: Translation) -> Iterator[Query]:
    """All queries of a shape for the nodes of a focus.

    Raises:
        IllFormedShapes: the shape breaks a rule of SHACL's syntax.
        Untranslatable: it has what no query says.
    """
    if not shape.is_active:
        return
    reached = values(focus, shape.path, work)
    yield from _of_values(shape, focus, reached, work)
    yield from _of_orders(shape, focus, reached, work)
    yield from _of_sets(shape, focus, work)
    yield from _of_closed(shape, focus, reached, work)
    if shape.path is not None:
        yield from _of_counts(shape, shape.path, focus, reached)
        yield from _of_qualified(shape, shape.path, focus, reached, work)
        yield from _of_languages(shape, shape.path, focus, reached, work)
    yield from of_sparql(shape, focus)
    yield from of_components(shape, focus, reached, work)
    for node in shape.values(SH.property):
        yield from queries(property_shape(shape, node, work), reached, work)


def _of_values(shape: Shape, focus: Focus, reached: Focus, work: Translation) -> Iterator[Query]:
    """One query for all constraints that look at each value; its columns tell which ones fail."""
    found = [each for each in tests(shape, focus, reached, work) if each.condition != ALWAYS]
    if not found:
        return
    columns = " ".join(f"({each.condition} AS ?test{i})" for i, each in enumerate(found))
    wrong = f"FILTER(!{all_of(each.condition for each in found)})"

    def read(row: Row) -> Iterator[Result]:
        for place, each in enumerate(found):
            if not _is_true(row[f"test{place}"]):
                value = row[name(reached.node)] if each.shows_value else None
                yield result(shape, each.component, row, focus, value=value)

    yield Query(f"SELECT {reached.head} {columns} WHERE {{ {reached.pattern} {wrong} }}", read)


def _is_true(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and term.value == "true"


def _of_orders(shape: Shape, focus: Focus, reached: Focus, work: Translation) -> Iterator[Query]:
    """A value is at fault once for each other value that it does not come before."""
    for order in orders(shape, Site(focus.node, reached.node), work):
        where = f"{reached.pattern} {order.pattern} FILTER(!{order.condition})"
        read = _one(shape, order.component, focus, reached.node)
        yield Query(f"SELECT {reached.head} WHERE {{ {where} }}", read)


def _one(
    shape: Shape, component: Node, focus: Focus, value: str | None = None
) -> Callable[[Row], Iterator[Result]]:
    """Each row tells of one result, perhaps with a value."""

    def read(row: Row) -> Iterator[Result]:
        shown = None if value is None else row[name(value)]
        yield result(shape, component, row, focus, value=shown)

    return read


def _of_sets(shape: Shape, focus: Focus, work: Translation) -> Iterator[Query]:
    """What must be among the values."""
    for wanted in shape.values(SH.hasValue):
        there = "false" if is_blank(wanted) else leads_to(shape.path, focus.node, text(wanted))
        where = f"{focus.pattern} FILTER(!{there})"
        read = _one(shape, SH.HasValueConstraintComponent, focus)
        yield Query(f"SELECT {focus.head} WHERE {{ {where} }}", read)
    for other in shape.values(SH.equals):
        value = work.variable()
        there = leads_to(shape.path, focus.node, value)
        where = f"{focus.pattern} {focus.node} {text(other)} {value} . FILTER(!{there})"
        read = _one(shape, SH.EqualsConstraintComponent, focus, value)
        yield Query(f"SELECT {focus.head} {value} WHERE {{ {where} }}", read)


def _of_closed(shape: Shape, focus: Focus, reached: Focus, work: Translation) -> Iterator[Query]:
    properties = closed.allowed(shape, work)
    if properties is None:
        return
    more = closed.others(reached.node, properties, "?predicate", "?object")

    def read(row: Row) -> Iterator[Result]:
        found = result(shape, SH.ClosedConstraintComponent, row, focus, value=row["object"])
        yield found._replace(path=row["predicate"])

    where = f"{reached.pattern} {more}"
    yield Query(f"SELECT {reached.head} ?predicate ?object WHERE {{ {where} }}", read)


def _of_counts(shape: Shape, path: Path, focus: Focus, reached: Focus) -> Iterator[Query]:
    """sh:minCount and sh:maxCount."""
    least, most = shape.whole_number(SH.minCount) or 0, shape.whole_number(SH.maxCount)
    if least == 1 and most is None and not path.may_be_empty:
        missing = f"FILTER(!{path.exists(focus.node, reached.node)})"
        query = f"SELECT {focus.head} (0 AS ?count) WHERE {{ {focus.pattern} {missing} }}"
    elif least or most is not None:
        where = _all_values(path, focus, reached) if least else reached.pattern
        query = _counted(path, focus, where, reached.node, least, most)
    else:
        return
    components = (SH.MinCountConstraintComponent, SH.MaxCountConstraintComponent)
    yield Query(query, _by_count(shape, focus, components, least, most))


def _of_qualified(
    shape: Shape, path: Path, focus: Focus, reached: Focus, work: Translation
) -> Iterator[Query]:
    """sh:qualifiedValueShape with its counts."""
    for node in shape.values(SH.qualifiedValueShape):
        low, most = qualified_counts(shape)
        least = low or 0
        counts = f"BOUND({reached.node}) && {fits(shape, node, reached, work)}"
        fitting = f"BIND(IF({counts}, {reached.node}, ?none) AS ?fitting)"
        where = f"{_all_values(path, focus, reached)} {fitting}"
        query = _counted(path, focus, where, "?fitting", least, most)
        components = (
            SH.QualifiedMinCountConstraintComponent,
            SH.QualifiedMaxCountConstraintComponent,
        )
        yield Query(query, _by_count(shape, focus, components, least, most))


def _all_values(path: Path, focus: Focus, reached: Focus) -> str:
    """The values, and a row without a value for a focus node that has none."""
    if path.may_be_empty:
        return reached.pattern
    return f"{focus.pattern} OPTIONAL {{ {focus.node} {path.text} {reached.node} }}"


def _counted(path: Path, focus: Focus, where: str, value: str, least: int, most: int | None) -> str:
    each = f"DISTINCT {value}" if path.may_repeat else value
    wrong = [
        *([f"?count < {least}"] if least else []),
        *([f"?count > {most}"] if most is not None else []),
    ]
    count = (
        f"SELECT {focus.head} (COUNT({each}) AS ?count) WHERE {{ {where} }} GROUP BY {focus.head}"
    )
    return f"SELECT * WHERE {{ {{ {count} }} FILTER({' || '.join(wrong) or 'false'}) }}"


def _by_count(
    shape: Shape, focus: Focus, components: tuple[Node, Node], least: int, most: int | None
) -> Callable[[Row], Iterator[Result]]:
    def read(row: Row) -> Iterator[Result]:
        count = int(str(getattr(row["count"], "value", 0)))
        if count < least:
            yield result(shape, components[0], row, focus)._replace(counted=count)
        if most is not None and count > most:
            yield result(shape, components[1], row, focus)._replace(counted=count)

    return read


def _of_languages(
    shape: Shape, path: Path, focus: Focus, reached: Focus, work: Translation
) -> Iterator[Query]:
    """sh:uniqueLang: one result for each language that is there twice.

    Only values beside which there is such another are grouped, for grouping is slow.
    """
    if not shape.is_true(SH.uniqueLang):
        return
    other = work.variable()
    alike = f"!sameTerm({other}, {reached.node}) && LCASE(LANG({other})) = ?tag"
    tag = f'BIND(LCASE(LANG({reached.node})) AS ?tag) FILTER(?tag != "")'
    if not path.may_be_empty:
        tag += f" FILTER({path.exists(focus.node, other, f'FILTER({alike})')})"
    grouped = f"GROUP BY {focus.head} ?tag HAVING(COUNT({reached.node}) > 1)"
    query = f"SELECT {focus.head} ?tag WHERE {{ {reached.pattern} {tag} }} {grouped}"
    yield Query(query, _one(shape, SH.UniqueLangConstraintComponent, focus))
