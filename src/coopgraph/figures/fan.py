"""One strand a partner, in groups, in the order of a list: who is tied to whom, in a column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 360

_HOME, _END = 84, 168
_ROW, _HEAD, _GAP = 19, 20, 8


@dataclass(frozen=True)
class Strand:
    """A line from the middle to a row of the picture; `number` is that of the partner."""

    number: int
    path: str
    y: int


@dataclass(frozen=True)
class Fan:
    """Where the strands and the heads of the groups stand."""

    height: int
    middle: int
    heads: Mapping[str, int]
    strands: tuple[Strand, ...]


def fan(groups: Mapping[str, int]) -> Fan:
    """Place partners below the heads of their groups.

    Args:
        groups: how many partners each group has, in their order.
    """
    y, heads, rows = 10, {}, []
    for head, count in groups.items():
        y += _GAP
        heads[head] = y + 4
        y += _HEAD
        rows += [y + _ROW * number for number in range(count)]
        y += _ROW * count
    return Fan(y + 2, (y + 2) // 2, heads, tuple(_strands(rows, (y + 2) // 2)))


def _strands(rows: Sequence[int], middle: int) -> list[Strand]:
    bend = f"M{_HOME} {middle}C126 {middle} 118"
    return [Strand(number, f"{bend} {y} {_END} {y}", y) for number, y in enumerate(rows)]
