"""What every address does besides its own: it tells its methods, and gives way to a stop."""

from asyncio import CancelledError
from collections.abc import Awaitable, Callable, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.web.logs import entry_of

Endpoint = Callable[[Request], Awaitable[Response]]

_PREFLIGHT = {"Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "600"}
_RETRY_AFTER = "5"  # seconds in which a service that is started anew has its workers


def complete(address: str, endpoint: Endpoint, methods: Sequence[str]) -> Endpoint:
    """An endpoint that also answers OPTIONS, and 503 where the server stops before its answer.

    Args:
        address: the pattern of its addresses, under which its requests are counted.
        endpoint: answers the other methods.
        methods: all that the address takes.
    """

    async def answer(request: Request) -> Response:
        entry_of(request).address = address
        if request.method == "OPTIONS":
            return _options(request, methods)
        try:
            return await endpoint(request)
        except CancelledError:  # by the server, and by nobody else
            told = {"Retry-After": _RETRY_AFTER}
            raise HTTPException(503, "the service is being stopped", told) from None

    return answer


def _options(request: Request, methods: Sequence[str]) -> Response:
    """The methods of an address (RFC 9110, 9.3.7), also for a preflight (Fetch Standard, 3.3)."""
    allowed = ", ".join(methods)
    if request.headers.get("access-control-request-method", methods[0]) not in methods:
        raise HTTPException(405, headers={"Allow": allowed})
    told = {"Allow": allowed, "Access-Control-Allow-Methods": allowed, **_PREFLIGHT}
    return Response(status_code=204, headers=told)
