"""The panel of modality: what each edition makes of a tie, or why nothing, and for which date."""

from collections.abc import Iterator

import pytest
from httpx import Client

from tests.released import BROWSER, serving
from tests.test_web import Page

COLUMNS = (
    "Edition",
    "Modality, or why there is none",
    "Countries as of",
    "Date taken from",
)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as address, Client(base_url=address, timeout=30) as client:
        yield client


def panel(client: Client, address: str) -> str:
    """The words of the panel, from its heading on."""
    answer = client.get(address, headers=BROWSER, follow_redirects=True)
    assert answer.status_code == 200
    text = Page(answer.text).text
    return text[text.index("list of countries") :]


def test_a_dated_tie_is_called_by_every_edition_for_its_date(client: Client) -> None:
    text = panel(client, "/doc/tie/alta-baja")
    assert all(column in text for column in COLUMNS)
    assert text.count("decentralised North-South cooperation") == 4
    assert text.count("June 1998") >= 4
    assert text.count("date of the tie") == 4


def test_an_undated_tie_has_a_reason_where_the_edition_goes_by_years(client: Client) -> None:
    text = panel(client, "/doc/tie/alta-centro")
    assert text.count("decentralised South-South cooperation") == 2
    assert text.count("no date stated") == 4
    assert text.count("no date") - text.count("no date stated") == 2


def test_the_page_of_a_tie_does_not_tell_what_the_rules_go_by(client: Client) -> None:
    text = client.get("/doc/tie/alta-baja", headers=BROWSER, follow_redirects=True).text
    assert "Agreement of the editions" in text
    assert "Core party" not in text
    assert "Across borders" not in text


def test_the_page_of_an_actor_does_not_list_how_often_it_was_counted(client: Client) -> None:
    text = client.get("/doc/actor/alta", headers=BROWSER, follow_redirects=True).text
    assert "Acts at level" in text
    assert "Counted as" not in text


def test_a_determination_names_its_rule_and_the_placings_it_rests_on(client: Client) -> None:
    address = "/doc/determination/wb-income-data-year-tie-alta-baja"
    text = Page(client.get(address, headers=BROWSER).text).text
    assert "North-South" in text
    assert "Spain – high income, 1987–2024" in text
    assert "Rests on" in text
