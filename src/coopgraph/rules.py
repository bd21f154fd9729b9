"""Run the rules: CONSTRUCT queries over claims and curated rows, until nothing new is derived.

They run in groups, by the first digit of their names, each until nothing new is found. So a rule
may ask that something derived is *not* there, if an earlier group derives it: that group is done.

A derived triple is traced to the cells it rests on. A rule is therefore run as a SELECT of all its
variables, and each solution fills both the rule's template, which gives what is derived, and the
triple patterns of its WHERE, which give from what. That needs every variable to be visible: a rule
has no property path, no aggregate and no subquery (`patterns_of` refuses them).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolution,
    QuerySolutions,
    Store,
    Variable,
)
from pyoxigraph import Triple as QuotedTriple
from pyparsing import ParseException
from rdflib import BNode, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib import Variable as RdflibVariable
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from coopgraph.claims import Statement
from coopgraph.errors import CannotRun
from coopgraph.faults import Cell
from coopgraph.names import CGO, LABEL, RDFS, TYPE, term, thing
from coopgraph.queries import Query

Term = NamedNode | Literal | BlankNode | QuotedTriple
Triple = tuple[Term, Term, Term]
Pattern = tuple[Term | Variable, Term | Variable, Term | Variable]

_CLAIM_PREDICATE = NamedNode(CGO + "claimPredicate")
_CONSTRUCT = re.compile(r"CONSTRUCT\s*\{[^}]*\}\s*WHERE", re.IGNORECASE)
_TRANSPARENT = {"ConstructQuery", "BGP", "Join", "LeftJoin", "Filter", "Extend", "Graph", "Union"}
_TRANSPARENT |= {"ToMultiSet", "values", "Project"}


class Origins:
    """For each triple, whatever its graph, the cells that it rests on."""

    def __init__(self, statements: Iterable[Statement] = ()) -> None:
        self._cells: dict[Triple, set[Cell]] = {}
        self._about: dict[Term, list[Triple]] = {}
        self._fields: dict[tuple[str, Term], dict[str, None]] = {}
        for quad, cell in statements:
            self.add((quad.subject, quad.predicate, quad.object), (cell,))
            said = quad.object if quad.predicate == _CLAIM_PREDICATE else quad.predicate
            self._fields.setdefault((cell.path, said), {})[cell.header] = None

    def __iter__(self) -> Iterator[tuple[Triple, list[Cell]]]:
        return ((triple, sorted(cells)) for triple, cells in self._cells.items())

    def of(self, *triple: Any) -> list[Cell]:
        """The cells of one triple, in the order of the tables; none where nobody entered it."""
        return sorted(self._cells.get((triple[0], triple[1], triple[2]), ()))

    def about(self, subject: Term, predicate: Term | None = None) -> list[Cell]:
        """The cells of all triples about a thing, or of those with one predicate."""
        triples = self._about.get(subject, ())
        return sorted(self.inputs(t for t in triples if predicate in (None, t[1])))

    def fields(self, path: str, predicate: Term) -> list[str]:
        """The columns of a table that say a property, plainly or by a claim."""
        return list(self._fields.get((path, predicate), ()))

    def add(self, triple: Triple, cells: Iterable[Cell]) -> bool:
        """Let a triple rest on these cells too; says whether any of them is new."""
        if triple not in self._cells:
            self._cells[triple] = set()
            self._about.setdefault(triple[0], []).append(triple)
        known = self._cells[triple]
        before = len(known)
        known.update(cells)
        return len(known) > before

    def inputs(self, triples: Iterable[Any]) -> set[Cell]:
        """All cells that any of the triples rests on."""
        return {cell for triple in triples for cell in self._cells.get(triple, ())}


@dataclass(frozen=True)
class Rule:
    """A rule, ready to run: its SELECT, what it derives, and from what."""

    name: str
    select: str
    template: tuple[Pattern, ...]
    where: tuple[Pattern, ...]

    def reads(self, changed: set[tuple[Term, Term]]) -> bool:
        """Whether triples with these predicates and objects may give the rule something new."""
        predicates = {predicate for predicate, _ in changed}
        for _, predicate, value in self.where:
            if isinstance(predicate, Variable):
                touched = bool(changed)
            elif isinstance(value, Variable):
                touched = predicate in predicates
            else:
                touched = (predicate, value) in changed
            if touched:
                return True
        return False


def read_rule(query: Query) -> Rule:
    """Make a rule of a CONSTRUCT query.

    Raises:
        CannotRun: it is no CONSTRUCT, cannot be parsed, or uses what hides a variable (path,
            aggregate, subquery).
    """
    return _rule(query.name, query.text)


@cache  # parsing all rules takes longer than running them on a small graph
def _rule(name: str, text: str) -> Rule:
    if not _CONSTRUCT.search(text):
        raise CannotRun(f"the rule {name} is not of the form CONSTRUCT {{…}} WHERE {{…}}")
    try:
        algebra = prepareQuery(text).algebra
    except ParseException as error:
        raise CannotRun(f"the rule {name} cannot be parsed: {error}") from error
    return Rule(
        name,
        _CONSTRUCT.sub("SELECT * WHERE", text),
        tuple(_pattern(name, triple) for triple in algebra.template),
        tuple(_pattern(name, triple) for triple in _patterns(name, algebra.p)),
    )


def rule_quads(query: Query) -> Iterator[Quad]:
    """What the graph says of a rule: what it is called, in each language, and what it answers.

    Raises:
        CannotRun: its notes give no title.
    """
    titles = query.notes.get("title")
    if not isinstance(titles, dict):
        raise CannotRun(f"the rule {query.name} has no title in its notes")
    rule = thing("rule", query.name.partition("-")[2])
    answers = Literal(str(query.notes.get("answers", "")), language="en")
    yield Quad(rule, TYPE, term("DerivationRule"), DefaultGraph())
    yield Quad(rule, NamedNode(RDFS + "comment"), answers, DefaultGraph())
    for language, title in titles.items():
        yield Quad(rule, LABEL, Literal(str(title), language=language), DefaultGraph())


def run_rules(store: Store, rules: Iterable[Rule], origins: Origins) -> Mapping[str, int]:
    """Add to the store's default graph, and to the origins, all that the rules derive.

    Returns:
        How many triples each rule was the first to derive.
    """
    derived: dict[str, int] = {}
    for _, group in groupby(sorted(rules, key=_group), key=_group):
        derived |= _run_group(store, list(group), origins)
    return derived


def _group(rule: Rule) -> str:
    return rule.name[0]


def _run_group(store: Store, rules: list[Rule], origins: Origins) -> dict[str, int]:
    derived = dict.fromkeys((rule.name for rule in rules), 0)
    since: dict[str, set[tuple[Term, Term]]] = {rule.name: set() for rule in rules}
    due = rules
    while due:
        for rule in due:
            since[rule.name] = set()
            run = _run(store, rule, origins)
            derived[rule.name] += run.triples
            for changes in since.values():
                changes |= run.changed
        due = [rule for rule in rules if rule.reads(since[rule.name])]
    return derived


class _Run(NamedTuple):
    """How many triples a rule was the first to derive; predicate and object of all it changed.

    A triple that is there already may get a cell more, which rules that read it must know.
    """

    triples: int
    changed: set[tuple[Term, Term]]


def _run(store: Store, rule: Rule, origins: Origins) -> _Run:
    solutions = store.query(rule.select)
    if not isinstance(solutions, QuerySolutions):  # the text was made a SELECT in read_rule
        raise CannotRun(f"the rule {rule.name} gives no solutions")
    triples = 0
    changed: set[tuple[Term, Term]] = set()
    for solution in list(solutions):
        cells = origins.inputs(_fill(rule.where, solution))
        for subject, predicate, object_ in _fill(rule.template, solution):
            quad = Quad(subject, predicate, object_, DefaultGraph())
            is_new = quad not in store
            if is_new:
                store.add(quad)
                triples += 1
            if origins.add((subject, predicate, object_), cells) or is_new:
                changed.add((predicate, object_))
    return _Run(triples, changed)


def _fill(patterns: Iterable[Pattern], solution: QuerySolution) -> Iterator[Any]:
    """The patterns with the solution's values; those with an unbound variable give nothing."""
    for pattern in patterns:
        filled = tuple(
            solution[term.value] if isinstance(term, Variable) else term for term in pattern
        )
        if None not in filled:
            yield filled


def _patterns(name: str, node: CompValue) -> Iterator[tuple[Any, Any, Any]]:
    if node.name not in _TRANSPARENT:
        raise CannotRun(f"the rule {name} uses {node.name}, which hides where a triple comes from")
    if "triples" in node:
        yield from node["triples"]
    for part in ("p", "p1", "p2"):
        if part in node and isinstance(inner := node[part], CompValue):
            yield from _patterns(name, inner)


def _pattern(name: str, triple: tuple[Any, Any, Any]) -> Pattern:
    if isinstance(triple[1], PropertyPath):
        raise CannotRun(f"the rule {name} has a property path, which hides a variable")
    subject, predicate, object_ = (_term(name, term) for term in triple)
    return subject, predicate, object_


def _term(name: str, term: Any) -> Term | Variable:
    match term:
        case RdflibVariable():
            return Variable(str(term))
        case URIRef():
            return NamedNode(str(term))
        case RdflibLiteral() if term.language:
            return Literal(str(term), language=term.language)
        case RdflibLiteral() if term.datatype:
            return Literal(str(term), datatype=NamedNode(str(term.datatype)))
        case BNode():  # in a WHERE a blank node is a variable that nobody can name
            raise CannotRun(f"the rule {name} writes a blank node; name it as a variable")
        case _:
            return Literal(str(term))
