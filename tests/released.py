"""The world's release, made once for all tests that only read it, and a real server to ask."""

import atexit
import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from time import monotonic, sleep
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from coopgraph.assembly import Assembly, assemble
from coopgraph.names import CGO, ID
from coopgraph.release import build, current
from coopgraph.release.folder import KEPT
from coopgraph.settings import Settings
from coopgraph.tables.read import read_tables
from coopgraph.web.app import create_app
from coopgraph.web.server import configure
from tests.conftest import ROOT, make_world

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

ALTA = f"{ID}actor/alta"
TIE = f"{ID}tie/alta-baja"
PREFIX = f"PREFIX cgo: <{CGO}> PREFIX id: <{ID}> "


@cache
def settings() -> Settings:
    """The settings of the world, of which a release has been made."""
    folder = Path(mkdtemp(prefix="coopgraph-world-"))
    atexit.register(shutil.rmtree, folder)
    made = Settings(root=make_world(folder / "world"))
    build(made, lambda _: None)
    return made


def release() -> Path:
    """The folder of the world's release."""
    return current(settings())


@cache
def real_settings() -> Settings:
    """The settings of a copy of the project's own tables, of which a release has been made."""
    folder = Path(mkdtemp(prefix="coopgraph-real-"))
    atexit.register(shutil.rmtree, folder)
    for name in KEPT:
        shutil.copytree(ROOT / name, folder / name)
    made = Settings(root=folder)
    build(made, lambda _: None)
    return made


@cache
def real_assembly() -> Assembly:
    """The dataset of the project's own tables, made once for all tests that only read it."""
    tables = read_tables(ROOT)
    assert [str(fault) for fault in tables.faults] == []
    return assemble(ROOT, tables)


def real_release() -> Path:
    """The folder of the release of the project's own tables."""
    return current(real_settings())


@contextmanager
def serving(folder: Path | None = None, remote: str | None = None, **limits: Any) -> Iterator[str]:
    """A server on a free port of this machine; yields its address.

    Args:
        folder: a release, else the world's.
        remote: a SPARQL endpoint to ask in place of the release's own store.
        limits: settings that are not the usual ones.
    """
    changed = replace(settings(), **limits)
    app = create_app(folder or release(), changed, remote)
    with listening(app, changed.trusted_proxies) as address:
        yield address


@contextmanager
def listening(app: ASGIApp, trusted: Sequence[str] = ()) -> Iterator[str]:
    """An application on a free port of this machine; yields its address."""
    # Only a socket that is told to be TCP sends without waiting for more to send.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(configure(app, trusted=trusted))
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            _wait_for(server, thread)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _wait_for(server: uvicorn.Server, thread: Thread) -> None:
    deadline = monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server ended before it began"
        assert monotonic() < deadline, "the server does not begin"
        sleep(0.01)
