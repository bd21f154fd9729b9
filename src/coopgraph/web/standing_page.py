"""What is known to hold in a year of an actor's ties and memberships: `/doc/actor/…?asof=1998`."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import Entity
from coopgraph.search import Label
from coopgraph.web.languages import words
from coopgraph.web.panels import Asked, Panel, PanelGroup, Spec, about, lasting, read_specs
from coopgraph.web.questions import read_year
from coopgraph.web.render import in_language, language_of, page
from coopgraph.web.site import site_of
from coopgraph.web.wording import Wording

_SPEC = Spec(
    "actor_standing",
    ("with", "kind", "since", "asOf"),
    "thing",
    group="standing",
    wanted=True,
)


@dataclass(frozen=True)
class StandingPage:
    """What holds, what has no date, and how many were begun later or had ended."""

    title: Label
    whole: str
    year: str
    panel: Panel
    held: Panel
    undated: Panel
    later: int
    ended: int


async def standing_page(
    request: Request, entity: Entity, address: str, asof: str, headers: dict[str, str]
) -> Response:
    """The page of an actor as of a year.

    Args:
        request: what is being answered.
        entity: the facts about the actor.
        address: the local address of the document, without the prefix of a language.
        asof: the year, as it is asked for.
        headers: further header lines.

    Raises:
        BadParameter: it is not a year.
    """
    year = read_year("asof", asof).value
    site, language = site_of(request), language_of(request)
    values = {**about(entity.iri), "year": [str(int(year))]}
    asked = Asked(values, language, site.settings.panel_limit, entity.iri)
    (panel,) = await read_specs(site.reader, [_SPEC], asked)
    groups = {group.heading.text: group for group in panel.groups if group.heading}
    matter = StandingPage(
        title=Wording(language, words(language), entity.labels).label(entity.iri),
        whole=in_language(language, address),
        year=year,
        panel=panel,
        held=_part(panel, groups.get("held")),
        undated=_part(panel, groups.get("undated")),
        later=_count(groups.get("later")),
        ended=_count(groups.get("ended")),
    )
    lines = lasting(headers, [panel])
    return page(request, "standing", matter, here=f"{address}?asof={year}", headers=lines)


def _part(panel: Panel, group: PanelGroup | None) -> Panel:
    rows = (replace(group, heading=None),) if group else ()
    return replace(panel, groups=rows, count=_count(group))


def _count(group: PanelGroup | None) -> int:
    return len(group.rows) if group else 0
