"""The queries of SPARQL constraints, and of components that look at a node with all its values."""

from collections.abc import Callable, Iterator

from rdflib.term import Node

from coopgraph.shacl import sparql
from coopgraph.shacl.query import Query, name, result
from coopgraph.shacl.report import Result
from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import Focus, Site
from coopgraph.shacl.terms import SH, to_ox
from coopgraph.shacl.translation import Row, Translation

_OF_RESULT = {"path", "value", "failure"}


def of_sparql(shape: Shape, focus: Focus) -> Iterator[Query]:
    """sh:sparql: a query for each focus node, whatever its values are."""
    for node in sparql.constraints(shape):
        query = sparql.query_text(shape, node, SH.select)
        prepared = sparql.prepare(shape, node, query, {"?this": focus.node})
        read = _reader(shape, SH.SPARQLConstraintComponent, focus, prepared, node)
        yield _query(prepared, focus, read)


def of_components(shape: Shape, focus: Focus, reached: Focus, work: Translation) -> Iterator[Query]:
    """Components with a SELECT: asked for each value, as pySHACL does, which is put for $value."""
    for component in work.components:
        if component.selects(shape):
            prepared = component.select(shape, Site(focus.node, reached.node))
            read = _reader(shape, component.node, focus, prepared, value=name(reached.node))
            yield _query(prepared, reached, read)


def _query(
    prepared: sparql.Prepared, focus: Focus, read: Callable[[Row], Iterator[Result]]
) -> Query:
    together = sparql.as_set_query(prepared, focus)
    if together is None:
        return Query(sparql.for_one(prepared, focus), read, one_by_one=focus)
    return Query(together, read)


def _reader(
    shape: Shape,
    component: Node,
    focus: Focus,
    prepared: sparql.Prepared,
    constraint: Node | None = None,
    value: str = "value",
) -> Callable[[Row], Iterator[Result]]:
    """A row tells of a result if it has a node, a path or a value (section 5.3.1)."""
    shows = value == "value" or f"?{value}" in prepared.selected
    tells = prepared.this in prepared.selected or "*" in prepared.selected

    def read(row: Row) -> Iterator[Result]:
        path, shown = row.get("path"), row.get(value) if shows else None
        if not (tells or path or shown or row.get("failure")):
            return
        own = row[name(focus.node)] if shape.path is None else None
        found = result(shape, component, row, focus, value=shown or own)
        yield found._replace(
            path=path or found.path,
            constraint=None if constraint is None else to_ox(constraint),
            bindings={
                key: term
                for key, term in row.items()
                if term is not None and key not in _OF_RESULT and not key.startswith("shacl__")
            },
        )

    return read
