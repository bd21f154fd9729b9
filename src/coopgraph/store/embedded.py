"""The store that needs nothing installed: Oxigraph in a pool of processes that can be killed.

Every query has one process to itself for as long as it runs. What it does there, and whatever its
reader does, ends with its time limit: then the process is killed, and another one started.
"""

import asyncio
import json
import math
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

from coopgraph.errors import (
    BadQuery,
    CoopgraphError,
    NotAcceptable,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreFailed,
)
from coopgraph.settings import Settings
from coopgraph.store import frames
from coopgraph.store.base import Answer
from coopgraph.store.process import Worker

_Ticket = asyncio.Future[Worker]

_ENDED = StoreFailed("a worker has ended")


async def open_store(release_folder: Path, settings: Settings) -> "Embedded":
    """A store on a release, all its workers ready; whoever opens it closes it.

    Args:
        release_folder: holds `store/`; a link is followed once, here.
        settings: how many workers there are, and their limits.

    Raises:
        StoreFailed: the release has no store that can be read.
    """
    store = Embedded(release_folder, settings)
    try:
        await store.ready()
    except (StoreFailed, asyncio.CancelledError):
        await store.close()
        raise
    return store


class Embedded:
    """A pool of worker processes on one release; made by `open_store`."""

    def __init__(self, release_folder: Path, settings: Settings) -> None:
        self._folder = release_folder.resolve() / "store"
        self._settings = settings
        self._starting: set[asyncio.Task[Worker]] = set()
        self._workers: set[Worker] = set()
        self._free: list[Worker] = []
        self._with_guests: set[Worker] = set()
        self._ending: set[asyncio.Future[None]] = set()
        # Guests wait apart and are served last: their queue may be full, and their turn far off.
        self._waiting: dict[bool, deque[_Ticket]] = {False: deque(), True: deque()}
        self._closed = False

    async def ready(self) -> None:
        """Start the workers, and wait for all of them.

        Raises:
            StoreFailed: one could not open the store.
        """
        self._fill()
        await asyncio.gather(*self._starting)

    async def query(
        self,
        text: str,
        *media_types: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
        guest: bool = False,
    ) -> Answer:
        """Answer one query, as `Store.query` says.

        The limit covers everything up to the last byte read; a reader that stops earlier calls
        `aclose` on the answer's chunks, or drops them.
        """
        limit = min(self._settings.time_limit, math.inf if timeout is None else timeout)
        query = {
            "query": text,
            "media_types": media_types,
            "size": self._settings.query_bytes,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "limit": limit,
        }
        chunks = self._run(query, limit, guest=guest)
        media_type = await anext(chunks)
        return Answer(media_type.decode(), chunks)

    async def close(self) -> None:
        """End every worker, and wait for that; running and waiting queries are aborted."""
        self._closed = True
        closed = StoreFailed("the store was closed")
        self._refuse_waiting(closed)
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in list(self._workers):
            self._retire(worker, closed)
        while self._ending:
            await asyncio.wait(self._ending)

    async def _run(
        self, query: dict[str, Any], limit: float, *, guest: bool
    ) -> AsyncGenerator[bytes, None]:
        """The media type when the answer begins, then its chunks."""
        worker = await self._borrow(limit, guest=guest)
        clock = asyncio.get_running_loop().call_later(
            limit, self._retire, worker, QueryTimeout(limit)
        )
        answered = False
        try:
            worker.ask(query)
            kind, content = await worker.frame()
            while kind in {frames.BEGIN, frames.DATA}:
                yield content
                kind, content = await worker.frame()
            answered = True
        finally:
            clock.cancel()
            if answered:
                self._offer(worker)
            else:
                self._retire(worker, StoreFailed("its reader stopped"))
        if kind == frames.FAULT:
            raise _error(json.loads(content))

    async def _borrow(self, patience: float, *, guest: bool) -> Worker:
        if self._closed:
            raise StoreFailed("the store is closed")
        return self._take(guest=guest) or await self._wait(patience, guest=guest)

    def _take(self, *, guest: bool) -> Worker | None:
        while self._free and self._may_lend(guest=guest):
            worker = self._free.pop()
            if worker.is_alive():
                if guest:
                    self._with_guests.add(worker)
                return worker
            self._retire(worker, _ENDED)
        return None

    def _may_lend(self, *, guest: bool) -> bool:
        """Whether a worker that runs would still be without a guest."""
        return not guest or len(self._with_guests) + 1 < len(self._workers)

    async def _wait(self, patience: float, *, guest: bool) -> Worker:
        self._fill()
        retry_after = max(1, math.ceil(self._settings.time_limit))
        waiting = self._waiting[guest]
        if len(waiting) >= self._settings.queue_limit:
            raise StoreBusy(retry_after)
        ticket: _Ticket = asyncio.get_running_loop().create_future()
        waiting.append(ticket)
        try:
            came, _ = await asyncio.wait([ticket], timeout=patience)
        except asyncio.CancelledError:
            self._withdraw(ticket)
            raise
        if not came:
            self._withdraw(ticket)
            raise StoreBusy(retry_after)
        return ticket.result()

    def _withdraw(self, ticket: _Ticket) -> None:
        for waiting in self._waiting.values():
            if ticket in waiting:
                waiting.remove(ticket)
                return
        if ticket.exception() is None:
            self._offer(ticket.result())

    def _refuse_waiting(self, reason: CoopgraphError) -> None:
        for waiting in self._waiting.values():
            while waiting:
                waiting.popleft().set_exception(reason)

    def _offer(self, worker: Worker) -> None:
        """Take a worker back, and lend what is free to those who wait longest."""
        if worker not in self._workers:
            return
        self._with_guests.discard(worker)
        self._free.append(worker)
        for guest, waiting in self._waiting.items():
            while waiting and (free := self._take(guest=guest)):
                waiting.popleft().set_result(free)

    def _retire(self, worker: Worker, reason: CoopgraphError) -> None:
        """Kill a worker, if that has not been done, and start another one."""
        if worker not in self._workers:
            return
        self._workers.remove(worker)
        self._with_guests.discard(worker)
        if worker in self._free:
            self._free.remove(worker)
        self._ending.add(worker.closed)
        worker.closed.add_done_callback(self._ending.discard)
        worker.end(reason)
        if not self._closed:
            self._fill()

    def _fill(self) -> None:
        """Start the workers that are missing."""
        for _ in range(self._settings.workers - len(self._workers) - len(self._starting)):
            start = Worker.start(self._folder, self._settings.memory_limit)
            task = asyncio.get_running_loop().create_task(start)
            self._starting.add(task)
            task.add_done_callback(self._started)

    def _started(self, task: asyncio.Task[Worker]) -> None:
        self._starting.discard(task)
        if task.cancelled():
            return
        fault = task.exception()
        if fault is None:
            worker = task.result()
            self._workers.add(worker)
            worker.exited.add_done_callback(lambda _: self._retire(worker, _ENDED))
            self._offer(worker)
        elif isinstance(fault, CoopgraphError) and not (self._workers or self._starting):
            self._refuse_waiting(fault)


def _error(fault: dict[str, Any]) -> CoopgraphError:
    match fault["kind"]:
        case frames.BAD:
            return BadQuery(fault["message"], fault["line"], fault["column"])
        case frames.FORM:
            return NotAcceptable(tuple(fault["offered"]), fault["why"])
        case frames.REFUSED:
            return QueryRefused(fault["message"])
        case frames.LARGE:
            return QueryTooLarge(fault["message"])
        case _:
            return StoreFailed(fault["message"])
