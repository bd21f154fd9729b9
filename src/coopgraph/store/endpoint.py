"""A SPARQL endpoint over HTTP: one query, its answer as it comes, and its time.

No redirect is followed and no proxy asked: queries go where the operator said, only.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeVar

import httpx

from coopgraph.errors import CannotRun, QueryTimeout, StoreFailed
from coopgraph.names import DATASET, DCTERMS, DEFAULT_GRAPH, META_GRAPH
from coopgraph.store.engines import Body, Engine, is_true, known_engine
from coopgraph.store.rewriting import WIRE_ROWS

Fields = Mapping[str, str | Sequence[str]]

_MOST_WORDS = 500
_RELEASE = (
    f"SELECT ?release {{ GRAPH {META_GRAPH} {{ {DATASET} <{DCTERMS}identifier> ?release }} }}"
)
_PUBLISHED = f"ASK {{ GRAPH {DEFAULT_GRAPH} {{ ?s ?p ?o }} }}"
_T = TypeVar("_T")


class Clock(NamedTuple):
    """The time that something has, in seconds, and when it is over."""

    seconds: float
    deadline: float

    @classmethod
    def start(cls, seconds: float) -> "Clock":
        """A clock that begins now; within an event loop."""
        return cls(seconds, asyncio.get_running_loop().time() + seconds)

    async def within(self, doing: Awaitable[_T]) -> _T:
        """What is awaited, if it comes in time.

        Raises:
            QueryTimeout: it does not.
        """
        try:
            async with asyncio.timeout_at(self.deadline):
                return await doing
        except TimeoutError:
            raise QueryTimeout(self.seconds) from None


class Known(NamedTuple):
    """What is known of an endpoint: its engine, and whether a release was published to it.

    What was published has its default graph under a name (`DEFAULT_GRAPH`).
    """

    engine: Engine
    published: bool


class Endpoint:
    """An address that answers queries by SPARQL 1.1 Protocol; whoever makes it closes it.

    Raises:
        CannotRun: the address is not one of HTTP.
    """

    def __init__(self, address: str) -> None:
        if not address.startswith(("http://", "https://")):
            raise CannotRun(f"{address!r} is not the address of an endpoint: http:// or https:// …")
        self.address = address
        self._client = httpx.AsyncClient(
            follow_redirects=False, timeout=httpx.Timeout(None), trust_env=False
        )

    async def aclose(self) -> None:
        """Close every connection; what runs is aborted."""
        await self._client.aclose()

    async def meet(self, clock: Clock) -> Known:
        """Find out what engine it has, and how it holds a release.

        Raises:
            StoreFailed: it cannot be asked, or answers unsoundly.
        """
        async with self._asked({"query": _PUBLISHED}, WIRE_ROWS, Engine(), clock) as response:
            answer = await clock.within(response.aread())
        engine = known_engine(response.headers, answer)
        await self.rows(engine.first, clock, engine)
        return Known(engine, is_true(answer))

    async def release(self, clock: Clock) -> str | None:
        """The name of the release that it holds now, if it holds one whole.

        Raises:
            StoreFailed: it cannot be asked, or answers unsoundly.
        """
        names = {row["release"]["value"] for row in await self.rows(_RELEASE, clock)}
        return names.pop() if len(names) == 1 else None

    async def rows(
        self, query: str, clock: Clock, engine: Engine | None = None
    ) -> list[dict[str, Any]]:
        """The rows of a short answer, as SPARQL 1.1 Query Results JSON has them."""
        body = self.body({"query": query}, WIRE_ROWS, engine or Engine(), clock)
        answer = b"".join([piece async for piece in body])
        try:
            read = json.loads(answer)
            rows: list[dict[str, Any]] = read.get("results", {}).get("bindings", [])
        except (ValueError, AttributeError) as error:
            raise StoreFailed(f"the endpoint's answer cannot be read: {error!r}") from error
        return rows

    async def body(self, fields: Fields, accept: str, engine: Engine, clock: Clock) -> Body:
        """The answer as it comes, in the form asked for.

        Raises:
            CoopgraphError: it is none, or not of that form, or cut.
        """
        async with self._asked(fields, accept, engine, clock) as response:
            engine.require_whole(response.headers, clock.seconds)
            pieces = response.aiter_bytes()
            while piece := await clock.within(anext(pieces, b"")):
                yield piece

    @asynccontextmanager
    async def _asked(
        self, fields: Fields, accept: str, engine: Engine, clock: Clock
    ) -> AsyncIterator[httpx.Response]:
        request = self._client.build_request(
            "POST", self.address, data=fields, headers={"Accept": accept}
        )
        try:
            response = await clock.within(self._client.send(request, stream=True))
        except httpx.HTTPError as error:
            raise StoreFailed(f"{self.address} cannot be asked: {error!r}") from error
        try:
            await _require(response, accept, engine, clock)
            yield response
        except httpx.HTTPError as error:
            raise StoreFailed(f"the endpoint broke off its answer: {error!r}") from error
        finally:
            await response.aclose()


async def _require(response: httpx.Response, accept: str, engine: Engine, clock: Clock) -> None:
    """Let only an answer of the form asked for through."""
    if response.status_code != httpx.codes.OK:
        await clock.within(response.aread())
    words = "" if response.is_success else " ".join(response.text[:_MOST_WORDS].split())
    if fault := engine.fault(response.status_code, words, accept, clock.seconds):
        raise fault
    given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if given != accept:
        raise StoreFailed(f"the endpoint answers as {given or 'nothing'}, not as {accept}")
