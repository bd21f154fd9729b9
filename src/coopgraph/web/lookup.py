"""From an identifier of others, or any IRI, to the thing that it names: `/lookup`."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import unquote

from anyio.to_thread import run_sync
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import text
from coopgraph.errors import BadParameter
from coopgraph.names import BASE, DATA, ID, thing
from coopgraph.search import Hit, find_near
from coopgraph.web.addresses import read_parameters
from coopgraph.web.files import is_served
from coopgraph.web.graphs import sizes
from coopgraph.web.headers import REVALIDATE
from coopgraph.web.languages import shortened
from coopgraph.web.problems import NothingHere
from coopgraph.web.render import in_language, language_of, local
from coopgraph.web.site import Site, site_of

_WIKIDATA = "http://www.wikidata.org/entity/"
_GEONAMES = "https://sws.geonames.org/"
_WIKIDATA_PAGE = re.compile(r"https?://(?:www|m)\.wikidata\.org/(?:wiki|entity)/(Q[1-9][0-9]*)")
_GEONAMES_PAGE = re.compile(r"https?://(?:www|sws)\.geonames\.org/([1-9][0-9]*)(?:/.*)?")
_MOST_NEAR = 5


def _outside(iri: str) -> str:
    """The IRI by which the graph knows what an address of Wikidata or GeoNames shows."""
    if item := _WIKIDATA_PAGE.fullmatch(iri):
        return _WIKIDATA + item[1]
    if place := _GEONAMES_PAGE.fullmatch(iri):
        return f"{_GEONAMES}{place[1]}/"
    return iri


class Identifier(NamedTuple):
    """A kind of identifier: the pattern of one, what is wanted in words, and the IRI that it is."""

    pattern: re.Pattern[str]
    wanted: str
    iri: Callable[[str], str]


# Digits and letters of ASCII only: an identifier of another alphabet is none.
IDENTIFIERS = {
    "iri": Identifier(re.compile(r"[^\s<>]+"), "an absolute IRI", _outside),
    "wikidata": Identifier(
        re.compile(r"Q[1-9][0-9]*"),
        "the number of an item with its Q, such as Q739",
        lambda number: _WIKIDATA + number,
    ),
    "iso": Identifier(
        re.compile(r"[A-Za-z]{3}"),
        "the three letters of ISO 3166-1, such as COL",
        lambda letters: thing("territory", letters.lower()).value,
    ),
    "geonames": Identifier(
        re.compile(r"[1-9][0-9]*"),
        "a number, such as 3686110",
        lambda number: f"{_GEONAMES}{number}/",
    ),
}


async def lookup(request: Request) -> Response:
    """Lead to the thing with one identifier (303); where there is none, name those called alike."""
    name, value = _read_identifier(request)
    iri = _read_iri(name, value)
    address = await _address(request, name, iri)
    if address is None:
        near = await _near(request, iri) if name == "iri" else []
        raise NothingHere(f"nothing here has the {name} {shortened(value)}", tuple(near))
    location = in_language(language_of(request), address)
    return Response(status_code=303, headers={"Location": location, "Cache-Control": REVALIDATE})


def _read_identifier(request: Request) -> tuple[str, str]:
    given = read_parameters(request, *IDENTIFIERS)
    if len(given) != 1:
        listed = "; ".join(f"{name}: {kind.wanted}" for name, kind in IDENTIFIERS.items())
        raise HTTPException(400, f"give one identifier, not {len(given)}. {listed}")
    return given.popitem()


def _read_iri(name: str, value: str) -> str:
    kind = IDENTIFIERS[name]
    refusal = BadParameter(name, f"{shortened(value)!r} is not {kind.wanted}")
    if not kind.pattern.fullmatch(value):
        raise refusal
    try:
        return NamedNode(kind.iri(value)).value
    except ValueError as error:
        raise refusal from error


async def _address(request: Request, name: str, iri: str) -> str | None:
    reader = site_of(request).reader
    if name == "iso":
        return _thing_address(iri) if await reader.rows("lookup_code", iri) else None
    if iri.startswith(ID):
        return _thing_address(iri) if await reader.exists(iri) else None
    if iri.startswith(BASE):
        return local(iri) if await _is_there(site_of(request), iri) else None
    rows = await reader.rows("lookup_match", iri)
    return _preferred(text(row["thing"]) for row in rows)


async def _is_there(site: Site, iri: str) -> bool:
    """Whether we have what has an IRI of ours; a cell or a graph is there without a statement."""
    if iri.startswith(DATA):
        return await is_served(site, iri.removeprefix(DATA).partition("#")[0])
    return iri in sizes(site.release) or await site.reader.exists(iri)


def _preferred(iris: Iterable[str]) -> str | None:
    """An actor to a territory, where both have the identifier as their own."""
    best = min(iris, key=lambda iri: (not iri.startswith(f"{ID}actor/"), iri), default=None)
    return None if best is None else _thing_address(best)


def _thing_address(iri: str) -> str:
    return f"/{iri.removeprefix(BASE)}"


async def _near(request: Request, iri: str) -> list[Hit]:
    """Things called like the last part of an IRI."""
    words = re.split(r"[/#]", unquote(iri).rstrip("/#"))[-1]
    typed = re.sub(r"[-_+.]", " ", words)
    return await run_sync(find_near, site_of(request).index, typed, _MOST_NEAR)
