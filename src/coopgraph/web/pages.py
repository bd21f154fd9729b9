"""The home page, and the list of sources."""

from dataclasses import dataclass

from anyio.to_thread import run_sync
from pyoxigraph import QuerySolution
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from coopgraph.entities import Reader, text
from coopgraph.names import CGO
from coopgraph.search import Label
from coopgraph.web.addresses import read_format
from coopgraph.web.embedded import embed_release
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import DEFAULT, best, number, preferred_language, words
from coopgraph.web.maps import Map, home_map
from coopgraph.web.negotiation import HTML, choose
from coopgraph.web.panels import Tools, title_of, tools_with
from coopgraph.web.questions import stored_questions
from coopgraph.web.render import in_language, language_of, page
from coopgraph.web.report import read_report
from coopgraph.web.site import Site, site_of
from coopgraph.web.wording import Shown, Wording

_PAIR = ("one", "oneCountry", "other", "otherCountry")
# The questions that the door for readers shows, where the release has them.
_FIRST = ("medellin-ties", "modality-by-edition", "conflicts")
# What the home page counts, by class, and the kind of which there is a list.
_KINDS = {
    "CooperationTie": "tie",
    "NetworkMembership": "membership",
    "Actor": "actor",
    "Territory": "territory",
    "StatisticalObservation": "observation",
    "Claim": "claim",
    "Source": "source",
}


@dataclass(frozen=True)
class Counted:
    """How many there are of something, and where they are listed."""

    name: str
    number: str
    href: str


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
class PairRow:
    """Two actors, their countries, and how many ties they have with each other."""

    one: Shown
    one_country: Shown | None
    other: Shown
    other_country: Shown | None
    number: str


@dataclass(frozen=True)
class HomePage:
    """What the home page shows; `sources` are those of which something is taken."""

    counts: tuple[Counted, ...]
    map: Map
    map_title: str
    map_tools: Tools
    pairs: tuple[PairRow, ...]
    actors: tuple[ActorLink, ...]
    sources: tuple[SourceRow, ...]
    all_sources: str
    questions: tuple[Shown, ...]
    faults: int
    warnings: int


@dataclass(frozen=True)
class SourcesPage:
    """The sources of the release."""

    sources: tuple[SourceRow, ...]


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
    matter, embedded = await _home(request, language), embed_release(site_of(request).release.id)
    return page(request, "home", matter, here="/", headers=headers, embedded=embedded)


async def sources(request: Request) -> Response:
    """The sources, each with what was taken from it."""
    site, language = site_of(request), language_of(request)
    choose(request.headers.get("accept"), (HTML,), [read_format(request)])
    headers = {
        "ETag": entity_tag(site, "/sources", language),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    matter = SourcesPage(await _sources(site.reader, language))
    return page(request, "sources", matter, here="/sources", headers=headers)


async def _home(request: Request, language: str) -> HomePage:
    site, catalogue = site_of(request), words(language)
    reader = site.reader
    kinds = {text(row["kind"]): row for row in await reader.rows("home_kinds")}
    actors = await reader.rows("home_actors")
    pairs = await reader.rows_once("home_map")
    named = [text(row["actor"]) for row in actors]
    named += [text(row[name]) for row in pairs for name in _PAIR if row[name]]
    wording = Wording(language, catalogue, await reader.labels(named))
    report = await run_sync(read_report, site.folder)
    every = await _sources(reader, language)
    return HomePage(
        counts=tuple(
            Counted(
                catalogue[f"count_{name}"],
                _count(wording, kinds[CGO + name], "things"),
                in_language(language, f"/browse/{kind}"),
            )
            for name, kind in _KINDS.items()
            if CGO + name in kinds
        ),
        map=home_map(wording, pairs),
        map_title=title_of(reader, "home_map", language),
        map_tools=tools_with(reader, "home_map", {}, language),
        pairs=tuple(_pair(wording, row) for row in pairs),
        actors=tuple(
            ActorLink(wording.thing(text(row["actor"])), _count(wording, row, "ties"))
            for row in actors
        ),
        sources=tuple(source for source in every if source.claims != "0"),
        all_sources=number(len(every), catalogue),
        questions=await run_sync(_questions, site, language),
        faults=report.errors,
        warnings=report.warnings,
    )


async def _sources(reader: Reader, language: str) -> tuple[SourceRow, ...]:
    rows = await reader.rows("home_sources")
    labels = await reader.labels(text(row["source"]) for row in rows)
    wording = Wording(language, words(language), labels)
    return tuple(
        SourceRow(
            wording.thing(text(row["source"])),
            text(row["mark"]),
            *(_count(wording, row, name) for name in ("ties", "claims", "absent")),
        )
        for row in rows
    )


def _pair(wording: Wording, row: QuerySolution) -> PairRow:
    one_in, other_in = (
        wording.thing(text(row[name])) if row[name] else None
        for name in ("oneCountry", "otherCountry")
    )
    return PairRow(
        wording.thing(text(row["one"])),
        one_in,
        wording.thing(text(row["other"])),
        other_in,
        _count(wording, row, "ties"),
    )


def _questions(site: Site, language: str) -> tuple[Shown, ...]:
    shown = []
    questions = stored_questions(site.folder)
    first = [questions[name] for name in _FIRST if name in questions]
    for question in (*first, *(each for each in questions.values() if each not in first)):
        titles = [Label(title, code) for code, title in question.titles.items()]
        title = best(titles, language) or Label(question.name, "")
        address = in_language(language, f"/queries/{question.name}")
        shown.append(Shown(title.text, title.language, address))
    return tuple(shown)


def _count(wording: Wording, row: QuerySolution, name: str) -> str:
    return number(int(text(row[name]) or 0), wording.words)
