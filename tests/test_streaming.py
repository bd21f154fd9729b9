"""Clients that leave and stores that fail, on a real connection."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import quote, urlsplit

import httpx
import pytest

from coopgraph.errors import (
    CannotRun,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreFailed,
)
from coopgraph.settings import Settings
from coopgraph.store.base import Answer, Store
from coopgraph.web.app import create_app
from coopgraph.web.problems import KINDS
from tests.released import BROWSER, serving, settings

ROWS = b'{"head": {"vars": []}, "results": {"bindings": ['
ASK = "/sparql?query=" + quote("SELECT * WHERE { ?s ?p ?o }")


class Scripted:
    """A store whose answers are written by the test."""

    def __init__(self, *parts: bytes | Exception | None, before: Exception | None = None) -> None:
        self.parts = parts
        self.before = before
        self.begun, self.cancelled, self.closed, self.go_on = Event(), Event(), Event(), Event()

    async def query(self, text: str, *media_types: str, **_: object) -> Answer:
        self.begun.set()
        if self.before:
            raise self.before
        if not self.parts:
            await self._for_ever()
        return Answer(media_types[0], self._chunks())

    async def close(self) -> None:
        """Nothing to close."""

    async def _for_ever(self) -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise

    async def _chunks(self) -> AsyncIterator[bytes]:
        """The parts; an exception is raised, and at a gap the rest waits until the test says so."""
        try:
            for part in self.parts:
                if isinstance(part, Exception):
                    raise part
                if part is None:
                    await asyncio.to_thread(self.go_on.wait)
                else:
                    yield part
        finally:
            self.go_on.set()
            self.closed.set()


Serve = Callable[[Scripted], AbstractContextManager[str]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """The service with a scripted store."""

    @contextmanager
    def with_store(store: Scripted) -> Iterator[str]:
        async def open_store(_: Path, __: Settings) -> Scripted:
            return store

        monkeypatch.setattr("coopgraph.web.app.open_store", open_store)
        with serving() as address:
            yield address

    return with_store


@contextmanager
def connection(address: str, target: str) -> Iterator[socket.socket]:
    """A request sent by hand, so that the client can leave when the test says so."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as client:
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        yield client


def test_a_client_that_leaves_before_the_first_row_ends_the_query(served: Serve) -> None:
    store = Scripted()
    with served(store) as address:
        with connection(address, ASK):
            assert store.begun.wait(10)
        assert store.cancelled.wait(10)


def test_a_client_that_leaves_in_the_middle_ends_the_answer(served: Serve) -> None:
    store = Scripted(ROWS, None)
    with served(store) as address:
        with connection(address, ASK) as client:
            assert client.recv(100)
        assert store.closed.wait(10)


def test_the_first_bytes_leave_before_the_last_are_found(served: Serve) -> None:
    store = Scripted(ROWS, None, b"]}}")
    plain = {"Accept-Encoding": "identity"}
    with served(store) as address, httpx.stream("GET", address + ASK, headers=plain) as answer:
        chunks = answer.iter_raw()
        assert next(chunks) == ROWS
        store.go_on.set()
        assert b"".join(chunks) == b"]}}"
    assert store.closed.is_set()


@pytest.mark.parametrize("fault", [StoreFailed("the worker died"), ValueError("a mistake of ours")])
def test_a_fault_after_the_first_byte_breaks_the_connection_off(
    served: Serve, fault: Exception
) -> None:
    store = Scripted(ROWS, fault)
    with served(store) as address, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(address + ASK)
    assert store.closed.is_set()


@pytest.mark.parametrize(
    ("fault", "status", "name"),
    [
        (QueryTimeout(30), 504, "time-limit"),
        (QueryTooLarge("the query needed more than 2048 MiB"), 503, "memory-limit"),
        (StoreBusy(7), 503, "busy"),
        (StoreFailed("the worker died"), 503, "store-failed"),
        (RuntimeError("the password is swordfish"), 500, "internal"),
    ],
)
def test_a_fault_before_the_first_byte_has_its_status(
    served: Serve, fault: Exception, status: int, name: str
) -> None:
    with served(Scripted(before=fault)) as address:
        answer = httpx.get(address + ASK)
        page = httpx.get(address + ASK, headers=BROWSER)
        assert httpx.get(f"{address}/ready").status_code == status
        assert httpx.get(f"{address}/health").status_code == 200
    assert (answer.status_code, page.status_code) == (status, status)
    assert answer.json()["type"] == f"https://w3id.org/coopgraph/problem/{name}"
    assert answer.json()["detail"]
    assert "swordfish" not in answer.text + page.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers.get("retry-after") == ("7" if isinstance(fault, StoreBusy) else None)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<h1>" in page.text


def test_every_error_that_a_store_may_raise_has_a_status_of_its_own() -> None:
    raised = set(
        re.findall(r"^\s+(\w+): ", str(Store.query.__doc__).partition("Raises:")[2], re.MULTILINE)
    )
    assert len(raised) > 5
    assert raised <= {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"release": "x"}'])
def test_a_folder_that_is_no_release_is_told_before_anything_starts(
    tmp_path: Path, manifest: str | None
) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(CannotRun, match=r"manifest\.json is not the manifest of a release"):
        create_app(tmp_path, settings())


def test_a_head_request_lets_the_store_go(served: Serve) -> None:
    store = Scripted(ROWS, None)
    with served(store) as address:
        answer = httpx.head(address + ASK)
        assert answer.status_code == 200
        assert store.closed.wait(10)
