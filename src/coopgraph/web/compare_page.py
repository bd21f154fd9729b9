"""Two to four actors side by side: `/compare?id=actor/jalisco&id=actor/minas-gerais`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from anyio.to_thread import run_sync
from pyoxigraph import NamedNode, QuerySolution
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import Reader, text
from coopgraph.errors import BadParameter
from coopgraph.names import ID
from coopgraph.search import find
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import shortened, words
from coopgraph.web.negotiation import HTML, choose
from coopgraph.web.panels import Tools, about, kind_of, title_of, tools_with
from coopgraph.web.questions import read_iri
from coopgraph.web.render import language_of, page
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

MOST = 4
_LEAST = 2
_NEAR = 20
_TIES = ("ties", "dated", "agreements", "proposals")
_NUMBERS = (*_TIES, "partners", "countries", "networks", "initiatives")
_VALUES = ("kind", "country", "networks", "motivations", "themes", "countries", "partners")


@dataclass(frozen=True)
class Compared:
    """A value of one of the actors; `shared` where another has it too."""

    value: Shown
    shared: bool


@dataclass(frozen=True)
class Line:
    """A line of the comparison: what is compared, and for each actor its values."""

    name: str
    cells: tuple[tuple[Compared, ...], ...]


@dataclass(frozen=True)
class NumberLine:
    """A line of numbers, one for each actor."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Actors side by side, with the queries that tell of them."""

    actors: tuple[Shown, ...]
    numbers: tuple[NumberLine, ...]
    values: tuple[Line, ...]
    numbers_title: str
    values_title: str
    numbers_tools: Tools
    values_tools: Tools


@dataclass(frozen=True)
class ComparePage:
    """The form as it was filled in, what is wrong with it, and the comparison."""

    fields: tuple[str, ...]
    fault: str
    comparison: Comparison | None


async def compare(request: Request) -> Response:
    """Actors side by side, or the form that asks for them; 400 where one of them is not found.

    Raises:
        BadParameter: more than four are asked for.
    """
    choose(request.headers.get("accept"), (HTML,))
    site, language = site_of(request), language_of(request)
    typed = _read_typed(request)
    here = f"/compare?{urlencode([('id', each) for each in typed])}" if typed else "/compare"
    headers = {
        "ETag": entity_tag(site, here, language),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    found = {each: await _actor(request, each) for each in typed}
    missing = [each for each, actor in found.items() if not actor]
    actors = list(dict.fromkeys(filter(None, found.values())))
    whole = len(actors) >= _LEAST and not missing
    matter = ComparePage(
        fields=_fields(typed, found),
        fault=words(language)["compare_unknown"].format(name=missing[0]) if missing else "",
        comparison=await _comparison(site.reader, actors, language) if whole else None,
    )
    if missing:
        return page(request, "compare", matter, here=here, status=400)
    return page(request, "compare", matter, here=here, headers=headers)


def _read_typed(request: Request) -> list[str]:
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), errors="replace")
    typed = [value.strip() for name, value in pairs if name == "id" and value.strip()]
    if len(typed) > MOST:
        raise BadParameter("id", f"{len(typed)} actors are given; {MOST} can be compared")
    return [shortened(each) for each in typed]


def _fields(typed: Sequence[str], found: Mapping[str, str]) -> tuple[str, ...]:
    """What stands in the form: keys of those who were found, else what was typed."""
    filled = [found[each].removeprefix(ID) or each for each in typed]
    return (*filled, *[""] * (MOST - len(filled)))


async def _actor(request: Request, typed: str) -> str:
    """The IRI of the actor that is meant, by its key, its IRI or its name; empty where none is."""
    site = site_of(request)
    try:
        iri = read_iri("id", typed).value
    except BadParameter:
        hits = await run_sync(find, site.index, typed, _NEAR)
        return next((hit.iri for hit in hits if kind_of(hit.iri) == "actor"), "")
    return iri if kind_of(iri) == "actor" and await site.reader.exists(iri) else ""


async def _comparison(reader: Reader, actors: Sequence[str], language: str) -> Comparison:
    values = about(*actors)
    numbers = await reader.rows_with("compare_numbers", values)
    rows = await reader.rows_with("compare_values", values)
    named = {text(row["value"]) for row in rows}
    wording = Wording(language, words(language), await reader.labels([*actors, *named]))
    return Comparison(
        actors=tuple(map(wording.thing, actors)),
        numbers=tuple(_number_lines(wording, actors, numbers)),
        values=tuple(_lines(wording, actors, rows)),
        numbers_title=title_of(reader, "compare_numbers", language),
        values_title=title_of(reader, "compare_values", language),
        numbers_tools=tools_with(reader, "compare_numbers", values, language),
        values_tools=tools_with(reader, "compare_values", values, language),
    )


def _number_lines(
    wording: Wording, actors: Sequence[str], rows: Sequence[QuerySolution]
) -> Iterator[NumberLine]:
    found = {(text(row["this"]), text(row["measure"])): text(row["number"]) for row in rows}
    for measure in _NUMBERS:
        numbers = tuple(found.get((actor, measure), "0") for actor in actors)
        yield NumberLine(wording.words[f"compare_{measure}"], numbers)


def _lines(
    wording: Wording, actors: Sequence[str], rows: Sequence[QuerySolution]
) -> Iterator[Line]:
    for measure in _VALUES:
        of = [row for row in rows if text(row["measure"]) == measure]
        values = [
            [text(row["value"]) for row in of if text(row["this"]) == actor] for actor in actors
        ]
        name = wording.words[f"compare_of_{measure}"]
        yield Line(name, tuple(_cell(wording, own, values) for own in values))


def _cell(
    wording: Wording, own: Sequence[str], values: Sequence[Sequence[str]]
) -> tuple[Compared, ...]:
    """The values of one actor, those that another has too first."""
    cells = [
        Compared(wording.value(NamedNode(value)), sum(value in other for other in values) > 1)
        for value in own
    ]
    return tuple(sorted(cells, key=lambda cell: (not cell.shared, cell.value.text)))
