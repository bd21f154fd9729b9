"""Who is tied to whom: the parts of a network that hang together, each drawn around its hub."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

WIDTH = 960

_STEP = 15  # between neighbours on a ring
_RING = 58
_ROOM = 30
_LINED_UP = 2
_NARROWEST = 230
_CAPTION = 50

Pair = tuple[str, str]


@dataclass(frozen=True)
class Node:
    """An actor in the picture; its degree is how many others it has a tie with."""

    name: str
    x: float
    y: float
    degree: int


@dataclass(frozen=True)
class Edge:
    """A line between two actors."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Part:
    """Those who hang together, whoever has most ties first; its caption stands at the point."""

    names: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True)
class Network:
    """The nodes and edges of a picture, and the parts that they fall into, the largest first."""

    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    parts: tuple[Part, ...]


def draw_network(pairs: Iterable[Pair]) -> Network:
    """Place who is tied to whom: each part around the one with most ties, in rings."""
    pairs = list(pairs)
    others = _others(pairs)
    at: dict[str, tuple[float, float]] = {}
    parts: list[Part] = []
    left, top, low = 0.0, 0.0, 0.0
    for names in _parts(others):
        drawn = _rings(names[0], others)
        radius = max(max(abs(x), abs(y)) for x, y in drawn.values()) + _ROOM
        wide, high = max(2 * radius, _NARROWEST), 2 * radius + _CAPTION
        if left + wide > WIDTH:
            left, top, low = 0.0, top + low, 0.0
        middle = left + wide / 2
        at |= {name: (middle + x, top + radius + y) for name, (x, y) in drawn.items()}
        parts.append(Part(tuple(names), round(middle, 1), round(top + 2 * radius, 1)))
        left, low = left + wide, max(low, high)
    nodes = (Node(name, *_rounded(at[name]), len(others[name])) for name in at)
    edges = (Edge(*_rounded(at[one]), *_rounded(at[other])) for one, other in pairs)
    return Network(round(top + low), tuple(nodes), tuple(edges), tuple(parts))


def _others(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    others: dict[str, set[str]] = {}
    for one, other in pairs:
        others.setdefault(one, set()).add(other)
        others.setdefault(other, set()).add(one)
    return others


def _parts(others: Mapping[str, set[str]]) -> list[list[str]]:
    """What hangs together, the largest first, and in each whoever has most ties first."""
    parts, seen = [], set[str]()
    for name in sorted(others):
        if name not in seen:
            part = _reached(name, others)
            seen |= part
            parts.append(sorted(part, key=lambda each: (-len(others[each]), each)))
    return sorted(parts, key=lambda part: (-len(part), part))


def _reached(start: str, others: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        found = others[waiting.pop()] - reached
        reached |= found
        waiting += found
    return reached


def _rings(hub: str, others: Mapping[str, set[str]]) -> dict[str, tuple[float, float]]:
    """The hub in the middle and the others around, as many rings out as they are steps away."""
    children = _tree(hub, others)
    leaves = _leaves(hub, children)
    ring = max(_RING, _STEP * leaves[hub] / (2 * pi))
    placed: dict[str, tuple[float, float]] = {}

    def place(name: str, depth: int, start: float, end: float) -> None:
        angle = (start + end) / 2
        placed[name] = (depth * ring * cos(angle), depth * ring * sin(angle))
        one = (end - start) / leaves[name]
        for child in children[name]:
            place(child, depth + 1, start, start + one * leaves[child])
            start += one * leaves[child]

    # Two on a ring would lie in one line with the hub, and a tie between them under it.
    span = 2 * pi if leaves[hub] > _LINED_UP else 4 * pi / 3
    place(hub, 0, -span / 2, span / 2)
    return placed


def _tree(hub: str, others: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Whom each leads to, by the shortest ways from the hub."""
    children: dict[str, list[str]] = {hub: []}
    waiting = [hub]
    for name in waiting:
        for other in sorted(others[name] - children.keys()):
            children[name].append(other)
            children[other] = []
            waiting.append(other)
    return children


def _leaves(hub: str, children: Mapping[str, Sequence[str]]) -> dict[str, int]:
    count: dict[str, int] = {}
    for name in reversed(list(_walk(hub, children))):
        count[name] = sum(count[child] for child in children[name]) or 1
    return count


def _walk(name: str, children: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield name
    for child in children[name]:
        yield from _walk(child, children)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)
