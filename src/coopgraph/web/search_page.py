"""The search by name: a page with filters by kind and country, or JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.entities import text
from coopgraph.names import CGO, ID
from coopgraph.search import Hit, Label, find, find_near
from coopgraph.web.addresses import read_parameters, read_served
from coopgraph.web.headers import REVALIDATE
from coopgraph.web.languages import best, shortened
from coopgraph.web.negotiation import HTML, JSON, choose
from coopgraph.web.render import in_language, language_of, link, page, words_of
from coopgraph.web.site import Site, site_of
from coopgraph.web.wording import Shown, Wording

_FORMS = (HTML, JSON)
_PARAMETERS = ("q", "kind", "country")
_MOST_HITS = 50
# So many are looked at before filters are applied.
_MOST_FOUND = 400
_MOST_NEAR = 5
_COUNTRY = f"{ID}territory/"


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
    """What a search found; or, where it found nothing, what begins alike."""

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
        BadParameter: a parameter is not UTF-8, or given more than once.
    """
    forms = read_served(request, _FORMS, "/search").forms
    form = choose(request.headers.get("accept"), _FORMS, forms)
    given = read_parameters(request, *_PARAMETERS)
    site = site_of(request)
    asked = Asked(*(given.get(name, "").strip() for name in _PARAMETERS))
    hits = await run_sync(find, site.index, asked.text, _MOST_FOUND)
    countries = await _countries(site, hits)
    headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
    if form is JSON:
        return JSONResponse(_members(asked, _filtered(asked, hits, countries)), headers=headers)
    matter = await _page(request, asked, hits, countries)
    return page(request, "search", matter, here=asked.address(), headers=headers)


async def _countries(site: Site, hits: Iterable[Hit]) -> Mapping[str, str]:
    rows = await site.reader.rows("search_countries", *(hit.iri for hit in hits))
    return {text(row["this"]): text(row["country"]) for row in rows}


def _filtered(asked: Asked, hits: Iterable[Hit], countries: Mapping[str, str]) -> list[Hit]:
    country = _COUNTRY + asked.country
    return [
        hit
        for hit in hits
        if asked.kind in ("", hit.kind) and (not asked.country or countries.get(hit.iri) == country)
    ]


async def _page(
    request: Request, asked: Asked, hits: list[Hit], countries: Mapping[str, str]
) -> SearchPage:
    site, near = site_of(request), list[Hit]()
    if asked.text and not hits:
        near = await run_sync(find_near, site.index, asked.text, _MOST_NEAR)
        countries = await _countries(site, near)
    mentioned = {CGO + hit.kind for hit in (*hits, *near)} | set(countries.values())
    labels = await site.reader.labels(mentioned)
    wording = Wording(language_of(request), words_of(request), labels)
    left = _filtered(asked, hits, countries)
    return SearchPage(
        text=shortened(asked.text),
        rows=tuple(_row(wording, hit, countries) for hit in left[:_MOST_HITS]),
        more=len(left) > _MOST_HITS,
        near=tuple(_row(wording, hit, countries) for hit in near),
        kinds=tuple(_kinds(wording, asked, hits, countries)),
        countries=tuple(_in_countries(wording, asked, hits, countries)),
        all=in_language(wording.language, asked.address(kind="", country="")),
        json=f"{asked.address()}&format=json",
    )


def _kinds(
    wording: Wording, asked: Asked, hits: Iterable[Hit], countries: Mapping[str, str]
) -> Iterator[Choice]:
    wide = Asked(asked.text, "", asked.country)
    counted = Counter(hit.kind for hit in _filtered(wide, hits, countries))
    for kind, count in counted.most_common():
        name, chosen = Label(wording.heading(CGO + kind), ""), kind == asked.kind
        address = asked.address(kind="" if chosen else kind)
        yield Choice(name, count, in_language(wording.language, address), chosen)


def _in_countries(
    wording: Wording, asked: Asked, hits: Iterable[Hit], countries: Mapping[str, str]
) -> Iterator[Choice]:
    wide = Asked(asked.text, asked.kind, "")
    found = (countries.get(hit.iri, "") for hit in _filtered(wide, hits, countries))
    for iri, count in Counter(filter(None, found)).most_common():
        key = iri.removeprefix(_COUNTRY)
        chosen = key == asked.country
        address = asked.address(country="" if chosen else key)
        yield Choice(wording.label(iri), count, in_language(wording.language, address), chosen)


def _row(wording: Wording, hit: Hit, countries: Mapping[str, str]) -> HitRow:
    name = best(hit.labels, wording.language) or hit.name
    thing = Shown(name.text, name.language, link(hit.iri, wording.language))
    country = wording.thing(countries[hit.iri]) if hit.iri in countries else None
    return HitRow(thing, wording.heading(CGO + hit.kind), country, hit.name)


def _members(asked: Asked, hits: list[Hit]) -> dict[str, object]:
    return {
        "query": shortened(asked.text),
        "more": len(hits) > _MOST_HITS,
        "results": [
            {
                "iri": hit.iri,
                "kind": hit.kind,
                "matched": hit.name._asdict(),
                "labels": [label._asdict() for label in hit.labels],
            }
            for hit in hits[:_MOST_HITS]
        ],
    }
