"""The search by name: a page with filters by kind and country, or JSON."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.errors import BadParameter
from coopgraph.names import CGO, ID
from coopgraph.search import Hit, Label, find, find_near, is_kind
from coopgraph.web.addresses import read_only_parameters, read_served
from coopgraph.web.headers import REVALIDATE
from coopgraph.web.languages import best, shortened
from coopgraph.web.negotiation import HTML, JSON, choose
from coopgraph.web.render import in_language, language_of, link, page, words_of
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

_FORMS = (HTML, JSON)
_PARAMETERS = ("q", "kind", "country")
_MOST_HITS = 50
# So many are looked at before filters are applied.
_MOST_FOUND = 400
_MOST_NEAR = 5
_COUNTRY = f"{ID}territory/"
_CODE = re.compile(r"[a-z]{3}")


@dataclass(frozen=True)
class Asked:
    """What is searched for; a filter that is empty lets everything through."""

    text: str
    kind: str
    country: str

    def address(self, **changed: str) -> str:
        """The address of this search, or of one with other filters."""
        wanted = {"q": self.text, "kind": self.kind, "country": self.country, **changed}
        filled = {name: shortened(value) for name, value in wanted.items() if value}
        return f"/search?{urlencode(filled)}" if filled else "/search"


@dataclass(frozen=True)
class HitRow:
    """A thing found, under its name in the reader's language."""

    thing: Shown
    kind: str
    country: Shown | None
    matched: Label


@dataclass(frozen=True)
class Choice:
    """A value of a filter: how many things it would leave, and where it leads."""

    name: Label
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class SearchPage:
    """What a search found; or, where it found nothing, what is called nearly so."""

    text: str
    rows: tuple[HitRow, ...]
    more: bool
    near: tuple[HitRow, ...]
    kinds: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    all: str
    json: str


async def search(request: Request) -> Response:
    """The things of a name: a page, or JSON.

    Raises:
        BadParameter: a parameter is not UTF-8, given more than once or not known here; or nothing
            is of that kind or country.
    """
    forms = read_served(request, _FORMS, "/search").forms
    form = choose(request.headers.get("accept"), _FORMS, forms)
    asked = await _read(request)
    index = site_of(request).index
    hits = await run_sync(find, index, asked.text, _MOST_FOUND)
    near = [] if hits else await run_sync(find_near, index, asked.text, _MOST_NEAR)
    headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
    if form is JSON:
        return JSONResponse(_members(asked, hits, near), headers=headers)
    matter = await _page(request, asked, hits, near)
    return page(request, "search", matter, here=asked.address(), headers=headers)


async def _read(request: Request) -> Asked:
    given = read_only_parameters(request, *_PARAMETERS, "format")
    asked = Asked(*(given.get(name, "").strip() for name in _PARAMETERS))
    site = site_of(request)
    if asked.kind and not await run_sync(is_kind, site.index, asked.kind):
        raise BadParameter("kind", f"nothing that has a name is a {shortened(asked.kind)}")
    known = _CODE.fullmatch(asked.country)
    if asked.country and not (known and await site.reader.exists(_COUNTRY + asked.country)):
        raise BadParameter("country", f"{shortened(asked.country)!r} is not a country, such as col")
    return asked


def _filtered(asked: Asked, hits: Iterable[Hit]) -> list[Hit]:
    country = asked.country and _COUNTRY + asked.country
    return [hit for hit in hits if asked.kind in ("", hit.kind) and country in ("", hit.country)]


async def _page(request: Request, asked: Asked, hits: list[Hit], near: list[Hit]) -> SearchPage:
    wording = await wording_of(request, (*hits, *near))
    left = _filtered(asked, hits)
    return SearchPage(
        text=shortened(asked.text),
        rows=tuple(_row(wording, hit) for hit in left[:_MOST_HITS]),
        more=len(left) > _MOST_HITS,
        near=tuple(_row(wording, hit) for hit in near),
        kinds=tuple(_kinds(wording, asked, hits)),
        countries=tuple(_in_countries(wording, asked, hits)),
        all=in_language(wording.language, asked.address(kind="", country="")),
        json=f"{asked.address()}&format=json",
    )


async def wording_of(request: Request, hits: Iterable[Hit]) -> Wording:
    """The words for what was found: the names of its kinds and countries."""
    mentioned = {CGO + hit.kind for hit in hits} | {hit.country for hit in hits if hit.country}
    labels = await site_of(request).reader.labels(mentioned)
    return Wording(language_of(request), words_of(request), labels)


def _kinds(wording: Wording, asked: Asked, hits: Iterable[Hit]) -> Iterator[Choice]:
    wide = Asked(asked.text, "", asked.country)
    counted = Counter(hit.kind for hit in _filtered(wide, hits))
    for kind, count in counted.most_common():
        name, chosen = Label(wording.heading(CGO + kind), ""), kind == asked.kind
        address = asked.address(kind="" if chosen else kind)
        yield Choice(name, count, in_language(wording.language, address), chosen)


def _in_countries(wording: Wording, asked: Asked, hits: Iterable[Hit]) -> Iterator[Choice]:
    wide = Asked(asked.text, asked.kind, "")
    counted = Counter(hit.country for hit in _filtered(wide, hits) if hit.country)
    for iri, count in counted.most_common():
        key = iri.removeprefix(_COUNTRY)
        chosen = key == asked.country
        address = asked.address(country="" if chosen else key)
        yield Choice(wording.label(iri), count, in_language(wording.language, address), chosen)


def _row(wording: Wording, hit: Hit) -> HitRow:
    name = best(hit.labels, wording.language) or hit.name
    thing = Shown(name.text, name.language, link(hit.iri, wording.language))
    country = wording.thing(hit.country) if hit.country else None
    return HitRow(thing, wording.heading(CGO + hit.kind), country, hit.name)


def _members(asked: Asked, hits: list[Hit], near: list[Hit]) -> dict[str, object]:
    left = _filtered(asked, hits)
    return {
        "query": shortened(asked.text),
        "more": len(left) > _MOST_HITS,
        "results": [_member(hit) for hit in left[:_MOST_HITS]],
        "near": [_member(hit) for hit in near],
    }


def _member(hit: Hit) -> dict[str, object]:
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "country": hit.country or None,
        "matched": hit.name._asdict(),
        "labels": [label._asdict() for label in hit.labels],
    }
