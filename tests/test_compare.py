"""Actors side by side: by key, by IRI, by name; what they share; what cannot be compared."""

from collections.abc import Iterator

import pytest
from httpx import Client

from tests.released import ALTA, BROWSER, serving
from tests.test_web import Page


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as address, Client(base_url=address, timeout=30) as client:
        yield client


def test_two_actors_stand_side_by_side_with_their_numbers_and_what_they_share(
    client: Client,
) -> None:
    answer = client.get("/compare?id=actor/alta&id=actor/centro", headers=BROWSER)
    assert answer.status_code == 200
    read = Page(answer.text)
    assert {"/doc/actor/alta", "/doc/actor/centro"} <= set(read.links)
    numbers = answer.text[answer.text.index('id="compare_numbers"') :].partition("</section>")[0]
    ties = numbers[numbers.index(">Ties<") :].partition("</tr>")[0]
    assert ties.count('class="num"') == 2
    assert 'class="is-shared"' in answer.text
    assert "another has it too" in read.text


def test_an_actor_is_taken_by_key_by_iri_or_by_name(client: Client) -> None:
    pages = [
        client.get("/compare", params={"id": [first, "actor/centro"]}, headers=BROWSER).text
        for first in ("actor/alta", "actor:alta", ALTA, "alta")
    ]
    found = (page[page.index('id="compare_numbers"') :] for page in pages)
    matter = [page.partition("</section>")[0] for page in found]
    assert len(set(matter)) == 1


def test_without_actors_there_is_a_form_and_one_is_kept_in_it(client: Client) -> None:
    empty = client.get("/compare", headers=BROWSER)
    assert empty.status_code == 200
    assert empty.text.count('name="id"') == 4
    one = client.get("/compare?id=actor/alta", headers=BROWSER).text
    assert 'value="actor/alta"' in one
    assert 'id="compare_numbers"' not in one


@pytest.mark.parametrize("name", ["xyzzy", "territory/alta", "actor/nobody", "<script>"])
def test_what_is_no_actor_is_named_and_the_form_keeps_it(client: Client, name: str) -> None:
    params = {"id": ["actor/alta", name]}
    answer = client.get("/compare", params=params, headers=BROWSER)
    assert answer.status_code == 400
    assert "No actor is called" in answer.text
    assert name in Page(answer.text).text
    assert "<script>" not in answer.text


def test_five_are_refused(client: Client) -> None:
    params = {"id": ["actor/alta"] * 5}
    assert client.get("/compare", params=params, headers=BROWSER).status_code == 400


def test_the_page_of_an_actor_leads_to_its_comparison(client: Client) -> None:
    links = Page(client.get("/pt/doc/actor/alta", headers=BROWSER).text).links
    assert "/pt/compare?id=actor/alta" in links
    assert not [link for link in links if "compare" in link and "alta" not in link]
