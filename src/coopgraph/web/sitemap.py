"""What crawlers are told: every page in every language (`/sitemap.xml`), and `/robots.txt`."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from coopgraph.entities import text
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import LANGUAGES
from coopgraph.web.render import in_language, local
from coopgraph.web.site import site_of

# Every page may be read by a machine; what costs a query of its own need not be.
_ROBOTS = "User-agent: *\nDisallow: /sparql?\nDisallow: /search?\n\nSitemap: {base}/sitemap.xml\n"
_PAGES = ("/", "/ontology", "/dataset", "/dumps/")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


async def sitemap(request: Request) -> Response:
    """Every page with itself in the other languages (https://www.sitemaps.org/protocol.html)."""
    base = _base(request)
    headers = {
        "ETag": entity_tag(site_of(request), "/sitemap.xml", base),
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    rows = await site_of(request).reader.rows("sitemap_things")
    addresses = [*_PAGES, *(local(text(row["thing"])) or "/" for row in rows)]
    entries = (entry for address in addresses for entry in _entries(base, address))
    return Response("".join((_HEAD, *entries, "</urlset>\n")), 200, headers, "application/xml")


async def robots(request: Request) -> Response:
    """What crawlers may read."""
    return PlainTextResponse(_ROBOTS.format(base=_base(request)))


def _entries(base: str, address: str) -> Iterator[str]:
    places = {code: base + in_language(code, address) for code in LANGUAGES}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(place)}/>'
        for code, place in places.items()
    )
    for place in places.values():
        yield f"<url><loc>{escape(place)}</loc>{links}</url>\n"


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")
