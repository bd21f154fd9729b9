"""Places on the map of the world: Equal Earth, turned so that the Americas stand in the middle.

Šavrič, Patterson, Jenny 2018, https://doi.org/10.1080/13658816.2018.1504949. Turned to 72° W no tie
of the region is cut: those over the Pacific run over the Pacific, those over the Atlantic too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import asin, cos, hypot, radians, sin, sqrt

WIDTH, HEIGHT = 960.0, 452.0

# The same numbers stand in tools/world/build.mjs.
_MIDDLE = -72.0
_SCALE = 178.0
_ORIGIN = (480.0, 264.0)
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2

_MARGIN = 48.0
_CLOSEST = 5.0
_LOWEST = 0.42  # of the width; the lowest picture that still reads as a map
_LETTER = 9.5
_LINE = 20.0
_LARGE = 1.8  # how much larger the first names are on a small screen, where the others are left out
_GAP = 9.0
_BENDS = 6


@dataclass(frozen=True)
class Place:
    """A place of the earth, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Point:
    """A point in a picture."""

    x: float
    y: float


@dataclass(frozen=True)
class Frame:
    """The part of the map that a picture shows, and how many times enlarged.

    The picture is as wide as the map is; `height` is its own.
    """

    left: float
    top: float
    scale: float
    height: float

    def show(self, place: Place) -> Point:
        """Where a place lies in the picture."""
        point = project(place)
        x, y = (point.x - self.left) * self.scale, (point.y - self.top) * self.scale
        return Point(round(x, 1), round(y, 1))


@dataclass(frozen=True)
class Named:
    """A name beside a point; `anchor` is that of SVG, a `main` one has room on a small screen."""

    text: str
    at: Point
    anchor: str
    main: bool = False


WHOLE = Frame(0, 0, 1, HEIGHT)


def project(place: Place) -> Point:
    """Where a place lies on the whole map."""
    turned = (place.longitude - _MIDDLE + 180) % 360 - 180
    angle = asin(_M * sin(radians(place.latitude)))
    square = angle * angle
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = radians(turned) * cos(angle) / (_M * slope)
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return Point(_ORIGIN[0] + x * _SCALE, _ORIGIN[1] - y * _SCALE)


def frame(places: Sequence[Place]) -> Frame:
    """The part of the map that holds places with some land around, the whole map where none is."""
    points = [project(place) for place in places]
    if not points:
        return WHOLE
    xs, ys = [point.x for point in points], [point.y for point in points]
    wide = max(max(xs) - min(xs) + 2 * _MARGIN, WIDTH / _CLOSEST)
    high = max(max(ys) - min(ys) + 2 * _MARGIN, wide * _LOWEST)
    wide = min(max(wide, high * WIDTH / HEIGHT), WIDTH)
    high = min(high, HEIGHT)
    left = _within((min(xs) + max(xs) - wide) / 2, WIDTH - wide)
    top = _within((min(ys) + max(ys) - high) / 2, HEIGHT - high)
    scale = WIDTH / wide
    return Frame(round(left, 1), round(top, 1), round(scale, 3), round(high * scale, 1))


def arc(start: Point, end: Point, number: int) -> str:
    """A bent line between two points; lines of other numbers bend otherwise, so bundles open."""
    length = hypot(end.x - start.x, end.y - start.y)
    rise = length * (0.1 + 0.035 * (number % _BENDS))
    x, y = round((start.x + end.x) / 2), round(max(8.0, (start.y + end.y) / 2 - rise))
    return f"M{start.x:g} {start.y:g}Q{x} {y} {end.x:g} {end.y:g}"


def names(points: Sequence[tuple[str, Point]], height: float, main: int) -> list[Named]:
    """Names beside their points, in that order; one that would lie on another is left out.

    Args:
        points: names and where they belong.
        height: that of the picture.
        main: how many of the first are to have room on a small screen.
    """
    taken = [_box(Named("", point, "middle"), _GAP) for _, point in points]
    placed: list[Named] = []
    for number, (text, point) in enumerate(points):
        for named in _beside(text, point, main=number < main):
            box = _box(named)
            if _is_inside(box, height) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                placed.append(named)
                break
    return placed


def _within(value: float, most: float) -> float:
    return min(max(value, 0.0), max(most, 0.0))


def _beside(text: str, point: Point, *, main: bool) -> Iterator[Named]:
    yield Named(text, Point(point.x + _GAP, point.y + 5), "start", main)
    yield Named(text, Point(point.x - _GAP, point.y + 5), "end", main)
    yield Named(text, Point(point.x, point.y - _GAP), "middle", main)
    yield Named(text, Point(point.x, point.y + _GAP + (26 if main else 14)), "middle", main)


_Box = tuple[float, float, float, float]


def _box(named: Named, least: float = 0) -> _Box:
    size = _LARGE if named.main else 1
    wide = max(len(named.text) * _LETTER * size, least)
    left = named.at.x - {"start": 0.0, "middle": wide / 2, "end": wide}[named.anchor]
    if not named.text:
        return left, named.at.y - least / 2, left + wide, named.at.y + least / 2
    return left, named.at.y - _LINE * size + 5, left + wide, named.at.y + 5


def _is_inside(box: _Box, height: float) -> bool:
    left, top, right, bottom = box
    return left >= 0 and top >= 0 and right <= WIDTH and bottom <= height


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
