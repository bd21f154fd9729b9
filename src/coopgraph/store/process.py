"""A worker process as the pool sees it."""

import asyncio
import json
import os
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, cast

from coopgraph.errors import CoopgraphError, QueryTimeout, QueryTooLarge, StoreFailed
from coopgraph.store import frames

_STDIN, _STDOUT = 0, 1
# How a process ends whose memory has run out: by its own abort, on its stack, or by the system.
_OUT_OF_MEMORY = frozenset((-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGKILL))


class Worker(asyncio.SubprocessProtocol):
    """One worker process; made by `start`.

    Attributes:
        exited: done when the process has ended.
        closed: done when its pipes are closed too.
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._answers = asyncio.StreamReader(loop=loop)
        self._reason: CoopgraphError | None = None
        self._cpu_limit = 0.0
        self.exited: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()

    @classmethod
    async def start(cls, folder: Path, memory: int) -> Self:
        """A worker on a store folder, ready for queries.

        Args:
            folder: an Oxigraph store, which nothing writes to any more.
            memory: its address space in MiB; 0 for no limit.

        Raises:
            StoreFailed: it could not be started, or could not open the store.
        """
        command = (sys.executable, "-P", "-m", "coopgraph.store.worker", str(folder), str(memory))
        environment = os.environ | {"RUST_BACKTRACE": "0"}
        try:
            _, worker = await asyncio.get_running_loop().subprocess_exec(
                cls, *command, stderr=None, env=environment
            )
        except OSError as error:
            raise StoreFailed(f"no worker can be started: {error}") from error
        ready = False
        try:
            await worker._begin()
            ready = True
        finally:
            if not ready:
                worker.end(StoreFailed("the worker was not wanted"))
                await asyncio.wait([worker.closed])
        return worker

    def is_alive(self) -> bool:
        """Whether the process holds its end of a pipe; the system knows it before asyncio does."""
        pipe = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(_STDIN))
        if pipe.is_closing():
            return False
        poll = select.poll()
        poll.register(pipe.get_extra_info("pipe"), 0)
        return not poll.poll(0)

    def ask(self, query: dict[str, Any]) -> None:
        """Send a query, whose answer is then read with `frame`."""
        self._cpu_limit = query["cpu_limit"]
        pipe = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(_STDIN))
        pipe.write(frames.json_frame(frames.QUERY, query))

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame of an answer: its kind and its content.

        Raises:
            CoopgraphError: the worker has ended: the reason given to `end`, or else what its
                status says.
        """
        try:
            kind, size = frames.HEAD.unpack(await self._answers.readexactly(frames.HEAD.size))
            return kind, await self._answers.readexactly(size)
        except asyncio.IncompleteReadError:
            await asyncio.wait([self.exited])
            raise self._reason or StoreFailed("a worker has ended") from None

    def end(self, reason: CoopgraphError) -> None:
        """Kill the process; whoever waits for its answer, or asks later, is given the reason."""
        self._reason = self._reason or reason
        if self.exited.done():
            self._transport.close()
        else:
            with suppress(ProcessLookupError):
                os.kill(self._transport.get_pid(), signal.SIGKILL)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio when the process runs."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        pipe = self._transport.get_pipe_transport(_STDOUT)
        self._answers.set_transport(cast("asyncio.Transport", pipe))

    def pipe_data_received(self, _fd: int, data: bytes) -> None:
        """Called by asyncio with what the process has written."""
        self._answers.feed_data(data)

    def pipe_connection_lost(self, fd: int, _exc: Exception | None) -> None:
        """Called by asyncio when a pipe is closed."""
        if fd == _STDOUT:
            self._answers.feed_eof()

    def process_exited(self) -> None:
        """Called by asyncio when the process has ended."""
        if self._reason:
            self._transport.close()
        self._reason = self._reason or self._death()
        self.exited.set_result(None)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Called by asyncio when the process has ended and its pipes are closed."""
        self.closed.set_result(None)

    async def _begin(self) -> None:
        try:
            kind, content = await self.frame()
        except QueryTooLarge as fault:
            raise StoreFailed("a worker ended before it was ready") from fault
        if kind == frames.FAULT:
            raise StoreFailed(json.loads(content)["message"])

    def _death(self) -> CoopgraphError:
        status = self._transport.get_returncode()
        if status == -signal.SIGPROF:
            return QueryTimeout(self._cpu_limit, "seconds of computing")
        if status in _OUT_OF_MEMORY:
            return QueryTooLarge("the query needed more memory than a worker may have")
        return StoreFailed(f"a worker ended with status {status}")
