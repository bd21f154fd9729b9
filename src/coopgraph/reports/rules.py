"""The rules and what their pages say: those of the tables, the shapes, the checks.

A rule of the tables is told in the catalogues of `messages/`; a shape by its own words and the
definitions of what it speaks of; a check by its notes. Wrong and right examples are in
`examples.json`, which `tests/examples.py` makes of the wrong tables and graphs that are tested.
"""

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from coopgraph.assembly import model_files, read_turtle
from coopgraph.faults import Severity, rule_page
from coopgraph.names import CGS, LABEL, SH, SKOS, short
from coopgraph.queries import Query, read_queries
from coopgraph.texts import NOTHING, Texts, catalogue, in_each, joined, noted, told
from coopgraph.validation.checks import SEVERITIES

_NAME, _MESSAGE, _SEVERITY = (NamedNode(SH + name) for name in ("name", "message", "severity"))
_TARGET, _PATH = NamedNode(SH + "targetClass"), NamedNode(SH + "path")
_DEFINITION = NamedNode(SKOS + "definition")
_GAP = "…"
_PARTS = ("title", "means", "why", "mend")
_MENDED = (
    *("minCount", "maxCount", "hasValue", "in", "class", "datatype", "nodeKind", "pattern"),
    *("lessThanOrEquals", "uniqueLang", "languageIn", "or", "xone", "not", "and"),
)


class Origin(StrEnum):
    """Where a rule is written."""

    TABLE = "table"
    SHAPE = "shape"
    CHECK = "check"


class Example(NamedTuple):
    """A line of a table that breaks a rule, as it should be, and what is said of it."""

    path: str
    wrong: str
    right: str
    says: Texts


class Rule(NamedTuple):
    """A rule: what it is called and means, why it is there, how to mend what breaks it.

    `graph` is a small graph that breaks it, where no table does; `written` is the rule itself, as
    SHACL or SPARQL, where it is written so. `about` are the classes that a shape speaks of.
    """

    name: str
    origin: Origin
    severity: Severity
    title: Texts
    means: Texts
    why: Texts
    mend: Texts
    examples: tuple[Example, ...] = ()
    graph: str = ""
    written: str = ""
    about: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The address of its page."""
        return rule_page(self.name)


@cache
def read_rules(root: Path) -> Mapping[str, Rule]:
    """Every rule by its name.

    Args:
        root: the project's folder, or that of a release.

    Raises:
        CannotRun: a shape, check or file of the ontology cannot be read.
    """
    rules = [*_table_rules(), *_shapes(root), *_checks(root)]
    return {rule.name: _with_examples(rule) for rule in rules}


def _table_rules() -> Iterator[Rule]:
    for name in catalogue("en")["rule"]:
        title, means, why, mend = (_of_rule(name, part) for part in _PARTS)
        warned = catalogue("en")["rule"][name].get("severity") == Severity.WARNING
        severity = Severity.WARNING if warned else Severity.ERROR
        yield Rule(name, Origin.TABLE, severity, title, means, why, mend)


def _of_rule(name: str, part: str) -> Texts:
    return in_each(lambda code: str(catalogue(code)["rule"][name][part]))


def _checks(root: Path) -> Iterator[Rule]:
    for check in read_queries(root / "queries" / "checks"):
        scope, severity = check.notes["scope"], SEVERITIES[check.notes["severity"]]
        yield Rule(
            check.name,
            Origin.CHECK,
            severity,
            noted(check.notes["title"]),
            _means(check),
            told(f"why-{scope}"),
            told(f"mend-{scope}"),
            written=check.text,
        )


def _means(check: Query) -> Texts:
    """The message of a check, with gaps where it names what it found."""
    names = dict.fromkeys(_bound(check), _GAP)
    return noted(check.notes["message"]).filled(**names)


def _bound(check: Query) -> set[str]:
    return {word[1:].strip("().,;") for word in check.text.split() if word.startswith(("?", "(?"))}


def _shapes(root: Path) -> Iterator[Rule]:
    store, model = Store(), Store()
    for path in sorted((root / "shapes").glob("*.ttl")):
        store.extend(read_turtle(path))
    for path in model_files(root):
        model.extend(read_turtle(path))
    texts = _written(root)
    for quad in store.quads_for_pattern(None, _SEVERITY, None):
        if isinstance(shape := quad.subject, NamedNode):
            severe = quad.object == NamedNode(SH + "Violation")
            yield Rule(
                name := shape.value.removeprefix(CGS),
                Origin.SHAPE,
                Severity.ERROR if severe else Severity.WARNING,
                _texts(store, shape, _NAME),
                _texts(store, shape, _MESSAGE),
                _why(store, model, shape),
                _mend(store, shape),
                written=texts.get(name, ""),
                about=tuple(each.value for each in _objects(store, shape, _TARGET)),
            )


def _written(root: Path) -> Mapping[str, str]:
    """Each shape as its file has it."""
    blocks: dict[str, str] = {}
    for path in sorted((root / "shapes").glob("*.ttl")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            if block.startswith("cgs:"):
                blocks[block.split()[0].removeprefix("cgs:")] = block.strip() + "\n"
    return blocks


def _why(shapes: Store, model: Store, shape: NamedNode) -> Texts:
    """The definitions of the class and the property that a shape speaks of."""
    terms = [*_objects(shapes, shape, _TARGET), *_objects(shapes, shape, _PATH)]
    found = joined(*(_defined(model, each) for each in terms))
    return found if found.en else told("why-model")


def _defined(model: Store, term: NamedNode) -> Texts:
    definition = _texts(model, term, _DEFINITION)
    if not definition.en:
        return NOTHING
    name = _texts(model, term, LABEL)
    return told("definition", name=name if name.en else short(term.value), definition=definition)


def _mend(shapes: Store, shape: NamedNode) -> Texts:
    """What to do for each kind of constraint that a shape has."""
    asked = {predicate.value.removeprefix(SH) for predicate in _deep(shapes, shape)}
    return joined(*(told(f"mend-{name}") for name in _MENDED if name in asked))


def _deep(store: Store, node: NamedNode | BlankNode) -> Iterator[NamedNode]:
    """The predicates of a shape and of the shapes and lists in it."""
    for quad in store.quads_for_pattern(node, None, None):
        yield quad.predicate
        if isinstance(quad.object, BlankNode):
            yield from _deep(store, quad.object)


def _texts(store: Store, subject: NamedNode, predicate: NamedNode) -> Texts:
    quads = store.quads_for_pattern(subject, predicate, None)
    literals = [quad.object for quad in quads if isinstance(quad.object, Literal)]
    found = {each.language or "": each.value for each in literals}
    return noted(found) if "en" in found else NOTHING


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    quads = store.quads_for_pattern(subject, predicate, None)
    return sorted(
        (quad.object for quad in quads if isinstance(quad.object, NamedNode)),
        key=lambda term: term.value,
    )


def _with_examples(rule: Rule) -> Rule:
    found = _examples().get(rule.name, {})
    tables = tuple(
        Example(each["path"], each["wrong"], each["right"], Texts(**each["says"]))
        for each in found.get("tables", ())
    )
    return rule._replace(examples=tables, graph=found.get("graph", ""))


@cache
def _examples() -> Mapping[str, Any]:
    path = files("coopgraph.reports").joinpath("examples.json")
    examples: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return examples
