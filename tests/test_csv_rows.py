"""Answers as CSV are read back, by any reader of RFC 4180, as what was found."""

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from coopgraph.store.csv_rows import write_csv
from tests.pooled import EX, asynchronous, make_release, pool, read

CELL = "https://w3id.org/coopgraph/data/articles/aldana/ties.csv#cell=2,15"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("release"))


def solutions(text: str, *values: NamedNode | Literal) -> QuerySolutions:
    store = Store()
    store.extend(Quad(NamedNode(f"{EX}{i}"), NamedNode(EX), v) for i, v in enumerate(values))
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return found


def written(text: str, *values: NamedNode | Literal) -> str:
    output = BytesIO()
    write_csv(solutions(text, *values), output)
    return output.getvalue().decode()


def by_engine(text: str) -> str:
    rows = solutions(text).serialize(format=QueryResultsFormat.CSV)
    assert rows is not None
    return rows.decode()


def test_an_iri_that_holds_a_comma_fills_one_field() -> None:
    text = f"SELECT ?cell ?n {{ VALUES (?cell ?n) {{ (<{CELL}> 1) }} }}"
    assert written(text) == f'cell,n\r\n"{CELL}",1\r\n'
    assert by_engine(text) == f"cell,n\r\n{CELL},1\r\n", "the engine now quotes it: use its writer"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { BIND("1998-06"@en AS ?a) BIND(1.50 AS ?b) BIND(<http://x.org/é> AS ?c) }',
        "SELECT ?a ?b ?c { BIND(2 AS ?b) }",
        """SELECT * { BIND('a "quoted" word, and a comma' AS ?a) BIND("two\\r\\nlines" AS ?b) }""",
        'SELECT ?a ?b { VALUES (?a ?b) { ("" " a blank ") (true "-1"^^<http://x.org/t>) } }',
        "SELECT ?a { VALUES ?a {} }",
        "SELECT * {}",
    ],
)
def test_what_holds_no_comma_in_an_iri_is_written_as_the_engine_writes_it(text: str) -> None:
    assert written(text) == by_engine(text)


def test_a_blank_node_is_written_with_its_label() -> None:
    _, row, _ = written("SELECT ?a ?b { BIND(BNODE() AS ?a) BIND(?a AS ?b) }").split("\r\n")
    first, second = row.split(",")
    assert first.startswith("_:")
    assert first == second


def test_a_row_without_a_value_is_no_empty_line() -> None:
    text = "SELECT ?a { VALUES ?a { 1 UNDEF 2 } }"
    assert written(text) == 'a\r\n1\r\n""\r\n2\r\n'


def test_nothing_is_written_before_the_first_row_is_found() -> None:
    output = BytesIO()
    with pytest.raises(OSError, match="port 9"):
        write_csv(solutions("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), output)
    assert output.getvalue() == b""


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_whatever_stands_in_a_literal_is_read_back(words: list[str]) -> None:
    text = "SELECT ?i ?word ?i2 { ?i ?p ?word BIND(?i AS ?i2) }"
    rows = csv.reader(StringIO(written(text, *map(Literal, words)), newline=""))
    assert sorted(rows) == sorted(
        [["i", "word", "i2"], *([f"{EX}{i}", word, f"{EX}{i}"] for i, word in enumerate(words))]
    )


@asynchronous
async def test_a_worker_writes_its_rows_so(release: Path) -> None:
    async with pool(release, workers=1) as store:
        text = f"SELECT ?cell ?n {{ VALUES (?cell ?n) {{ (<{CELL}> 1) }} }}"
        assert await read(store, text) == f'cell,n\r\n"{CELL}",1\r\n'.encode()
        assert await read(store, "ASK {}") == b"true"
