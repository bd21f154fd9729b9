"""The lists at `/browse/{kind}`: a page with facets, or the list as a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import stated, text
from coopgraph.errors import BadParameter, NotFound
from coopgraph.names import CGO
from coopgraph.queries import without_notes
from coopgraph.search import Label
from coopgraph.web.addresses import negotiate, read_asked, read_only_parameters, read_served
from coopgraph.web.browse import (
    Count,
    Facet,
    Shelf,
    counts,
    key_of,
    keys,
    mentioned,
    narrowed,
    read_shelves,
)
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import number, shortened
from coopgraph.web.lists import FILES, FORMS, Listed, called, list_answer, value_label
from coopgraph.web.negotiation import HTML, choose
from coopgraph.web.panels import title_of
from coopgraph.web.render import in_language, language_of, link, page, words_of
from coopgraph.web.site import Site, site_of
from coopgraph.web.wording import Shown, Wording

_ON_A_PAGE = 50
_MOST_VALUES = 12
_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_SORTS = ("name", "date")
# What a row shows of a thing besides its name and date.
_COLUMNS = ("type", "country", "theme", "source")


class Asked(NamedTuple):
    """A list as it is asked for: its kind, the chosen key by facet, the order, the page."""

    kind: str
    chosen: Mapping[str, str]
    sort: str = "name"
    page: int = 1

    def address(self, form: str = "", **changed: str) -> str:
        """The address of this list, in a form or with other filters; an empty one is taken away."""
        paging = {"sort": self.sort if self.sort != "name" else "", "page": ""}
        if self.page > 1:
            paging["page"] = str(self.page)
        wanted = {**self.chosen, **paging, **changed}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"/browse/{self.kind}{form}{'?' if query else ''}{query}"


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many things it leaves, and where it leads."""

    name: Label
    left: int
    number: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class FacetShown:
    """A facet with its values, those beyond the first folded away, and the query it is read by."""

    name: str
    title: str
    of: Label | None
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]
    query: str


@dataclass(frozen=True)
class Row:
    """A thing in a list, with the words of the source where it has no name; values by column."""

    thing: Shown
    words: Label
    dates: tuple[Shown, ...]
    cells: tuple[tuple[Shown, ...], ...]
    contested: bool


@dataclass(frozen=True)
class BrowsePage:
    """A list of things of one kind."""

    kind: str
    facets: tuple[FacetShown, ...]
    chips: tuple[Choice, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    dated: bool
    first: int
    found: str
    every: str
    files: tuple[Shown, ...]
    sorts: Mapping[str, str]
    sort: str
    before: str
    after: str
    all: str


@dataclass(frozen=True)
class KindLink:
    """A kind of which there is a list."""

    kind: str
    href: str
    number: str


@dataclass(frozen=True)
class KindsPage:
    """The lists that there are."""

    kinds: tuple[KindLink, ...]


async def kinds(request: Request) -> Response:
    """What can be browsed: the kinds with how many things there are of each."""
    _, headers = negotiate(request, read_served(request, (HTML,), "/browse"), (HTML,))
    if same := unchanged(request, headers):
        return same
    matter = KindsPage(tuple(await kind_links(request)))
    return page(request, "kinds", matter, here="/browse", headers=headers)


async def kind_links(request: Request) -> list[KindLink]:
    """The lists that there are, in the order of the names of their kinds."""
    language, words = language_of(request), words_of(request)
    shelves = await _shelves(site_of(request))
    links = [
        KindLink(kind, in_language(language, f"/browse/{kind}"), number(len(shelf.things), words))
        for kind, shelf in shelves.items()
    ]
    return sorted(links, key=lambda each: words[f"browse_{each.kind}"].casefold())


async def browse(request: Request) -> Response:
    """The things of a kind, narrowed by facets: a page, or all of them as a file.

    Raises:
        NotFound: there is no such kind, or nothing of it.
        BadParameter: a parameter is not known here, or its value names nothing.
    """
    address = read_asked(request, request.path_params["kind"], FORMS)
    site, language = site_of(request), language_of(request)
    shelf = await _shelf(site, address.address)
    asked = _read(request, shelf)
    form = choose(request.headers.get("accept"), FORMS, address.forms)
    headers = {
        "ETag": entity_tag(site, asked.address(), form.media_type, language),
        "Link": _links(asked),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    wording = Wording(language, words_of(request), shelf.labels)
    things = _sorted(wording, shelf, narrowed(shelf, asked.chosen), asked.sort)
    if form is not HTML:
        listed = Listed(shelf, asked.chosen, things, form)
        return await list_answer(site, wording, listed, headers)
    matter = _page(site, wording, shelf, asked, things)
    return page(request, "browse", matter, here=asked.address(), headers=headers)


async def _shelves(site: Site) -> dict[str, Shelf]:
    """The things of every kind, read when a list is first asked for."""
    if "shelves" not in site.kept:
        site.kept["shelves"] = await read_shelves(site.reader)
    shelves: dict[str, Shelf] = site.kept["shelves"]
    return shelves


async def _shelf(site: Site, kind: str) -> Shelf:
    """The things of a kind with the names that a list of them needs."""
    shelves = await _shelves(site)
    if kind not in shelves:
        raise NotFound(f"there is no list of that kind; there are: {', '.join(sorted(shelves))}")
    if not shelves[kind].labels:
        labels = await site.reader.labels(mentioned(shelves[kind]))
        shelves[kind] = replace(shelves[kind], labels=labels)
    return shelves[kind]


def _read(request: Request, shelf: Shelf) -> Asked:
    facets = {facet.name: facet for facet in shelf.facets}
    given = read_only_parameters(request, *facets, "sort", "page", "format")
    chosen = {name: given[name] for name in facets if given.get(name)}
    for name, key in chosen.items():
        if key not in keys(facets[name]):
            raise BadParameter(name, f"no {shelf.kind} has the value {shortened(key)!r}")
    sort, number_given = given.get("sort", "name"), given.get("page", "1")
    if sort not in _SORTS:
        raise BadParameter("sort", f"it is one of {', '.join(_SORTS)}")
    if not _PAGE.fullmatch(number_given):
        raise BadParameter("page", f"{shortened(number_given)!r} is not the number of a page")
    return Asked(shelf.kind, chosen, sort, int(number_given))


def _links(asked: Asked) -> str:
    """The forms of a list, relative to the host, so that they are found wherever it runs."""
    hrefs = {form: asked.address(f".{form.names[0]}", page="") for form in FORMS}
    return ", ".join(
        f'<{href}>; rel="alternate"; type="{form.media_type}"' for form, href in hrefs.items()
    )


def _sorted(wording: Wording, shelf: Shelf, things: Sequence[str], sort: str) -> list[str]:
    """By name, or the latest first and those without a date last."""
    ordered = sorted(things, key=lambda iri: (called(wording, shelf, iri).text.casefold(), iri))
    if sort == "date":
        ordered.sort(key=lambda iri: max(map(text, shelf.dates.get(iri, ())), default=""))
        return ordered[::-1]
    return ordered


def _page(
    site: Site, wording: Wording, shelf: Shelf, asked: Asked, things: Sequence[str]
) -> BrowsePage:
    first = (asked.page - 1) * _ON_A_PAGE
    facets = {facet.name: facet for facet in shelf.facets}
    columns = tuple(name for name in _COLUMNS if name in facets)
    pages = -(-len(things) // _ON_A_PAGE)
    return BrowsePage(
        kind=shelf.kind,
        facets=tuple(_facet(site, wording, shelf, facet, asked) for facet in facets.values()),
        chips=tuple(_chips(wording, facets, asked)),
        columns=columns,
        rows=tuple(
            _row(wording, shelf, iri, [facets[name] for name in columns])
            for iri in things[first : first + _ON_A_PAGE]
        ),
        dated=bool(shelf.dates),
        first=first + 1,
        found=number(len(things), wording.words),
        every=number(len(shelf.things), wording.words),
        files=tuple(
            Shown(name, "", _here(wording, asked, f".{form.names[0]}", page=""))
            for name, form in FILES
        ),
        sorts={name: _here(wording, asked, sort=name, page="") for name in _SORTS},
        sort=asked.sort,
        before=_here(wording, asked, page=str(asked.page - 1)) if asked.page > 1 else "",
        after=_here(wording, asked, page=str(asked.page + 1)) if asked.page < pages else "",
        all=in_language(wording.language, f"/browse/{shelf.kind}"),
    )


def _here(wording: Wording, asked: Asked, form: str = "", **changed: str) -> str:
    return in_language(wording.language, asked.address(form, **changed))


def _facet(site: Site, wording: Wording, shelf: Shelf, facet: Facet, asked: Asked) -> FacetShown:
    query = f"browse_{facet.query}"
    choices = sorted(
        (_choice(wording, facet, count, asked) for count in counts(shelf, facet, asked.chosen)),
        key=lambda choice: (not choice.chosen, -choice.left, choice.name.text.casefold()),
    )
    if facet.query == "decade":
        choices.sort(key=lambda choice: choice.name.text)
    asking = urlencode({"query": without_notes(site.reader.queries[query])})
    return FacetShown(
        facet.name,
        title_of(site.reader, query, wording.language),
        wording.label(facet.of) if facet.of else None,
        tuple(choices[:_MOST_VALUES]),
        tuple(choices[_MOST_VALUES:]),
        in_language(wording.language, f"/sparql?{asking}"),
    )


def _choice(wording: Wording, facet: Facet, count: Count, asked: Asked) -> Choice:
    key = key_of(count.value)
    chosen = asked.chosen.get(facet.name) == key
    href = _here(wording, asked, **{facet.name: "" if chosen else key}, page="")
    name = value_label(wording, facet, count.value)
    return Choice(name, count.number, number(count.number, wording.words), href, chosen)


def _chips(wording: Wording, facets: Mapping[str, Facet], asked: Asked) -> Iterator[Choice]:
    """The chosen values; a chip takes its own away."""
    for name, key in asked.chosen.items():
        values = (value for found in facets[name].values.values() for value in found)
        value = next(value for value in values if key_of(value) == key)
        yield _choice(wording, facets[name], Count(value, 0), asked)


def _row(wording: Wording, shelf: Shelf, iri: str, facets: Sequence[Facet]) -> Row:
    name = called(wording, shelf, iri)
    contested = next((facet for facet in shelf.facets if facet.query == "contested"), None)
    return Row(
        Shown(name.text, name.language, link(iri, wording.language)),
        shelf.unnamed[iri].words if iri in shelf.unnamed else Label("", ""),
        tuple(
            wording.value(value, CGO + "date")
            for value in map(stated, shelf.dates.get(iri, ()))
            if value
        ),
        tuple(
            tuple(
                Shown(*value_label(wording, facet, value), link(value, wording.language))
                for value in facet.values.get(iri, ())
            )
            for facet in facets
        ),
        bool(contested and "contested" in contested.values.get(iri, ())),
    )
