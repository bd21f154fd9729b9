"""What a name that is being typed may become: `/suggest?q=`, for the box on every page."""

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.names import CGO
from coopgraph.search import Hit, find_near
from coopgraph.web.addresses import read_only_parameters
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import best, shortened
from coopgraph.web.render import language_of, link
from coopgraph.web.search_page import wording_of
from coopgraph.web.site import site_of
from coopgraph.web.wording import Wording

# What fits below the box on a telephone.
_MOST = 8


async def suggest(request: Request) -> Response:
    """The first things called like a text, or nearly so, each with the name that matched.

    Raises:
        BadParameter: a parameter is not UTF-8, given more than once or not known here.
    """
    text = read_only_parameters(request, "q").get("q", "").strip()
    site, language = site_of(request), language_of(request)
    headers = {
        "ETag": entity_tag(site, "/suggest", text, language),
        "Cache-Control": REVALIDATE,
        "Content-Language": language,
    }
    if same := unchanged(request, headers):
        return same
    hits = await run_sync(find_near, site.index, text, _MOST)
    wording = await wording_of(request, hits)
    found = [_member(wording, hit) for hit in hits]
    return JSONResponse({"query": shortened(text), "suggestions": found}, headers=headers)


def _member(wording: Wording, hit: Hit) -> dict[str, object]:
    name = best(hit.labels, wording.language) or hit.name
    return {
        "iri": hit.iri,
        "href": link(hit.iri, wording.language),
        "name": name._asdict(),
        "matched": hit.name._asdict(),
        "kind": wording.heading(CGO + hit.kind),
        "country": wording.label(hit.country)._asdict() if hit.country else None,
    }
