"""The store that needs nothing installed: Oxigraph in a pool of processes that can be killed.

Every query has one process to itself for as long as it runs. What it does there, and whatever its
reader does, ends with its time limit: then the process is killed, and another one started.
"""

import asyncio
import json
import math
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from coopgraph.errors import (
    BadQuery,
    CoopgraphError,
    NotAcceptable,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    StoreFailed,
)
from coopgraph.settings import Settings
from coopgraph.store import frames
from coopgraph.store.base import Answer
from coopgraph.store.process import Worker
from coopgraph.store.turns import Client, Ticket, Turns

_ENDED = StoreFailed("a worker has ended")


class Load(NamedTuple):
    """What a pool does: its workers by what they do, who waits, and how many workers have ended."""

    free: int
    with_guests: int
    with_pages: int
    starting: int
    guests_waiting: int
    pages_waiting: int
    ended: int


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
        self._with_guests: dict[Worker, str] = {}
        self._ending: set[asyncio.Future[None]] = set()
        self._turns = Turns(settings.queue_limit, max(1, math.ceil(settings.time_limit)))
        self._ended = 0
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
        guest: str | None = None,
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
            "cpu_limit": self._settings.cpu_limit,
            "longest": self._settings.result_limit << 20,
        }
        chunks = self._run(query, limit, guest)
        media_type = await anext(chunks)
        return Answer(media_type.decode(), chunks)

    def load(self) -> Load:
        """What the pool does now."""
        free, guests = len(self._free), len(self._with_guests)
        return Load(
            free=free,
            with_guests=guests,
            with_pages=len(self._workers) - free - guests,
            starting=len(self._starting),
            guests_waiting=self._turns.waiting(guests=True),
            pages_waiting=self._turns.waiting(guests=False),
            ended=self._ended,
        )

    async def close(self) -> None:
        """End every worker, and wait for that; running and waiting queries are aborted."""
        self._closed = True
        closed = StoreFailed("the store was closed")
        self._turns.refuse(closed)
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in list(self._workers):
            self._retire(worker, closed)
        while self._ending:
            await asyncio.wait(self._ending)

    async def _run(
        self, query: dict[str, Any], limit: float, client: Client
    ) -> AsyncGenerator[bytes, None]:
        """The media type when the answer begins, then its chunks."""
        worker = await self._borrow(limit, client)
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

    async def _borrow(self, limit: float, client: Client) -> Worker:
        if self._closed:
            raise StoreFailed("the store is closed")
        patience = min(limit, self._settings.queue_seconds)
        return self._take(client) or await self._wait(patience, client)

    def _take(self, client: Client) -> Worker | None:
        while self._free and self._may_lend(client):
            worker = self._free.pop()
            if worker.is_alive():
                if client is not None:
                    self._with_guests[worker] = client
                return worker
            self._retire(worker, _ENDED)
        return None

    def _may_lend(self, client: Client) -> bool:
        """Whether a worker that runs would still be without a guest, and one without this guest."""
        if client is None:
            return True
        guests = len(self._workers) - 1
        share = max(1, self._settings.workers - 2)
        return len(self._with_guests) < guests and self._held()[client] < share

    def _held(self) -> Counter[str]:
        return Counter(self._with_guests.values())

    async def _wait(self, patience: float, client: Client) -> Worker:
        self._fill()
        ticket = self._turns.join(client)
        try:
            came, _ = await asyncio.wait([ticket.worker], timeout=patience)
        except asyncio.CancelledError:
            self._withdraw(ticket)
            raise
        if not came:
            self._withdraw(ticket)
            raise self._turns.busy()
        return ticket.worker.result()

    def _withdraw(self, ticket: Ticket) -> None:
        if not self._turns.leave(ticket) and ticket.worker.exception() is None:
            self._offer(ticket.worker.result())

    def _offer(self, worker: Worker) -> None:
        """Take a worker back, and lend what is free to those whose turn it is."""
        if worker not in self._workers:
            return
        self._with_guests.pop(worker, None)
        self._free.append(worker)
        while (ticket := self._turns.first(self._held(), self._may_lend)) and (
            free := self._take(ticket.client)
        ):
            self._turns.serve(ticket, free)

    def _retire(self, worker: Worker, reason: CoopgraphError) -> None:
        """Kill a worker, if that has not been done, and start another one."""
        if worker not in self._workers:
            return
        self._workers.remove(worker)
        self._ended += 1
        self._with_guests.pop(worker, None)
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
            self._turns.refuse(fault)


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
