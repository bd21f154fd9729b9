"""Statements put to the test: each gets its result and the numbers behind it."""

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from coopgraph.claims import Statement
from coopgraph.errors import CannotRun
from coopgraph.faults import Cell
from coopgraph.names import CGO, VOCAB, thing
from coopgraph.queries import Query, read_queries
from coopgraph.rules import Origins
from coopgraph.tested import run_tests
from tests.conftest import ROOT

TESTS = read_queries(ROOT / "queries" / "tested")
RESULTS = {"confirmed", "not-contradicted", "refuted", "contested"}
CELL = Cell("data/articles/a/tested.csv", 2, 1, 2, 1, "key")


def tried(test: str, text: str) -> Store:
    """A graph with one statement that names the test, after the tests have run."""
    store = Store()
    named = f"cgo:testQuery '{test}'" if test else "cgo:lines '1'"
    store.load(
        f"@prefix cgo: <{CGO}> . <{thing('tested', 'x').value}> a cgo:TestedStatement ; {named} .",
        format=RdfFormat.TURTLE,
    )
    run_tests(store, [Query("two", {}, text)], Origins(Statement(q, CELL) for q in store))
    return store


def said(store: Store) -> dict[str, list[str]]:
    rows = store.query(f"SELECT ?p ?o {{ <{thing('tested', 'x').value}> ?p ?o }} ORDER BY ?o")
    assert isinstance(rows, QuerySolutions)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["p"].value.removeprefix(CGO), []).append(row["o"].value)
    return found


def test_a_test_gives_its_result_and_names_its_numbers() -> None:
    found = said(tried("two", "SELECT ('refuted' AS ?result) (8 AS ?in_the_table) {}"))
    assert found["testResult"] == [f"{VOCAB}test-result/refuted"]
    assert found["finding"] == ["in the table: 8"]


def test_a_test_names_the_claims_that_speak_against_the_statement() -> None:
    against = "VALUES ?against { <http://e/claim/1> <http://e/claim/2> }"
    found = said(tried("two", f"SELECT ('refuted' AS ?result) ?against {{ {against} }}"))
    assert found["contradictedBy"] == ["http://e/claim/1", "http://e/claim/2"]
    assert "finding" not in found


def test_a_test_of_many_statements_is_asked_of_each() -> None:
    text = """SELECT ('confirmed' AS ?result) (STR(?this) AS ?about) {
                VALUES ?this { <http://e/example> } }"""
    assert said(tried("two", text))["finding"] == [f"about: {thing('tested', 'x').value}"]


def test_a_statement_without_a_test_is_not_checkable() -> None:
    assert said(tried("", "SELECT * {}"))["testResult"] == [f"{VOCAB}test-result/not-checkable"]


@pytest.mark.parametrize(
    ("test", "text"),
    [("three", "SELECT ('refuted' AS ?result) {}"), ("two", "SELECT ?result { FILTER(false) }")],
    ids=["a test that there is not", "a test without a row"],
)
def test_without_a_row_there_is_no_result(test: str, text: str) -> None:
    assert "testResult" not in said(tried(test, text))


@pytest.mark.parametrize("text", ["SELECT {", "ASK {}"], ids=["broken", "no SELECT"])
def test_what_is_no_select_cannot_run(text: str) -> None:
    with pytest.raises(CannotRun, match="the test two"):
        tried("two", text)


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.name)
def test_a_test_is_noted_in_three_languages_and_can_give_a_result(test: Query) -> None:
    assert list(test.notes["title"]) == ["en", "es", "pt"]
    assert test.notes["answers"].endswith("?")
    assert any(f'"{result}"' in test.text for result in RESULTS)


def test_every_test_is_named_by_a_statement_and_every_name_is_a_test() -> None:
    tables = sorted(Path(ROOT / "data" / "articles").glob("*/tested.csv"))
    words = " ".join(path.read_text(encoding="utf-8") for path in tables)
    assert [test.name for test in TESTS if f",{test.name}," not in words] == []
