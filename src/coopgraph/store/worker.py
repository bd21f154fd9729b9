"""One worker process: `python -m coopgraph.store.worker <store folder> <memory in MiB>`.

It reads queries on stdin and writes answers on stdout, in the frames of `coopgraph.store.frames`.
It ends when stdin is closed, even while a query runs, and so never outlives its parent.
"""

import json
import math
import os
import re
import resource
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from coopgraph.errors import BadQuery, CoopgraphError, NotAcceptable, QueryRefused, QueryTooLarge
from coopgraph.names import PREFIXES
from coopgraph.store import frames
from coopgraph.store.base import ROWS, TRIPLES
from coopgraph.store.csv_rows import write_csv
from coopgraph.store.guard import Limits, admit
from coopgraph.store.sound_xml import SoundXml

_STACK = 64 << 20  # bytes; what a deep query needs grows with its depth
_CHUNK = 65536
_LINGER = 0.1  # seconds that bytes may wait for more of them
_PREFIXED = frozenset(("text/turtle", "application/trig"))
_XML = frozenset(("application/sparql-results+xml", "application/rdf+xml"))
_NARROW = _XML | {"application/ld+json"}  # cannot hold every answer
_UNWRITABLE = re.compile("JSON-LD does not support RDF 1.2|RDF/XML reserved syntax term")
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (NotAcceptable, frames.FORM),
    (QueryRefused, frames.REFUSED),
    (QueryTooLarge, frames.LARGE),
    (MemoryError, frames.LARGE),
    (OSError, frames.FAILED),
)
_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)

_Results = QuerySolutions | QueryBoolean | QueryTriples


class Output:
    """The file into which the engine writes an answer; it goes out in frames, its start at once."""

    def __init__(self, pipe: BinaryIO, media_type: str, longest: int) -> None:
        self._pipe = pipe
        self._left = longest
        self._media_type = media_type
        self._held = bytearray()
        self._due = 0.0
        self._begun = False

    def write(self, data: bytes) -> int:
        """Take bytes, and pass them on when they are many or have waited.

        Raises:
            QueryTooLarge: there are more than an answer may hold.
        """
        self._left -= len(data)
        if self._left < 0:
            raise QueryTooLarge("the answer is longer than one may be; take it in parts")
        self._held += data
        if len(self._held) >= _CHUNK or time.monotonic() >= self._due:
            self.flush()
            self._due = time.monotonic() + _LINGER
        return len(data)

    def flush(self) -> None:
        """Pass on what is held."""
        if not self._begun:
            self._pipe.write(frames.frame(frames.BEGIN, self._media_type.encode()))
            self._begun = True
        if self._held:
            self._pipe.write(frames.frame(frames.DATA, bytes(self._held)))
            self._held.clear()
        self._pipe.flush()


def main() -> None:
    """Serve until stdin is closed."""
    folder, memory = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the whole group
    pipe = _take_stdout()
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    try:
        store = Store.read_only(str(folder))
    except OSError as error:
        _send(pipe, frames.json_frame(frames.FAULT, _fault(error)))
    else:
        threading.stack_size(_STACK)
        work = threading.Thread(target=_serve, args=(store, folder, memory, requests, pipe))
        work.start()
        work.join()
    os._exit(1)


def _take_stdout() -> BinaryIO:
    """The pipe to the parent, which from now on nothing else writes to."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _listen(requests: SimpleQueue[dict[str, Any]]) -> None:
    stdin = sys.stdin.buffer
    try:
        while head := stdin.read(frames.HEAD.size):
            _, size = frames.HEAD.unpack(head)
            requests.put(json.loads(stdin.read(size)))
    finally:
        os._exit(0)


def _serve(
    store: Store,
    folder: Path,
    memory: int,
    requests: SimpleQueue[dict[str, Any]],
    pipe: BinaryIO,
) -> None:
    _limit_memory(memory)
    _open_no_more(folder)
    with suppress(BrokenPipeError):
        _send(pipe, frames.frame(frames.READY))
        while True:
            _answer(store, requests.get(), pipe)


def _limit_memory(mebibytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if mebibytes:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))


def _open_no_more(folder: Path) -> None:
    """Refuse this process every further file and socket.

    The engine calls out for SERVICE with no switch to forbid it, and the guard before it may err.
    Nothing is refused where the store has files that it will open only when it needs them.
    """
    if sys.platform == "linux":
        open_files = os.scandir("/proc/self/fd")
        held = {Path(file.path).readlink(): int(file.name) for file in open_files}
        if all(table in held for table in folder.glob("*.sst")):
            last = max(held.values())
            resource.setrlimit(resource.RLIMIT_NOFILE, (last, last))
            with suppress(OSError):
                while True:
                    os.dup(0)


def _answer(store: Store, request: dict[str, Any], pipe: BinaryIO) -> None:
    _end_after(request["limit"], request["cpu_limit"])
    try:
        limits = Limits(size=request["size"])
        media_type = admit(request["query"], request["media_types"], limits)
        results = store.query(request["query"], **_dataset(request))
        output = Output(pipe, media_type, request["longest"])
        _write(results, media_type, cast("BinaryIO", output))
        output.flush()
    except (
        CoopgraphError,
        SyntaxError,
        ValueError,
        RuntimeError,
        MemoryError,
        OSError,
    ) as error:
        _send(pipe, frames.json_frame(frames.FAULT, _fault(error)))
    else:
        _send(pipe, frames.frame(frames.END))
    _end_after(None, 0)


def _end_after(seconds: float | None, computing: float) -> None:
    """Have the system end this process at its limit of computing, and after that of time.

    The limit of time is kept by the parent. But while the engine parses, no other thread of this
    process runs, so that the end of stdin would go unseen.
    """
    signal.alarm(0 if seconds is None else math.ceil(seconds) + 1)
    signal.setitimer(signal.ITIMER_PROF, computing)


def _dataset(request: dict[str, Any]) -> dict[str, Any]:
    """The dataset of the request, which if it names any graph replaces the query's own."""
    default, named = request["default_graphs"], request["named_graphs"]
    if not default and not named:
        return {}
    return {
        "default_graph": [NamedNode(iri) for iri in default],
        "named_graphs": [NamedNode(iri) for iri in named],
    }


def _write(results: _Results, media_type: str, output: BinaryIO) -> None:
    offered = tuple(form for form in _family(media_type) if form not in _NARROW)
    if media_type in _XML:
        output = cast("BinaryIO", SoundXml(output, offered))
    try:
        _serialize(results, media_type, output)
    except OSError as error:
        if _UNWRITABLE.match(str(error)):
            raise NotAcceptable(offered, str(error)) from error
        raise


def _family(media_type: str) -> tuple[str, ...]:
    return ROWS if media_type in ROWS else TRIPLES


def _serialize(results: _Results, media_type: str, output: BinaryIO) -> None:
    if isinstance(results, QuerySolutions) and media_type == "text/csv":
        write_csv(results, output)
    elif not isinstance(results, QueryTriples):
        results.serialize(output, QueryResultsFormat.from_media_type(media_type))
    elif media_type in _PREFIXED:
        serialize(results, output, RdfFormat.from_media_type(media_type), prefixes=PREFIXES)
    else:
        results.serialize(output, RdfFormat.from_media_type(media_type))


def _fault(error: Exception) -> dict[str, Any]:
    told = _placed(error) if isinstance(error, SyntaxError) else error
    known = {name: getattr(told, name, None) for name in ("line", "column", "offered", "why")}
    kind = next((kind for type_, kind in _KINDS if isinstance(told, type_)), frames.BAD)
    return {"kind": kind, "message": str(told), **known}


def _placed(error: SyntaxError) -> BadQuery:
    place = _PLACE.match(str(error))
    if place is None:
        return BadQuery(str(error))
    line, column = int(place[1]), int(place[2])
    message = f"line {line}, column {column}: {_expectation(place[3])}"
    return BadQuery(message, line, column)


def _expectation(listed: str) -> str:
    """What the engine says in words; what it lists of tokens and characters leads astray."""
    worded = [item for item in listed.split(", ") if " " in item and item[0] not in "[<"]
    return worded[0] if worded else "the query cannot be read beyond this place"


def _send(pipe: BinaryIO, frame: bytes) -> None:
    pipe.write(frame)
    pipe.flush()


if __name__ == "__main__":
    main()
