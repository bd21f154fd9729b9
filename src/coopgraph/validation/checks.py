"""Run the checks: SELECT queries that return nothing when all is well.

A row binds ?this, the thing at fault; it may bind ?predicate and ?value, to say which statement
about it, and whatever the message names in braces. A check's `scope` says how far it looks:
`cell` (what is read against what is printed), `graph`, or `count` (numbers of rows).
"""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from coopgraph.errors import CannotRun
from coopgraph.faults import Severity
from coopgraph.names import short
from coopgraph.queries import Query, read_queries
from coopgraph.validation.results import Node, Result

SCOPES = ("cell", "graph", "count")
_SEVERITIES = {"violation": Severity.ERROR, "warning": Severity.WARNING}


def read_checks(root: Path, scope: str) -> list[Query]:
    """The checks that look so far.

    Raises:
        CannotRun: a check has no scope, severity or message.
    """
    checks = read_queries(root / "queries" / "checks")
    for check in checks:
        notes = check.notes
        if notes.get("scope") not in SCOPES or notes.get("severity") not in _SEVERITIES:
            raise CannotRun(f"the check {check.name} lacks a scope or a severity in its notes")
        if "en" not in notes.get("message", {}):
            raise CannotRun(f"the check {check.name} lacks an English message in its notes")
    return [check for check in checks if check.notes["scope"] == scope]


def run_checks(store: Store, checks: list[Query]) -> Iterator[Result]:
    """What the checks find.

    Raises:
        CannotRun: a check is not a SELECT that binds ?this.
    """
    for check in checks:
        try:
            solutions = store.query(check.text)
        except SyntaxError as error:
            raise CannotRun(f"the check {check.name} cannot be parsed: {error}") from error
        if not isinstance(solutions, QuerySolutions):
            raise CannotRun(f"the check {check.name} is not a SELECT")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield _result(check, names, solution)


def _result(check: Query, names: list[str], solution: QuerySolution) -> Result:
    bound = {name: solution[name] for name in names}
    focus = bound.get("this")
    if focus is None:
        raise CannotRun(f"the check {check.name} does not bind ?this")
    words = {name: _words(value) for name, value in bound.items()}
    return Result(
        focus,
        bound.get("predicate"),
        bound.get("value"),
        _SEVERITIES[check.notes["severity"]],
        check.notes["message"]["en"].format(**words),
        check.name,
    )


def _words(value: Node | None) -> str:
    match value:
        case Literal():
            return value.value
        case NamedNode():
            return short(value.value)
        case _:
            return ""
