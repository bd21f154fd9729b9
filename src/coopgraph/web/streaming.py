"""Answers on their way from the store to a client that may leave at any moment.

The framework notices no hang-up while a handler waits, so waiting for the first byte is a race
between the store and the client. After the first byte a fault is raised into the server, which then
breaks the connection off: a part is never taken for the whole.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from coopgraph.store.base import Answer


class Begun(NamedTuple):
    """An answer of which the first bytes are there."""

    answer: Answer
    first: bytes

    async def chunks(self) -> AsyncIterator[bytes]:
        """All its bytes."""
        yield self.first
        async for chunk in self.answer.chunks:
            yield chunk

    async def close(self) -> None:
        """Let the store's worker go; the rest is not wanted."""
        if isinstance(self.answer.chunks, AsyncGenerator):
            await self.answer.chunks.aclose()


async def begin(request: Request, query: Coroutine[Any, Any, Answer]) -> Begun:
    """The store's answer to a query, which is cancelled if the client leaves before it comes.

    The body of the request must have been read.

    Raises:
        ClientDisconnect: the client has left.
        CoopgraphError: the query fails before its first byte.
    """
    answering = asyncio.ensure_future(_first(query))
    leaving = asyncio.ensure_future(_leaving(request))
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ClientDisconnect
        return answering.result()
    finally:
        answering.cancel()
        leaving.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


async def send(request: Request, begun: Begun, headers: dict[str, str]) -> Response:
    """The response that sends an answer; for HEAD its header lines only, and the query ends."""
    if request.method == "HEAD":
        await begun.close()
        # Not a plain response, which would tell that the answer has no bytes.
        return StreamingResponse(iter(()), headers=headers, media_type=begun.answer.media_type)
    return _Stream(begun, headers)


class _Stream(StreamingResponse):
    """A stream that lets the store's worker go however it ends."""

    def __init__(self, begun: Begun, headers: dict[str, str]) -> None:
        super().__init__(begun.chunks(), headers=headers, media_type=begun.answer.media_type)
        self._begun = begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._begun.close()


async def _first(query: Coroutine[Any, Any, Answer]) -> Begun:
    # The iterator is begun at once: one that never began would not notice that it is closed.
    answer = await query
    return Begun(answer, await anext(answer.chunks, b""))


async def _leaving(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
