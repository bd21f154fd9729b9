"""Maps on the pages: who stands at a point, who only in a country, and the same as a table."""

import re
from collections.abc import Iterator

import pytest
from httpx import Client

from tests.released import BROWSER, real_release, serving


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(real_release()) as address, Client(base_url=address, timeout=30) as client:
        yield client


def html(client: Client, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


def panel(text: str, name: str) -> str:
    (found,) = re.findall(rf'<section class="panel" id="{name}">.*?</section>', text, re.DOTALL)
    return str(found)


def test_the_map_of_an_actor_says_how_many_have_a_point_and_lists_all_in_its_table(
    client: Client,
) -> None:
    shown = panel(html(client, "/doc/actor/medellin"), "actor_map")
    told = re.search(r"Actors: (\d+)\. At a point: (\d+); .* only: (\d+); .* either: (\d+)", shown)
    assert told
    actors, points, countries, nowhere = map(int, told.groups())
    assert actors == points + countries + nowhere
    assert shown.count("<circle") == points + 1
    rows = shown[shown.index("<tbody") :].count('<tr role="row">')
    assert rows == actors + 1
    assert "43.26271" in shown


def test_a_partner_without_a_point_tints_its_country_and_gets_none_invented(
    client: Client,
) -> None:
    shown = panel(html(client, "/doc/actor/minas-gerais"), "actor_map")
    assert "<circle" not in shown
    assert 'href="/static/countries.svg#m392"' in shown


def test_the_members_of_a_network_stand_on_its_map(client: Client) -> None:
    shown = panel(html(client, "/doc/actor/mercociudades"), "actor_map")
    assert shown.count("<circle") > 5
    assert 'class="tie' not in shown[: shown.index("<figcaption")]


def test_the_home_page_has_every_pair_of_its_map_in_a_table(client: Client) -> None:
    text = html(client, "/en/")
    pairs = re.search(r"Pairs of actors: (\d+)", text)
    assert pairs
    section = text[text.index("Pairs of actors") :].partition("</section>")[0]
    assert section.count('<tr role="row"><th role="rowheader"') == int(pairs[1])
    assert "tie--contested" in text


def test_the_land_is_served_as_a_picture(client: Client) -> None:
    answer = client.get("/static/world.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert 'id="land"' in answer.text
