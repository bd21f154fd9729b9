"""No client keeps the others waiting, and no query takes more than its share of the machine."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid
from pathlib import Path
from socket import create_connection, socket
from urllib.parse import quote, urlsplit

import httpx
import pytest
from starlette.requests import Request

from coopgraph.errors import QueryTimeout, QueryTooLarge, StoreBusy
from coopgraph.store.embedded import Embedded
from coopgraph.web.clients import client_of
from tests.pooled import (
    NOTHING_FOR_EVER,
    ONE,
    ONE_ROW,
    ROWS_FOR_EVER,
    asynchronous,
    children,
    make_release,
    pool,
    read,
)
from tests.released import serving

SOON = 30


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("release"))


async def occupy(store: Embedded, client: str) -> asyncio.Task[bytes]:
    """Have a client ask what never ends, until it holds a worker or waits for one."""
    task = asyncio.create_task(read(store, NOTHING_FOR_EVER, guest=client))
    await asyncio.sleep(0)
    return task


async def end(*tasks: asyncio.Task[bytes]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


@asynchronous
async def test_one_client_never_holds_all_the_workers_that_guests_may_have(release: Path) -> None:
    async with pool(release, workers=4, time_limit=60, queue_seconds=60) as store:
        endless = [await occupy(store, "a") for _ in range(5)]
        for _ in range(3):
            assert await asyncio.wait_for(read(store, ONE, guest="b"), SOON) == ONE_ROW
        assert not any(task.done() for task in endless)
        await end(*endless)


@asynchronous
async def test_clients_take_turns_however_much_one_of_them_asks(release: Path) -> None:
    async with pool(release, workers=2, time_limit=60, queue_seconds=60) as store:
        endless, answered = await occupy(store, "c"), []

        async def ask(client: str) -> None:
            await read(store, ONE, guest=client)
            answered.append(client)

        waiting = [asyncio.create_task(ask(client)) for client in "aaaabb"]
        await asyncio.sleep(0)
        await end(endless)
        await asyncio.gather(*waiting)
    assert answered == list("ababaa")


@asynchronous
async def test_a_full_queue_sends_away_the_last_of_the_longest_line(release: Path) -> None:
    async with pool(release, workers=2, queue_limit=3, time_limit=60, queue_seconds=60) as store:
        running = await occupy(store, "c")
        greedy = [await occupy(store, "a") for _ in range(3)]
        modest = asyncio.create_task(read(store, ONE, guest="b"))
        with pytest.raises(StoreBusy):
            await greedy.pop()
        with pytest.raises(StoreBusy):
            await read(store, ONE, guest="a")
        await end(running, *greedy)
        assert await asyncio.wait_for(modest, SOON) == ONE_ROW


@asynchronous
async def test_who_waits_too_long_is_sent_away_before_the_time_limit(release: Path) -> None:
    async with pool(release, workers=2, time_limit=60, queue_seconds=0.1) as store:
        running = await occupy(store, "a")
        with pytest.raises(StoreBusy):
            await asyncio.wait_for(read(store, ONE, guest="b"), SOON)
        await end(running)


@asynchronous
async def test_a_query_is_ended_at_its_limit_of_computing(release: Path) -> None:
    async with pool(release, time_limit=60, cpu_limit=0.2) as store:
        with pytest.raises(QueryTimeout, match=r"0\.2 seconds of computing"):
            await read(store, NOTHING_FOR_EVER)
        # The seconds of one query are not counted against the next.
        for _ in range(20):
            assert await read(store, ONE) == ONE_ROW


@asynchronous
async def test_an_answer_longer_than_one_may_be_is_broken_off(release: Path) -> None:
    async with pool(release, time_limit=60, result_limit=1) as store:
        before = children(getpid()).keys()
        with pytest.raises(QueryTooLarge, match="longer than one may be"):
            await read(store, ROWS_FOR_EVER)
        assert await read(store, ONE) == ONE_ROW
        assert children(getpid()).keys() == before


@contextmanager
def endless(address: str, client: str) -> Iterator[socket]:
    """A query that never ends, as a proxy would pass it on for a client."""
    parts = urlsplit(address)
    with create_connection((parts.hostname or "", parts.port or 0), SOON) as connection:
        target = f"/sparql?query={quote(ROWS_FOR_EVER)}"
        head = f"GET {target} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\n\r\n"
        connection.sendall(head.encode())
        yield connection


@pytest.mark.parametrize(("trusted", "status"), [(("127.0.0.1/32",), 200), ((), 503)])
def test_clients_behind_a_proxy_are_told_apart_only_where_it_is_trusted(
    trusted: tuple[str, ...], status: int
) -> None:
    with (
        serving(workers=3, queue_limit=0, time_limit=60, trusted_proxies=trusted) as address,
        endless(address, "192.0.2.1") as client,
    ):
        assert b"200 OK" in client.recv(1000)
        other = {"X-Forwarded-For": "192.0.2.2"}
        asked = {"query": "ASK {}"}
        answer = httpx.get(f"{address}/sparql", params=asked, headers=other, timeout=SOON)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("a socket", "a socket"),
    ],
)
def test_a_client_is_counted_by_its_address_or_its_network(host: str, client: str) -> None:
    assert client_of(Request({"type": "http", "client": (host, 1)})) == client
