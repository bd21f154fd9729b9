"""What an address takes in its query string: UTF-8, once, and said again no longer than needed."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from httpx import Client
from starlette.requests import Request

from coopgraph.web.addresses import read_parameters
from coopgraph.web.questions import stored_questions
from tests.released import BROWSER, release, serving
from tests.test_web import Page

LONG = "x" * 5000


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/search?q=%ff", "q"),
        ("/search?q=alta&kind=%ed%b2%80", "kind"),
        ("/search?q=alta&q=baja", "q"),
        ("/search?country=col&country=esp", "country"),
        ("/search?q=alta&format=html&format=json", "format"),
        ("/search?format=%ff", "format"),
        ("/sources?format=html&format=html", "format"),
        ("/queries?format=json&format=html", "format"),
        ("/validation?format=csv&format=json", "format"),
        ("/doc/actor/alta?format=ttl&format=nt", "format"),
        ("/id/actor/alta?format=ttl&format=nt", "format"),
        ("/ontology?format=ttl&format=nt", "format"),
        ("/dumps/?format=json&format=html", "format"),
        ("/data/articles/bulletin/ties.csv?format=csv&format=html", "format"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", BROWSER["Accept"]])
def test_a_parameter_that_is_not_utf_8_or_given_twice_is_400_and_named(
    client: Client, address: str, parameter: str, accept: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 400
    if "json" in answer.headers["content-type"]:
        assert answer.json()["parameter"] == parameter
    else:
        assert f"{parameter}: it is" in Page(answer.text).text


@pytest.mark.parametrize("query", ["q=%C3%81lta", "q=Álta", "x=%ff&q=Álta"])
def test_the_bytes_of_a_name_may_be_written_out_or_escaped(query: str) -> None:
    request = Request({"type": "http", "query_string": query.encode()})
    assert read_parameters(request, "q", "kind") == {"q": "Álta"}


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/search?q=alta&kind=Castle", "kind"),
        ("/search?q=alta&country=atlantis", "country"),
        ("/search?q=alta&country=zzz", "country"),
        ("/search?q=alta&contry=col", "contry"),
        ("/suggest?q=alta&kind=City", "kind"),
    ],
)
def test_a_filter_that_is_not_known_is_refused_and_named(
    client: Client, address: str, parameter: str
) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


@pytest.mark.parametrize(
    "address",
    ["/search?q=alta&utm=1&utm=2", "/suggest?q=alta&fbclid=x", "/doc/actor/alta?x=%ff"],
)
def test_what_others_add_to_an_address_is_passed_over(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["q", "kind", "country"])
def test_a_very_long_value_is_said_again_in_short(client: Client, name: str) -> None:
    for asked in ({name: LONG}, {"q": "alta", name: LONG}):
        for accept in ("application/json", BROWSER["Accept"]):
            answer = client.get("/search", params=asked, headers={"Accept": accept})
            assert answer.status_code == (200 if name == "q" else 400)
            assert "x" * 200 not in answer.text


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("/search.json?q=alta", "application/json"),
        ("/queries.json", "application/json"),
        ("/queries?format=json", "application/json"),
        ("/queries.html", "text/html"),
        ("/dumps.json", "application/json"),
        ("/dumps/?format=json", "application/json"),
        ("/dumps.html", "text/html"),
        ("/.well-known/void.ttl", "text/turtle"),
        ("/.well-known/void.jsonld", "application/ld+json"),
        ("/sparql.ttl", "text/turtle"),
        ("/sparql.html", "text/html"),
        ("/sparql.csv?query=SELECT%20%2A%20%7B%7D", "text/csv"),
        ("/sparql.csv?query=SELECT%20%2A%20%7B%7D&format=json", "text/csv"),
    ],
)
def test_a_form_can_be_named_in_the_address(client: Client, address: str, media_type: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html, application/rdf+xml"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize("address", ["/queries.pdf", "/search.pdf", "/dumps.ttl"])
def test_a_form_that_an_address_does_not_have_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_questions_are_listed_for_programs_as_they_are_stored(client: Client) -> None:
    listed = client.get("/queries.json").json()["questions"]
    stored = stored_questions(release())
    assert [each["name"] for each in listed] == list(stored)
    for each in listed:
        question = stored[each["name"]]
        assert each["title"] == question.titles
        assert [it["name"] for it in each["parameters"]] == [it.name for it in question.parameters]
        answer = client.get(f"{each['href']}.rq")
        assert answer.headers["content-type"].startswith("application/sparql-query")


def test_the_files_are_listed_for_programs_with_their_sums(client: Client) -> None:
    listed = client.get("/dumps/", headers={"Accept": "application/json"}).json()
    assert listed["release"] == release().name
    assert {file["name"] for file in listed["files"]} >= {"coopgraph.nq", "coopgraph.trig"}
    for file in listed["files"]:
        content = client.get(file["href"]).content
        assert (len(content), sha256(content).hexdigest()) == (file["size"], file["sha256"])
    assert client.get("/dumps/", headers={"Accept": "image/png"}).status_code == 406
