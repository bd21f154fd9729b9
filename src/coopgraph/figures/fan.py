"""One strand a partner, in groups, in the order of a list: who is tied to whom, in a column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_HOME, _END = 84, 168
_ROW, _LINE, _HEAD, _GAP = 19, 15, 20, 8


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


def fan(groups: Mapping[str, Sequence[int]]) -> Fan:
    """Place partners below the heads of their groups.

    Args:
        groups: for each group, in their order, of how many lines the name of each partner is.
    """
    y, heads, rows = 10, {}, []
    for head, lines in groups.items():
        y += _GAP
        heads[head] = y + 4
        y += _HEAD
        for count in lines:
            rows.append(y)
            y += _ROW + _LINE * (count - 1)
    middle = (y + 2) // 2
    bend = f"M{_HOME} {middle}C126 {middle} 118"
    strands = (Strand(n, f"{bend} {y} {_END} {y}", y) for n, y in enumerate(rows))
    return Fan(y + 2, middle, heads, tuple(strands))
