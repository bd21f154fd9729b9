"""The citation of any page: `/cite?of=`, whose title is the one that the page itself has."""

import html
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from coopgraph.errors import BadParameter
from coopgraph.web.addresses import read_only_parameters
from coopgraph.web.citation import GRAPH, Citation, bibtex, csl, iri_of, ris, sentence
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import DEFAULT, LANGUAGES, shortened
from coopgraph.web.negotiation import HTML, Form, choose
from coopgraph.web.render import SITE, language_of, page, words_of
from coopgraph.web.site import site_of

_BIBTEX = Form("application/x-bibtex", ("bib", "bibtex"))
_RIS = Form("application/x-research-info-systems", ("ris",))
_CSL = Form("application/vnd.citationstyles.csl+json", ("csl.json", "csl"))
_FORMS = (HTML, _BIBTEX, _RIS, _CSL)
_WRITERS = {_BIBTEX: bibtex, _RIS: ris, _CSL: csl}
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class CitePage:
    """A page's citation in each form; `files` are their names and addresses."""

    title: str
    of: str
    sentence: str
    files: tuple[tuple[str, str, str], ...]
    sha256: str


async def cite(request: Request) -> Response:
    """How a page of ours is cited: a page, BibTeX, RIS or CSL-JSON.

    Raises:
        BadParameter: `of` is not the address of a page of ours.
        NotFound: there is no such page.
    """
    of = read_only_parameters(request, "of", "format").get("of", "")
    named = [request.path_params.get("suffix", ""), request.query_params.get("format", "")]
    form = choose(request.headers.get("accept"), _FORMS, named)
    site = site_of(request)
    headers = {
        "ETag": entity_tag(site, "/cite", of, form.media_type, language_of(request)),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    language, title = await _read_page(request, of)
    release = site.release
    cited = Citation(title, language, iri_of(of), release.id, release.files[GRAPH])
    if form is not HTML:
        return Response(_WRITERS[form](cited), 200, headers, form.media_type)
    files = tuple(
        (name, f"/cite.{form.names[0]}?{urlencode({'of': of})}", write(cited))
        for (form, write), name in zip(_WRITERS.items(), ("BibTeX", "RIS", "CSL-JSON"), strict=True)
    )
    matter = CitePage(title, of, sentence(cited, words_of(request)), files, cited.sha256)
    return page(request, "cite", matter, here=f"/cite?{urlencode({'of': of})}", headers=headers)


async def _read_page(request: Request, of: str) -> tuple[str, str]:
    """The language of a page of ours, and its title, read from the page as anybody gets it."""
    address = urlsplit(of)
    local = of.startswith("/") and not of.startswith("//") and of.isascii() and of.isprintable()
    if not local or address.path.partition(".")[0] == "/cite":
        example = "/doc/actor/medellin"
        raise BadParameter(
            "of", f"{shortened(of)!r} is not the address of a page, such as {example}"
        )
    language, path = _in_which(unquote(address.path))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        **request.scope,
        "method": "GET",
        "path": path,
        "query_string": address.query.encode("ascii"),
        "headers": [(b"accept", b"text/html")],
        "path_params": {},
        "state": {**request.scope["state"], "language": language},
    }
    await request.app.router(scope, request.receive, send)
    written = b"".join(message.get("body", b"") for message in sent).decode("utf-8", "replace")
    title = _TITLE.search(written)
    if sent[0]["status"] != HTTPStatus.OK or not title:
        raise BadParameter("of", f"there is no page at {shortened(of)}")
    return language, html.unescape(title[1]).strip().removesuffix(SITE)


def _in_which(path: str) -> tuple[str, str]:
    """The language of an address, and the address without its prefix."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if slash and first in LANGUAGES else (DEFAULT, path)
