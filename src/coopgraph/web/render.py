"""Pages: templates filled from one frozen dataclass each."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from coopgraph.names import BASE, ID, PROJECT
from coopgraph.web.citation import AUTHOR, iri_of
from coopgraph.web.issues import issue_of_cell, issue_of_page
from coopgraph.web.languages import DEFAULT, LANGUAGES, Words, words
from coopgraph.web.site import site_of


@dataclass(frozen=True)
class Choice:
    """A language of the interface, and this page in it."""

    language: str
    name: str
    href: str


@dataclass(frozen=True)
class Frame:
    """What stands around the matter of every page.

    `here` is its address without query and language, `address` with them; `embedded` is JSON-LD.
    """

    language: str
    prefix: str
    here: str
    address: str
    iri: str
    release: str
    choices: tuple[Choice, ...]
    embedded: str
    tracker: str
    is_found: bool


SITE = " · coopgraph"
"""What stands behind the title of every page."""

# What of ours is served besides the things.
_SERVED = re.compile(
    r"(?:alignments|dataset|ontology|rules|shapes)(?:[/#]|$)|(?:data|graph|vocab)/"
)
_SAFE = "/#=,.-_~%"

_TEMPLATES = Environment(
    loader=PackageLoader("coopgraph.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals.update(
    author=AUTHOR, site=SITE, issue_of_cell=issue_of_cell, issue_of_page=issue_of_page
)


def language_of(request: Request) -> str:
    """The language of the interface that the request's address names."""
    language: str = getattr(request.state, "language", DEFAULT)
    return language


def words_of(request: Request) -> Words:
    """The words of the interface in the language of the request."""
    return words(language_of(request))


def page(
    request: Request,
    template: str,
    matter: Any,
    *,
    here: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    embedded: str = "",
) -> HTMLResponse:
    """A page.

    Args:
        request: what is being answered.
        template: the template's name, without its ending.
        matter: the dataclass that the template shows.
        here: the page's address without the prefix of a language, with its query.
        status: the HTTP status.
        headers: further header lines.
        embedded: what the page is about in JSON-LD, safe to stand in a page.
    """
    language, site = language_of(request), site_of(request)
    address = in_language(language, here)
    frame = Frame(
        language=language,
        prefix=_prefix(language),
        here=here.partition("?")[0],
        address=address,
        iri=iri_of(address),
        release=site.release.id,
        choices=tuple(
            Choice(code, words(code)["language_name"], in_language(code, here))
            for code in LANGUAGES
        ),
        embedded=embedded,
        tracker=site.settings.tracker,
        is_found=status < HTTPStatus.BAD_REQUEST,
    )
    # The parts that several pages share are given the words and no more.
    shared = {"tracker": frame.tracker, "release_id": frame.release}
    text = _TEMPLATES.get_template(f"{template}.html").render(
        frame=frame, page=matter, t={**words(language), **shared}
    )
    return HTMLResponse(
        text, status_code=status, headers={"Content-Language": language, **(headers or {})}
    )


def in_language(language: str, address: str) -> str:
    """An address of ours with the prefix of a language.

    English has none, but for the home page, whose bare address leads each reader to a language.
    """
    return f"/{language}/" if address == "/" else f"{_prefix(language)}{address}"


def local(iri: str) -> str | None:
    """The address here of what has a canonical IRI of ours, and none for what this does not serve.

    A thing leads straight to the document about it.
    """
    if iri.startswith(ID):
        return f"/doc/{quote(iri.removeprefix(ID))}"
    if iri == PROJECT:
        return "/"
    path = iri.removeprefix(BASE)
    return f"/{quote(path, safe=_SAFE)}" if path != iri and _SERVED.match(path) else None


def link(iri: str, language: str) -> str | None:
    """Where a page in that language leads for a thing of the graph.

    Data hold canonical IRIs, pages link to this service, wherever it runs. What is ours and has no
    page leads nowhere; what is others' leads to them, by known schemes only.
    """
    if address := local(iri):
        return in_language(language, address)
    return iri if iri.startswith(("https://", "http://")) and not iri.startswith(BASE) else None


def _prefix(language: str) -> str:
    return "" if language == DEFAULT else f"/{language}"
