"""The same service on a store elsewhere: another service of ours, asked over HTTP."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from coopgraph.errors import (
    BadQuery,
    CannotRun,
    CoopgraphError,
    NotAcceptable,
    QueryRefused,
    QueryTimeout,
    StoreFailed,
)
from coopgraph.store.base import ROWS, TRIPLES
from coopgraph.store.remote import Held, open_remote
from coopgraph.web.site import read_release
from tests.released import BROWSER, PREFIX, release, serving, settings

FOR_EVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DATE = f"{PREFIX} SELECT ?date {{ <https://w3id.org/coopgraph/id/tie/alta-baja> cgo:date ?date }}"


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    """A service with a store of its own."""
    with serving(time_limit=1.5) as address:
        yield address


@pytest.fixture(scope="module")
def here(there: str) -> Iterator[str]:
    """A service that asks the other one."""
    with serving(remote=f"{there}/sparql") as address:
        yield address


def held() -> Held:
    """What the endpoint must hold: the world's release."""
    made = read_release(release())
    return Held(made.id, tuple(made.graphs))


def ask(endpoint: str, text: str, media_type: str = "text/csv", seconds: float = 20) -> bytes:
    async def answer() -> bytes:
        store = open_remote(endpoint, settings(), held())
        try:
            found = await store.query(text, media_type, timeout=seconds)
            return b"".join([chunk async for chunk in found.chunks])
        finally:
            await store.close()

    return asyncio.run(answer())


@pytest.mark.parametrize("media_type", ROWS)
def test_rows_are_passed_on_byte_for_byte(there: str, media_type: str) -> None:
    direct = httpx.post(f"{there}/sparql", data={"query": DATE}, headers={"Accept": media_type})
    assert ask(f"{there}/sparql", DATE, media_type) == direct.content


@pytest.mark.parametrize("media_type", TRIPLES)
def test_graphs_come_in_every_form(there: str, media_type: str) -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"
    assert ask(f"{there}/sparql", text, media_type)


@pytest.mark.parametrize(
    "path",
    ["/", "/doc/actor/alta", "/search?q=alta", "/doc/source/bulletin", "/queries", "/validation"],
)
def test_the_pages_are_the_same_on_either_store(there: str, here: str, path: str) -> None:
    pages = [httpx.get(f"{address}{path}", headers=BROWSER) for address in (there, here)]
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].text.replace(there, "") == pages[1].text.replace(here, "")


@pytest.mark.parametrize(
    ("text", "media_type", "fault"),
    [
        ("SELECT * { ?s ?p }", "text/csv", BadQuery),
        ("DELETE WHERE { ?s ?p ?o }", "text/csv", QueryRefused),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", "text/csv", QueryRefused),
        ("ASK {}", "text/turtle", NotAcceptable),
        (FOR_EVER, "text/csv", QueryTimeout),
        ("SELECT ('\\u0001' AS ?x) {}", "application/sparql-results+xml", NotAcceptable),
        ("CONSTRUCT { <a:b> <a:1> 1 } {}", "application/rdf+xml", NotAcceptable),
    ],
)
def test_a_fault_is_the_same_fault_as_of_a_store_here(
    there: str, text: str, media_type: str, fault: type[CoopgraphError]
) -> None:
    with pytest.raises(fault):
        ask(f"{there}/sparql", text, media_type)


def test_the_time_in_which_a_query_is_read_counts(there: str) -> None:
    text = f"ASK {{ FILTER(1 IN (1{',' * 260_000})) }}"
    with pytest.raises(QueryTimeout) as stopped:
        ask(f"{there}/sparql", text, seconds=0.1)
    assert stopped.value.seconds == 0.1


def test_the_limit_of_this_service_holds_for_a_slower_one_there(there: str) -> None:
    with pytest.raises(QueryTimeout) as stopped:
        ask(f"{there}/sparql", FOR_EVER, seconds=0.3)
    assert stopped.value.seconds == 0.3


@pytest.mark.parametrize("path", ["/nowhere", "/health"])
def test_what_is_no_endpoint_is_a_store_that_failed(there: str, path: str) -> None:
    with pytest.raises(StoreFailed):
        ask(f"{there}{path}", "ASK {}")


def test_an_endpoint_that_nobody_serves_is_a_store_that_failed() -> None:
    with pytest.raises(StoreFailed, match="cannot be asked"):
        ask("http://127.0.0.1:9/sparql", "ASK {}")


def test_an_address_that_is_not_of_http_is_refused() -> None:
    with pytest.raises(CannotRun, match="is not the address of an endpoint"):
        open_remote("file:///etc/passwd", settings(), held())


def test_a_service_whose_store_is_gone_says_so_and_is_not_ready() -> None:
    with serving(remote="http://127.0.0.1:9/sparql") as address:
        assert httpx.get(f"{address}/health").status_code == 200
        assert httpx.get(f"{address}/ready").status_code == 503
        asked = httpx.get(f"{address}/sparql", params={"query": "ASK {}"})
        assert asked.status_code == 503
        assert asked.headers["Content-Type"] == "application/problem+json"
