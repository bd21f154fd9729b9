"""From an identifier of others to the thing that has it."""

from collections.abc import Iterator

import pytest
from httpx import Client

from coopgraph.names import BASE, CGO, ID
from tests.released import ALTA, BROWSER, serving

COLOMBIA = "/id/territory/col"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ({"wikidata": "Q739"}, COLOMBIA),
        ({"iso": "COL"}, COLOMBIA),
        ({"iso": "col"}, COLOMBIA),
        ({"geonames": "3686110"}, COLOMBIA),
        ({"iri": "http://www.wikidata.org/entity/Q739"}, COLOMBIA),
        ({"iri": "https://www.wikidata.org/wiki/Q739"}, COLOMBIA),
        ({"iri": "https://sws.geonames.org/3686110/"}, COLOMBIA),
        ({"iri": "http://www.geonames.org/3686110/republic-of-colombia.html"}, COLOMBIA),
        ({"iri": ALTA}, "/id/actor/alta"),
        ({"iri": f"{ID}actor/alta-vieja"}, "/id/actor/alta-vieja"),
        ({"iri": f"{CGO}Actor"}, "/ontology#Actor"),
        ({"iri": f"{BASE}vocab/value-status/stated"}, "/vocab/value-status/stated"),
        ({"iri": f"{BASE}graph/source/bulletin"}, "/graph/source/bulletin"),
        (
            {"iri": f"{BASE}data/articles/bulletin/ties.csv#cell=2,15"},
            "/data/articles/bulletin/ties.csv#cell=2,15",
        ),
    ],
)
def test_an_identifier_leads_to_the_thing_that_has_it(
    client: Client, asked: dict[str, str], location: str
) -> None:
    answer = client.get("/lookup", params=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert client.get(location, follow_redirects=True).status_code == 200


def test_the_reader_stays_in_the_language_asked_for(client: Client) -> None:
    answer = client.get("/pt/lookup?iso=COL")
    assert answer.headers["location"] == "/pt/id/territory/col"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", "give one identifier, not 0"),
        ("?q=x", "give one identifier, not 0"),
        ("?iso=COL&wikidata=Q739", "give one identifier, not 2"),
        ("?iso=COL&iso=ESP", "iso: it is given more than once"),
        ("?iso=", "three letters"),
        ("?iso=CO", "three letters"),
        ("?iso=C0L", "three letters"),
        ("?iso=%D0%A1OL", "three letters"),
        ("?wikidata=739", "with its Q"),
        ("?wikidata=Q0", "with its Q"),
        ("?wikidata=q739", "with its Q"),
        ("?geonames=x", "a number"),
        ("?geonames=%D9%A3", "a number"),
        ("?iri=Colombia", "an absolute IRI"),
        ("?iri=", "an absolute IRI"),
        ("?iri=http://example.org/%00", "an absolute IRI"),
        ("?iri=http://example.org/a%3E%20%7D", "an absolute IRI"),
        ("?iri=%FF", "iri: it is not UTF-8"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", BROWSER["Accept"]])
def test_a_question_that_cannot_be_read_is_told_what_is_wanted(
    client: Client, query: str, wanted: str, accept: str
) -> None:
    answer = client.get(f"/lookup{query}", headers={"Accept": accept})
    assert answer.status_code == 400
    assert wanted in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "?wikidata=Q1",
        "?geonames=1",
        "?iso=XXX",
        f"?iri={ID}actor/nobody",
        f"?iri={BASE}ontology%23Nothing",
        f"?iri={BASE}data/",
        f"?iri={BASE}data/articles/bulletin/nothing.csv",
        f"?iri={BASE}data/../manifest.json",
        f"?iri={BASE}data/articles/../articles/bulletin/ties.csv",
        f"?iri={BASE}data/articles//bulletin/ties.csv",
        f"?iri={BASE}data/%252e%252e/manifest.json",
        f"?iri={BASE}graph/source/nothing",
        f"?iri={BASE}graph/source/../source/bulletin",
        f"?iri={BASE}vocab/value-status/../value-status/stated",
        f"?iri={ID}actor/../actor/alta",
        "?iri=http://example.org/%C3%A9%C3%AD",
        "?iri=urn:x:y",
    ],
)
def test_an_identifier_that_nothing_has_is_a_404(client: Client, query: str) -> None:
    answer = client.get(f"/lookup{query}")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


@pytest.mark.parametrize(
    "iri",
    [
        "http://dbpedia.org/resource/Alta",
        "http://example.org/places#alta",
        "http://example.org/%C3%81lta/",
        f"{ID}actor/altas",
    ],
)
def test_an_unknown_iri_brings_what_is_called_like_its_last_part(client: Client, iri: str) -> None:
    answer = client.get("/lookup", params={"iri": iri})
    assert answer.status_code == 404
    assert ALTA in [near["iri"] for near in answer.json()["near"]]


def test_a_very_long_iri_is_said_again_in_short(client: Client) -> None:
    for iri in ("http://example.org/" + "x" * 5000, "x" * 5000):
        answer = client.get("/lookup", params={"iri": iri})
        assert answer.status_code in (400, 404)
        assert "x" * 200 not in answer.text


def test_no_other_host_can_be_put_in_the_place_to_go(client: Client) -> None:
    for iri in ("//example.org", "https://w3id.org/coopgraph/id/../..//example.org"):
        answer = client.get("/lookup", params={"iri": iri})
        assert answer.status_code in (400, 404)
        assert "location" not in answer.headers
