"""The checks: well noted, silent on the model, and each caught in the act by one small file."""

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from coopgraph.queries import Query, read_queries
from coopgraph.validation.checks import SCOPES

ROOT = Path(__file__).parent.parent
WRONG = sorted((ROOT / "tests" / "wrong" / "checks").iterdir())
CHECKS = read_queries(ROOT / "queries" / "checks")
NOTES = ["answers", "message", "scope", "severity", "title"]
LANGUAGES = ["en", "es", "pt"]


@cache
def model() -> bytes:
    store = Store()
    ontology = ROOT / "ontology"
    for path in [ontology / "coopgraph.ttl", *(ontology / "schemes").glob("*.ttl")]:
        store.load(path=path, format=RdfFormat.TURTLE)
    return store.dump(format=RdfFormat.N_QUADS) or b""


def dataset(*paths: Path) -> Store:
    store = Store()
    store.load(model(), format=RdfFormat.N_QUADS)
    for path in paths:
        store.load(path=path, format=RdfFormat.TRIG)
    return store


def rows(store: Store, check: Query) -> list[dict[str, str]]:
    solutions = store.query(check.text)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: str(row[name]) for name in names if row[name] is not None} for row in solutions]


def in_braces(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_is_noted_in_three_languages(check: Query) -> None:
    assert sorted(check.notes) == NOTES
    assert list(check.notes["title"]) == LANGUAGES
    assert list(check.notes["message"]) == LANGUAGES
    assert check.notes["severity"] in {"violation", "warning"}
    assert check.notes["scope"] in SCOPES
    assert check.notes["answers"].endswith("?")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_finds_nothing_in_the_model_alone(check: Query) -> None:
    assert rows(dataset(), check) == []


def test_every_check_has_its_wrong_file_and_every_wrong_file_its_check() -> None:
    assert [path.name for path in WRONG] == [f"{check.name}.trig" for check in CHECKS]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_mistake_is_found_by_its_check_alone_and_once(path: Path) -> None:
    store = dataset(path)
    assert [check.name for check in CHECKS for _ in rows(store, check)] == [path.stem]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_row_has_all_that_the_message_names_in_each_language(path: Path) -> None:
    [check] = [check for check in CHECKS if check.name == path.stem]
    [row] = rows(dataset(path), check)
    named = [in_braces(message) for message in check.notes["message"].values()]
    assert named == [named[0]] * 3
    assert named[0] | {"this"} <= row.keys()


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_row_names_a_statement_that_there_is(path: Path) -> None:
    store = dataset(path)
    [check] = [check for check in CHECKS if check.name == path.stem]
    [row] = rows(store, check)
    if "predicate" in row:
        pattern = f"{row['this']} {row['predicate']} {row.get('value', '?any')}"
        asked = f"ASK {{ {{ {pattern} }} UNION {{ GRAPH ?graph {{ {pattern} }} }} }}"
        assert store.query(asked)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_tells_its_mistake_in_its_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"# [A-Z].+\.", first)
