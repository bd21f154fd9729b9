"""A store elsewhere: any SPARQL 1.1 endpoint, by its address.

What the guard refuses is refused here too, before anything is sent, so that a service says the
same of a query whichever store it has.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import TypeVar

import httpx

from coopgraph.errors import (
    BadQuery,
    CannotRun,
    CoopgraphError,
    NotAcceptable,
    QueryTimeout,
    StoreBusy,
    StoreFailed,
)
from coopgraph.settings import Settings
from coopgraph.store.base import ROWS, TRIPLES, Answer
from coopgraph.store.guard import Limits, admit

_MOST_WORDS = 500
_T = TypeVar("_T")


def open_remote(endpoint: str, settings: Settings) -> "Remote":
    """A store that asks an endpoint; whoever opens it closes it.

    Args:
        endpoint: its address, beginning with http:// or https://.
        settings: the limits of a query.

    Raises:
        CannotRun: the address is not one of HTTP.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise CannotRun(f"{endpoint!r} is not the address of an endpoint: http:// or https:// …")
    return Remote(endpoint, settings)


class Remote:
    """A SPARQL endpoint as a store; made by `open_remote`."""

    def __init__(self, endpoint: str, settings: Settings) -> None:
        self._endpoint = endpoint
        self._settings = settings
        self._limits = Limits(size=settings.query_bytes)
        # No redirect is followed and no proxy asked: queries go where the operator said, only.
        # Time is kept by `_run`, over the whole answer.
        self._client = httpx.AsyncClient(
            follow_redirects=False, timeout=httpx.Timeout(None), trust_env=False
        )

    async def query(
        self,
        text: str,
        *media_types: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
        guest: str | None = None,
    ) -> Answer:
        """Answer one query, as `Store.query` says; the query is sent as a form (POST)."""
        del guest  # the endpoint does not know who asks us
        limit = min(self._settings.time_limit, math.inf if timeout is None else timeout)
        deadline = asyncio.get_running_loop().time() + limit
        admitted = asyncio.to_thread(admit, text, media_types, self._limits)
        media_type = await _within(limit, deadline, admitted)
        arguments: dict[str, str | list[str]] = {
            "query": text,
            "default-graph-uri": list(default_graphs),
            "named-graph-uri": list(named_graphs),
        }
        chunks = self._run(arguments, media_type, limit, deadline)
        await anext(chunks)
        return Answer(media_type, chunks)

    async def close(self) -> None:
        """Close every connection; running queries are aborted."""
        await self._client.aclose()

    async def _run(
        self,
        arguments: dict[str, str | list[str]],
        media_type: str,
        limit: float,
        deadline: float,
    ) -> AsyncIterator[bytes]:
        """An empty chunk when the answer begins, then its chunks."""
        headers = {"Accept": media_type}
        request = self._client.build_request(
            "POST", self._endpoint, data=arguments, headers=headers
        )
        try:
            asked = self._client.send(request, stream=True)
            response = await _within(limit, deadline, asked)
        except httpx.HTTPError as error:
            raise StoreFailed(f"{self._endpoint} cannot be asked: {error!r}") from error
        try:
            await _require(response, media_type, limit)
            yield b""
            body = response.aiter_bytes()
            while chunk := await _within(limit, deadline, anext(body, b"")):
                yield chunk
        except httpx.HTTPError as error:
            raise StoreFailed(f"the endpoint broke off its answer: {error!r}") from error
        finally:
            await response.aclose()


async def _within(limit: float, deadline: float, doing: Awaitable[_T]) -> _T:
    try:
        async with asyncio.timeout_at(deadline):
            return await doing
    except TimeoutError:
        raise QueryTimeout(limit) from None


async def _require(response: httpx.Response, media_type: str, limit: float) -> None:
    """Let only an answer of the form asked for through."""
    if response.status_code != httpx.codes.OK:
        await response.aread()
        raise _error(response, media_type, limit)
    given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise StoreFailed(f"the endpoint answers as {given or 'nothing'}, not as {media_type}")


def _error(response: httpx.Response, media_type: str, limit: float) -> CoopgraphError:
    words = " ".join(response.text[:_MOST_WORDS].split())
    match response.status_code:
        case httpx.codes.BAD_REQUEST:
            return BadQuery(f"the endpoint refuses the query: {words}")
        case httpx.codes.NOT_ACCEPTABLE:
            family = ROWS if media_type in ROWS else TRIPLES
            offered = tuple(form for form in family if form != media_type)
            return NotAcceptable(offered, f"the endpoint does not answer this as {media_type}")
        case httpx.codes.GATEWAY_TIMEOUT:
            return QueryTimeout(limit)
        case httpx.codes.SERVICE_UNAVAILABLE:
            return StoreBusy(max(1, math.ceil(limit)))
        case status:
            return StoreFailed(f"the endpoint answers {status}: {words}")
