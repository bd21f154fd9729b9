"""Whether the service lives (`/health`) and can answer (`/ready`)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.entities import JSON
from coopgraph.store.base import Answer
from coopgraph.web.site import site_of

_NO_STORE = {"Cache-Control": "no-store"}


async def health(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"}, headers=_NO_STORE)


async def ready(request: Request) -> Response:
    """The store answers, with the release that is served; else the problem that it has."""
    site = site_of(request)
    answer: Answer = await site.reader.store.query("ASK {}", JSON)
    async for _ in answer.chunks:
        pass
    return JSONResponse({"status": "ready", "release": site.release.id}, headers=_NO_STORE)
