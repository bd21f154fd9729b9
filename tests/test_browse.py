"""Lists are narrowed as their counts promise, and are the same in every form."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Client
from rdflib import Graph, URIRef

from coopgraph.names import ID, KINDS
from coopgraph.web.browse import BROWSED
from coopgraph.web.languages import LANGUAGES, words
from coopgraph.web.lists import geometry
from tests.released import BROWSER, TIE, serving
from tests.test_web import Page, page

TIES = [f"{ID}tie/{key}" for key in ("alta-baja", "alta-centro", "alta-instituto")]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


def listed(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    members: dict[str, Any] = answer.json()
    assert members["count"] == len(members["things"])
    return members


def iris(client: Client, address: str) -> list[str]:
    return [thing["iri"] for thing in listed(client, address)["things"]]


def test_every_kind_that_has_things_has_its_list_with_their_number(client: Client) -> None:
    links = [link for link in page(client, "/browse").links if link.startswith("/browse/")]
    kinds = [link.removeprefix("/browse/") for link in links]
    assert {"tie", "actor", "claim", "source", "hypothesis", "concept"} <= set(kinds)
    assert set(kinds) <= {*KINDS, "concept"}
    text = page(client, "/browse").text
    for kind in kinds:
        things = iris(client, f"/browse/{kind}")
        assert len(things) == len(set(things)) > 0
        assert f" {len(things)} " in text
        assert page(client, f"/es/browse/{kind}").attributes("h1")


@pytest.mark.parametrize("kind", BROWSED)
def test_every_kind_that_may_come_has_its_words(kind: str) -> None:
    for language in LANGUAGES:
        assert {f"browse_{kind}", f"browse_{kind}_lede"} <= set(words(language))


def test_a_list_holds_what_the_graph_holds(client: Client) -> None:
    query = "SELECT ?tie { ?tie a <https://w3id.org/coopgraph/ontology#CooperationTie> }"
    rows = client.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1:]
    assert sorted(iris(client, "/browse/tie")) == sorted(rows) == TIES


@pytest.mark.parametrize("kind", ["tie", "actor", "claim", "source", "territory"])
def test_a_value_leaves_as_many_things_as_it_says(client: Client, kind: str) -> None:
    read = Page(client.get(f"/browse/{kind}", headers=BROWSER).text)
    facets = [link for link in read.links if link.startswith(f"/browse/{kind}?")]
    filters = [link for link in facets if "sort=" not in link and "page=" not in link]
    assert filters
    for link in filters:
        found = iris(client, link)
        assert 0 < len(found) <= listed(client, f"/browse/{kind}")["count"], link
        assert f"{len(found)} of " in page(client, link).text


def test_filters_are_taken_together_and_each_can_be_taken_away(client: Client) -> None:
    assert iris(client, "/browse/tie?country=esp") == [TIE, TIES[2]]
    assert iris(client, "/browse/tie?country=esp&decade=1990") == [TIE]
    assert iris(client, "/browse/tie?country=bra&decade=1990") == []
    links = page(client, "/pt/browse/tie?country=esp&decade=1990").links
    assert {"/pt/browse/tie?country=esp", "/pt/browse/tie?decade=1990"} <= set(links)
    empty = page(client, "/browse/tie?country=bra&decade=1990")
    assert "Nothing is left" in empty.text
    assert {"/browse/tie", "/browse/tie?country=bra"} <= set(empty.links)


def test_modality_is_asked_under_one_list_of_countries(client: Client) -> None:
    facets = [name for name in listed(client, "/browse/tie")["things"][0] if "." in name]
    assert facets
    assert all(name.startswith("modality.") for name in facets)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("country=atlantis", "country"),
        ("colour=red", "colour"),
        ("country=esp&country=col", "country"),
        ("country=%ff", "country"),
        ("sort=size", "sort"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("theme=%22%20%7D%20%23", "theme"),
    ],
)
def test_what_a_list_does_not_know_is_refused_and_named(
    client: Client, query: str, parameter: str
) -> None:
    for form in ("", ".csv"):
        answer = client.get(f"/browse/tie{form}?{query}", headers={"Accept": "*/*"})
        assert answer.status_code == 400
        assert answer.json()["parameter"] == parameter


def test_a_kind_that_is_none_is_not_found_and_those_there_are_are_named(client: Client) -> None:
    answer = client.get("/browse/castle")
    assert answer.status_code == 404
    assert "tie" in answer.json()["detail"]


def test_a_list_is_the_same_in_every_form(client: Client) -> None:
    query = "?source=bulletin"
    things = listed(client, f"/browse/tie.json{query}")["things"]
    wanted = [thing["iri"] for thing in things]
    assert len(wanted) == 2
    rows = list(csv.DictReader(io.StringIO(client.get(f"/es/browse/tie.csv{query}").text)))
    assert [row["iri"] for row in rows] == wanted
    assert rows[0]["country"].split("; ")[-1] in ("España", "Colombia")
    features = client.get(f"/browse/tie.geojson{query}")
    assert features.headers["content-type"].startswith("application/geo+json")
    assert [feature["id"] for feature in features.json()["features"]] == wanted
    turtle = Graph().parse(data=client.get(f"/browse/tie.ttl{query}").text, format="turtle")
    assert {str(subject) for subject in turtle.subjects()} == set(wanted)
    (document,) = [Graph().parse(data=client.get("/doc/tie/alta-baja.ttl").text, format="turtle")]
    stated = set(document.triples((URIRef(TIE), None, None)))
    assert set(turtle.triples((URIRef(TIE), None, None))) <= stated


def test_a_claim_is_called_by_what_it_is_about_and_quotes_the_source(client: Client) -> None:
    for thing in listed(client, "/browse/claim")["things"]:
        assert ": " in thing["name"]["text"]
        assert thing["words"] is not None


def test_a_long_list_comes_in_pages_that_hold_all_of_it(client: Client) -> None:
    every = listed(client, "/browse/claim")["count"]
    address, seen = "/browse/claim", 0
    while address:
        read = page(client, address)
        seen += len([each for each in read.attributes("th") if each.get("scope") == "row"])
        address = next(
            (a["href"] or "" for a in read.attributes("a") if a.get("rel") == "next"), ""
        )
    assert seen == every > 50


def test_a_list_is_sorted_by_name_or_by_date_and_the_undated_come_last(client: Client) -> None:
    names = [thing["name"]["text"] for thing in listed(client, "/browse/actor")["things"]]
    assert names == sorted(names, key=str.casefold)
    dated = [bool(thing["date"]) for thing in listed(client, "/browse/tie?sort=date")["things"]]
    assert dated == sorted(dated, reverse=True)


def test_a_thing_is_drawn_at_the_points_that_are_known_of_it() -> None:
    one, other, third = (-75.6, 6.2), (-2.9, 43.3), (0.0, 0.0)
    assert geometry([]) is None
    assert geometry([one]) == {"type": "Point", "coordinates": one}
    assert geometry([one, other]) == {"type": "LineString", "coordinates": [one, other]}
    assert (geometry([one, other, third]) or {})["type"] == "MultiPoint"
