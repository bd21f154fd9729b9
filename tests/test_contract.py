"""What the product asks of a store, asked of every engine: the same answers, the same errors.

Virtuoso answers some of SPARQL otherwise; each query that shows it is listed with the reason.
"""

import asyncio
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    parse,
    parse_query_results,
)

from coopgraph.errors import (
    BadQuery,
    CoopgraphError,
    NotAcceptable,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    StoreFailed,
)
from coopgraph.names import CGO, GRAPH, ID, SKOS
from coopgraph.queries import read_queries
from coopgraph.store.base import ROWS, TRIPLES, Store
from tests.conftest import ROOT
from tests.engines import ENGINES, Running, virtuoso
from tests.pooled import stream
from tests.published import give, opened, whole
from tests.released import BROWSER, real_release, release, serving

pytestmark = pytest.mark.slow

JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
META, ALDANA = f"{GRAPH}meta", f"{GRAPH}source/aldana"
FOR_EVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ROWS_FOR_EVER = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ORDERED = (
    f"SELECT ?s ?l {{ ?s a <{CGO}Actor> ; <{SKOS}prefLabel> ?l }} ORDER BY STR(?s) STR(?l) LANG(?l)"
)
DENIED = f"SELECT DISTINCT ?o {{ GRAPH ?g {{ ?s <{CGO}denied> ?o }} }}"
COUNTED = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
PLAIN = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ABOUT = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ <{ID}actor/medellin> }} ?s ?p ?o }}"

OTHERWISE = {
    "initiatives-of-an-actor": "OPTIONAL loses FILTER (?other != ?actor) and a date of two paths",
    "modality-by-edition": "rows are lost or not, by the plan that it happens to choose",
    "milestones": "an alternative of paths in OPTIONAL also gives the row without a value",
    "south-south-shares": "its compiler gives up: SQ156",
    "statements-tested": "GROUP_CONCAT writes characters beyond Latin-1 as a question mark",
    "ties-between-countries": "COALESCE and OPTIONAL in a named graph give rows twice",
}
"""Questions that Virtuoso 7.2.5 answers otherwise than SPARQL 1.1 has it."""

PANELS_OTHERWISE = {
    "actor_circle",
    "actor_map",
    "actor_standing",
    "analysis_decades",
    "browse_country",
    "browse_decade",
    "browse_region",
    "document_claims",
    "entity_conflicts",
    "home_map",
}
"""Queries of pages that it answers otherwise, or not at all; why has not been looked into."""
PAGES_OTHERWISE = {"/", "/doc/actor/medellin", "/doc/source/aldana", "/doc/part/aldana-table-1"}


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """An engine that holds the real release, and beside it graphs that are not of the release."""
    name = request.param
    with ENGINES[name](tmp_path_factory.mktemp(name)) as running:
        give(real_release(), running)
        yield running


def is_virtuoso(engine: Running) -> bool:
    return bool(engine.user)


def on(engine: Running | None, text: str, *media_types: str, **named: Any) -> bytes:
    """An answer of an engine, or of the release's own store."""

    async def ask() -> bytes:
        async with opened(real_release(), engine) as store:
            return await whole(store, text, *media_types, **named)

    return asyncio.run(ask())


async def found(store: Store, text: str) -> object:
    """An answer, so that equal ones are equal."""
    answer = await store.query(text, JSON, N_TRIPLES)
    content = b"".join([chunk async for chunk in answer.chunks])
    if answer.media_type == N_TRIPLES:
        return set(parse(content, RdfFormat.N_TRIPLES))
    results = parse_query_results(content, QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return bool(results)
    return Counter(tuple(map(str, row)) for row in results)


@pytest.mark.parametrize("folder", ["pages", "questions", "checks", "build"])
def test_every_query_of_ours_has_the_answer_that_our_own_store_gives(
    engine: Running, folder: str
) -> None:
    async def differ() -> list[str]:
        async with opened(real_release(), None) as own, opened(real_release(), engine) as other:
            return [
                query.name
                for query in read_queries(ROOT / "queries" / folder)
                if await found(own, query.text) != await found_or_none(other, query.text)
            ]

    known = {"questions": set(OTHERWISE), "pages": PANELS_OTHERWISE}.get(folder, set())
    assert set(asyncio.run(differ())) <= (known if is_virtuoso(engine) else set())


async def found_or_none(store: Store, text: str) -> object:
    try:
        return await found(store, text)
    except BadQuery:
        return None


@pytest.mark.parametrize("media_type", [form for form in ROWS if form != JSON])
@pytest.mark.parametrize("text", [ORDERED, DENIED, "ASK {}", f"ASK {{ <{ID}nobody> ?p ?o }}"])
def test_rows_and_truth_are_the_same_bytes(engine: Running, text: str, media_type: str) -> None:
    assert on(engine, text, media_type) == on(None, text, media_type)


@pytest.mark.parametrize("text", [ORDERED, DENIED, "ASK {}", f"ASK {{ <{ID}nobody> ?p ?o }}"])
def test_rows_and_truth_in_json_say_the_same(engine: Running, text: str) -> None:
    ours, theirs = (json.loads(on(each, text, JSON)) for each in (None, engine))
    assert theirs.get("boolean") == ours.get("boolean")
    assert theirs.get("results", {}).get("bindings") == ours.get("results", {}).get("bindings")


@pytest.mark.parametrize("media_type", TRIPLES)
def test_triples_are_the_same_in_every_form(engine: Running, media_type: str) -> None:
    rdf_format = RdfFormat.from_media_type(media_type)
    ours, theirs = (set(parse(on(each, ABOUT, media_type), rdf_format)) for each in (None, engine))
    assert theirs == ours
    assert ours


@pytest.mark.parametrize("text", [COUNTED, PLAIN])
@pytest.mark.parametrize("clauses", ["", f"FROM <{META}> ", f"FROM NAMED <{ALDANA}> "])
@pytest.mark.parametrize(
    "graphs",
    [
        {},
        {"default_graphs": [ALDANA]},
        {"named_graphs": [META, ALDANA]},
        {"default_graphs": [f"{ID}none"]},
    ],
)
def test_the_graphs_asked_are_those_of_the_query_or_of_the_request(
    engine: Running, text: str, clauses: str, graphs: dict[str, list[str]]
) -> None:
    asked = text.replace("{", f"{clauses}{{", 1)
    ours, theirs = (rows(on(each, asked, "text/csv", **graphs)) for each in (None, engine))
    assert theirs == ours


def rows(answer: bytes) -> list[list[str]]:
    return sorted(csv.reader(io.StringIO(answer.decode())))


def test_graphs_that_are_not_of_the_release_are_not_seen(engine: Running) -> None:
    other = f"{GRAPH}source/other"
    put_beside(engine, other)
    assert rows(on(engine, COUNTED, "text/csv")) == rows(on(None, COUNTED, "text/csv"))
    assert on(engine, PLAIN.replace("{", f"FROM <{other}> {{", 1), "text/csv") == b"n\r\n0\r\n"


def put_beside(engine: Running, graph: str) -> None:
    address = "sparql-graph-crud-auth" if is_virtuoso(engine) else "store"
    auth = httpx.DigestAuth(engine.user, engine.password) if engine.user else None
    httpx.put(
        httpx.URL(engine.endpoint).join(address),
        params={"graph": graph},
        content=b"<http://example.org/a> <http://example.org/b> 'c' .",
        headers={"Content-Type": "text/turtle"},
        auth=auth,
    ).raise_for_status()


@pytest.mark.parametrize(
    ("text", "media_type", "fault"),
    [
        ("SELECT * { ?s ?p }", "text/csv", BadQuery),
        ("ASK { FILTER(<http://example.org/f>(1)) }", "text/csv", BadQuery),
        ("ASK FROM", "text/csv", BadQuery),
        ("ASK FROM <relative> {}", "text/csv", BadQuery),
        ("DELETE WHERE { ?s ?p ?o }", "text/csv", QueryRefused),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", "text/csv", QueryRefused),
        ("ASK {}", "text/turtle", NotAcceptable),
        ("SELECT ('\\u0001' AS ?x) {}", "application/sparql-results+xml", NotAcceptable),
        ("CONSTRUCT { <a:b> <a:1> 1 } {}", "application/rdf+xml", NotAcceptable),
    ],
)
def test_a_fault_is_the_same_fault_as_of_a_store_here(
    engine: Running, text: str, media_type: str, fault: type[CoopgraphError]
) -> None:
    for each in (None, engine):
        with pytest.raises(fault):
            on(each, text, media_type)


@pytest.mark.parametrize("media_type", [JSON, "text/csv"])
def test_a_query_ends_at_its_limit_and_others_are_answered(
    engine: Running, media_type: str
) -> None:
    with pytest.raises(QueryTimeout):
        on(engine, FOR_EVER, media_type, timeout=1)
    assert on(engine, "ASK {}", "text/csv") == b"true"


@pytest.mark.parametrize("media_type", [JSON, "text/csv"])
def test_the_first_bytes_leave_while_the_query_runs(engine: Running, media_type: str) -> None:
    if is_virtuoso(engine):
        pytest.skip("Virtuoso writes all of an answer before it sends any")

    async def read() -> None:
        async with opened(real_release(), engine) as store:
            answer = await store.query(ROWS_FOR_EVER, media_type, timeout=3)
            assert await anext(answer.chunks)
            with pytest.raises(QueryTimeout):
                async for _ in answer.chunks:
                    pass

    asyncio.run(read())


def test_a_reader_that_leaves_ends_what_it_began(engine: Running) -> None:
    async def leave() -> None:
        async with opened(real_release(), engine) as store:
            for media_type in (N_TRIPLES, "text/turtle") * 5:
                answer = await store.query("CONSTRUCT WHERE { ?s ?p ?o }", media_type)
                await anext(answer.chunks)
                await stream(answer).aclose()
            assert await whole(store, "ASK {}", "text/csv") == b"true"

    asyncio.run(leave())


def test_nothing_is_answered_of_another_release(engine: Running) -> None:
    async def ask() -> None:
        async with opened(release(), engine) as store:
            await whole(store, "ASK {}", "text/csv")

    with pytest.raises(StoreFailed, match="and the endpoint holds"):
        asyncio.run(ask())


PAGES = (
    "/",
    "/sources",
    "/doc/actor/medellin",
    "/doc/source/aldana",
    "/doc/part/aldana-table-1",
    "/doc/territory/medellin",
    "/vocab/modality/css",
    "/search?q=medellin",
    "/queries/medellin-ties",
    "/validation",
    "/tested",
    "/dataset",
)


def test_pages_search_and_reports_are_the_same(engine: Running) -> None:
    folder = real_release()
    with serving(folder) as here, serving(folder, remote=engine.endpoint) as there:
        differ = {path for path in PAGES if page(here, path) != page(there, path)}
    assert differ <= (PAGES_OTHERWISE if is_virtuoso(engine) else set())


def page(host: str, path: str) -> Counter[str]:
    """What a page holds; where a query leaves an order open, each engine has its own."""
    answer = httpx.get(f"{host}{path}", headers=BROWSER, timeout=60)
    assert answer.status_code == 200
    return Counter(re.findall(r"<[^>]*>|[^<]+", answer.text.replace(host, "")))


def test_an_answer_that_virtuoso_would_cut_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder, sparql = tmp_path_factory.mktemp("cut"), "ResultSetMaxRows = 10000"
    with (
        virtuoso(folder, sparql=sparql) as engine,
        pytest.raises(QueryTooLarge, match="cuts answers at 10000 rows"),
    ):
        give(release(), engine)
