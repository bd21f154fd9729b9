"""Run all shapes of a graph on a store."""

from collections.abc import Iterator, Set
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pyoxigraph as ox
from rdflib import Graph
from rdflib.term import Node

from coopgraph.shacl.data import Data, one_graph
from coopgraph.shacl.errors import Untranslatable
from coopgraph.shacl.fallback import run_pyshacl
from coopgraph.shacl.focus import targets
from coopgraph.shacl.queries import queries
from coopgraph.shacl.query import Query, name, rows
from coopgraph.shacl.report import Report, Result
from coopgraph.shacl.shapes import Shape, has_targets, is_recursive, touches
from coopgraph.shacl.site import Focus
from coopgraph.shacl.terms import Term, to_ox, unlogged
from coopgraph.shacl.translation import Translation

THREADS = 2


def validate(data: ox.Store | Graph, shapes: Graph, threads: int = THREADS) -> Report:
    """Validate a graph; of a store, all its graphs together.

    Args:
        data: the data.
        shapes: the shapes graph.
        threads: how many queries run at once.

    Raises:
        IllFormedShapes: the shapes graph breaks a rule of SHACL's syntax.
    """
    with unlogged():
        return _validate(one_graph(data), shapes, threads)


def _validate(graph: Data, shapes: Graph, threads: int) -> Report:
    work = Translation(graph.store, shapes, _failing)
    planned, left = _plan(work, graph.changed)
    asked = [(node, query) for node, found in planned.items() for query in found]
    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(lambda each: _answer(each[1], work), asked))
    for (node, _), answer in zip(asked, answers, strict=True):
        if isinstance(answer, SyntaxError):
            left[node] = f"a query of it cannot be read: {answer}"
    ours = (
        result
        for (node, _), answer in zip(asked, answers, strict=True)
        if node not in left and not isinstance(answer, SyntaxError)
        for result in answer
    )
    results = chain(ours, run_pyshacl(graph, shapes, set(left)) if left else ())
    return Report(sorted(results, key=_order), {to_ox(node): why for node, why in left.items()})


def _plan(work: Translation, changed: Set[Node]) -> tuple[dict[Node, list[Query]], dict[Node, str]]:
    """The queries of each shape with targets, and why there are none for some."""
    planned: dict[Node, list[Query]] = {}
    left: dict[Node, str] = {}
    for shape in filter(has_targets, work.shapes.values()):
        try:
            planned[shape.node] = list(_queries(shape, work, changed))
        except (Untranslatable, SyntaxError) as reason:
            left[shape.node] = str(reason)
    return planned, left


def _queries(shape: Shape, work: Translation, changed: Set[Node]) -> Iterator[Query]:
    if is_recursive(shape, work.shapes):
        raise Untranslatable("the shape refers to itself")
    if changed and touches(shape, work.shapes, changed):
        raise Untranslatable("the store does not keep some literals that it looks at as written")
    focus = targets(shape, work)
    if focus is not None:
        yield from queries(shape, focus, work)


def _answer(query: Query, work: Translation) -> list[Result] | SyntaxError:
    try:
        return [result for row in rows(query, work) for result in query.read(row)]
    except SyntaxError as error:
        return error


def _failing(work: Translation, shape: Shape, focus: Focus) -> frozenset[Term]:
    """The nodes of a focus about which, or about whose values, a shape has something to say."""
    node = name(focus.node)
    return frozenset(
        term
        for query in queries(shape, focus, work)
        for row in rows(query, work)
        if (term := row[node]) is not None and any(query.read(row))
    )


def _order(result: Result) -> tuple[str, ...]:
    parts = (result.shape, result.focus, result.component, result.path, result.value)
    return tuple(map(str, parts))
