"""A service that can be trusted: a bad query or a bad client hurts only itself."""

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from os import getpid
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.pooled import NOTHING_FOR_EVER, ROWS_FOR_EVER, alive, children
from tests.released import serving, settings

QUICK = "ASK { ?s ?p ?o }"
LONG = 60  # a time limit that no test waits for
SOON = 30  # what a machine with other work to do needs at most
DIRECT = {"Content-Type": "application/sparql-query"}


def ask(address: str, query: str, **named: str) -> httpx.Response:
    return httpx.get(f"{address}/sparql", params={"query": query, **named}, timeout=LONG)


def post(address: str, query: str) -> httpx.Response:
    return httpx.post(f"{address}/sparql", content=query, headers=DIRECT, timeout=LONG)


@contextmanager
def connected(address: str, query: str, method: str = "GET") -> Iterator[socket.socket]:
    """A request sent by hand, so that the client can leave when the test says so."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), SOON) as client:
        target = f"/sparql?query={quote(query)}"
        client.sendall(f"{method} {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        yield client


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def lonely() -> Iterator[str]:
    """A service with one worker only for strangers, which none may keep from the next one."""
    with serving(workers=2, time_limit=LONG) as address:
        yield address


def test_a_cross_product_is_stopped_at_its_limit_while_another_client_is_answered_at_once() -> None:
    with serving(time_limit=1.5) as address, ThreadPoolExecutor(1) as other:
        endless = other.submit(ask, address, NOTHING_FOR_EVER)
        answered_meanwhile = 0
        while not endless.done():
            assert ask(address, QUICK).json()["boolean"] is True
            answered_meanwhile += not endless.done()
        answer = endless.result()
    assert (answer.status_code, answer.json()["type"][-10:]) == (504, "time-limit")
    assert "1.5 seconds" in answer.json()["detail"]
    assert answered_meanwhile > 3


def test_a_client_may_ask_for_less_time_and_not_for_more() -> None:
    with serving(time_limit=0.8) as address:
        less = ask(address, NOTHING_FOR_EVER, timeout="0.2")
        more = ask(address, NOTHING_FOR_EVER, timeout="3600")
    assert "0.2 seconds" in less.json()["detail"]
    assert "0.8 seconds" in more.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ FILTER{'(' * 50_000}1{')' * 50_000} }}",
        f"ASK {'{' * 50_000}{'}' * 50_000}",
        f"SELECT * {{ ?s {'(' * 50_000}<x:p>{')' * 50_000} ?o }}",
        f"ASK {{ FILTER(1{' || 1' * 20_000}) }}",
        f"ASK {{ {{}}{' UNION {}' * 20_000} }}",
        f"ASK {{ FILTER({'!' * 50_000}1) }}",
        f"SELECT * {{ {' '.join(f'?v{i} <x:p> ?v{i + 1} .' for i in range(5_000))} }}",
        "#" + "x" * 250_000,
    ],
    ids=["parentheses", "groups", "paths", "or", "union", "not", "chain", "comment"],
)
def test_a_text_that_would_end_the_engine_is_refused_at_once(address: str, query: str) -> None:
    before = children(getpid()).keys()
    answer = post(address, query)
    assert answer.status_code in (400, 403)
    assert len(answer.content) < 1000
    assert children(getpid()).keys() == before


CALLS = [
    "ASK {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
    "ASK {{ service silent <{there}> {{ ?s ?p ?o }} }}",
    "ASK {{ SERVICE#{{\n<{there}>{{?s ?p ?o}} }}",
    "ASK {{ BIND(<{there}> AS ?there) SERVICE ?there {{ ?s ?p ?o }} }}",
    "PREFIX x: <{there}> ASK {{ OPTIONAL {{ {{ SERVICE x: {{}} }} }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{there}> {{}} }} }}",
    "ASK {{ \\u0053ERVICE <{there}> {{}} }}",
    "ASK {{ \\U00000053\\u0045RVICE <{there}> {{}} }}",
    'ASK {{ BIND("\\u0022) SERVICE <{there}> {{}} #" AS ?x) }}',
    "ASK {{ FILTER(true)SERVICE <{there}> {{}} }}",
    "ASK {{ ?s ?p trueSERVICE <{there}> {{}} }}",
    "ASK {{ SELECT * {{ SERVICE <{there}> {{}} }} }}",
    "DESCRIBE ?s {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
    "LOAD <{there}>",
    "LOAD SILENT <{there}> INTO GRAPH <{there}>",
]


@pytest.mark.parametrize("call", CALLS)
def test_no_spelling_of_a_call_reaches_another_server(address: str, call: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        there = f"http://127.0.0.1:{other.getsockname()[1]}/"
        answer = post(address, call.format(there=there))
        assert answer.status_code in (400, 403)
        assert answer.headers["content-type"] == "application/problem+json"
        with pytest.raises(BlockingIOError):
            other.accept()


def test_a_dataset_names_graphs_of_the_store_and_nothing_is_fetched(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        there = f"http://127.0.0.1:{other.getsockname()[1]}/"
        for query, named in (
            ("SELECT * FROM <{there}> {{ ?s ?p ?o }}", {}),
            ("SELECT * FROM NAMED <{there}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}),
            ("SELECT * {{ GRAPH <{there}> {{ ?s ?p ?o }} }}", {}),
            ("SELECT * {{ ?s ?p ?o }}", {"default-graph-uri": there}),
            ("SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }}", {"named-graph-uri": there}),
        ):
            answer = ask(address, query.format(there=there), **named)
            assert (answer.status_code, answer.json()["results"]["bindings"]) == (200, [])
        with pytest.raises(BlockingIOError):
            other.accept()


def test_a_killed_worker_is_replaced_and_no_client_notices() -> None:
    before = children(getpid()).keys()
    with serving(workers=2) as address:
        for _ in range(3):
            workers = children(getpid()).keys() - before
            assert len(workers) == 2
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            assert [ask(address, QUICK).status_code for _ in range(4)] == [200] * 4
            assert not any(alive(worker) for worker in workers)


@pytest.mark.parametrize("query", [NOTHING_FOR_EVER, ROWS_FOR_EVER])
def test_a_client_that_hangs_up_frees_its_worker(lonely: str, query: str) -> None:
    with connected(lonely, query) as client:
        if query == ROWS_FOR_EVER:
            assert b"200 OK" in client.recv(1000)
        else:
            sleep(0.3)
    begun = monotonic()
    assert ask(lonely, QUICK).status_code == 200
    assert monotonic() - begun < SOON


def test_clients_that_leave_the_queue_leave_nothing_behind(lonely: str) -> None:
    with connected(lonely, NOTHING_FOR_EVER):
        for _ in range(20):
            with connected(lonely, NOTHING_FOR_EVER):
                pass
    begun = monotonic()
    assert ask(lonely, QUICK).status_code == 200
    assert monotonic() - begun < SOON


@pytest.mark.parametrize("query", [NOTHING_FOR_EVER, ROWS_FOR_EVER])
def test_strangers_queries_keep_no_page_waiting(query: str) -> None:
    with serving(time_limit=LONG) as address, ExitStack() as strangers:
        for _ in range(settings().workers + 2):
            strangers.enter_context(connected(address, query))
        sleep(0.3)
        for path in ("/ready", "/en/", "/doc/actor/alta", "/search?q=alta"):
            assert httpx.get(f"{address}{path}", timeout=SOON).status_code == 200


def test_a_head_request_does_not_keep_its_worker(lonely: str) -> None:
    begun = monotonic()
    with connected(lonely, ROWS_FOR_EVER, "HEAD") as client:
        assert b"200 OK" in client.recv(1000)
        assert ask(lonely, QUICK).status_code == 200
    assert monotonic() - begun < SOON


def test_a_client_that_does_not_read_loses_its_worker_at_the_limit() -> None:
    with serving(workers=2, time_limit=1) as address, connected(address, ROWS_FOR_EVER) as client:
        assert b"200 OK" in client.recv(1000)
        sleep(1.2)
        assert ask(address, QUICK).status_code == 200


def test_an_answer_that_meets_its_limit_on_the_way_is_broken_off_and_never_looks_whole() -> None:
    with serving(time_limit=0.5) as address, pytest.raises(httpx.RemoteProtocolError):
        ask(address, ROWS_FOR_EVER)


def test_an_answer_that_turns_out_to_be_no_xml_is_broken_off(address: str) -> None:
    values = "'sound' " * 5000 + "'\\u0001'"
    with pytest.raises(httpx.RemoteProtocolError):
        ask(address, f"SELECT * {{ VALUES ?x {{ {values} }} }}", format="xml")
    refused = ask(address, "SELECT ('\\u0001' AS ?x) {}", format="xml")
    assert (refused.status_code, refused.json()["type"][-14:]) == (406, "not-acceptable")
    assert "application/sparql-results+json" in refused.json()["offered"]


def test_a_full_queue_is_503_with_when_to_come_again() -> None:
    with (
        serving(workers=2, queue_limit=0, time_limit=7) as address,
        connected(address, NOTHING_FOR_EVER),
    ):
        deadline = monotonic() + SOON
        while (busy := ask(address, QUICK)).status_code == 200 and monotonic() < deadline:
            sleep(0.05)
        assert httpx.get(f"{address}/ready").status_code == 200, "a worker is kept from strangers"
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "7")
    assert busy.json()["type"].endswith("/busy")


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT *\nWHERE {\n  ?s ?p\n}", 4, 2),
        ("SELECT * WHERE { ?s ?p ?o", 1, 16),
        ("ASK {\n\n  ?s x:p ?o }", 3, 6),
        ('ASK { ?s ?p "abc }', 1, 13),
    ],
)
def test_a_bad_query_is_told_with_the_place_where_to_mend_it(
    address: str, query: str, line: int, column: int
) -> None:
    answer = ask(address, query)
    assert answer.status_code == 400
    assert (answer.json()["line"], answer.json()["column"]) == (line, column)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (400, {"method": "GET", "params": {"query": "ASK"}}),
        (403, {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (405, {"method": "DELETE"}),
        (406, {"method": "GET", "params": {"query": QUICK}, "headers": {"Accept": "image/png"}}),
        (413, {"method": "POST", "content": "#" * 300_000, "headers": DIRECT}),
        (415, {"method": "POST", "content": QUICK, "headers": {"Content-Type": "text/plain"}}),
    ],
)
def test_every_refusal_is_a_problem_with_the_id_of_its_request(
    address: str, status: int, asked: dict[str, Any]
) -> None:
    answer = httpx.request(url=f"{address}/sparql", timeout=LONG, **asked)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", 200), ("OPTIONS", 204), ("TRACE", 405), ("PATCH", 405)]
)
def test_what_is_asked_about_an_address_is_answered_without_a_query(
    address: str, method: str, status: int
) -> None:
    answer = httpx.request(method, f"{address}/sparql", timeout=LONG)
    assert answer.status_code == status
    if method != "HEAD":
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_service_that_has_stopped_leaves_no_process_and_no_port() -> None:
    before = children(getpid()).keys()
    with serving(time_limit=LONG) as address, connected(address, ROWS_FOR_EVER) as client:
        assert b"200 OK" in client.recv(1000)
        assert len(children(getpid()).keys() - before) == settings().workers
        client.close()
    assert children(getpid()).keys() <= before
    with pytest.raises(httpx.ConnectError):
        ask(address, QUICK)
