"""Maps: actors at the points that GeoNames has of their places, else in their countries; ties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import QuerySolution

from coopgraph.entities import text
from coopgraph.figures.world import WHOLE, Frame, Named, Place, Point, arc, frame, names
from coopgraph.web.wording import Wording

_MOST_NAMES = 10
_MAIN_NAMES = 4
_SIDES = ("one", "other")


@dataclass(frozen=True)
class Located:
    """An actor: the country that it is in, by its code of UN M49, and its point, where known."""

    iri: str
    country: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Pair:
    """Two actors with a tie; `state` is *dated*, *undated* or *contested*."""

    one: str
    other: str
    state: str


@dataclass(frozen=True)
class Line:
    """A tie as it is drawn."""

    path: str
    state: str


@dataclass(frozen=True)
class Dot:
    """An actor as it is drawn; `home` is whom the map is about."""

    at: Point
    state: str


@dataclass(frozen=True)
class Map:
    """A map; of the actors some have a point, some a country only (tinted), some neither."""

    frame: Frame
    countries: tuple[str, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    names: tuple[Named, ...]
    points: int
    in_country: int
    nowhere: int
    kind: str = "map"

    @property
    def actors(self) -> int:
        """How many actors there are, on the map or not."""
        return self.points + self.in_country + self.nowhere

    @property
    def states(self) -> frozenset[str]:
        """What the key has to tell of."""
        return frozenset(line.state for line in self.lines)


def actor_map(wording: Wording, iri: str, rows: Sequence[QuerySolution]) -> Map | None:
    """The partners or members of an actor; none where it has none."""
    others: dict[str, list[QuerySolution]] = {}
    for row in rows:
        others.setdefault(text(row["actor"]), []).append(row)
    if not others.keys() - {iri}:
        return None
    ties = {actor: [row for row in found if row["dated"]] for actor, found in others.items()}
    pairs = [Pair(iri, actor, state_of(found)) for actor, found in ties.items() if found]
    located = [_located(actor, found[0]) for actor, found in others.items()]
    return _map(wording, located, pairs, iri)


def home_map(wording: Wording, rows: Sequence[QuerySolution]) -> Map:
    """All pairs of actors with a tie, on the whole map."""
    located = {
        text(row[side]): _located(text(row[side]), row, side) for row in rows for side in _SIDES
    }
    pairs = [Pair(text(row["one"]), text(row["other"]), state_of([row])) for row in rows]
    return _map(wording, list(located.values()), pairs)


def state_of(rows: Iterable[QuerySolution]) -> str:
    """How ties are drawn, by rows that bind `dated` and `contested`."""
    if any(text(row["contested"]) == "true" for row in rows):
        return "contested"
    return "dated" if any(text(row["dated"]) == "true" for row in rows) else "undated"


def _located(actor: str, row: QuerySolution, side: str = "") -> Located:
    latitude, longitude, country = (
        text(row[f"{side}{name.capitalize() if side else name}"])
        for name in ("latitude", "longitude", "m49")
    )
    place = Place(float(latitude), float(longitude)) if latitude and longitude else None
    return Located(actor, country, place)


def _map(
    wording: Wording, located: Sequence[Located], pairs: Sequence[Pair], home: str = ""
) -> Map:
    at = {each.iri: each.place for each in located if each.place}
    part = frame(list(at.values())) if home else WHOLE
    points = {iri: part.show(place) for iri, place in at.items()}
    known = [each for each in located if each.iri != home]
    unplaced = [each for each in known if not each.place]
    return Map(
        frame=part,
        countries=tuple(sorted({each.country for each in unplaced if each.country})),
        lines=_lines(points, pairs),
        dots=_dots(points, pairs, home),
        names=tuple(_names(wording, points, pairs, home, part.height)),
        points=len(known) - len(unplaced),
        in_country=sum(bool(each.country) for each in unplaced),
        nowhere=sum(not each.country for each in unplaced),
    )


def _lines(points: Mapping[str, Point], pairs: Iterable[Pair]) -> tuple[Line, ...]:
    drawn = [pair for pair in pairs if pair.one in points and pair.other in points]
    return tuple(
        Line(arc(points[pair.one], points[pair.other], number), pair.state)
        for number, pair in enumerate(drawn)
    )


def _dots(points: Mapping[str, Point], pairs: Iterable[Pair], home: str) -> tuple[Dot, ...]:
    contested = {
        side for pair in pairs if pair.state == "contested" for side in (pair.one, pair.other)
    }
    states = {iri: "contested" if iri in contested else "" for iri in points} | {home: "home"}
    return tuple(Dot(point, states[iri]) for iri, point in points.items())


def _names(
    wording: Wording,
    points: Mapping[str, Point],
    pairs: Sequence[Pair],
    home: str,
    height: float,
) -> list[Named]:
    """The names of those with most ties, as far as there is room; the list has them all."""
    count = {
        iri: sum(iri in (pair.one, pair.other) for pair in pairs) + (iri == home) * len(pairs)
        for iri in points
    }
    first = sorted(points, key=lambda iri: (-count[iri], iri))
    named = [(wording.label(iri).text, points[iri]) for iri in first]
    return names(named, height, _MAIN_NAMES)[:_MOST_NAMES]
