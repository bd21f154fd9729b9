"""The W3C tests of the SPARQL 1.1 Protocol for queries, rebuilt, and what HTTP asks besides.

Cases of https://www.w3.org/TR/sparql11-protocol/ by the names that they have in the W3C's manifest
(data-sparql11/protocol); their graphs are those of two sources of the world.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from httpx import Client, Response
from pyoxigraph import DefaultGraph, NamedNode, Store

from coopgraph.names import GRAPH
from tests.released import release, serving
from tests.test_protocol import DIRECT, FORM

ONE, TWO = f"{GRAPH}source/bulletin", f"{GRAPH}source/gaceta"
ROWS_JSON = "application/sparql-results+json"
ROWS_XML = "application/sparql-results+xml"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as address, Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def graphs() -> dict[str, int]:
    """How many triples stand in the plain graph, in each of the two, and in both."""
    store = Store.read_only(str(release() / "store"))

    def triples(*names: str) -> int:
        found = (store.quads_for_pattern(None, None, None, NamedNode(name)) for name in names)
        return len({quad.triple for quads in found for quad in quads})

    plain = store.quads_for_pattern(None, None, None, DefaultGraph())
    return {
        "plain": len(list(plain)),
        "one": triples(ONE),
        "two": triples(TWO),
        "both": triples(ONE, TWO),
    }


def post(client: Client, body: str | bytes, media_type: str | None, **params: Any) -> Response:
    headers = {} if media_type is None else {"Content-Type": media_type}
    return client.post("/sparql", content=body, headers=headers, params=params)


@pytest.mark.parametrize(
    ("name", "form"),
    [("ask", "ASK {}"), ("select", "SELECT * { ?s ?p ?o } LIMIT 1")],
)
@pytest.mark.parametrize("by", ["query_get", "query_post_form", "query_post_direct"])
def test_a_query_by_each_way_is_answered_in_a_result_format(
    client: Client, by: str, name: str, form: str
) -> None:
    answer = {
        "query_get": lambda: client.get("/sparql", params={"query": form}),
        "query_post_form": lambda: post(client, f"query={quote(form)}", FORM),
        "query_post_direct": lambda: post(client, form, DIRECT),
    }[by]()
    assert answer.status_code == 200
    assert answer.headers["content-type"] in (ROWS_JSON, ROWS_XML)
    assert ("boolean" in answer.json()) == (name == "ask")


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("SELECT * {}", f"{ROWS_XML}, {ROWS_JSON};q=0.9", ROWS_XML),
        ("ASK {}", f"{ROWS_JSON}", ROWS_JSON),
        ("DESCRIBE <http://example.org/>", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT { <s> <p> <o> } {}", "text/turtle, application/rdf+xml;q=0.5", "text/turtle"),
    ],
    ids=["content_type_select", "content_type_ask", "content_type_describe", "construct"],
)
def test_the_media_type_fits_the_form_of_the_query(
    client: Client, query: str, accept: str, media_type: str
) -> None:
    text = query if "CONSTRUCT" not in query else f"BASE <http://example.org/> {query}"
    answer = post(client, text, DIRECT)
    asked = client.post("/sparql", content=text, headers={"Content-Type": DIRECT, "Accept": accept})
    assert (answer.status_code, asked.status_code) == (200, 200)
    assert asked.headers["content-type"].partition(";")[0] == media_type


PLAIN = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
WHERE = "default-graph-uri"
IN = "named-graph-uri"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(
    ("query", "dataset", "expected"),
    [
        (PLAIN, {}, "plain"),
        (PLAIN, {WHERE: [ONE]}, "one"),
        (PLAIN, {WHERE: [ONE, TWO]}, "both"),
        (PLAIN, {IN: [ONE]}, None),
        (NAMED, {IN: [TWO]}, "two"),
        (NAMED, {IN: [ONE, TWO]}, "both"),
        (NAMED, {WHERE: [TWO], IN: [ONE]}, "one"),
        (PLAIN.replace("{ ?s", f"FROM <{TWO}> {{ ?s", 1), {}, "two"),
        # query_multiple_dataset: what the request names beats what the query names.
        (PLAIN.replace("{ ?s", f"FROM <{TWO}> {{ ?s", 1), {WHERE: [ONE]}, "one"),
        (NAMED.replace("{ SELECT", f"FROM NAMED <{TWO}> {{ SELECT", 1), {IN: [ONE]}, "one"),
    ],
)
def test_the_dataset_is_what_the_request_names(
    client: Client,
    graphs: dict[str, int],
    way: str,
    query: str,
    dataset: dict[str, list[str]],
    expected: str | None,
) -> None:
    answer = {
        "get": lambda: client.get("/sparql", params={"query": query, **dataset}),
        "form": lambda: client.post("/sparql", data={"query": query, **dataset}),
        "direct": lambda: post(client, query, DIRECT, **dataset),
    }[way]()
    (row,) = answer.json()["results"]["bindings"]
    assert int(row["n"]["value"]) == (graphs[expected] if expected else 0)


REFUSED = [
    ("bad_query_method", "PUT", {"params": {"query": "ASK {}"}}, 405),
    ("bad_multiple_queries", "GET", {"params": {"query": ["ASK {}", "SELECT * {}"]}}, 400),
    ("bad_query_wrong_media_type", "POST", {"content": "ASK {}", "type": "text/plain"}, 415),
    ("bad_query_missing_form_type", "POST", {"content": "query=ASK%20%7B%7D"}, 415),
    ("bad_query_missing_direct_type", "POST", {"content": "ASK {}"}, 415),
    (
        "bad_query_non_utf8",
        "POST",
        {
            "content": 'ASK { BIND("ä" AS ?x) }'.encode("utf-16"),
            "type": f"{DIRECT}; charset=UTF-16",
        },
        415,
    ),
    (
        "bad_query_non_utf8, unnamed",
        "POST",
        {"content": 'ASK { BIND("ä" AS ?x) }'.encode("latin-1"), "type": DIRECT},
        400,
    ),
    ("bad_query_syntax", "POST", {"content": "ASK {", "type": DIRECT}, 400),
    ("bad_update_get", "GET", {"params": {"update": "CLEAR ALL"}}, 403),
    ("bad_update", "POST", {"content": "CLEAR ALL", "type": "application/sparql-update"}, 415),
    ("the same by POST", "POST", {"content": "#" * 262_145, "type": DIRECT}, 413),
    ("not acceptable", "GET", {"params": {"query": "ASK {}"}, "accept": "image/png"}, 406),
]


@pytest.mark.parametrize(("name", "method", "request_", "status"), REFUSED)
def test_what_the_protocol_refuses_is_refused(
    client: Client, name: str, method: str, request_: dict[str, Any], status: int
) -> None:
    asked = dict(request_)
    headers = {"Accept": asked.pop("accept", "*/*")}
    if "type" in asked:
        headers["Content-Type"] = asked.pop("type")
    answer = client.request(method, "/sparql", headers=headers, **asked)
    assert answer.status_code == status, name
    assert answer.headers["cache-control"] == "no-store"
    assert ("allow" in answer.headers) == (status == 405)
    assert ("accept-post" in answer.headers) == (status == 415)
    assert ("offered" in answer.json()) == (status == 406)


def test_a_query_in_an_address_may_be_as_long_as_any_other() -> None:
    with serving(query_bytes=100) as address, Client(base_url=address) as client:
        told = [client.get("/sparql", params={"query": "ASK {}" + "#" * n}) for n in (94, 95)]
    assert [answer.status_code for answer in told] == [200, 414]


JSON_FIRST = ROWS_JSON
ACCEPTS = [
    ("*/*", JSON_FIRST),
    ("", JSON_FIRST),
    ("text/csv;q=0.9, */*;q=0.1", "text/csv"),
    ("text/csv;q=0.1, */*", JSON_FIRST),
    ("text/*", "text/csv"),
    ("text/*;q=0.5, text/csv;q=0", "text/tab-separated-values"),
    ("*/*, application/sparql-results+json;q=0", ROWS_XML),
    ("text/csv;q=0.001, text/tab-separated-values;q=0.002", "text/tab-separated-values"),
    # What cannot be read is passed over, and does not change what the rest says.
    ("text/csv;q=x, */*", JSON_FIRST),
    ("text/csv;q=2, */*;q=0.1", JSON_FIRST),
    ("text/csv;q=-1, */*", JSON_FIRST),
    ("text, */*", JSON_FIRST),
    ("/, */*", JSON_FIRST),
    (";q=1, */*", JSON_FIRST),
    ("*/csv, */*", JSON_FIRST),
    ("*/*;=", JSON_FIRST),
    ("*/*;version=1.2;q=0.5", JSON_FIRST),
    # A parameter that our form does not have narrows nothing.
    ("text/csv;header=present, */*;q=0.5", "text/csv"),
    ("text/csv;header=present;q=0.1, */*", JSON_FIRST),
]


@pytest.mark.parametrize(("accept", "media_type"), ACCEPTS)
def test_the_quality_of_a_range_counts_to_the_last(
    client: Client, accept: str, media_type: str
) -> None:
    headers = {"Accept": accept}
    for method in ("GET", "HEAD"):
        answer = client.request(method, "/sparql", params={"query": "ASK {}"}, headers=headers)
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == media_type


def test_an_answer_is_asked_for_again_only_when_the_release_has_changed(client: Client) -> None:
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 20"}
    first = client.get("/sparql", params=asked)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    held = {"If-None-Match": tag}
    same = client.get("/sparql", params=asked, headers=held)
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    others: list[dict[str, Any]] = [
        {"query": asked["query"] + " OFFSET 1"},
        {**asked, "format": "csv"},
        {**asked, "default-graph-uri": ONE},
    ]
    for other in others:
        assert client.get("/sparql", params=other, headers=held).status_code == 200
    assert client.post("/sparql", data=asked, headers=held).status_code == 200
    bad = client.get("/sparql", params={"query": "nonsense"}, headers={"If-None-Match": "*"})
    assert bad.status_code == 400


@pytest.mark.parametrize(
    "text",
    ["NOW()", "now ()", "RAND#\n()", "UUID()", "STRUUID()", "\\u004eOW()", "true && trueNOW()"],
)
def test_what_the_clock_or_chance_decides_is_kept_by_nobody(client: Client, text: str) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT ({text} AS ?x) {{}}"})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_options_and_a_preflight_name_what_is_taken(client: Client) -> None:
    asked = client.options("/sparql")
    assert asked.status_code == 204
    assert asked.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    preflight = client.options(
        "/sparql",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in preflight.headers
