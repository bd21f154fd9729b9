"""The endpoint as programs meet it: arguments, forms, refusals, real clients."""

from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Client
from pyoxigraph import RdfFormat, Store, parse
from rdflib import Graph, URIRef
from SPARQLWrapper import CSV, JSON, POST, TSV, TURTLE, XML, SPARQLWrapper

from coopgraph.names import CGO, GRAPH, ID
from tests.released import ALTA, BROWSER, PREFIX, TIE, release, serving

SELECT = PREFIX + "SELECT ?date WHERE { id:tie\\/alta-baja cgo:date ?date }"
GRAPHS = "SELECT ?c WHERE { ?c a <" + CGO + "Claim> }"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{TIE}> ?p ?o }}"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    with Client(base_url=address, timeout=30) as client:
        yield client


def dates(answer: Any) -> list[str]:
    return [row["date"]["value"] for row in answer.json()["results"]["bindings"]]


def test_a_query_comes_by_get_by_a_form_or_as_the_body(client: Client) -> None:
    direct = {"Content-Type": DIRECT}
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers=direct),
        client.post(
            "/sparql", content=SELECT, headers={"Content-Type": f"{DIRECT}; charset=UTF-8"}
        ),
    ]
    assert [dates(answer) for answer in answers] == [["1998-06"]] * len(answers)


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (f"DESCRIBE <{TIE}>", "application/trig", "application/trig"),
    ],
)
def test_an_answer_has_the_form_that_is_asked_for(
    client: Client, query: str, accept: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert "Accept" in answer.headers["vary"]
    assert answer.content


BAD: list[tuple[str, dict[str, Any], int]] = [
    ("no query in the form", {"method": "POST", "data": {"format": "json"}}, 400),
    ("two queries", {"url": "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, 400),
    (
        "in both",
        {"method": "POST", "url": "/sparql?query=ASK%7B%7D", "data": {"query": "ASK{}"}},
        400,
    ),
    ("an empty query", {"params": {"query": ""}}, 400),
    ("bad syntax", {"params": {"query": "SELECT WHERE"}}, 400),
    ("bad UTF-8 in the address", {"url": "/sparql?query=ASK%20%7B%7D%FF"}, 400),
    ("a surrogate", {"url": "/sparql?query=%ED%A0%80"}, 400),
    ("bad UTF-8 in a form", {"method": "POST", "content": b"query=%FF", "type": FORM}, 400),
    ("bad UTF-8 in a body", {"method": "POST", "content": b"ASK {} # \xff", "type": DIRECT}, 400),
    ("a graph that is no IRI", {"params": {"query": "ASK {}", "default-graph-uri": "x"}}, 400),
    ("a named graph", {"params": {"query": "ASK {}", "named-graph-uri": "a b"}}, 400),
    ("a limit in words", {"params": {"query": "ASK {}", "timeout": "soon"}}, 400),
    ("a limit of nothing", {"params": {"query": "ASK {}", "timeout": "0"}}, 400),
    ("no number", {"params": {"query": "ASK {}", "timeout": "nan"}}, 400),
    ("for ever", {"params": {"query": "ASK {}", "timeout": "inf"}}, 400),
    ("two limits", {"params": {"query": "ASK {}", "timeout": ["1", "2"]}}, 400),
    ("too many fields", {"url": "/sparql?" + "&".join(["a=b"] * 300)}, 400),
    ("an update", {"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
    ("an update as a query", {"params": {"query": "CLEAR ALL"}}, 403),
    (
        "a call",
        {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}},
        403,
    ),
    ("no such form", {"params": {"query": "ASK {}", "format": "turtle"}}, 406),
    ("no such type", {"params": {"query": "ASK {}"}, "accept": "image/png"}, 406),
    ("a method", {"method": "PUT", "params": {"query": "ASK {}"}}, 405),
    ("a type", {"method": "POST", "content": b"ASK {}", "type": "text/plain"}, 415),
    ("no type", {"method": "POST", "content": b"ASK {}"}, 415),
    (
        "an update's type",
        {"method": "POST", "content": b"", "type": "application/sparql-update"},
        415,
    ),
    ("latin-1", {"method": "POST", "content": b"ASK {}", "type": f"{DIRECT};charset=latin-1"}, 415),
    ("long", {"method": "POST", "content": b"#" * 300_000, "type": DIRECT}, 413),
    ("long form", {"method": "POST", "content": b"query=" + b"x" * 2_000_000, "type": FORM}, 413),
    ("long in a form", {"method": "POST", "data": {"query": "#" * 300_000}}, 413),
]


@pytest.mark.parametrize(("what", "request_", "status"), BAD, ids=[what for what, _, _ in BAD])
def test_each_misuse_has_its_status_and_says_what_is_wrong(
    client: Client, what: str, request_: dict[str, Any], status: int
) -> None:
    request = {"method": "GET", "url": "/sparql", **request_}
    headers = {"Accept": request.pop("accept", "*/*")}
    if "type" in request:
        headers["Content-Type"] = request.pop("type")
    answer = client.request(**request, headers=headers)
    assert answer.status_code == status, what
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("https://w3id.org/coopgraph/problem/")
    assert problem["detail"]
    assert "etag" not in answer.headers


def test_refusals_name_what_would_do(client: Client) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.options("/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    refused = client.post("/sparql", content=b"x", headers={"Content-Type": "text/plain"})
    assert refused.headers["accept-post"] == f"{FORM}, {DIRECT}"


def test_bad_syntax_is_told_with_line_and_column(client: Client) -> None:
    problem = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"}).json()
    assert problem["line"] == 2
    assert problem["column"] > 1


def test_claims_are_seen_in_the_graph_of_their_source_only(client: Client) -> None:
    def rows(**arguments: str) -> int:
        answer = client.get("/sparql", params={"query": GRAPHS, **arguments})
        return len(answer.json()["results"]["bindings"])

    one = rows(**{"default-graph-uri": f"{GRAPH}source/bulletin"})
    assert rows() == 0
    assert one > 0
    both = client.get(
        "/sparql",
        params={
            "query": "SELECT ?c WHERE { GRAPH ?g { ?c a <" + CGO + "Claim> } }",
            "named-graph-uri": [f"{GRAPH}source/bulletin", f"{GRAPH}source/gaceta"],
        },
    ).json()
    assert len(both["results"]["bindings"]) > one


def test_a_head_request_tells_the_form_and_nothing_else(client: Client) -> None:
    answer = client.head("/sparql", params={"query": SELECT})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert client.head("/sparql", params={"query": "nonsense"}).status_code == 400


def test_a_browser_gets_the_editor_and_the_answer_on_its_page(client: Client) -> None:
    empty = client.get("/sparql", headers=BROWSER).text
    assert "<textarea" in empty
    rows = client.get("/sparql", params={"query": SELECT}, headers=BROWSER).text
    assert "1998-06" in rows
    assert "format=csv" in rows
    assert "Yes" in client.get("/sparql", params={"query": "ASK {}"}, headers=BROWSER).text
    graph = client.get("/sparql", params={"query": CONSTRUCT}, headers=BROWSER).text
    assert "<pre" in graph


def test_an_answer_too_long_for_a_page_is_not_shown_in_part(client: Client) -> None:
    query = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    text = client.get("/sparql", params={"query": query}, headers=BROWSER).text
    assert "too long for a page" in text
    assert "<td" not in text.partition("<h2>Answer")[2]


def test_a_program_that_asks_nothing_gets_the_description_of_what_is_there(client: Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    told = {str(quad.object.value) for quad in parse(answer.content, RdfFormat.N_TRIPLES)}
    store = Store.read_only(str(release() / "store"))
    assert {graph.value for graph in store.named_graphs()} <= told
    sizes = {
        str(len(list(store.quads_for_pattern(None, None, None, graph))))
        for graph in store.named_graphs()
    }
    assert sizes <= told
    assert "text/turtle" in client.get("/sparql").headers["content-type"]


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_rows_in_every_form(address: str, method: str) -> None:
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setQuery(SELECT)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(JSON)
    rows: Any = wrapper.query().convert()
    assert [row["date"]["value"] for row in rows["results"]["bindings"]] == ["1998-06"]
    wrapper.setReturnFormat(XML)
    xml: Any = wrapper.query().convert()
    assert xml.getElementsByTagName("literal")[0].firstChild.data == "1998-06"
    for form in (CSV, TSV):
        wrapper.setReturnFormat(form)
        text: Any = wrapper.query().convert()
        assert b"1998-06" in text


def test_sparqlwrapper_reads_a_graph(address: str) -> None:
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setQuery(CONSTRUCT)
    wrapper.setReturnFormat(TURTLE)
    text: Any = wrapper.query().convert()
    graph = Graph().parse(data=text, format="turtle")
    assert (URIRef(TIE), URIRef(f"{CGO}party"), URIRef(ALTA)) in graph


def test_rdflib_follows_a_thing_to_its_document(address: str) -> None:
    graph = Graph().parse(ALTA.replace(ID, f"{address}/id/"))
    assert (URIRef(ALTA), URIRef(f"{CGO}governs"), URIRef(f"{ID}territory/alta")) in graph
