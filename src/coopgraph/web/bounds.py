"""What is refused of a request before any address looks at it: lengths beyond use or reason."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from coopgraph.web.problems import answer_problem

_MOST_HEADERS = 32768
_MOST_TARGET = 8192
# The one address whose argument may be long; its own limit is that of a query.
_LONG = "/sparql"


class Bounds:
    """Refuse a request whose body has two lengths, and one whose head is too long."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or 400, 414 or 431 (ASGI)."""
        fault = _fault(scope) if scope["type"] == "http" else None
        if fault is None:
            await self.app(scope, receive, send)
        else:
            refusal = await answer_problem(Request(scope), fault)
            await refusal(scope, receive, send)


def _fault(scope: Scope) -> HTTPException | None:
    headers = scope["headers"]
    # Two readers that believe different lengths see different requests (RFC 9112, 11.2).
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in headers}:
        close = {"Connection": "close"}
        return HTTPException(400, "send Content-Length or Transfer-Encoding, not both", close)
    if sum(len(name) + len(value) for name, value in headers) > _MOST_HEADERS:
        return HTTPException(431, f"the header lines have more than {_MOST_HEADERS} bytes")
    target = len(scope["raw_path"]) + len(scope["query_string"])
    if target > _MOST_TARGET and scope["path"] != _LONG:
        return HTTPException(414, f"the address has more than {_MOST_TARGET} bytes")
    return None
