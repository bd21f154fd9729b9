"""Pictures of a panel besides maps: a line of time, strands to partners, numbers as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

from pyoxigraph import QuerySolution

from coopgraph.entities import Value, stated, text
from coopgraph.figures.fan import Fan, fan
from coopgraph.figures.strip import Mark, Strip, strip
from coopgraph.web.maps import state_of
from coopgraph.web.wording import Shown, Wording

# A group of more partners than this is one strand, with their number.
_MOST_STRANDS = 10
_LETTERS = 27
_LONGEST = 100
_FIRST_BARS = 12


@dataclass(frozen=True)
class Marked:
    """A date on the line of time; `open` where a source speaks of a state and not of a day."""

    mark: Mark
    is_open: bool


@dataclass(frozen=True)
class Timeline:
    """The line of time above the list of a panel; without one where it would have one date."""

    strip: Strip | None
    marks: tuple[Marked, ...]
    kind: str = "timeline"


@dataclass(frozen=True)
class Partner:
    """A strand to a partner, or to a group of them; the name in lines."""

    lines: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Circle:
    """Whom an actor is tied to: a strand each, below the regions."""

    home: str
    fan: Fan
    partners: tuple[Partner, ...]
    count: int
    kind: str = "circle"

    @property
    def states(self) -> frozenset[str]:
        """What the key has to tell of."""
        return frozenset(partner.state for partner in self.partners)


@dataclass(frozen=True)
class Bar:
    """A number, and how long its bar is among those of its group."""

    name: Shown | None
    number: int
    length: float


@dataclass(frozen=True)
class BarGroup:
    """Numbers that can be compared; the `rest` are those after the first.

    What has no value is among the first.
    """

    title: str
    first: tuple[Bar, ...]
    rest: tuple[Bar, ...]


@dataclass(frozen=True)
class Bars:
    """Numbers with bars, which are a table as well."""

    groups: tuple[BarGroup, ...]
    kind: str = "bars"


@dataclass(frozen=True)
class Columns:
    """The rows of a panel side by side, a column each."""

    kind: str = "columns"


@dataclass(frozen=True)
class Sides:
    """The rows of a panel by what they contradict, a column for each source."""

    kind: str = "sides"


def timeline(_: Wording, __: str, rows: Sequence[QuerySolution]) -> Timeline | None:
    """The line of time of rows that bind `when`, or `asOf` for the time of which a source speaks.

    Where no row is dated there is none, and the panel is a table.
    """
    found = {(text(row["when"]) or text(row["asOf"]), not row["when"]) for row in rows}
    dated = sorted((date, is_open) for date, is_open in found if date)
    if not dated:
        return None
    drawn = strip([date for date, _ in dated]) if len(dated) > 1 else None
    opened = [is_open for _, is_open in dated]
    return Timeline(drawn, tuple(map(Marked, drawn.marks, opened)) if drawn else ())


def circle(wording: Wording, iri: str, rows: Sequence[QuerySolution]) -> Circle | None:
    """The partners of an actor below the regions that they are in, those in none at the end."""
    if not rows:
        return None
    groups: dict[str, list[Partner]] = {}
    for region, found in groupby(rows, lambda row: text(row["region"])):
        name = wording.label(region).text if region else wording.words["picture_no_country"]
        groups[name] = _strands(wording, list(found))
    drawn = fan({name: [len(each.lines) for each in found] for name, found in groups.items()})
    partners = tuple(partner for each in groups.values() for partner in each)
    return Circle(wording.label(iri).text, drawn, partners, len(rows))


def statistics(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> Bars:
    """Numbers by what is counted: rows that bind `measure`, `counted` and `number`."""
    return Bars(
        tuple(
            _bar_group(wording, wording.heading(measure), list(found))
            for measure, found in groupby(rows, lambda row: text(row["measure"]))
        )
    )


def joined(wording: Wording, _: str, rows: Sequence[QuerySolution]) -> Bars:
    """Members by role, a bar for each year: rows that bind `role`, `since` and `number`."""
    return Bars(
        tuple(
            _bar_group(wording, wording.heading(role), list(found), "since")
            for role, found in groupby(rows, lambda row: text(row["role"]))
        )
    )


def sides(_: Wording, __: str, ___: Sequence[QuerySolution]) -> Sides:
    """Nothing but the rows, a column for each source."""
    return Sides()


def columns(_: Wording, __: str, ___: Sequence[QuerySolution]) -> Columns:
    """Nothing but the rows, side by side."""
    return Columns()


def bar_group(wording: Wording, title: str, found: Sequence[tuple[Value | None, int]]) -> BarGroup:
    """Numbers of one kind, each with the value that it counts, or none for what has no value."""
    most = max((number for _, number in found), default=0)
    bars = [
        Bar(
            wording.value(value) if value else None,
            number,
            round(_LONGEST * number / most, 1) if most else 0,
        )
        for value, number in found
    ]
    named, unnamed = [bar for bar in bars if bar.name], [bar for bar in bars if not bar.name]
    first, rest = named[:_FIRST_BARS], named[_FIRST_BARS:]
    return BarGroup(title, (*first, *unnamed), tuple(rest))


def _bar_group(
    wording: Wording, title: str, rows: Sequence[QuerySolution], counted: str = "counted"
) -> BarGroup:
    found = [(stated(row[counted]), int(text(row["number"]))) for row in rows]
    return bar_group(wording, title, found)


def _strands(wording: Wording, rows: Sequence[QuerySolution]) -> list[Partner]:
    if len(rows) > _MOST_STRANDS:
        words = wording.words["picture_partners"].format(count=len(rows))
        return [Partner((words,), "undated")]
    return [Partner(_lines(wording, row), state_of([row])) for row in rows]


def _lines(wording: Wording, row: QuerySolution) -> tuple[str, ...]:
    return tuple(wrap(wording.label(text(row["actor"])).text, _LETTERS))
