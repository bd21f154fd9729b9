"""What the engine answers otherwise than SPARQL 1.1 says, and how to write around it.

Found with the W3C tests and by trial on pyoxigraph 0.5.13. None is mended by rewriting: to know
where a graph's variable may be seen, or what a path may skip, a query must be read as the engine
reads it. The tests run each pair, so that what the engine mends leaves this list.
"""

from typing import NamedTuple


class WrongAnswer(NamedTuple):
    """A wrong answer: its name in the messages, a query that gets it, and one that does not."""

    name: str
    asked: str
    instead: str


WRONG_ANSWERS = (
    WrongAnswer(
        "path",
        "SELECT ?x { :nowhere :p* ?x }",
        "SELECT DISTINCT ?x { { BIND(:nowhere AS ?x) } UNION { :nowhere :p+ ?x } }",
    ),
    WrongAnswer(
        "inside",
        "SELECT ?g ?s { GRAPH ?g { ?s :p ?o OPTIONAL { ?s :q ?g } } }",
        "SELECT ?g ?s { GRAPH ?g { ?s :p ?o OPTIONAL { ?s :q ?h } } "
        "FILTER(!BOUND(?h) || ?h = ?g) }",
    ),
    WrongAnswer(
        "minus",
        "SELECT ?s { GRAPH ?g { ?s :p ?o MINUS { ?x :q ?y } } }",
        "SELECT ?s { GRAPH ?g { ?s :p ?o } MINUS { ?x :q ?y } }",
    ),
    WrongAnswer(
        "nested",
        "SELECT ?g ?x { GRAPH ?g { VALUES ?x { 1 } } }",
        "SELECT ?g ?x { GRAPH ?g { } VALUES ?x { 1 } }",
    ),
    WrongAnswer(
        "count",
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    ),
    WrongAnswer(
        "bnode",
        'SELECT (BNODE("x") AS ?b) { VALUES ?i { 1 2 } }',
        'SELECT (BNODE(CONCAT("x", STR(?i))) AS ?b) { VALUES ?i { 1 2 } }',
    ),
)
