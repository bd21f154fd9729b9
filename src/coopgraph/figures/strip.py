"""Things on the line of time, each as long as its date is inexact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 912, 62

_MONTHS = 12
_ROOM = 3  # years beside the first and the last
_TICKS = (10, 20, 25, 50, 100)
_MOST_TICKS = 8


@dataclass(frozen=True)
class Mark:
    """A thing on the line: a bar for a year, a dot for a month or a day."""

    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    """A year that the axis names."""

    x: float
    year: int


@dataclass(frozen=True)
class Strip:
    """The line of time, its years and its marks in the order given."""

    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]


def strip(dates: Sequence[str]) -> Strip:
    """Place dates of a year, a month or a day (2010, 2010-04, 2010-04-14) on a line.

    Raises:
        ValueError: there is none.
    """
    years = [int(date[:4]) for date in dates]
    first, last = min(years) - _ROOM, max(years) + _ROOM
    unit = WIDTH / (last - first + 1)
    ticks = (Tick(round((year - first) * unit, 1), year) for year in _round(first, last))
    return Strip(tuple(ticks), tuple(_marks(dates, first, unit)))


def _round(first: int, last: int) -> Iterable[int]:
    step = next((step for step in _TICKS if (last - first) / step <= _MOST_TICKS), _TICKS[-1])
    return range(-(-first // step) * step, last + 1, step)


def _marks(dates: Iterable[str], first: int, unit: float) -> Iterable[Mark]:
    for date in dates:
        year, month = int(date[:4]), date[5:7]
        left = (year - first) * unit
        if month:
            yield Mark(round(left + (int(month) - 0.5) / _MONTHS * unit, 1), 0)
        else:
            yield Mark(round(left, 1), round(max(unit, 3), 1))
