"""What crawlers are told: every page in every language (`/sitemap.xml`), and `/robots.txt`.

Where there are more pages than one document may list, `/sitemap.xml` lists the documents
`/sitemap-1.xml`, `/sitemap-2.xml` and so on (https://www.sitemaps.org/protocol.html).
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
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
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES_HEAD = f'{_XML}<urlset {_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_PAGES_END = "</urlset>\n"
_MEDIA_TYPE = "application/xml"
# The bounds of the protocol for one document.
_MOST_ENTRIES = 50_000
_MOST_BYTES = 50_000_000


async def sitemap(request: Request) -> Response:
    """Every page with itself in the other languages, or the documents that list them."""
    headers = _headers(request)
    if same := unchanged(request, headers):
        return same
    found = await _read(request)
    written = found[0] if len(found) == 1 else index(_base(request), len(found))
    return Response(written, 200, headers, _MEDIA_TYPE)


async def sitemap_part(request: Request) -> Response:
    """One of the documents that list the pages, by its number.

    Raises:
        HTTPException: 404, there are not so many.
    """
    found = {str(number): each for number, each in enumerate(await _read(request), 1)}
    written = found.get(request.path_params["number"])
    if written is None:
        raise HTTPException(404)
    headers = _headers(request)
    return unchanged(request, headers) or Response(written, 200, headers, _MEDIA_TYPE)


async def robots(request: Request) -> Response:
    """What crawlers may read."""
    return PlainTextResponse(_ROBOTS.format(base=_base(request)))


def documents(
    base: str,
    addresses: Iterable[str],
    most_entries: int = _MOST_ENTRIES,
    most_bytes: int = _MOST_BYTES,
) -> Iterator[str]:
    """The documents that list the pages of some addresses, each within the bounds.

    Args:
        base: where the service runs, without a slash at the end.
        addresses: of pages, without the prefix of a language.
        most_entries: how many pages a document may list.
        most_bytes: how long it may be.
    """
    entries: list[str] = []
    size = empty = len(_PAGES_HEAD) + len(_PAGES_END)
    for entry in (entry for address in addresses for entry in _entries(base, address)):
        length = len(entry.encode())
        if entries and (len(entries) == most_entries or size + length > most_bytes):
            yield _document(entries)
            entries, size = [], empty
        entries.append(entry)
        size += length
    yield _document(entries)


def index(base: str, count: int) -> str:
    """The document that lists so many others."""
    places = (f"{base}/sitemap-{number + 1}.xml" for number in range(count))
    entries = (f"<sitemap><loc>{escape(place)}</loc></sitemap>\n" for place in places)
    return f"{_XML}<sitemapindex {_NAMESPACE}>\n{''.join(entries)}</sitemapindex>\n"


async def _read(request: Request) -> list[str]:
    rows = await site_of(request).reader.rows("sitemap_things")
    addresses = [*_PAGES, *(local(text(row["thing"])) or "/" for row in rows)]
    return await run_sync(lambda: list(documents(_base(request), addresses)))


def _headers(request: Request) -> dict[str, str]:
    tag = entity_tag(site_of(request), request.scope["path"], _base(request))
    return {"ETag": tag, "Cache-Control": REVALIDATE}


def _document(entries: Iterable[str]) -> str:
    return "".join((_PAGES_HEAD, *entries, _PAGES_END))


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
