"""A store whose queries are counted, however they end."""

from asyncio import CancelledError
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from time import perf_counter

from coopgraph.errors import CoopgraphError
from coopgraph.store.base import Answer, Store
from coopgraph.web.metrics import Meters
from coopgraph.web.problems import kind_of


class Metered:
    """A store, with counters; nothing else of it is changed."""

    def __init__(self, store: Store, meters: Meters) -> None:
        self.inner = store
        self._meters = meters

    async def query(
        self,
        text: str,
        *media_types: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
        guest: str | None = None,
    ) -> Answer:
        """Answer one query, as `Store.query` says."""
        asked = self.inner.query(
            text,
            *media_types,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            timeout=timeout,
            guest=guest,
        )
        asker, begun = "page" if guest is None else "guest", perf_counter()
        try:
            answer = await asked
        except CoopgraphError as error:
            self._count(asker, kind_of(error).name)
            raise
        except CancelledError:
            self._count(asker, "left")
            raise
        self._time(asker, "first", begun)
        chunks = self._counted(answer.chunks, asker, begun)
        await anext(chunks)  # one that never began would not notice that it is closed
        return Answer(answer.media_type, chunks)

    async def close(self) -> None:
        """Close the store."""
        await self.inner.close()

    async def _counted(
        self, chunks: AsyncIterator[bytes], asker: str, begun: float
    ) -> AsyncGenerator[bytes, None]:
        """An empty chunk, then those of an answer."""
        outcome = "left"
        try:
            yield b""
            async for chunk in chunks:
                yield chunk
            outcome = "answered"
            self._time(asker, "last", begun)
        except CoopgraphError as error:
            outcome = kind_of(error).name
            raise
        finally:
            self._count(asker, outcome)
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()

    def _count(self, asker: str, outcome: str) -> None:
        self._meters.queries.labels(asker, outcome).inc()

    def _time(self, asker: str, to: str, begun: float) -> None:
        self._meters.query_seconds.labels(asker, to).observe(perf_counter() - begun)
