"""The releases beside the one served, and what differs between two: `/releases`."""

from dataclasses import dataclass
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.differences.compare import compare
from coopgraph.differences.forms import CSV as CSV_FORM
from coopgraph.differences.forms import JSON as JSON_FORM
from coopgraph.differences.forms import NOTES, written
from coopgraph.differences.sentences import catalogue, sections
from coopgraph.differences.states import State, release_state
from coopgraph.release import read_manifest
from coopgraph.web.addresses import Asked, negotiate, read_asked, read_format
from coopgraph.web.headers import unchanged
from coopgraph.web.negotiation import CSV, HTML, JSON, Form
from coopgraph.web.render import language_of, link, page
from coopgraph.web.site import site_of

MARKDOWN = Form("text/markdown", ("md",))
_LIST = (HTML, JSON)
_DIFFERENCES = (HTML, JSON, CSV, MARKDOWN)
_WRITTEN = {JSON: JSON_FORM, CSV: CSV_FORM, MARKDOWN: NOTES}


@dataclass(frozen=True)
class ReleaseRow:
    """A release that is kept: its name, what its manifest counts, whether it is the one served."""

    name: str
    triples: int
    warnings: int
    is_served: bool


@dataclass(frozen=True)
class ReleasesPage:
    """The releases kept here; of one of them, the same with what it may be compared with."""

    rows: tuple[ReleaseRow, ...]
    one: ReleaseRow | None


@dataclass(frozen=True)
class Told:
    """A difference in a sentence, and the page of the thing that it is about."""

    sentence: str
    href: str | None


@dataclass(frozen=True)
class ToldSection:
    """The differences of one kind."""

    heading: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class DifferencesPage:
    """What differs between two releases."""

    title: str
    before: str
    after: str
    count: str
    sections: tuple[ToldSection, ...]


async def releases(request: Request) -> Response:
    """The releases that are kept beside the one served, or one of them.

    Raises:
        HTTPException: 404, there is no release of that name.
    """
    asked = read_asked(request, request.scope["path"], _LIST)
    name = asked.address.removeprefix("/releases").strip("/")
    form, headers = negotiate(request, asked, _LIST)
    # Others may be built or deleted while this one is served.
    del headers["ETag"]
    rows = await run_sync(_rows, site_of(request).folder)
    one = next((row for row in rows if row.name == name), None)
    if name and one is None:
        raise HTTPException(404)
    if form is JSON:
        manifest = dict(read_manifest(_beside(request, name))) if name else {}
        listed = [{"release": row.name, "served": row.is_served} for row in rows]
        return JSONResponse({"releases": listed} if one is None else manifest, headers=headers)
    return page(request, "releases", ReleasesPage(rows, one), here=asked.address, headers=headers)


async def release_diff(request: Request) -> Response:
    """What differs between two releases: a page, JSON, CSV, or notes in Markdown.

    Raises:
        HTTPException: 404, there is no release of one of the names.
    """
    name, _, suffix = request.path_params["after"].partition(".")
    before, after = _beside(request, request.path_params["before"]), _beside(request, name)
    address = f"/releases/{before.name}/diff/{after.name}"
    form, headers = negotiate(request, Asked(address, suffix, read_format(request)), _DIFFERENCES)
    if same := unchanged(request, headers):
        return same
    queries, language = site_of(request).folder / "queries/differences", language_of(request)
    old = await run_sync(release_state, before, queries)
    new = await run_sync(release_state, after, queries)
    found = await run_sync(compare, old, new)
    if form is HTML:
        matter = _page(old, new, language)
        return page(request, "differences", matter, here=address, headers=headers)
    text = written(_WRITTEN[form], found, old, new, language)
    return Response(text, headers=headers, media_type=form.media_type)


def _rows(served: Path) -> tuple[ReleaseRow, ...]:
    """The release that is served first, then the others, those built last first."""
    folders = [path.parent for path in served.parent.glob("[!.]*/manifest.json")]
    order = sorted(folders, key=lambda path: (path != served, -path.stat().st_mtime, path.name))
    rows = []
    for folder in order:
        manifest = read_manifest(folder)
        counts = manifest["triples"], manifest["warnings"]
        rows.append(ReleaseRow(folder.name, *counts, is_served=folder == served))
    return tuple(rows)


def _beside(request: Request, name: str) -> Path:
    """The folder of a release beside the one served."""
    served = site_of(request).folder
    known = {path.parent.name: path.parent for path in served.parent.glob("[!.]*/manifest.json")}
    if name not in known:
        raise HTTPException(404)
    return known[name]


def _page(old: State, new: State, language: str) -> DifferencesPage:
    words, found = catalogue(language), compare(old, new)
    return DifferencesPage(
        words["title"].format(before=old.name, after=new.name),
        old.name,
        new.name,
        words["count"].format(count=len(found)) if found else words["none"],
        tuple(
            ToldSection(
                section.heading,
                tuple(Told(told, link(each.thing, language)) for each, told in section.told),
            )
            for section in sections(found, old, new, language)
        ),
    )
