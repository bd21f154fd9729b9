"""The process that serves: one port, one release, and a clean stop."""

import asyncio
import signal
import socket
import sys
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from coopgraph.errors import CannotRun
from coopgraph.web import logs

_PATIENCE = 2  # seconds that answers on their way have when the service is stopped
_BACKLOG = 2048


def serve(app: FastAPI, host: str, port: int, release: str) -> None:
    """Answer requests until SIGINT or SIGTERM; what runs then is ended after a moment.

    Args:
        app: the service of a release.
        host: the name or number of an address of this machine.
        port: 0 for any that is free.
        release: the name of the release, to tell when it is ready.

    Raises:
        CannotRun: the port is in use, or the address is not of this machine.
        StoreFailed: the release cannot be read.
    """
    logs.set_up()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    with _listen(host, port) as listener:
        asyncio.run(_serve(app, listener, release))


async def _serve(app: FastAPI, listener: socket.socket, release: str) -> None:
    async with app.router.lifespan_context(app) as state:
        config = uvicorn.Config(
            _with_state(app, dict(state or {})),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
        )
        address = _address(listener)
        told = f"serving release {release} on {address}"
        members = {"message": told, "release": release, "address": address}
        logs.LOGGER.info(told, extra={"members": members})
        await uvicorn.Server(config).serve([listener])


def _with_state(app: ASGIApp, state: dict[str, Any]) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return answer


def _listen(host: str, port: int) -> socket.socket:
    """Take the port; whoever connects from now on is answered when the release is open."""
    try:
        # Only a socket that is told to be TCP sends without waiting for more to send.
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        raise CannotRun(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _stop(_: int, __: FrameType | None) -> None:
    sys.exit(0)
