"""An endpoint's answer, read as it comes and written in the form that was asked for.

Reading and writing are done by a thread, for the engine's parsers take a file; the answer streams
through it, and neither side runs ahead of the other by more than a few pieces.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Coroutine
from concurrent.futures import Executor, Future
from threading import Lock
from traceback import clear_frames
from typing import Any, BinaryIO, TypeVar, cast

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from coopgraph.errors import StoreFailed
from coopgraph.store.base import ROWS
from coopgraph.store.writing import Output, Results, write

WIRE_ROWS = "application/sparql-results+json"
WIRE_TRIPLES = "application/n-triples"

_AHEAD = 4  # pieces written that nobody has taken yet
_T = TypeVar("_T")
_Body = AsyncGenerator[bytes, None]


def wire(media_type: str) -> str:
    """The form in which an endpoint is asked, whichever is wanted: all engines write it soundly."""
    return WIRE_ROWS if media_type in ROWS else WIRE_TRIPLES


async def rewritten(body: _Body, media_type: str, threads: Executor) -> _Body:
    """An answer in another form.

    Args:
        body: the answer in the form that `wire` names.
        media_type: the form to write.
        threads: where it is read and written; each answer keeps one until its end.

    Raises:
        StoreFailed: the answer is cut, or not of its form.
        NotAcceptable: the form cannot hold what was found.
        CoopgraphError: whatever the body raises.
    """
    through = _Through(body)
    work = asyncio.get_running_loop().run_in_executor(threads, through.work, media_type)
    try:
        while piece := await through.written.get():
            yield piece
        await work
    finally:
        through.stop()
        await asyncio.gather(work, return_exceptions=True)
        await body.aclose()


class _Through:
    """The thread's file to read and its file to write, fed and emptied by the event loop."""

    def __init__(self, body: _Body) -> None:
        self._body = body
        self._rest = b""
        self._loop = asyncio.get_running_loop()
        self._lock = Lock()
        self._asking: Future[Any] | None = None
        self._stopped = False
        self.written: asyncio.Queue[bytes] = asyncio.Queue(_AHEAD)

    def work(self, media_type: str) -> None:
        """Read the answer and write it, and an empty piece at its end; runs in the thread."""
        try:
            write(_results(cast("BinaryIO", self), media_type), media_type, Output(self._send))
        except (SyntaxError, ValueError) as error:
            raise StoreFailed(f"the endpoint's answer cannot be read: {error}") from error
        finally:
            _clear(sys.exception())
            self._ask(self.written.put(b""))

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes of the answer; called by the engine's parser."""
        if not self._rest:
            self._rest = self._ask(_next(self._body))
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def stop(self) -> None:
        """Let the thread end: nobody wants the rest."""
        with self._lock:
            self._stopped = True
            if self._asking:
                self._asking.cancel()

    def _send(self, piece: bytes) -> None:
        if piece:
            self._ask(self.written.put(piece))

    def _ask(self, doing: Coroutine[Any, Any, _T]) -> _T:
        """Have the event loop do something, and wait for it."""
        with self._lock:
            if self._stopped:
                doing.close()
                raise StoreFailed("its reader stopped")
            self._asking = asking = asyncio.run_coroutine_threadsafe(doing, self._loop)
        return asking.result()


def _results(source: BinaryIO, media_type: str) -> Results:
    if media_type in ROWS:
        return parse_query_results(source, format=QueryResultsFormat.JSON)
    return parse(source, RdfFormat.N_TRIPLES)


def _clear(fault: BaseException | None) -> None:
    """Drop what a fault's frames hold: the engine's readers may end in their own thread only."""
    while fault:
        clear_frames(fault.__traceback__)
        fault = fault.__context__


async def _next(body: _Body) -> bytes:
    return await anext(body, b"")
