"""Answers for people: tables that no value can spoil, and words for endpoints that fail."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from rich.console import Console

from coopgraph.asking import ask_endpoint, media_type, write_table
from coopgraph.errors import BadQuery, CannotRun, CoopgraphError


def answer(*values: str) -> bytes:
    rows = [{"t": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["t"]}, "results": {"bindings": rows}}).encode()


def drawn(*values: str) -> str:
    text = io.StringIO()
    write_table(answer(*values), io.BytesIO(), Console(file=text, force_terminal=True, width=60))
    return text.getvalue()


def test_words_that_look_like_markup_stand_in_a_table_as_they_are() -> None:
    assert "a [/b] [red]c" in drawn("a [/b] [red]c")


def test_no_value_can_steer_a_terminal_or_break_a_row() -> None:
    plain = io.BytesIO()
    write_table(answer("a\x1b[2Jb\nc"), plain, Console(file=io.StringIO()))
    assert plain.getvalue() == b"t\na [2Jb c\n"


def test_what_is_not_results_is_refused_in_words() -> None:
    for wrong in (b"<html>", b"[]", b"{}", b'{"head": {}}'):
        with pytest.raises(CannotRun, match="not SPARQL results in JSON"):
            write_table(wrong, io.BytesIO(), Console(file=io.StringIO()))


def test_a_form_that_does_not_suit_the_query_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadQuery, match="CONSTRUCT cannot be answered as csv; there are: turtle"):
        media_type("CONSTRUCT", "csv")


@contextmanager
def endpoint(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, BadQuery, "refuses the query: no such prefix"),
        (404, CannotRun, "fails"),
        (500, CannotRun, "fails: no such prefix"),
        (504, CannotRun, "answers 504 .*no such prefix"),
    ],
)
def test_what_an_endpoint_says_reaches_the_asker(
    status: int, kind: type[CoopgraphError], words: str
) -> None:
    with (
        endpoint(status, b"no such prefix") as address,
        pytest.raises(kind, match=f"{address} {words}"),
    ):
        ask_endpoint(address, "ASK {}", "application/sparql-results+json", 5)


def test_the_query_of_another_endpoint_is_passed_on_as_it_is() -> None:
    with endpoint(200, b"whatever") as address:
        text = "SELECT * { SERVICE <http://x/> { ?s wdt:P31 ?o } }"
        assert ask_endpoint(address, text, "text/csv", 5) == b"whatever"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "notaurl", "http://127.0.0.1:9/"])
def test_what_is_no_endpoint_is_refused_in_words(address: str) -> None:
    with pytest.raises(CannotRun):
        ask_endpoint(address, "ASK {}", "text/csv", 5)
