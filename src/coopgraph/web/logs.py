"""What the service writes while it runs: a line for each request, and what broke.

On a terminal the lines are for people, elsewhere each is one JSON object. A request has an id,
which its answer carries in `X-Request-ID`; a proxy may give its own. Neither queries nor the values
of parameters are written.
"""

import json
import logging
import re
import sys
from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from time import perf_counter
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coopgraph.errors import CoopgraphError
from coopgraph.web.languages import shortened

ID_HEADER = "X-Request-ID"
LOGGER = logging.getLogger("coopgraph.web")

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def set_up() -> None:
    """Send everything that is logged in this process to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Readable() if sys.stderr.isatty() else JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    LOGGER.setLevel(logging.INFO)
    # The server tells again what an address has raised, and does not know of which request. Its
    # warnings are of requests that have a line here; one advises to install something.
    server = logging.getLogger("uvicorn.error")
    server.setLevel(logging.ERROR)
    server.addFilter(lambda record: not record.exc_info)


class JsonLines(logging.Formatter):
    """One JSON object a line; `members` of a record stand in place of its message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **getattr(record, "members", {"message": record.getMessage()}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


class Readable(logging.Formatter):
    """A line for people, and below it the way to what broke."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", datefmt="%H:%M:%S")


@dataclass
class Entry:
    """What is told of one request."""

    id: str
    method: str
    path: str
    address: str = ""
    status: int | None = None
    size: int = 0
    whole: bool = False
    fault: BaseException | None = None
    begun: float = field(default_factory=perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return perf_counter() - self.begun

    @property
    def members(self) -> dict[str, Any]:
        """The entry as it is written; what says nothing is left out."""
        members = {
            "method": shortened(self.method),
            "path": shortened(self.path),
            "status": self.status,
            "ms": round(self.seconds * 1000, 1),
            "bytes": None if self.method == "HEAD" else self.size,
            "id": self.id,
            "broken_off": None if self.whole else True,
            "error": f"{type(self.fault).__name__}: {self.fault}" if self.fault else None,
        }
        return {name: value for name, value in members.items() if value is not None}


class RequestLog:
    """Give each request of an application its id, and write its line when it has been answered."""

    def __init__(self, app: ASGIApp, observe: Callable[[Entry], None]) -> None:
        self.app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the id in the header lines (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        entry = Entry(_request_id(Headers(scope=scope)), scope["method"], quote(scope["path"]))

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = entry.id
            else:
                entry.size += len(message.get("body", b""))
                entry.whole = not message.get("more_body", False)
            await send(message)

        try:
            state = {**scope.get("state", {}), "entry": entry}
            await self.app({**scope, "state": state}, receive, send_and_note)
        finally:
            _write(entry, sys.exception())
            self._observe(entry)


def write_unread(message: str, status: int) -> str:
    """Write the line of what could not be read as a request; returns the id that it is given."""
    id_ = uuid4().hex
    members = {"message": message, "status": status, "id": id_}
    LOGGER.info(f"{message} status={status} id={id_}", extra={"members": members})
    return id_


def entry_of(request: Request) -> Entry:
    """What will be told of a request."""
    entry: Entry = request.state.entry
    return entry


def _request_id(headers: Headers) -> str:
    given = headers.getlist(ID_HEADER)
    return given[0] if len(given) == 1 and _SANE.fullmatch(given[0]) else uuid4().hex


def _write(entry: Entry, raised: BaseException | None) -> None:
    """Write a line; the way to a fault is told where it is a mistake of ours."""
    cause = raised.__cause__ if raised else None
    entry.fault = cause if isinstance(cause, CoopgraphError) else raised or entry.fault
    mistake = raised and not isinstance(entry.fault, CoopgraphError | CancelledError)
    failed = raised or (entry.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    members = entry.members
    LOGGER.log(
        logging.ERROR if failed else logging.INFO,
        " ".join(f"{name}={value}" for name, value in members.items()),
        extra={"members": members},
        exc_info=raised if mistake else None,
    )
