"""What to mend next: things that lack something, list by list, at `/worklists`."""

import csv
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from pyoxigraph import QuerySolution
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.entities import Reader, text
from coopgraph.web.addresses import negotiate, read_asked
from coopgraph.web.headers import unchanged
from coopgraph.web.negotiation import CSV, HTML, JSON, Form
from coopgraph.web.panels import title_of
from coopgraph.web.render import in_language, language_of, page, words_of
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

_QUERY = "worklist_"
_ADDRESS = "/worklists"
_FORMS = (HTML, JSON, CSV)


@dataclass(frozen=True)
class WorkRow:
    """A thing that lacks something, and what helps to mend it."""

    thing: Shown
    iri: str
    details: tuple[Shown, ...]


@dataclass(frozen=True)
class Worklist:
    """A list, its name in the address, and how many things are on it."""

    name: str
    title: str
    count: int
    href: str


@dataclass(frozen=True)
class WorklistsPage:
    """All lists, and the rows of the one that is shown, if one is."""

    lists: tuple[Worklist, ...]
    chosen: Worklist | None
    rows: tuple[WorkRow, ...]


async def worklists(request: Request) -> Response:
    """The lists of what to mend next, or one of them, as a page, JSON or CSV.

    Raises:
        HTTPException: 404, there is no such list.
    """
    reader, language = site_of(request).reader, language_of(request)
    asked = read_asked(request, request.scope["path"], _FORMS)
    name = asked.address.removeprefix(_ADDRESS).strip("/")
    if name and f"{_QUERY}{name}" not in reader.queries:
        raise HTTPException(404)
    form, headers = negotiate(request, asked, _FORMS)
    if same := unchanged(request, headers):
        return same
    lists = [each async for each in _lists(reader, language)]
    chosen = next((each for each in lists if each.name == name), None)
    rows = tuple(await _rows(request, name)) if name else ()
    if form is HTML:
        matter = WorklistsPage(tuple(lists), chosen, rows)
        return page(request, "worklists", matter, here=asked.address, headers=headers)
    return _data(form, lists, rows if name else None, headers)


async def _lists(reader: Reader, language: str) -> AsyncIterator[Worklist]:
    for query in sorted(reader.queries):
        if query.startswith(_QUERY):
            name = query.removeprefix(_QUERY)
            count = len({text(row["thing"]) for row in await reader.rows_once(query)})
            title = title_of(reader, query, language)
            yield Worklist(name, title, count, in_language(language, f"{_ADDRESS}/{name}"))


async def _rows(request: Request, name: str) -> Iterator[WorkRow]:
    reader, language = site_of(request).reader, language_of(request)
    found = await reader.rows_once(f"{_QUERY}{name}")
    named = {text(term) for row in found for term in (row["thing"], row["detail"]) if term}
    wording = Wording(language, words_of(request), await reader.labels(named))
    return _shown(wording, found)


def _shown(wording: Wording, found: Iterable[QuerySolution]) -> Iterator[WorkRow]:
    """A row for each thing, with all that helps to mend it."""
    details: dict[str, list[Shown]] = {}
    for row in found:
        listed = details.setdefault(text(row["thing"]), [])
        if row["detail"]:
            listed.append(wording.thing(text(row["detail"])))
    for iri, listed in details.items():
        yield WorkRow(wording.thing(iri), iri, tuple(listed))


def _data(
    form: Form,
    lists: Iterable[Worklist],
    rows: Iterable[WorkRow] | None,
    headers: dict[str, str],
) -> Response:
    if rows is None:
        members = [{"name": each.name, "title": each.title, "count": each.count} for each in lists]
    else:
        members = [
            {
                "iri": row.iri,
                "name": row.thing.text,
                "details": "; ".join(detail.text for detail in row.details),
            }
            for row in rows
        ]
    if form is JSON:
        return JSONResponse({"rows": members}, headers=headers)
    written = StringIO()
    table = csv.writer(written)
    names = list(members[0]) if members else ["iri", "name", "details"]
    table.writerow(names)
    table.writerows([row[name] for name in names] for row in members)
    return Response(written.getvalue(), headers=headers, media_type=CSV.media_type)
