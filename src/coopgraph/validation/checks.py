"""Run the checks: SELECT queries that return nothing when all is well.

A row binds ?this, the thing at fault; it may bind ?predicate and ?value, to say which statement
about it, and whatever the message names in braces; in ?involved the IRIs of the other things that
have a part in it, with blanks between them. A check's `scope` says how far it looks: `entry`
(whether somebody has entered a thing), `cell` (what is read against what is printed), `graph`, or
`count` (numbers of rows).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from coopgraph.errors import CannotRun
from coopgraph.faults import Severity
from coopgraph.queries import Query, read_queries
from coopgraph.texts import noted
from coopgraph.validation.naming import Names
from coopgraph.validation.results import Node, Result

SCOPES = ("entry", "cell", "graph", "count")
SEVERITIES = {"violation": Severity.ERROR, "warning": Severity.WARNING}


def read_checks(root: Path) -> Mapping[str, list[Query]]:
    """All checks, by how far they look.

    Raises:
        CannotRun: a check lacks a scope, a severity or a message, or its message names what the
            check does not bind.
    """
    checks: dict[str, list[Query]] = {scope: [] for scope in SCOPES}
    for check in read_queries(root / "queries" / "checks"):
        _require_notes(check)
        checks[check.notes["scope"]].append(check)
    return checks


def _require_notes(check: Query) -> None:
    notes = check.notes
    if notes.get("scope") not in SCOPES or notes.get("severity") not in SEVERITIES:
        raise CannotRun(f"the check {check.name} lacks a scope or a severity in its notes")
    messages = notes.get("message")
    if not isinstance(messages, dict) or "en" not in messages:
        raise CannotRun(f"the check {check.name} lacks an English message in its notes")
    for message in messages.values():
        for _, name, _, _ in Formatter().parse(str(message)):
            if name is not None and f"?{name}" not in check.text:
                raise CannotRun(f"the check {check.name} has {{{name}}} in a message, unbound")


def run_checks(store: Store, checks: list[Query]) -> Iterator[Result]:
    """What the checks find, in words that call things by their names.

    Raises:
        CannotRun: a check is not a SELECT that binds ?this.
    """
    called = Names(store)
    for check in checks:
        try:
            solutions = store.query(check.text)
        except SyntaxError as error:
            raise CannotRun(f"the check {check.name} cannot be parsed: {error}") from error
        if not isinstance(solutions, QuerySolutions):
            raise CannotRun(f"the check {check.name} is not a SELECT")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield _result(check, names, solution, called)


def _result(check: Query, names: list[str], solution: QuerySolution, called: Names) -> Result:
    bound = {name: solution[name] for name in names}
    focus = bound.get("this")
    if focus is None:
        raise CannotRun(f"the check {check.name} does not bind ?this")
    words = {name: called.of(value) for name, value in bound.items()}
    return Result(
        focus,
        bound.get("predicate"),
        bound.get("value"),
        SEVERITIES[check.notes["severity"]],
        noted(check.notes["message"]).filled(**words),
        check.name,
        component="SPARQL",
        involved=_things(bound.get("involved")),
    )


def _things(iris: Node | None) -> tuple[NamedNode, ...]:
    listed = iris.value.split() if isinstance(iris, Literal | NamedNode) else ()
    return tuple(NamedNode(iri) for iri in sorted(listed))
