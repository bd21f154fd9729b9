"""The stored questions give their stored answers on the real graph, and every query file is whole.

The answers in tests/golden/questions/ were read against the articles before they were stored.
"""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from coopgraph.names import BASE
from coopgraph.queries import Query, read_queries, read_query
from coopgraph.store.csv_rows import write_csv
from tests.conftest import ROOT
from tests.released import real_assembly

FILES = sorted(ROOT.glob("queries/*/*.rq"))
QUESTIONS = read_queries(ROOT / "queries" / "questions")
GOLDEN = ROOT / "tests" / "golden" / "questions"


@pytest.fixture(scope="module")
def graph() -> Store:
    return real_assembly().store


def answer(graph: Store, text: str) -> str:
    solutions = graph.query(text)
    assert isinstance(solutions, QuerySolutions)
    result = io.BytesIO()
    write_csv(solutions, result)
    return result.getvalue().decode().replace("\r\n", "\n").replace(BASE, "")


def rows(graph: Store, name: str) -> list[dict[str, str]]:
    text = read_query(ROOT / "queries" / "questions" / f"{name}.rq").text
    return list(csv.DictReader(io.StringIO(answer(graph, text))))


@pytest.mark.parametrize("question", QUESTIONS, ids=[q.name for q in QUESTIONS])
def test_a_question_gives_its_stored_answer(graph: Store, question: Query) -> None:
    name, text = question.name, question.text
    assert answer(graph, text) == (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")


def test_every_stored_answer_belongs_to_a_question() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {question.name for question in QUESTIONS}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_query_file_has_a_title_in_three_languages_and_says_what_it_answers(
    path: Path,
) -> None:
    notes = read_query(path).notes
    assert set(notes["title"]) == {"en", "es", "pt"}
    assert notes.get("answers") or notes.get("message")


@pytest.mark.parametrize("question", QUESTIONS, ids=[q.name for q in QUESTIONS])
def test_each_parameter_is_one_values_line_that_holds_its_example(question: Query) -> None:
    text, notes = question.text, question.notes
    for name, parameter in notes.get("parameters", {}).items():
        line = [line for line in text.splitlines() if f"VALUES ?{name} {{" in line]
        assert len(line) == 1
        assert re.split("[/#]", parameter["example"])[-1] in line[0]


def test_medellin_is_twinned_with_monterrey_bilbao_fort_lauderdale_and_the_dominican_partner(
    graph: Store,
) -> None:
    twinnings = {
        row["partner"]: (row["date"], row["printed"], row["source"], row["table"], row["row"])
        for row in rows(graph, "medellin-ties")
        if row["kind"].endswith("TwinningAgreement")
    }
    said = ("id/source/aldana", "Table 1")
    assert twinnings == {
        "id/actor/dominican-republic": ("2010-08", "August 2010", *said, "1"),
        "id/actor/monterrey": ("1996-09", "September 1996", *said, "3"),
        "id/actor/bilbao": ("1998-06", "June 1998", *said, "5"),
        "id/actor/fort-lauderdale": ("1961", "1961", *said, "8"),
    }


def cell_of(row: dict[str, str]) -> str:
    path, _, cell = row["recordedAt"].partition("#cell=")
    record, field = (int(number) for number in cell.split(","))
    table = list(csv.reader((ROOT / path).read_text(encoding="utf-8").splitlines()))
    return table[record - 1][field - 1]


def test_every_tie_of_medellin_names_a_cell_of_ours_that_holds_what_is_said(graph: Store) -> None:
    for row in rows(graph, "medellin-ties"):
        assert cell_of(row) in (row["date"], row["partner"].rpartition("/")[2])


@pytest.mark.parametrize("question", QUESTIONS, ids=[q.name for q in QUESTIONS])
def test_a_row_with_printed_words_names_lines_of_a_source_and_a_cell_of_ours(
    graph: Store, question: Query
) -> None:
    found = rows(graph, question.name)
    assert found
    for row in (row for row in found if "printed" in row):
        assert cell_of(row)
        assert row["lines"]
        assert row.get("source") or "source" in question.notes["parameters"]


def test_what_is_printed_as_not_available_is_told_from_what_is_not_printed(graph: Store) -> None:
    ties = {
        row["tie"].rpartition("/")[2]: (row["date"], row["asOf"])
        for row in rows(graph, "ties-between-countries")
    }
    absent = "vocab/value-status/not-available"
    assert ties["santa-fe-de-antioquia-cadiz-twinning"] == (absent, "")
    assert ties["medellin-bilbao-alliance"] == ("", "2016")


def test_minas_gerais_has_eight_twinnings_of_which_one_is_without_a_date(graph: Store) -> None:
    *dates, last = [row["date"] for row in rows(graph, "twinnings-in-time")]
    assert dates == ["1973", "1993", "1993", "1994", "1996", "1996", "2003"]
    assert last == "vocab/value-status/not-available"


def test_seventeen_and_twenty_eight_allies_stand_in_their_two_tables(graph: Store) -> None:
    allies = [row for row in rows(graph, "medellin-ties") if row["kind"].endswith("Alliance")]
    assert Counter(row["table"] for row in allies) == {"Tabla 1": 17, "Tabla 2": 28}
    assert len({(row["table"], row["row"]) for row in allies}) == 45


def test_twelve_cities_of_four_countries_founded_mercociudades(graph: Store) -> None:
    members = rows(graph, "mercociudades-by-country")
    founders = [row for row in members if row["role"].endswith("/founder")]
    assert Counter(row["country"].rpartition("/")[2] for row in founders) == {
        "arg": 4,
        "bra": 6,
        "pry": 1,
        "ury": 1,
    }
    assert {row["begin"] for row in founders} == {"1995"}
    others = [row for row in members if row not in founders]
    assert [(row["member"], row["begin"]) for row in others] == [("id/actor/medellin", "")]


def test_homonyms_are_different_things(graph: Store) -> None:
    pairs = [
        ("santa-fe-ar", "santa-fe-de-antioquia"),
        ("cordoba-ar-city", "cordoba-ar-province"),
        ("buenos-aires-city", "buenos-aires-province"),
    ]
    for one, other in pairs:
        asked = f"ASK {{ <{BASE}id/actor/{one}> a ?k . <{BASE}id/actor/{other}> a ?l }}"
        assert bool(graph.query(asked))
    for key in ("salvador", "san-salvador", "slv"):
        assert bool(graph.query(f"ASK {{ <{BASE}id/territory/{key}> a ?place }}"))
