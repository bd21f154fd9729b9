"""Requests that no address can see, or should: they are refused in the words of all others."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests.released import serving

DIRECT = "Host: x\r\nContent-Type: application/sparql-query\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as address:
        yield address


def said(address: str, request: str) -> tuple[str, dict[str, str], bytes]:
    """The status line, the header lines and the body of what is answered before the end."""
    parts = urlsplit(address)
    answer = b""
    with socket.create_connection((parts.hostname or "", parts.port or 0), 30) as client:
        # Where not all was read the system may reset the connection behind the answer.
        with suppress(ConnectionError):
            client.sendall(request.encode("latin-1"))
        with suppress(ConnectionError):
            while data := client.recv(65536):
                answer += data
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, dict(line.lower().split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("GARBAGE\r\n\r\n", 400),
        ("GET /\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        ("GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400),
        (f"POST /sparql HTTP/1.1\r\n{DIRECT}Content-Length: x\r\n\r\n", 400),
        (f"POST /sparql HTTP/1.1\r\n{DIRECT}{CHUNKED}\r\nzz\r\n", 400),
        (f"POST /sparql HTTP/1.1\r\n{DIRECT}{CHUNKED}Content-Length: 6\r\n\r\n0\r\n\r\n", 400),
        ("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (
            f"GET /sparql?query={'x' * 300_000} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            414,
        ),
        (f"GET /sparql?query={'x' * 1_200_000}", 414),
        (f"GET / HTTP/1.1\r\nHost: x\r\nA: {'x' * 50_000}\r\nConnection: close\r\n\r\n", 431),
        (f"GET / HTTP/1.1\r\nHost: x\r\nA: {'x' * 1_200_000}", 431),
    ],
)
def test_what_is_no_request_is_answered_by_a_problem_and_the_connection_ends(
    address: str, request_: str, status: int
) -> None:
    line, headers, body = said(address, request_)
    assert line.startswith(f"HTTP/1.1 {status} ")
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    problem = json.loads(body)
    assert (problem["status"], problem["request_id"]) == (status, headers["x-request-id"])
    assert problem["detail"]


def test_rubbish_behind_a_request_that_is_being_answered_never_looks_like_its_end(
    address: str,
) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    request = f"POST /sparql HTTP/1.1\r\n{DIRECT}Content-Length: {len(query)}\r\n\r\n{query}"
    line, _, body = said(address, f"{request}GARBAGE\r\n\r\n")
    assert line.startswith("HTTP/1.1 200 ")
    assert not body.endswith(b"0\r\n\r\n")


def test_a_long_query_that_is_within_its_limit_may_come_by_get(address: str) -> None:
    query = f"ASK%20%7B%7D%23{'%78' * 250_000}"
    line, _, body = said(
        address, f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    assert line == "HTTP/1.1 200 OK"
    assert b"true" in body
