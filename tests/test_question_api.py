"""The stored questions as programs meet them: pages of rows, and the description of all of it."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from coopgraph.queries import read_queries
from tests.conftest import ROOT
from tests.released import BROWSER, serving

QUESTIONS = read_queries(ROOT / "queries" / "questions")
TIES = "/queries/medellin-ties.csv"
KINDS = "/queries/claims-by-source-and-kind.csv"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving() as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def described(client: httpx.Client) -> dict[str, Any]:
    members: dict[str, Any] = client.get("/openapi.json").json()
    return members


def rows(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.text)))[1:]


def test_the_pages_of_an_answer_make_the_whole(client: httpx.Client) -> None:
    whole, found = rows(client.get(KINDS)), []
    url = f"{KINDS}?limit=1"
    seen = 0
    while url:
        answer = client.get(url)
        assert 'rel="first"' in answer.headers["link"]
        assert ('rel="prev"' in answer.headers["link"]) == (seen > 0)
        found += rows(answer)
        seen += 1
        url = answer.links.get("next", {}).get("url", "")
    assert seen == len(whole) > 1
    assert found == whole


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_page_has_every_form_and_keeps_the_values(client: httpx.Client, form: str) -> None:
    asked = {"actor": "actor/alta", "limit": "1", "offset": "1"}
    answer = client.get(f"/queries/medellin-ties.{form}", params=asked)
    assert answer.status_code == 200
    assert f"</queries/medellin-ties.{form}?actor=actor%2Falta&limit=1" in answer.headers["link"]


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "0"},
        {"limit": "10001"},
        {"limit": "x"},
        {"limit": ""},
        {"limit": "٣"},
        {"limit": ["1", "2"]},
        {"offset": "-1"},
        {"offset": "1.5"},
        {"offset": "9" * 5000},
    ],
)
def test_a_page_that_is_none_is_refused(client: httpx.Client, asked: dict[str, Any]) -> None:
    answer = client.get(TIES, params=asked)
    assert (answer.status_code, answer.json()["parameter"]) == (400, next(iter(asked)))


def test_a_page_for_people_shows_all_rows_or_none(client: httpx.Client) -> None:
    answer = client.get("/queries/medellin-ties", params={"limit": "1"}, headers=BROWSER)
    assert answer.status_code == 400


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
def test_every_question_can_be_had_in_pages(client: httpx.Client, question: Any) -> None:
    answer = client.get(f"/queries/{question.name}.csv", params={"limit": "1"})
    assert answer.status_code == 200
    assert len(rows(answer)) <= 1


def test_the_description_names_each_question_with_its_parameters(described: Any) -> None:
    for question in QUESTIONS:
        operation = described["paths"][f"/queries/{question.name}"]["get"]
        taken = {parameter["name"] for parameter in operation["parameters"]}
        assert taken == {*question.notes.get("parameters", {}), "limit", "offset", "format"}
    identifiers = [each["get"]["operationId"] for each in described["paths"].values()]
    assert len(set(identifiers)) == len(identifiers)


def test_what_is_described_is_there(client: httpx.Client, described: Any) -> None:
    for address, path in described["paths"].items():
        operation = path["get"]
        asked = {
            parameter["name"]: parameter["schema"]["examples"][0]
            for parameter in operation["parameters"]
            if parameter["required"] and parameter["in"] == "query"
        }
        url = address.format(kind="actor", key="alta")
        if "lookup" in url:
            asked = {"iso": "ZZZ"}
        answer = client.get(url, params=asked)
        assert str(answer.status_code) in operation["responses"], address


def test_the_description_to_read_needs_no_other_host(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert "/queries/medellin-ties" in page
    assert not re.search(r"(?:src|href)=\"https?:", page)
    assert "limit" in page
