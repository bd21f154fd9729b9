"""A store elsewhere: any SPARQL 1.1 endpoint, by its address.

What the guard refuses is refused here too, before anything is sent, so that a service says the
same of a query whichever store it has. And every answer is of the release that is served: the
endpoint is asked for its release before the query, and again before the last byte goes out.
"""

import asyncio
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import NamedTuple

from coopgraph.errors import StoreFailed
from coopgraph.names import DEFAULT_GRAPH
from coopgraph.settings import Settings
from coopgraph.store.base import Answer
from coopgraph.store.datasets import Dataset, take_dataset
from coopgraph.store.endpoint import Clock, Endpoint, Fields, Known
from coopgraph.store.engines import Body
from coopgraph.store.guard import Limits, admit, form_of
from coopgraph.store.rewriting import WIRE_ROWS, rewritten, wire

_FRESH = 1.0  # seconds for which it is taken that the endpoint still has the release
_ENDS = {WIRE_ROWS: b"}"}
_NOWHERE = ("urn:coopgraph:no-such-graph",)


class Held(NamedTuple):
    """The release that an endpoint must hold: its name, and its named graphs."""

    id: str
    graphs: tuple[str, ...]


def open_remote(address: str, settings: Settings, release: Held) -> "Remote":
    """A store that asks an endpoint; whoever opens it closes it.

    Args:
        address: the endpoint's, beginning with http:// or https://.
        settings: the limits of a query.
        release: what the endpoint must hold, or nothing is answered.

    Raises:
        CannotRun: the address is not one of HTTP.
    """
    return Remote(Endpoint(address), settings, release)


class Remote:
    """A SPARQL endpoint as a store; made by `open_remote`."""

    def __init__(self, endpoint: Endpoint, settings: Settings, release: Held) -> None:
        self._endpoint = endpoint
        self._settings = settings
        self._release = release
        self._limits = Limits(size=settings.query_bytes)
        self._known: Known | None = None
        self._confirmed = -math.inf
        self._threads = ThreadPoolExecutor(settings.workers + settings.queue_limit)

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
        clock = Clock.start(min(self._settings.time_limit, timeout or math.inf))
        media_type = await clock.within(asyncio.to_thread(admit, text, media_types, self._limits))
        if asyncio.get_running_loop().time() - self._confirmed > _FRESH:
            await self._confirm(clock)
        asked = Dataset(tuple(default_graphs), tuple(named_graphs))
        chunks = self._answer(text, asked, media_type, clock)
        await anext(chunks)
        return Answer(media_type, chunks)

    async def close(self) -> None:
        """Close every connection; running queries are aborted."""
        await self._endpoint.aclose()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _confirm(self, clock: Clock) -> None:
        """Ask for the release that the endpoint holds now, which must be ours."""
        asked, self._confirmed = asyncio.get_running_loop().time(), -math.inf
        held = await self._endpoint.release(clock)
        if held != self._release.id:
            raise StoreFailed(
                f"this service is of release {self._release.id}, and the endpoint holds "
                f"{held or 'none that is whole'}"
            )
        self._confirmed = asked

    async def _answer(self, text: str, asked: Dataset, media_type: str, clock: Clock) -> Body:
        """An empty chunk when the answer begins, then its chunks, the last when all is sound."""
        held = b""
        async with aclosing(await self._body(text, asked, media_type, clock)) as body:
            async for chunk in body:
                yield held
                held = chunk
        await self._confirm(clock)
        yield held

    async def _body(self, text: str, asked: Dataset, media_type: str, clock: Clock) -> Body:
        known = self._known = self._known or await self._endpoint.meet(clock)
        engine, form = known.engine, wire(media_type)
        fields = {**engine.fields(clock.seconds), **self._fields(text, asked, known)}
        body = self._endpoint.body(fields, form, engine, clock)
        if form == WIRE_ROWS:
            body = engine.mended(body, form_of(text))
        if form == media_type:
            return _ended(body, media_type)
        return rewritten(body, media_type, self._threads)

    def _fields(self, text: str, asked: Dataset, known: Known) -> Fields:
        """The query and its graphs, as the endpoint has them."""
        if known.published:
            text, own = take_dataset(text)
            asked = self._published(asked if any(asked) else own)
        return {
            "query": text,
            "default-graph-uri": asked.default,
            "named-graph-uri": asked.named,
        }

    def _published(self, asked: Dataset) -> Dataset:
        """The graphs of the release only, whatever else the endpoint holds."""
        ours = self._release.graphs
        if not any(asked):
            return Dataset((DEFAULT_GRAPH.value,), ours)
        kept = (tuple(iri for iri in graphs if iri in ours) for graphs in asked)
        return Dataset(*(graphs or _NOWHERE for graphs in kept))


async def _ended(body: Body, media_type: str) -> Body:
    """An answer that is passed on unread; only its end is looked at, for some engines end in words.

    Raises:
        StoreFailed: it does not end as its form does.
    """
    last = end = _ENDS.get(media_type, b".")
    async with aclosing(body):
        async for piece in body:
            last = piece.rstrip()[-1:] or last
            yield piece
    if last != end:
        raise StoreFailed("the endpoint broke off its answer")
