"""The process that serves: one port, one release, and a clean stop."""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from http import HTTPStatus
from types import FrameType
from typing import Any, cast

import h11
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import LifespanType
from uvicorn.protocols.http.h11_impl import H11Protocol

from coopgraph.errors import CannotRun
from coopgraph.web import logs
from coopgraph.web.problems import unread

# A GET of the longest query that is usual, all of it escaped, with its header lines.
_LONGEST_HEAD = 1 << 20
_UNREAD = {
    400: "this is no request of HTTP/1.1 (RFC 9112)",
    414: f"the address has more than {_LONGEST_HEAD} bytes",
    431: f"the header lines have more than {_LONGEST_HEAD} bytes",
    501: "of the transfer codings only chunked is known here",
}
_STOPS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 2  # seconds that answers on their way have when the service is stopped
_BACKLOG = 2048


def serve(app: FastAPI, host: str, port: int, release: str, trusted: Sequence[str] = ()) -> None:
    """Answer requests until SIGINT or SIGTERM; what runs then is ended after a moment.

    Args:
        app: the service of a release.
        host: the name or number of an address of this machine.
        port: 0 for any that is free.
        release: the name of the release, to tell when it is ready.
        trusted: networks of proxies, whose word of who asks is believed.

    Raises:
        CannotRun: the port is in use, or the address is not of this machine.
        StoreFailed: the release cannot be read.
    """
    logs.set_up()
    for number in _STOPS:
        signal.signal(number, _stop)
    with _listen(host, port) as listener, suppress(asyncio.CancelledError):
        asyncio.run(_serve(app, listener, release, trusted))


def configure(
    app: ASGIApp, lifespan: LifespanType = "auto", trusted: Sequence[str] = ()
) -> uvicorn.Config:
    """How an application is served.

    Args:
        app: answers the requests.
        lifespan: "off" where the application has been opened already.
        trusted: networks of proxies, whose word of who asks is believed.
    """
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(trusted),
        timeout_graceful_shutdown=_PATIENCE,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )


class Connection(H11Protocol):
    """A connection on which also what is no request is answered by a problem."""

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read; called by uvicorn while it handles the fault of h11."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.abort()  # an answer is on its way, and no part may look like the whole
            return
        status = _status(sys.exception(), self.conn.trailing_data[0])
        answer = unread(status, _UNREAD[status], logs.write_unread(msg, status))
        phrase = HTTPStatus(status).phrase.encode()
        for event in (
            h11.Response(status_code=status, headers=answer.raw_headers, reason=phrase),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event))
        self.transport.close()


def _status(fault: BaseException | None, unread_bytes: bytes) -> int:
    status = fault.error_status_hint if isinstance(fault, h11.RemoteProtocolError) else 400
    if status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE and b"\n" not in unread_bytes:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    return status if status in _UNREAD else 400


async def _serve(
    app: FastAPI, listener: socket.socket, release: str, trusted: Sequence[str]
) -> None:
    async with AsyncExitStack() as opened:
        with _cancelled_by_stops():
            state = await opened.enter_async_context(app.router.lifespan_context(app))
        config = configure(_with_state(app, dict(state or {})), "off", trusted)
        address = _address(listener)
        told = f"serving release {release} on {address}"
        members = {"message": told, "release": release, "address": address}
        logs.LOGGER.info(told, extra={"members": members})
        await uvicorn.Server(config).serve([listener])


@contextmanager
def _cancelled_by_stops() -> Iterator[None]:
    """Let signals cancel this task, where raised by `_stop` they would meet any other task too."""
    loop, task = asyncio.get_running_loop(), cast("asyncio.Task[None]", asyncio.current_task())
    for number in _STOPS:
        loop.add_signal_handler(number, task.cancel)
    try:
        yield
    finally:
        for number in _STOPS:
            loop.remove_signal_handler(number)
            signal.signal(number, _stop)


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
