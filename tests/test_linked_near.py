"""What is not there, or no more: the answer leads to what may be meant."""

from collections.abc import Iterator

import pytest
from httpx import Client

from coopgraph.names import ID
from tests.released import ALTA, BROWSER, real_release, serving
from tests.test_web import Page


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


@pytest.mark.parametrize("address", ["/doc/actor/nadie.html", "/doc/actor/nadie?format=html"])
def test_a_deleted_key_has_a_page_where_the_address_names_one(client: Client, address: str) -> None:
    for accept in ("*/*", "application/json"):
        answer = client.get(address, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-language"]) == (410, "en")
    program = client.get("/doc/actor/nadie.json", headers=BROWSER)
    assert program.headers["content-type"] == "application/problem+json"


def test_a_deleted_key_leads_to_what_has_the_same_key() -> None:
    with serving(real_release()) as host, Client(base_url=host, timeout=30) as client:
        near = client.get("/doc/actor/san-salvador.json").json()["near"]
        assert [each["iri"] for each in near] == [f"{ID}territory/san-salvador"]
        page = client.get("/es/doc/actor/san-salvador.html").text
        assert "/es/doc/territory/san-salvador" in Page(page).links


@pytest.mark.parametrize(
    ("address", "accept", "location"),
    [
        ("/sources/bulletin", "*/*", "/doc/source/bulletin"),
        ("/sources/bulletin", "text/turtle", "/doc/source/bulletin.ttl"),
        ("/sources/bulletin.csv", "text/html", "/doc/source/bulletin.csv"),
        ("/sources/bulletin?format=nt", "text/html", "/doc/source/bulletin.nt"),
        ("/es/sources/bulletin", "text/html", "/es/doc/source/bulletin"),
    ],
)
def test_a_short_address_leads_to_the_document_in_the_form_asked_for(
    client: Client, address: str, accept: str, location: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert client.get(location).status_code == 200


def test_the_short_address_of_a_claim_leads_to_it(client: Client) -> None:
    claim = client.get("/doc/tie/alta-baja.json").json()["claims"][0]["iri"].rpartition("/")[2]
    answer = client.get(f"/pt/claims/{claim}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pt/doc/claim/{claim}")


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/sources/%00", "there is no source under this key"),
        ("/sources/nothing", "there is no source under this key"),
        ("/sources/bulletin.pdf", "there is no source under this key"),
        ("/claims/x", "there is no claim under this key"),
        ("/claims/%2e%2e", "there is no claim under this key"),
        ("/doc/actor/nobody", "there is no actor under this key"),
        ("/id/nothing/alta", "there is no such kind; there are: actor, "),
    ],
)
def test_a_key_of_nothing_is_a_404_that_says_of_what(
    client: Client, address: str, wanted: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert wanted in answer.json()["detail"]
    assert "location" not in answer.headers


def test_a_key_under_the_wrong_kind_leads_to_the_right_one(client: Client) -> None:
    for address in ("/sources/alta", "/claims/alta", "/doc/tie/alta"):
        assert ALTA in [near["iri"] for near in client.get(address).json()["near"]]


@pytest.mark.parametrize(
    ("address", "header", "language"),
    [
        ("/nowhere", "es-CO, en;q=0.5", "es"),
        ("/doc/actor/nobody", "pt-BR", "pt"),
        ("/nowhere", "de", "en"),
        ("/nowhere", "", "en"),
        ("/en/nowhere", "es", "en"),
        ("/pt/nowhere", "es", "pt"),
    ],
)
def test_what_went_wrong_is_told_in_the_language_of_the_address_or_of_the_reader(
    client: Client, address: str, header: str, language: str
) -> None:
    answer = client.get(address, headers={**BROWSER, "Accept-Language": header})
    assert Page(answer.text).attributes("html") == [{"lang": language}]
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
    assert client.get(address, headers={"Accept-Language": header}).json()["title"] == "Not found"


@pytest.mark.parametrize(
    ("method", "address", "said"),
    [
        ("GET", "/es/nowhere", "No hay nada en esta dirección."),
        ("GET", "/pt/nowhere", "Não há nada neste endereço."),
        ("GET", "/es/doc/actor/alta?format=pdf", "Se ofrecen: html, ttl,"),
        ("POST", "/es/search", "Esta dirección admite GET, HEAD, OPTIONS."),
    ],
)
def test_what_can_be_said_in_the_language_of_the_page_is_not_said_in_english(
    client: Client, method: str, address: str, said: str
) -> None:
    read = Page(client.request(method, address, headers=BROWSER).text)
    assert said in read.text
    assert {"lang": "en"} not in read.attributes("p")
