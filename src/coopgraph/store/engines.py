"""What engines do in ways of their own: `Engine` keeps to the specification, the others to less.

Each quirk was met on the real engine, of the version named; tests/test_contract.py asks them all.
"""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from urllib.parse import urljoin

import httpx

from coopgraph.errors import (
    BadQuery,
    CoopgraphError,
    NotAcceptable,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreFailed,
)
from coopgraph.store.base import ROWS, TRIPLES
from coopgraph.store.guard import Form
from coopgraph.store.syntax import placed

Body = AsyncGenerator[bytes, None]

_LEAST_TIMEOUT = 1000  # ms; Virtuoso takes less for this
_BOOLEAN = re.compile(
    rb'("datatype": "http://www\.w3\.org/2001/XMLSchema#boolean", "value": )"([01])"'
)
_TRUTH_AS_ROW = b"__ASK_RETVAL"
_TRUTHS = {b"0": b'"false"', b"1": b'"true"'}


class Engine:
    """An engine of which nothing is known but that it answers by SPARQL 1.1 Protocol."""

    first = "ASK {}"
    """What it is asked once, before all else."""

    def fields(self, seconds: float) -> Mapping[str, str]:
        """What it is sent besides the query and its dataset."""
        del seconds
        return {}

    def fault(
        self, status: int, words: str, media_type: str, seconds: float
    ) -> CoopgraphError | None:
        """The error for an answer that is none, or nothing where it is one.

        Args:
            status: of HTTP.
            words: what the engine says.
            media_type: what was asked for.
            seconds: how long it was given.
        """
        match status:
            case httpx.codes.OK:
                return None
            case httpx.codes.BAD_REQUEST:
                return BadQuery(f"the endpoint refuses the query: {words}")
            case httpx.codes.NOT_ACCEPTABLE:
                family = ROWS if media_type in ROWS else TRIPLES
                offered = tuple(form for form in family if form != media_type)
                return NotAcceptable(offered, f"the endpoint does not answer this as {media_type}")
            case httpx.codes.GATEWAY_TIMEOUT:
                return QueryTimeout(seconds)
            case httpx.codes.SERVICE_UNAVAILABLE:
                return StoreBusy(max(1, round(seconds)))
            case _:
                return StoreFailed(f"the endpoint answers {status}: {words}")

    def require_whole(self, headers: httpx.Headers, seconds: float) -> None:
        """Refuse an answer of which the engine says in its header lines that it is cut."""

    def mended(self, body: Body, form: Form) -> Body:
        """The answer to a query of that form, as the specification has it."""
        del form
        return body

    def graph_store(self, endpoint: str) -> str | None:
        """Where graphs are put (SPARQL 1.1 Graph Store HTTP Protocol), if that is known."""
        del endpoint
        return None

    def updates(self, endpoint: str) -> str | None:
        """Where updates are sent (SPARQL 1.1 Protocol), if that is known."""
        del endpoint
        return None


class Oxigraph(Engine):
    """The `oxigraph` server, 0.5.13."""

    def fault(
        self, status: int, words: str, media_type: str, seconds: float
    ) -> CoopgraphError | None:
        """A function that it does not know, and its own time limit, are 500 there."""
        if status == httpx.codes.BAD_REQUEST:
            return placed(words)
        if status == httpx.codes.INTERNAL_SERVER_ERROR and "is not supported" in words:
            return BadQuery(words)
        if status == httpx.codes.INTERNAL_SERVER_ERROR and "has been cancelled" in words:
            return QueryTimeout(seconds)
        return super().fault(status, words, media_type, seconds)

    def graph_store(self, endpoint: str) -> str:
        """Beside the endpoint."""
        return urljoin(endpoint, "store")

    def updates(self, endpoint: str) -> str:
        """Beside the endpoint."""
        return urljoin(endpoint, "update")


class Virtuoso(Engine):
    """Virtuoso 7.2.5.

    It answers ASK by rows, writes booleans as 1 and 0 and `typed-literal` for `literal`; it says
    in header lines only that rows are cut, and of triples not even that.
    """

    first = "SELECT (1 AS ?one) {{ {} }}".format(
        " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 10 }}" for name in "abcd")
    )
    """More rows than the 10,000 after which it cuts as Debian sets it up."""

    def fields(self, seconds: float) -> Mapping[str, str]:
        """A time limit of its own, for it goes on when a client has left."""
        return {"timeout": str(max(_LEAST_TIMEOUT, round(seconds * 1000)))}

    def fault(
        self, status: int, words: str, media_type: str, seconds: float
    ) -> CoopgraphError | None:
        """Its SQL states tell more than the status: what cannot be compiled is often a 500."""
        state = re.match(r"Virtuoso (\w+) Error", words)
        if status == httpx.codes.OK or state is None:
            return super().fault(status, words, media_type, seconds)
        if state[1].startswith("S1T"):
            return QueryTimeout(seconds)
        if state[1].startswith(("22", "37", "42")):
            return BadQuery(
                f"the endpoint refuses the query: {words.partition(' SPARQL query:')[0]}"
            )
        return super().fault(status, words, media_type, seconds)

    def require_whole(self, headers: httpx.Headers, seconds: float) -> None:
        """Refuse rows that were cut at a number or at a time limit."""
        if "X-SQL-State" in headers:
            raise QueryTimeout(seconds)
        if rows := headers.get("X-SPARQL-MaxRows"):
            raise QueryTooLarge(
                f"the endpoint cuts answers at {rows} rows; ask for fewer with LIMIT, or take "
                "ResultSetMaxRows out of its virtuoso.ini"
            )

    def mended(self, body: Body, form: Form) -> Body:
        """Truth as such, and booleans."""
        return _truth(body) if form is Form.ASK else _mended_rows(body)

    def graph_store(self, endpoint: str) -> str:
        """The address that asks for a password."""
        return urljoin(endpoint, "sparql-graph-crud-auth")

    def updates(self, endpoint: str) -> str:
        """The address that asks for a password."""
        return urljoin(endpoint, "sparql-auth")


async def _truth(body: Body) -> Body:
    answer = b"".join([piece async for piece in body])
    yield b'{"head":{},"boolean":%s}' % (b"true" if is_true(answer) else b"false")


async def _mended_rows(body: Body) -> Body:
    """Line by line, for Virtuoso writes each row on one; quotes inside a value are escaped."""
    rest = b""
    async with aclosing(body):
        async for piece in body:
            lines, newline, rest = (rest + piece).rpartition(b"\n")
            yield _mended(lines + newline)
    yield _mended(rest)


def _mended(lines: bytes) -> bytes:
    booleans = _BOOLEAN.sub(lambda found: found[1] + _TRUTHS[found[2]], lines)
    return booleans.replace(b'"typed-literal"', b'"literal"')


def known_engine(headers: httpx.Headers, answer: bytes) -> Engine:
    """The engine behind an answer to ASK.

    Args:
        headers: of the answer; a proxy may have taken the engine's name out.
        answer: in `application/sparql-results+json`.
    """
    server = headers.get("Server", "")
    if server.startswith("Virtuoso") or _TRUTH_AS_ROW in answer:
        return Virtuoso()
    return Oxigraph() if server.startswith("Oxigraph") else Engine()


def is_true(answer: bytes) -> bool:
    """Whether an ASK was answered by yes, by an engine of whichever kind."""
    return b'"value": "1"' in answer if _TRUTH_AS_ROW in answer else b"true" in answer
