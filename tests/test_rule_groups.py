"""The groups of rules: each is done before the next begins, so a rule may ask what is absent."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store
from rdflib import OWL, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from coopgraph.names import CGO, ID, TYPE
from coopgraph.queries import Query, read_queries
from coopgraph.rules import Origins, read_rule, run_rules
from tests.conftest import ROOT

RULES = read_queries(ROOT / "queries" / "rules")
APPLIED = URIRef(CGO + "appliedRule")
PAIR = """
PREFIX : <http://e/>
CONSTRUCT {{ ?x a :{made} }} WHERE {{ ?x a :Thing FILTER NOT EXISTS {{ ?x a :{absent} }} }}
"""

Pattern = tuple[Node, Node, Node]
_ABSENCE, _GRAPH = re.compile(r"NOT EXISTS\s*(?={)"), re.compile(r"GRAPH \S+\s*(?={)")


def absent(query: Query) -> list[Pattern]:
    """What a rule asks not to be there, in the default graph, to which alone rules write."""
    text = query.text
    elsewhere = [block(text, found.end()) for found in _GRAPH.finditer(text)]
    found: list[Pattern] = []
    for place in (match.end() for match in _ABSENCE.finditer(text)):
        if not any(start < place < end for start, end in elsewhere):
            start, end = block(text, place)
            inner = prologue(text) + "SELECT * WHERE " + text[start:end]
            found += patterns(prepareQuery(inner).algebra.p)
    return found


def prologue(text: str) -> str:
    return "".join(f"{line}\n" for line in text.splitlines() if line.startswith("PREFIX"))


def block(text: str, start: int) -> tuple[int, int]:
    """From the brace there to the one that closes it."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return start, place + 1
    raise AssertionError("a brace is not closed")


def patterns(node: CompValue) -> Iterator[Pattern]:
    """The triple patterns of a group, but for what it asks of named graphs or to be absent."""
    if node.name != "Graph":
        if "triples" in node:
            yield from (tuple(triple) for triple in node["triples"])
        for part in node.values():
            if isinstance(part, CompValue) and part.name != "Builtin_NOTEXISTS":
                yield from patterns(part)


def derives(query: Query) -> list[Pattern]:
    """What a rule derives, each variable of a VALUES filled with what stands there."""
    algebra = prepareQuery(query.text).algebra
    made = [tuple(triple) for triple in algebra.template]
    for rows in values(algebra.p):
        made = [
            tuple(row.get(term, term) for term in triple)
            for triple in made
            for row in (rows if set(triple) & rows[0].keys() else [{}])
        ]
    return made


def values(node: Any) -> Iterator[list[dict[Node, Node]]]:
    if isinstance(node, CompValue):
        if node.name == "values":
            yield node["res"]
        for part in node.values():
            yield from values(part)


def may_be(one: Pattern, other: Pattern) -> bool:
    """Whether one triple can fit both patterns."""
    return all(
        a == b or isinstance(a, Variable) or isinstance(b, Variable)
        for a, b in zip(one, other, strict=True)
    )


def is_of_the_model(pattern: Pattern) -> bool:
    """Whether it asks what kind of property something is: no rule makes a property."""
    return str(pattern[2]).startswith(str(OWL))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_asks_for_absence_of_what_earlier_groups_derive_only(rule: Query) -> None:
    later = [other for other in RULES if other.name[0] >= rule.name[0]]
    unfinished = [
        (pattern, other.name)
        for pattern in absent(rule)
        for other in later
        if not is_of_the_model(pattern)
        and any(may_be(pattern, derived) for derived in derives(other))
    ]
    assert unfinished == []


def test_the_absences_of_a_rule_are_found_however_deep() -> None:
    [rule] = [rule for rule in RULES if rule.name == "75-level-of-one-government"]
    asked = {str(pattern[1]).removeprefix(CGO) for pattern in absent(rule)}
    assert asked == {"coreParty", "actsAt"}
    assert len(absent(rule)) == 4


def test_a_group_is_done_before_the_next_begins_whatever_the_order_of_the_rules() -> None:
    said = Quad(NamedNode("http://e/x"), TYPE, NamedNode("http://e/Thing"), DefaultGraph())
    late = read_rule(Query("2-late", {}, PAIR.format(made="Late", absent="Early")))
    early = read_rule(Query("1-early", {}, PAIR.format(made="Early", absent="Late")))
    for rules in ([late, early], [early, late]):
        store = Store()
        store.add(said)
        assert run_rules(store, rules, Origins()) == {"1-early": 1, "2-late": 0}


def test_a_rule_that_says_that_it_was_applied_says_so_of_itself() -> None:
    applied = {
        rule.name: [str(o) for _, p, o in derives(rule) if p == APPLIED]
        for rule in RULES
        if any(p == APPLIED for _, p, _ in derives(rule))
    }
    own = {name: [f"{ID}rule/{name.partition('-')[2]}"] for name in applied}
    assert applied
    assert applied == own


def test_no_two_rules_have_one_name_apart_from_their_number() -> None:
    names = [rule.name.partition("-")[2] for rule in RULES]
    assert len(names) == len(set(names))
