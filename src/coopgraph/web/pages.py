"""The home page and the search by name."""

from dataclasses import dataclass
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from pyoxigraph import QuerySolution
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from coopgraph.entities import text
from coopgraph.names import CGO
from coopgraph.search import Hit, Label, find, find_near
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import DEFAULT, best, number, preferred_language, words
from coopgraph.web.negotiation import HTML, JSON, choose
from coopgraph.web.render import language_of, link, page, words_of
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

_KINDS = (
    "CooperationTie",
    "NetworkMembership",
    "Actor",
    "Territory",
    "StatisticalObservation",
    "Claim",
    "Source",
)
_MOST_HITS = 50
_MOST_NEAR = 5


@dataclass(frozen=True)
class Counted:
    """How many there are of something."""

    name: str
    number: str


@dataclass(frozen=True)
class ActorLink:
    """An actor, and the number of its ties."""

    thing: Shown
    number: str


@dataclass(frozen=True)
class SourceRow:
    """A source, and what was taken from it."""

    thing: Shown
    mark: str
    ties: str
    claims: str
    absent: str


@dataclass(frozen=True)
class HomePage:
    """What the home page shows."""

    counts: tuple[Counted, ...]
    actors: tuple[ActorLink, ...]
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True)
class HitRow:
    """A thing found, under its name in the reader's language."""

    thing: Shown
    kind: str
    matched: Label


@dataclass(frozen=True)
class SearchPage:
    """What a search found; or, where it found nothing, what begins alike."""

    text: str
    rows: tuple[HitRow, ...]
    more: bool
    near: tuple[HitRow, ...]
    json: str


async def home(request: Request) -> Response:
    """What the graph holds; a reader of Spanish or Portuguese is led to that home page."""
    language = language_of(request)
    bare = "language" not in request.state
    wanted = preferred_language(request.headers.get("accept-language"))
    if bare and wanted != DEFAULT:
        return RedirectResponse(f"/{wanted}/", 302, {"Vary": "Accept-Language"})
    headers = {
        "ETag": entity_tag(site_of(request), "/", language),
        "Vary": "Accept-Language" if bare else "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    return page(request, "home", await _home(request, language), here="/", headers=headers)


async def search(request: Request) -> Response:
    """The things of a name: a page, or JSON."""
    asked = request.query_params.getlist("format")
    form = choose(request.headers.get("accept"), (HTML, JSON), asked)
    typed = request.query_params.get("q", "").strip()
    hits = await run_sync(find, site_of(request).index, typed, _MOST_HITS + 1)
    headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
    if form is JSON:
        return JSONResponse(_members(typed, hits), headers=headers)
    matter = await _search(request, typed, hits)
    here = f"/search?{urlencode({'q': typed})}" if typed else "/search"
    return page(request, "search", matter, here=here, headers=headers)


async def _home(request: Request, language: str) -> HomePage:
    reader, catalogue = site_of(request).reader, words(language)
    kinds = {text(row["kind"]): row for row in await reader.rows("home_kinds")}
    actors = await reader.rows("home_actors")
    sources = await reader.rows("home_sources")
    iris = [text(row["actor"]) for row in actors] + [text(row["source"]) for row in sources]
    wording = Wording(language, catalogue, await reader.labels(iris))

    def count(row: QuerySolution, name: str) -> str:
        return number(int(text(row[name]) or 0), catalogue)

    return HomePage(
        counts=tuple(
            Counted(catalogue[f"count_{kind}"], count(kinds[CGO + kind], "things"))
            for kind in _KINDS
            if CGO + kind in kinds
        ),
        actors=tuple(
            ActorLink(wording.thing(text(row["actor"])), count(row, "ties")) for row in actors
        ),
        sources=tuple(
            SourceRow(
                wording.thing(text(row["source"])),
                text(row["mark"]),
                *(count(row, name) for name in ("ties", "claims", "absent")),
            )
            for row in sources
        ),
    )


async def _search(request: Request, typed: str, hits: list[Hit]) -> SearchPage:
    near = []
    if typed and not hits:
        near = await run_sync(find_near, site_of(request).index, typed, _MOST_NEAR)
    kinds = {CGO + hit.kind for hit in (*hits, *near)}
    labels = await site_of(request).reader.labels(kinds)
    wording = Wording(language_of(request), words_of(request), labels)
    return SearchPage(
        text=typed,
        rows=tuple(_row(wording, hit) for hit in hits[:_MOST_HITS]),
        more=len(hits) > _MOST_HITS,
        near=tuple(_row(wording, hit) for hit in near),
        json=f"/search?{urlencode({'q': typed, 'format': 'json'})}",
    )


def _row(wording: Wording, hit: Hit) -> HitRow:
    name = best(hit.labels, wording.language) or hit.name
    thing = Shown(name.text, name.language, link(hit.iri, wording.language))
    return HitRow(thing, wording.heading(CGO + hit.kind), hit.name)


def _members(typed: str, hits: list[Hit]) -> dict[str, object]:
    return {
        "query": typed,
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
