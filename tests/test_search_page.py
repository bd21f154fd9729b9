"""Search and suggestions as people and programs ask for them."""

from collections.abc import Iterator

import pytest
from httpx import Client

from tests.released import ALTA, BROWSER, TIE, serving
from tests.test_web import Page, page


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


def test_search_answers_people_and_programs_alike(client: Client) -> None:
    answer = client.get("/search", params={"q": "ALTA"}, headers={"Accept": "application/json"})
    assert [hit["iri"] for hit in answer.json()["results"]][:2] == [ALTA, TIE]
    assert {"text": "Álta", "language": "es"} in answer.json()["results"][0]["labels"]
    assert "/doc/actor/alta" in page(client, "/search?q=ALTA").links
    assert client.get("/search", params={"q": "alta", "format": "json"}).json() == {
        **answer.json(),
        "query": "alta",
    }


@pytest.mark.parametrize("text", ["altaria", "alda", "atla"])
def test_a_search_that_finds_nothing_shows_names_that_are_nearly_so(
    client: Client, text: str
) -> None:
    assert "/doc/actor/alta" in page(client, f"/search?q={text}").links
    answer = client.get("/search.json", params={"q": text}).json()
    assert answer["results"] == []
    assert ALTA in [hit["iri"] for hit in answer["near"]]


def test_a_name_that_is_being_typed_is_suggested_in_the_language_of_the_page(
    client: Client,
) -> None:
    answer = client.get("/es/suggest", params={"q": "alt"})
    first = answer.json()["suggestions"][0]
    assert (first["iri"], first["href"]) == (ALTA, "/es/doc/actor/alta")
    assert first["name"] == {"text": "Álta", "language": "es"}
    assert (first["kind"], first["country"]["text"]) == ("Gobierno local", "Colombia")
    assert client.get("/suggest").json()["suggestions"] == []
    held = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/es/suggest", params={"q": "alt"}, headers=held).status_code == 304


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '" onfocus="x', "{{ 7 * 7 }}"])
def test_what_a_reader_types_is_shown_as_text(client: Client, text: str) -> None:
    answer = client.get("/search", params={"q": text}, headers=BROWSER)
    fields = Page(answer.text).attributes("input")
    assert [each["src"] for each in Page(answer.text).attributes("script")] == ["/static/search.js"]
    assert [field["value"] for field in fields] == [text]
    assert "49" not in answer.text
