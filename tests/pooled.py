"""A small store on disk, a pool of workers on it, and a look at the processes of this machine."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from coopgraph.settings import Settings
from coopgraph.store.base import Answer
from coopgraph.store.embedded import Embedded, open_store

EX = "http://example.org/"
CITIES = 2000
ONE = f'SELECT ?city {{ ?city <{EX}name> "city 5" }}'
ONE_ROW = f"city\r\n{EX}5\r\n".encode()
ROWS_FOR_EVER = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
NOTHING_FOR_EVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def make_release(folder: Path, label: str = "city") -> Path:
    """A release of one triple for each city, and of one in each of two named graphs."""
    (folder / "store").mkdir(parents=True)
    store = Store(str(folder / "store"))
    name = NamedNode(EX + "name")
    cities = [(NamedNode(f"{EX}{i}"), Literal(f"{label} {i}")) for i in range(CITIES)]
    store.bulk_extend(Quad(city, name, value, DefaultGraph()) for city, value in cities)
    for graph in ("one", "two"):
        store.add(Quad(NamedNode(EX + "x"), name, Literal(graph), NamedNode(EX + graph)))
    store.optimize()
    store.flush()
    return folder


def asynchronous(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that is a coroutine, as pytest runs tests."""

    @wraps(test)
    def run(*args: Any, **named: Any) -> None:
        asyncio.run(test(*args, **named))

    return run


@asynccontextmanager
async def pool(release: Path, **changes: Any) -> AsyncIterator[Embedded]:
    """A store with two workers and short limits."""
    usual = {"workers": 2, "time_limit": 0.5, "memory_limit": 1024}
    store = await open_store(release, Settings(**(usual | changes)))
    try:
        yield store
    finally:
        await store.close()


async def read(store: Embedded, text: str, media_type: str = "text/csv", **named: Any) -> bytes:
    """A whole answer."""
    answer = await store.query(text, media_type, **named)
    assert answer.media_type == media_type
    return b"".join([chunk async for chunk in answer.chunks])


def stream(answer: Answer) -> AsyncGenerator[bytes, None]:
    """The chunks of an answer, as what they are."""
    assert isinstance(answer.chunks, AsyncGenerator)
    return answer.chunks


async def becomes(true: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether something becomes true soon."""
    for _ in range(int(seconds * 100)):
        if true():
            return True
        await asyncio.sleep(0.01)
    return true()


def children(parent: int) -> dict[int, float]:
    """The running child processes of a process, and the clock ticks each has computed."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                found[int(stat.parent.name)] = float(fields[11])
    return found


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and is not yet buried does not."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def await_death(processes: Iterable[int]) -> None:
    """Wait for the end of child processes, without a pause in which their pool could see it."""
    for process in processes:
        with suppress(ChildProcessError):
            os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
