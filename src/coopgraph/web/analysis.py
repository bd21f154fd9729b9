"""The whole of the graph in figures: `/analysis`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

from pyoxigraph import Literal, QuerySolution
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import stated, text
from coopgraph.figures.network import Edge, Network, Node, Part, draw_network
from coopgraph.figures.world import Named, Point, names
from coopgraph.names import VOCAB
from coopgraph.web.addresses import read_format
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import share_in_words
from coopgraph.web.negotiation import HTML, choose
from coopgraph.web.panels import Asked, Panel, Spec, lasting, read_specs
from coopgraph.web.pictures import Bars, bar_group, statistics
from coopgraph.web.render import language_of, page
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

_SOUTH = f"{VOCAB}direction/south-south"
_PAIR = 2
_MOST_NAMED = 12
_LETTERS = 24


@dataclass(frozen=True)
class Segment:
    """A part of a bar: what it counts, none for what cannot be decided, and where it lies."""

    name: Shown | None
    key: str
    number: int
    left: float
    width: float


@dataclass(frozen=True)
class StackRow:
    """A bar of parts; the share is that of South-South among all that have a direction."""

    name: Shown
    segments: tuple[Segment, ...]
    south: int
    decided: int
    share: str


@dataclass(frozen=True)
class Stack:
    """Bars of parts, which are a table as well."""

    rows: tuple[StackRow, ...]
    kind: str = "stack"


@dataclass(frozen=True)
class Caption:
    """What stands below a part of the network: whoever has most ties, or the two that it is."""

    lines: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True)
class NetworkPicture:
    """Who is tied to whom; the parts that hang together, each with its caption."""

    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    names: tuple[Named, ...]
    captions: tuple[Caption, ...]
    largest: int
    kind: str = "network"


@dataclass(frozen=True)
class AnalysisPage:
    """The panels of the page, in their order."""

    panels: tuple[Panel, ...]


async def analysis(request: Request) -> Response:
    """The whole of the graph in figures, each with its table, its query and its data."""
    site, language = site_of(request), language_of(request)
    choose(request.headers.get("accept"), (HTML,), [read_format(request)])
    headers = {
        "ETag": entity_tag(site, "/analysis", language),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    asked = Asked({}, language, site.settings.panel_limit)
    panels = await read_specs(site.reader, _PANELS, asked)
    lines = lasting(headers, panels)
    return page(request, "analysis", AnalysisPage(panels), here="/analysis", headers=lines)


def _definitions(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> Bars:
    words = {
        "all": wording.words["analysis_all"],
        "without-proposals": wording.words["analysis_without_proposals"],
        "signed": wording.words["analysis_signed"],
        "twinnings": wording.words["analysis_twinnings"],
        "cooperation-agreements": wording.words["analysis_cooperation"],
        "alliances": wording.words["analysis_alliances"],
        "proposals": wording.words["analysis_proposals"],
    }
    found = [(Literal(words[text(row["definition"])]), int(text(row["number"]))) for row in rows]
    return Bars((bar_group(wording, wording.words["analysis_counted_as"], found),))


def _countries(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> Bars:
    found = [
        (
            Literal(" – ".join(wording.label(text(row[side])).text for side in ("one", "other"))),
            int(text(row["number"])),
        )
        for row in rows
    ]
    return Bars((bar_group(wording, wording.words["analysis_pairs"], found),))


def _themes(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> Bars:
    found = [(stated(row["counted"]), int(text(row["number"]))) for row in rows]
    return Bars((bar_group(wording, wording.words["analysis_themes"], found),))


def _degrees(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> Bars:
    found = [(stated(row["counted"]), int(text(row["number"]))) for row in rows]
    return Bars((bar_group(wording, wording.words["analysis_degree"], found),))


def _directions(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> Stack:
    by_edition = groupby(rows, lambda row: text(row["measure"]))
    return Stack(tuple(_stack_row(wording, edition, list(found)) for edition, found in by_edition))


def _stack_row(wording: Wording, edition: str, rows: Sequence[QuerySolution]) -> StackRow:
    numbers = {text(row["counted"]): int(text(row["number"])) for row in rows}
    south, decided = numbers.get(_SOUTH, 0), sum(numbers.values()) - numbers.get("", 0)
    return StackRow(
        wording.thing(edition),
        tuple(_segments(wording, rows)),
        south,
        decided,
        share_in_words(south / decided, wording.words) if decided else "",
    )


def _segments(wording: Wording, rows: Sequence[QuerySolution]) -> Iterator[Segment]:
    whole = sum(int(text(row["number"])) for row in rows)
    left = 0.0
    for row in rows:
        number, counted = int(text(row["number"])), text(row["counted"])
        width = round(100 * number / whole, 2)
        name = wording.thing(counted) if counted else None
        yield Segment(name, counted.rpartition("/")[2], number, round(left, 2), width)
        left += width


def _network(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> NetworkPicture:
    drawn = draw_network((text(row["one"]), text(row["other"])) for row in rows)
    return NetworkPicture(
        drawn.height,
        drawn.nodes,
        drawn.edges,
        tuple(_names(wording, drawn)),
        tuple(_caption(wording, part) for part in drawn.parts),
        len(drawn.parts[0].names),
    )


def _names(wording: Wording, drawn: Network) -> list[Named]:
    """The names in the smaller parts but for the hubs, as far as there is room."""
    at = {node.name: Point(node.x, node.y) for node in drawn.nodes}
    small = [part.names for part in drawn.parts if _PAIR < len(part.names) <= _MOST_NAMED]
    named = [(wording.label(name).text, at[name]) for part in small for name in part[1:]]
    return names(named, drawn.height, 0)


def _caption(wording: Wording, part: Part) -> Caption:
    shown = part.names if len(part.names) == _PAIR else part.names[:1]
    words = " – ".join(wording.label(name).text for name in shown)
    return Caption(tuple(wrap(words, _LETTERS)), part.x, part.y)


_PANELS = (
    Spec("analysis_definitions", draw=_definitions),
    Spec("analysis_decades", draw=statistics),
    Spec("analysis_countries", draw=_countries),
    Spec("analysis_themes", draw=_themes),
    Spec("analysis_directions", draw=_directions),
    Spec("analysis_network", ("other", "ties"), group="one", draw=_network),
    Spec("analysis_degrees", draw=_degrees),
    Spec("analysis_shared", ("one", "other"), group="partner", wanted=True),
)
