"""An actor as of a year: only what is known to hold then, and what has no date apart."""

import re
from collections.abc import Iterator

import pytest
from httpx import Client

from tests.released import BROWSER, real_release, serving
from tests.test_web import Page


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(real_release()) as address, Client(base_url=address, timeout=30) as client:
        yield client


def parts(client: Client, address: str) -> tuple[str, str]:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    held, undated = (
        re.findall(rf'<section class="panel" id="{name}">.*?</section>', answer.text, re.DOTALL)
        for name in ("held", "undated")
    )
    return Page(held[0]).text, Page(undated[0]).text


def test_a_tie_of_june_1998_holds_in_1998_and_not_yet_the_year_before(client: Client) -> None:
    held, undated = parts(client, "/doc/actor/medellin?asof=1998")
    assert "Bilbao" in held
    assert "Dominican" not in held + undated
    before, _ = parts(client, "/doc/actor/medellin?asof=1997")
    assert "Monterrey" in before
    assert "Bilbao" not in before


def test_what_has_no_date_is_known_to_hold_only_in_the_year_of_which_its_source_speaks(
    client: Client,
) -> None:
    held, undated = parts(client, "/doc/actor/medellin?asof=1998")
    assert "Barcelona" in undated
    assert "Barcelona" not in held
    held, undated = parts(client, "/doc/actor/medellin?asof=2016")
    assert "Barcelona" in held
    assert "Barcelona" not in undated


def test_a_network_has_its_members_as_of_a_year(client: Client) -> None:
    held, _ = parts(client, "/doc/actor/mercociudades?asof=1995")
    assert "Rosario" in held
    held, _ = parts(client, "/doc/actor/mercociudades?asof=1994")
    assert "Nothing is known to hold" in held


@pytest.mark.parametrize("year", ["98", "next", "1998&asof=1999", "0x7c"])
def test_what_is_no_year_is_refused(client: Client, year: str) -> None:
    answer = client.get(f"/doc/actor/medellin?asof={year}", headers=BROWSER)
    assert answer.status_code == 400


def test_the_page_of_an_actor_asks_for_a_year_and_leads_back(client: Client) -> None:
    text = client.get("/es/doc/actor/medellin", headers=BROWSER).text
    assert '<form class="asof-form" action="/es/doc/actor/medellin">' in text
    links = Page(client.get("/es/doc/actor/medellin?asof=2000", headers=BROWSER).text).links
    assert "/es/doc/actor/medellin" in links
    assert "/pt/doc/actor/medellin?asof=2000" in links
    assert "/es/queries/ties-as-of-a-year?year=2000" in links


def test_the_ties_of_all_actors_are_asked_as_of_a_year(client: Client) -> None:
    def standing(year: str) -> dict[str, str]:
        answer = client.get(f"/queries/ties-as-of-a-year.json?year={year}").json()
        rows = answer["results"]["bindings"]
        return {row["tie"]["value"].rpartition("/")[2]: row["standing"]["value"] for row in rows}

    before, after = standing("1997"), standing("1998")
    assert "medellin-bilbao-twinning" not in before
    assert after["medellin-bilbao-twinning"] == "held"
    assert after["medellin-barcelona-alliance"] == "undated"
    assert standing("2016")["medellin-barcelona-alliance"] == "held"
