"""Whether the service lives (`/health`), can answer (`/ready`), and how it fares (`/metrics`)."""

from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.entities import JSON
from coopgraph.store.base import Answer
from coopgraph.web.metered import Metered
from coopgraph.web.metrics import Meters
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


async def metrics(request: Request) -> Response:
    """All that is counted, in the format of Prometheus or, where Accept asks, of OpenMetrics."""
    meters: Meters = request.state.meters
    site = site_of(request)
    store = site.reader.store
    meters.show(site.release.id, store.inner if isinstance(store, Metered) else store)
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(
        encode(meters.registry),
        headers={**_NO_STORE, "Content-Type": media_type, "Vary": "Accept"},
    )
