"""Statements put to the test: what a source asserts of numbers, tried on the whole graph.

A test is a SELECT in `queries/tested`: `?result` is the notation of a concept of the scheme
test-result, `?against` a claim that speaks against the statement, and whatever other variables the
numbers behind it; its rows differ in `?against` alone. Where it has the line `VALUES ?this { … }`,
the statement takes the example's place, so that one test can try many. Tests count, so they are no
rules; they run before the last group of rules, which makes conflicts of what they find.
"""

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from coopgraph.errors import CannotRun
from coopgraph.names import CGO, TYPE, concept, term
from coopgraph.queries import Query, with_values
from coopgraph.rules import Origins

NOT_CHECKABLE = "not-checkable"
_THIS = "VALUES ?this {"
_STATEMENTS = f"""PREFIX cgo: <{CGO}>
SELECT ?statement ?test {{
  ?statement a cgo:TestedStatement OPTIONAL {{ ?statement cgo:testQuery ?test }}
}}"""


def run_tests(store: Store, queries: Sequence[Query], origins: Origins) -> None:
    """Add to each tested statement the result of this build, and the numbers behind it.

    A statement that names no test is not checkable. One whose test there is not, or gives no row,
    gets no result; a check reports it.

    Raises:
        CannotRun: a test cannot be parsed, or is no SELECT.
    """
    tests = {query.name: query for query in queries}
    for asked in _rows(store, "of statements put to the test", _STATEMENTS):
        statement = NamedNode(asked["statement"])
        cells = origins.of(statement, TYPE, term("TestedStatement"))
        for predicate, value in _outcome(store, statement, asked.get("test"), tests):
            store.add(Quad(statement, predicate, value, DefaultGraph()))
            origins.add((statement, predicate, value), cells)


def _outcome(
    store: Store, statement: NamedNode, name: str | None, tests: Mapping[str, Query]
) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    if name is None:
        yield term("testResult"), concept("test-result", NOT_CHECKABLE)
    elif name in tests:
        for row in _rows(store, name, _about(statement, tests[name].text)):
            for variable, value in row.items():
                yield _found(variable, value)


def _about(statement: NamedNode, text: str) -> str:
    return with_values(text, {"this": [str(statement)]}) if _THIS in text else text


def _found(variable: str, value: str) -> tuple[NamedNode, NamedNode | Literal]:
    match variable:
        case "result":
            return term("testResult"), concept("test-result", value)
        case "against":
            return term("contradictedBy"), NamedNode(value)
        case number:
            return term("finding"), Literal(f"{number.replace('_', ' ')}: {value}")


def _rows(store: Store, name: str, text: str) -> list[dict[str, str]]:
    """The rows of a SELECT, each with the values that it has."""
    try:
        solutions = store.query(text)
    except SyntaxError as error:
        raise CannotRun(f"the test {name} cannot be parsed: {error}") from error
    if not isinstance(solutions, QuerySolutions):
        raise CannotRun(f"the test {name} is not a SELECT")
    names = [variable.value for variable in solutions.variables]
    return [
        {name: _text(row[name]) for name in names if row[name] is not None} for row in solutions
    ]


def _text(value: object) -> str:
    """An IRI or literal without its marks."""
    return value.value if isinstance(value, NamedNode | Literal) else str(value)
