"""SPARQL-based constraints (section 5) for all focus nodes at once.

SHACL asks such a query once for each focus node, with values put for $this and others beforehand.
Here the pattern of the focus nodes is put into every group that speaks of $this, so that one
query does for all of them. Where that would not mean the same (limits, counts over everything),
the query is asked node by node.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rdflib import OWL, RDF, RDFS, Graph, Literal
from rdflib.term import Node

from coopgraph.shacl.errors import IllFormedShapes, Untranslatable
from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import Focus
from coopgraph.shacl.terms import SH, is_blank, text
from coopgraph.shacl.tokens import (
    before,
    groups,
    keyword_places,
    tokens,
    with_values,
    without_prefixes,
)

_FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
_LIMITS = ("LIMIT", "OFFSET")
_GROUPING = ("GROUP", "HAVING", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT")
_COMMON = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}


class Prepared(NamedTuple):
    """A query with values put in and IRIs in full, and the variable of the focus nodes in it."""

    body: list[str]
    this: str

    @property
    def selected(self) -> list[str]:
        """What stands between SELECT and its group."""
        return self.body[: self.body.index("{")] if "{" in self.body else []


def prepare(shape: Shape, node: Node, query: str, given: Mapping[str, str]) -> Prepared:
    """A query of the shapes graph with values for variables, which are named with ?.

    Args:
        shape: the shape that has the constraint.
        node: the node that has the query and its prefixes.
        query: its text.
        given: what stands for a variable: a term, or another variable.

    Raises:
        IllFormedShapes: the query has what section 5.2.1 or appendix A forbids.
        Untranslatable: a value is a blank node, or the shapes graph is asked.
    """
    spelled = without_prefixes(tokens(query), prefixes(shape.graph, node))
    _require_allowed(shape, spelled, given)
    known = {"?PATH": shape.path.text if shape.path else "?PATH", **given}
    if "?currentShape" in spelled:
        known["?currentShape"] = named(shape.node)
    return Prepared(with_values(spelled, known), given["?this"])


def named(node: Node) -> str:
    """The text of a node that is no blank one.

    Raises:
        Untranslatable: it is one.
    """
    if is_blank(node):
        raise Untranslatable("a blank node of the shapes graph stands in a query")
    return text(node)


def _require_allowed(shape: Shape, query: Sequence[str], given: Mapping[str, str]) -> None:
    if keyword_places(query, *_FORBIDDEN):
        raise shape.ill_formed(f"has a query with one of {', '.join(_FORBIDDEN)}")
    for place in keyword_places(query, "AS"):
        if query[place + 2] in given:
            raise shape.ill_formed(f"has a query that binds {query[place + 2]}, which is given")
    if "?shapesGraph" in query or (shape.path is None and "?PATH" in query):
        raise Untranslatable("the query asks for the shapes graph, or for a path that there is not")
    for start, end in _clauses(query)[1:]:
        clause = query[start:end]
        if any(name in query and name not in clause for name in given if name != "?value"):
            raise shape.ill_formed("has a nested SELECT that leaves out a variable that is given")


def _clauses(query: Sequence[str]) -> list[tuple[int, int]]:
    """From each SELECT to the brace after it."""
    return [
        (place, next(i for i in range(place, len(query)) if query[i] == "{"))
        for place in keyword_places(query, "SELECT")
    ]


def prefixes(graph: Graph, node: Node) -> dict[str, str]:
    """The prefixes that a query may use: those of all ontologies, and those it points to."""
    ontologies = list(graph.subjects(RDF.type, OWL.Ontology))
    found = dict(_COMMON)
    pointed = [
        imported
        for declaring in graph.objects(node, SH.prefixes)
        for imported in graph.transitive_objects(declaring, OWL.imports)
    ]
    for declaring in [*sorted(ontologies, key=str), *reversed(pointed)]:
        for declaration in graph.objects(declaring, SH.declare):
            prefix = graph.value(declaration, SH.prefix)
            found[str(prefix)] = str(graph.value(declaration, SH.namespace))
    return found


def as_set_query(query: Prepared, focus: Focus) -> str | None:
    """The query for all nodes of a focus; nothing where it must be asked node by node."""
    body = query.body
    if not body or not _is_set_query(query, focus):
        return None
    inserted = _places(query)
    written = [
        f"{token} {focus.pattern if place == min(inserted) else _once(focus, query.this)} "
        if place in inserted
        else token
        for place, token in enumerate(body)
    ]
    return "".join([*_with_chain(query, focus), *written[len(query.selected) :]])


def for_one(query: Prepared, focus: Focus) -> str:
    """The query for one node of a focus: it selects what is to be put for its variables.

    Raises:
        Untranslatable: it selects all, but not these.
    """
    body, selected = query.body, query.selected
    if "*" in selected and set(focus.chain) <= set(body):
        return "".join(body)
    if "*" in selected:
        raise Untranslatable("a query selects everything, and does not speak of $this")
    missing = [name for name in focus.chain if name not in selected]
    place = 2 if "".join(selected[2:3]).upper() in {"DISTINCT", "REDUCED"} else 0
    return "".join([*body[: place + 1], " ", " ".join(missing), " ", *body[place + 1 :]])


def _once(focus: Focus, this: str) -> str:
    if focus.chain == (this,):
        return focus.pattern
    return f"{{ SELECT DISTINCT {this} WHERE {{ {focus.pattern} }} }}"


def _with_chain(query: Prepared, focus: Focus) -> list[str]:
    """SELECT DISTINCT, the chain of the focus, and what is selected beside it."""
    plain = {"SELECT", "DISTINCT", "REDUCED"}
    depth = 0
    kept: list[str] = []
    for each in query.selected:
        depth += (each == "(") - (each == ")")
        if each.upper() not in plain and (depth or each not in focus.chain):
            kept.append(each)
    return [f"SELECT DISTINCT {focus.head} ", *kept]


def _is_set_query(query: Prepared, focus: Focus) -> bool:
    """Whether each SELECT gives its rows node by node anyway."""
    body = query.body
    clauses = _clauses(body)
    if keyword_places(body, *_LIMITS) or "*" in body[clauses[0][0] : clauses[0][1]]:
        return False
    if query.this not in body[clauses[0][0] : clauses[0][1]]:
        return False
    if not keyword_places(body, *_GROUPING):
        return True
    grouped = [_grouped(body, place) for place in keyword_places(body, "GROUP")]
    return len(grouped) == len(clauses) and all(set(focus.chain) <= each for each in grouped)


def _grouped(body: Sequence[str], place: int) -> set[str]:
    """The variables that rows are grouped by."""
    found: set[str] = set()
    for token in body[place + 1 :]:
        if token.startswith("?"):
            found.add(token)
        elif token not in {" ", "BY", "by", "By"}:
            break
    return found


def _places(query: Prepared) -> set[int]:
    """The braces after which the focus nodes are to be bound."""
    body = query.body
    clauses = {end: start for start, end in _clauses(body)}
    found = set()
    within: list[tuple[int, int]] = []
    for start, end in groups(body):
        inner = [span for span in within if start < span[0]]
        own = [i for i in range(start, end) if not any(a <= i <= b for a, b in inner)]
        asks = any(body[i] == query.this for i in own) or start in clauses
        if asks and not _is_wrapper(body, start):
            found.add(start)
        within = [(start, end), *(span for span in within if span[0] < start)]
    return {place for place in found if not _in_exists(body, place)}


def _is_wrapper(body: Sequence[str], start: int) -> bool:
    """Whether a group is nothing but a nested SELECT."""
    return next((t for t in body[start + 1 :] if t != " "), "").upper() == "SELECT"


def _in_exists(body: Sequence[str], place: int) -> bool:
    spans = ((start, end) for start, end in groups(body) if start <= place <= end)
    return any(before(body, start) == "EXISTS" for start, _ in spans)


def group_of(body: Sequence[str], shape: Shape) -> str:
    """The group of an ASK.

    Raises:
        IllFormedShapes: there is none.
    """
    spans = list(groups(body))
    if not spans:
        raise shape.ill_formed("has an ASK without a group")
    start, end = spans[-1]
    return "".join(body[start : end + 1])


def query_text(shape: Shape, node: Node, predicate: Node) -> str:
    """The one query that a node has.

    Raises:
        IllFormedShapes: it has none, or several.
    """
    found = list(shape.graph.objects(node, predicate))
    if len(found) != 1 or not isinstance(found[0], Literal):
        raise IllFormedShapes(f"{node} of the shape {shape.node} has not exactly one {predicate}")
    return str(found[0])


def constraints(shape: Shape) -> Iterator[Node]:
    """The SPARQL constraints of a shape that are not switched off."""
    for node in shape.values(SH.sparql):
        off = shape.graph.value(node, SH.deactivated)
        if not (isinstance(off, Literal) and off.value is True):
            yield node
