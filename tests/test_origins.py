"""A derived triple rests on the cells of what it was derived from."""

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from coopgraph.claims import Statement
from coopgraph.errors import CannotRun
from coopgraph.faults import Cell
from coopgraph.queries import Query
from coopgraph.rules import Origins, read_rule, run_rules

GRANDPARENT = """
PREFIX : <http://example.org/>
CONSTRUCT { ?a :grandparent ?c } WHERE {
  ?a :parent ?b . GRAPH :g { ?b :parent ?c } FILTER NOT EXISTS { ?a :unknown ?c }
}
"""


def node(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def cell(line: int) -> Cell:
    return Cell("t.csv", line, 1, line, 1, "parent")


def rule(text: str, name: str = "rule") -> Query:
    return Query(name, {}, text)


def test_a_derived_triple_knows_the_cells_of_every_pattern_that_gave_it() -> None:
    said = [
        Statement(Quad(node("a"), node("parent"), node("b"), DefaultGraph()), cell(2)),
        Statement(Quad(node("b"), node("parent"), node("c"), node("g")), cell(3)),
        Statement(Quad(node("b"), node("parent"), node("d"), node("g")), cell(4)),
    ]
    store = Store()
    store.extend(statement.quad for statement in said)
    origins = Origins(said)
    assert run_rules(store, [read_rule(rule(GRANDPARENT))], origins) == {"rule": 2}
    assert origins.of(node("a"), node("grandparent"), node("c")) == [cell(2), cell(3)]
    assert origins.of(node("a"), node("grandparent"), node("d")) == [cell(2), cell(4)]


def test_a_rule_on_derived_triples_is_traced_through_them_to_the_cells() -> None:
    closure = """
    PREFIX : <http://example.org/>
    CONSTRUCT { ?a :above ?c } WHERE { ?a :above ?b . ?b :above ?c }
    """
    said = [
        Statement(Quad(node(one), node("above"), node(other), DefaultGraph()), cell(line))
        for line, (one, other) in enumerate([("a", "b"), ("b", "c"), ("c", "d")], 2)
    ]
    store = Store()
    store.extend(statement.quad for statement in said)
    origins = Origins(said)
    run_rules(store, [read_rule(rule(closure))], origins)
    assert origins.of(node("a"), node("above"), node("d")) == [cell(2), cell(3), cell(4)]


def test_the_cells_of_a_triple_do_not_depend_on_the_order_of_the_rules() -> None:
    copies = [
        f"PREFIX : <http://example.org/> CONSTRUCT {{ ?a :{to} ?b }} WHERE {{ ?a :{of} ?b }}"
        for of, to in (("s", "p"), ("p", "q"), ("q", "t"))
    ]
    said = [
        Statement(Quad(node("a"), node(name), node("b"), DefaultGraph()), cell(line))
        for line, name in enumerate("spqt", 2)
    ]
    for order in (copies, copies[::-1]):
        store, origins = Store(), Origins(said)
        store.extend(statement.quad for statement in said)
        run_rules(store, [read_rule(rule(text, text)) for text in order], origins)
        assert origins.of(node("a"), node("t"), node("b")) == [cell(2), cell(3), cell(4), cell(5)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "not of the form CONSTRUCT"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p }", "the rule hiding cannot be parsed"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s <http://e/p>+ ?o . ?s ?p ?o }", "property path"),
        (
            "CONSTRUCT { ?s ?p ?n } WHERE { { SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o } "
            "GROUP BY ?s } }",
            "hides where a triple comes from",
        ),
    ],
)
def test_a_rule_that_hides_where_a_triple_comes_from_is_refused(text: str, why: str) -> None:
    with pytest.raises(CannotRun, match=why):
        read_rule(rule(text, "hiding"))
