"""The life of the worker processes: none is lost, whoever leaves or dies."""

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from os import getpid
from pathlib import Path
from time import monotonic, sleep

import pytest

from coopgraph.errors import CoopgraphError, QueryTooLarge, StoreBusy, StoreFailed
from coopgraph.settings import Settings
from coopgraph.store import frames
from coopgraph.store.base import Store
from coopgraph.store.embedded import Embedded, open_store
from tests.pooled import (
    NOTHING_FOR_EVER,
    ONE,
    ONE_ROW,
    ROWS_FOR_EVER,
    alive,
    asynchronous,
    await_death,
    becomes,
    children,
    make_release,
    pool,
    read,
    stream,
)

Leaving = Callable[[Embedded], Awaitable[None]]

PARENT = """
import asyncio, sys
from pathlib import Path
from coopgraph.settings import Settings
from coopgraph.store.embedded import open_store

async def main():
    store = await open_store(Path(sys.argv[1]), Settings(workers=2, time_limit=60))
    print("ready", flush=True)
    await store.query(sys.argv[2], "text/csv")
    await asyncio.sleep(60)

asyncio.run(main())
"""

UNGUARDED = """
from coopgraph.store import worker

worker.admit = lambda text, media_types, limits: media_types[0]
worker.main()
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("release"))


@asynchronous
async def test_a_killed_idle_worker_is_replaced_and_nobody_notices(release: Path) -> None:
    async with pool(release, time_limit=10) as store:
        before = children(getpid())
        for process in before:
            os.kill(process, signal.SIGKILL)
        await_death(before)
        assert [await read(store, ONE) for _ in range(4)] == [ONE_ROW] * 4
        assert await becomes(lambda: len(children(getpid()).keys() - before.keys()) == 2)


@pytest.mark.parametrize(
    ("by", "fault"), [(signal.SIGKILL, QueryTooLarge), (signal.SIGTERM, StoreFailed)]
)
@asynchronous
async def test_a_worker_killed_at_work_fails_its_query_only(
    release: Path, by: signal.Signals, fault: type[CoopgraphError]
) -> None:
    async with pool(release, time_limit=5) as store:
        before = children(getpid())
        running = asyncio.create_task(store.query(NOTHING_FOR_EVER, "text/csv"))
        await asyncio.sleep(0.2)
        now = children(getpid())
        busy = max(now, key=lambda process: now[process] - before[process])
        os.kill(busy, by)
        assert await read(store, ONE) == ONE_ROW
        with pytest.raises(fault):
            await running
        assert await becomes(lambda: len(children(getpid())) == 2)


@asynchronous
async def test_an_interrupt_from_a_terminal_leaves_the_workers_to_their_parent(
    release: Path,
) -> None:
    async with pool(release) as store:
        before = children(getpid()).keys()
        for process in before:
            os.kill(process, signal.SIGINT)
        assert await read(store, ONE) == ONE_ROW
        assert children(getpid()).keys() == before


async def hang_up_waiting(store: Embedded) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(store.query(NOTHING_FOR_EVER, "text/csv"), 0.2)


async def hang_up_reading(store: Embedded) -> None:
    async def read_all() -> None:
        answer = await store.query(ROWS_FOR_EVER, "text/csv")
        async for _ in answer.chunks:
            pass

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(read_all(), 0.2)


async def close_early(store: Embedded) -> None:
    answer = await store.query(ROWS_FOR_EVER, "text/csv")
    await anext(answer.chunks)
    await stream(answer).aclose()


async def read_nothing(store: Embedded) -> None:
    await stream(await store.query(ROWS_FOR_EVER, "text/csv")).aclose()


async def forget(store: Embedded) -> None:
    await store.query(ROWS_FOR_EVER, "text/csv")
    gc.collect()


@pytest.mark.parametrize(
    "leave", [hang_up_waiting, hang_up_reading, close_early, read_nothing, forget]
)
@asynchronous
async def test_a_client_that_leaves_frees_its_worker(release: Path, leave: Leaving) -> None:
    async with pool(release, workers=1, time_limit=20) as store:
        (busy,) = children(getpid())
        await leave(store)
        assert await asyncio.wait_for(read(store, ONE), 15) == ONE_ROW
        assert not alive(busy)
        assert len(children(getpid())) == 1


@asynchronous
async def test_a_full_queue_and_a_long_wait_are_refused_with_when_to_come_again(
    release: Path,
) -> None:
    async with pool(release, workers=1, queue_limit=1, time_limit=1.2) as store:
        running = asyncio.create_task(store.query(NOTHING_FOR_EVER, "text/csv"))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(store.query(ONE, "text/csv", timeout=0.3))
        await asyncio.sleep(0)
        with pytest.raises(StoreBusy) as full:
            await store.query(ONE, "text/csv")
        assert full.value.retry_after == 2
        with pytest.raises(StoreBusy):
            await waiting
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])


@asynchronous
async def test_a_worker_is_kept_from_guests_however_many_come(release: Path) -> None:
    async with pool(release, workers=3, queue_limit=2, time_limit=20) as store:
        endless = [
            asyncio.create_task(store.query(NOTHING_FOR_EVER, "text/csv", guest=client))
            for client in "ab"
        ]
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(read(store, ONE, guest="a")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(StoreBusy):
            await store.query(ONE, "text/csv", guest="a")
        for _ in range(3):
            assert await asyncio.wait_for(read(store, ONE), 15) == ONE_ROW
        assert not any(task.done() for task in (*endless, *waiting))
        endless[0].cancel()
        assert await asyncio.wait_for(asyncio.gather(*waiting), 15) == [ONE_ROW] * 2
        endless[1].cancel()
        await asyncio.wait(endless)


@asynchronous
async def test_a_guest_takes_no_last_worker_while_another_one_starts(release: Path) -> None:
    async with pool(release, time_limit=20) as store:
        killed, *_ = children(getpid())
        os.kill(killed, signal.SIGKILL)
        await_death([killed])
        endless = asyncio.create_task(store.query(NOTHING_FOR_EVER, "text/csv", guest="a"))
        assert await asyncio.wait_for(read(store, ONE), 15) == ONE_ROW
        assert await becomes(lambda: len(children(getpid())) == 2)
        assert await asyncio.wait_for(read(store, ONE), 15) == ONE_ROW
        assert not endless.done()
        endless.cancel()
        await asyncio.wait([endless])


@asynchronous
async def test_who_leaves_the_queue_takes_no_worker_along(release: Path) -> None:
    async with pool(release, workers=1, time_limit=5) as store:
        running = asyncio.create_task(store.query(NOTHING_FOR_EVER, "text/csv"))
        await asyncio.sleep(0)
        leaving = [asyncio.create_task(store.query(ONE, "text/csv")) for _ in range(5)]
        staying = asyncio.create_task(read(store, ONE))
        await asyncio.sleep(0.05)
        for task in (*leaving, running):
            task.cancel()
        assert await asyncio.wait_for(staying, 15) == ONE_ROW
        await asyncio.wait([*leaving, running])


@asynchronous
async def test_no_moment_of_leaving_loses_a_worker(release: Path) -> None:
    async with pool(release, time_limit=5) as store:
        for steps in range(60):
            guests = (None, None, "a", "b")
            tasks = [asyncio.create_task(read(store, ONE, guest=guest)) for guest in guests]
            for _ in range(steps % 30):
                await asyncio.sleep(0)
            tasks[steps % 4].cancel()
            await asyncio.wait(tasks)
        assert await asyncio.gather(*(read(store, ONE) for _ in range(8))) == [ONE_ROW] * 8
        assert await becomes(lambda: len(children(getpid())) == 2)


@asynchronous
async def test_closing_ends_what_runs_and_leaves_no_process(release: Path) -> None:
    store: Store = await open_store(release, Settings(workers=2, time_limit=60))
    answer = await store.query(ROWS_FOR_EVER, "text/csv")
    running = asyncio.create_task(store.query(NOTHING_FOR_EVER, "text/csv"))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(store.query(ONE, "text/csv"))
    await asyncio.sleep(0.05)
    await store.close()
    await store.close()
    assert children(getpid()) == {}
    for ended in (running, waiting, store.query(ONE, "text/csv")):
        with pytest.raises(StoreFailed):
            await ended
    with pytest.raises(StoreFailed):
        async for _ in answer.chunks:
            pass


@asynchronous
async def test_a_release_without_a_store_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="No such file"):
        await open_store(tmp_path, Settings())
    assert children(getpid()) == {}


@asynchronous
async def test_a_pool_whose_workers_cannot_start_says_so_to_who_waits(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pool(release, workers=1, time_limit=10) as store:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        (process,) = children(getpid())
        os.kill(process, signal.SIGKILL)
        assert await becomes(lambda: children(getpid()) == {} and not store.load().free)
        with pytest.raises(StoreFailed, match="no worker can be started"):
            await asyncio.wait_for(store.query(ONE, "text/csv"), 9)
        monkeypatch.undo()
        assert await read(store, ONE) == ONE_ROW


@asynchronous
async def test_workers_started_later_open_the_release_that_the_first_opened(
    release: Path, tmp_path: Path
) -> None:
    other = make_release(tmp_path / "other", label="town")
    current = tmp_path / "current"
    current.symlink_to(release)
    async with pool(current, workers=1) as store:
        current.unlink()
        current.symlink_to(other)
        (process,) = children(getpid())
        os.kill(process, signal.SIGKILL)
        assert await becomes(lambda: children(getpid()).keys() not in ({process}, set()))
        assert await read(store, ONE) == ONE_ROW


@pytest.mark.parametrize("query", [NOTHING_FOR_EVER, ROWS_FOR_EVER])
def test_workers_die_with_a_parent_that_is_killed_while_they_work(
    release: Path, query: str
) -> None:
    command = [sys.executable, "-c", PARENT, str(release), query]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"ready\n"
        sleep(0.1)
        workers = children(parent.pid)
        assert len(workers) == 2
        parent.kill()
    deadline = monotonic() + 30
    while any(alive(worker) for worker in workers) and monotonic() < deadline:
        sleep(0.01)
    assert [worker for worker in workers if alive(worker)] == []


@contextmanager
def unguarded(release: Path, query: str, limit: float) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that has opened its store and runs a query at which no guard has looked."""
    asked = {"query": query, "media_types": ["text/csv"], "size": 0, "longest": 0}
    limits = {"limit": limit, "cpu_limit": 60}
    graphs: dict[str, list[str]] = {"default_graphs": [], "named_graphs": []}
    command = [sys.executable, "-c", UNGUARDED, str(release / "store"), "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as worker:
        assert worker.stdin
        assert kind_of_frame(worker) == frames.READY
        worker.stdin.write(frames.json_frame(frames.QUERY, asked | limits | graphs))
        worker.stdin.flush()
        try:
            yield worker
        finally:
            worker.kill()


def kind_of_frame(worker: subprocess.Popen[bytes]) -> bytes:
    assert worker.stdout
    kind, size = frames.HEAD.unpack(worker.stdout.read(frames.HEAD.size))
    worker.stdout.read(size)
    return bytes(kind)


def test_a_call_that_passes_the_guard_finds_no_way_out(release: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        address = f"http://127.0.0.1:{other.getsockname()[1]}/"
        with unguarded(release, f"ASK {{ SERVICE <{address}> {{}} }}", 60) as worker:
            assert kind_of_frame(worker) == frames.FAULT
        with pytest.raises(BlockingIOError):
            other.accept()


def test_the_system_ends_a_worker_that_parses_for_ever(release: Path) -> None:
    deep = f"ASK {{ FILTER({'REGEX(' * 64}1{', 1)' * 64}) }}"
    with unguarded(release, deep, 0) as worker:
        assert worker.wait(30) == -signal.SIGALRM
