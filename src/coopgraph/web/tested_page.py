"""The page of the statements put to the test, by what came of it: `/tested`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pyoxigraph import QuerySolution
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import label, text
from coopgraph.search import Label
from coopgraph.web.addresses import read_format
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.negotiation import HTML, choose
from coopgraph.web.render import in_language, language_of, page, words_of
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

_QUERY = "tested_all"
_NAMED = ("result", "tested", "test_kind", "source")


@dataclass(frozen=True)
class TestedRow:
    """A statement, who makes it and where, the numbers found and why the result is so."""

    statement: Shown
    kind: Shown
    source: Shown
    lines: str
    numbers: tuple[str, ...]
    reason: Label


@dataclass(frozen=True)
class TestedGroup:
    """The statements with one result."""

    result: Shown
    rows: tuple[TestedRow, ...]


@dataclass(frozen=True)
class TestedPage:
    """What the template shows; `question` is the same as a stored question, in every form."""

    groups: tuple[TestedGroup, ...]
    question: str


async def tested(request: Request) -> Response:
    """Every figure, superlative and the like that a source asserts, with what became of it."""
    site, language = site_of(request), language_of(request)
    choose(request.headers.get("accept"), (HTML,), [read_format(request)])
    headers = {
        "ETag": entity_tag(site, "/tested", language),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    rows = await site.reader.rows(_QUERY)
    labels = await site.reader.labels({text(row[name]) for row in rows for name in _NAMED})
    wording = Wording(language, words_of(request), labels)
    groups = tuple(
        TestedGroup(wording.thing(result), tuple(_rows(wording, found)))
        for result, found in groupby(rows, lambda row: text(row["result"]))
    )
    question = in_language(language, "/queries/statements-tested")
    matter = TestedPage(groups, question)
    return page(request, "tested", matter, here="/tested", headers=headers)


def _rows(wording: Wording, rows: Iterable[QuerySolution]) -> Iterable[TestedRow]:
    """A statement with several numbers has a row of the answer for each."""
    for _, found in groupby(rows, lambda row: text(row["tested"])):
        yield _row(wording, list(found))


def _row(wording: Wording, rows: Sequence[QuerySolution]) -> TestedRow:
    first = rows[0]
    return TestedRow(
        wording.thing(text(first["tested"])),
        wording.thing(text(first["test_kind"])),
        replace(wording.thing(text(first["source"])), text=text(first["mark"])),
        text(first["lines"]),
        tuple(text(row["finding"]) for row in rows if row["finding"]),
        label(first["because"]),
    )
