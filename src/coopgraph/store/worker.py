"""One worker process: `python -m coopgraph.store.worker <store folder> <memory in MiB>`.

It reads queries on stdin and writes answers on stdout, in the frames of `coopgraph.store.frames`.
It ends when stdin is closed, even while a query runs, and so never outlives its parent.
"""

import json
import math
import os
import resource
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from pyoxigraph import NamedNode, Store

from coopgraph.errors import CoopgraphError, NotAcceptable, QueryRefused, QueryTooLarge
from coopgraph.store import frames
from coopgraph.store.guard import Limits, admit
from coopgraph.store.syntax import placed
from coopgraph.store.writing import Output, write

_STACK = 64 << 20  # bytes; what a deep query needs grows with its depth
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (NotAcceptable, frames.FORM),
    (QueryRefused, frames.REFUSED),
    (QueryTooLarge, frames.LARGE),
    (MemoryError, frames.LARGE),
    (OSError, frames.FAILED),
)


class Framed:
    """The pipe to the parent, to which an answer goes in frames."""

    def __init__(self, pipe: BinaryIO, media_type: str, longest: int) -> None:
        self._pipe = pipe
        self._left = longest
        self._media_type = media_type
        self._begun = False

    def send(self, data: bytes) -> None:
        """Pass bytes on, under the media type if they are the first.

        Raises:
            QueryTooLarge: there are more than an answer may hold.
        """
        self._left -= len(data)
        if self._left < 0:
            raise QueryTooLarge("the answer is longer than one may be; take it in parts")
        if not self._begun:
            self._pipe.write(frames.frame(frames.BEGIN, self._media_type.encode()))
            self._begun = True
        if data:
            self._pipe.write(frames.frame(frames.DATA, data))
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
        write(results, media_type, Output(Framed(pipe, media_type, request["longest"]).send))
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


def _fault(error: Exception) -> dict[str, Any]:
    told = placed(str(error)) if isinstance(error, SyntaxError) else error
    known = {name: getattr(told, name, None) for name in ("line", "column", "offered", "why")}
    kind = next((kind for type_, kind in _KINDS if isinstance(told, type_)), frames.BAD)
    return {"kind": kind, "message": str(told), **known}


def _send(pipe: BinaryIO, frame: bytes) -> None:
    pipe.write(frame)
    pipe.flush()


if __name__ == "__main__":
    main()
