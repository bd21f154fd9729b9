"""A printed table as the page has it, and beside each row what was taken from it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from coopgraph.entities import Claim
from coopgraph.names import CGO, ID, RDF
from coopgraph.search import Label
from coopgraph.web.curated import Column, Layout
from coopgraph.web.evidence import anchor, cell_place, lines_of
from coopgraph.web.wording import Shown, Wording

_TYPE = RDF + "type"
# What the name of a thing says already, and what is text on both sides, is not said again.
_UNSAID = {_TYPE} | {
    CGO + name for name in ("focus", "asOf", "agreementKind", "governmentLevel", "observedEntity")
}
_BEARERS = (f"{ID}actor/", f"{ID}territory/")
_PROSE = "statements"
_LAST = 1000


@dataclass(frozen=True)
class PrintedCell:
    """The words of a cell; whether they say that there is no value, and whether another differs."""

    words: tuple[Label, ...] = ()
    absent: bool = False
    contested: bool = False


@dataclass(frozen=True)
class Taken:
    """What records of ours took from a row of one thing: its kind, the values read."""

    thing: Shown
    kind: str
    values: tuple[Shown, ...]
    records: tuple[Shown, ...]


@dataclass(frozen=True)
class PrintedRow:
    """A row in print; a passage has no row numbers."""

    anchor: str
    number: str
    lines: str
    cells: tuple[PrintedCell, ...]
    taken: tuple[Taken, ...]


@dataclass(frozen=True)
class Facsimile:
    """The heads of the columns and the rows; the heads of a passage are ours."""

    heads: tuple[Label, ...]
    is_printed: bool
    rows: tuple[PrintedRow, ...]


def facsimile(
    wording: Wording, layout: Layout, claims: Sequence[Claim], contested: frozenset[str]
) -> Facsimile:
    """A part of a source from the claims that stand in it.

    Args:
        wording: how terms are worded.
        layout: the printed columns of the source.
        claims: what was taken from the part.
        contested: the claims with which another source does not agree.
    """
    is_printed = any(claim.row for claim in claims)
    placed = [(claim, _column(wording, layout, claim)) for claim in claims]
    columns = _columns(layout, claims, [column for _, column in placed if column])
    rows = groupby(sorted(placed, key=_order), lambda pair: anchor(pair[0]))
    return Facsimile(
        tuple(Label(column.label, column.language) for column in columns),
        is_printed,
        tuple(_row(wording, columns, tuple(pairs), contested) for _, pairs in rows),
    )


def _order(placed: tuple[Claim, Column | None]) -> tuple[int, str, str, list[int]]:
    claim = placed[0]
    return int(claim.row or 0), anchor(claim) if not claim.row else "", *cell_place(claim)


def _part(claim: Claim) -> str:
    return claim.part.removeprefix(f"{ID}part/{claim.source.removeprefix(f'{ID}source/')}-")


def _column(wording: Wording, layout: Layout, claim: Claim) -> Column | None:
    """The printed column in which a claim stands; none for what is in the caption or credit."""
    path, numbers = cell_place(claim)
    table = path.rpartition("/")[2].removesuffix(".csv")
    if not claim.row and table == _PROSE:
        return Column(_LAST, wording.words["printed"])
    if not claim.row:
        words = claim.property != _TYPE and table != "parts"
        return Column(numbers[1], wording.heading(claim.property)) if words else None
    options = layout.columns.get((_part(claim), table, layout.field(table, numbers[1])), ())
    fitting = [column for column in options if column.label == claim.column] or options[:1]
    if claim.column and not any(column.label == claim.column for column in fitting):
        return Column(_LAST, claim.column)
    return fitting[0] if fitting and fitting[0].ordinal else None


def _columns(layout: Layout, claims: Sequence[Claim], found: Iterable[Column]) -> list[Column]:
    """The printed columns in their order, those of which no table of ours tells at the end."""
    known = layout.of_part(_part(claims[0])) if claims and claims[0].row else []
    return sorted(dict.fromkeys([*known, *found]), key=lambda column: column.ordinal)


def _row(
    wording: Wording,
    columns: Sequence[Column],
    placed: Sequence[tuple[Claim, Column | None]],
    contested: frozenset[str],
) -> PrintedRow:
    claims = [claim for claim, _ in placed]
    own = [claim for claim in claims if not _is_of_part(claim)]
    return PrintedRow(
        anchor(claims[0]),
        claims[0].row,
        lines_of(claim for claim, column in placed if column),
        tuple(
            _cell(column, [claim for claim, place in placed if place == column], contested)
            for column in columns
        ),
        tuple(_taken(wording, own)),
    )


def _cell(column: Column, claims: Sequence[Claim], contested: frozenset[str]) -> PrintedCell:
    """The words of a cell once, however many values were read in them or in parts of them."""
    words = dict.fromkeys(claim.printed for claim in claims if claim.printed.text != column.label)
    return PrintedCell(
        tuple(
            word for word in words if not any(word.text in each.text != word.text for each in words)
        ),
        any(claim.value is None for claim in claims),
        any(claim.iri in contested for claim in claims),
    )


def _is_of_part(claim: Claim) -> bool:
    return cell_place(claim)[0].endswith("/parts.csv")


def _taken(wording: Wording, claims: Iterable[Claim]) -> Iterator[Taken]:
    """What was taken of each thing; the record that says its kind comes before the others."""
    records = [list(group) for _, group in groupby(sorted(claims, key=cell_place), key=_record)]
    things: dict[str, list[Claim]] = {}
    for said in sorted(records, key=lambda said: not _kind(said)):
        things.setdefault(_thing(said), []).extend(said)
    for thing, said in things.items():
        kind = _kind(said)
        yield Taken(
            wording.thing(thing),
            wording.heading(kind) if kind else "",
            tuple(dict.fromkeys(_values(wording, said))),
            tuple(_shown_record(wording, place) for place in dict.fromkeys(map(_record, said))),
        )


def _thing(said: Sequence[Claim]) -> str:
    """What a record is about: the first thing that is no actor or territory, else the first."""
    things = [claim.subject for claim in said]
    return next((thing for thing in things if not thing.startswith(_BEARERS)), things[0])


def _kind(said: Sequence[Claim]) -> str:
    """The class that a record says, or the property of a sentence."""
    if cell_place(said[0])[0].endswith(f"/{_PROSE}.csv"):
        return said[0].property
    kinds = (claim.value.value for claim in said if claim.property == _TYPE and claim.value)
    return next(kinds, "")


def _shown_record(wording: Wording, place: tuple[str, int]) -> Shown:
    path, record = place
    name = f"{path.rpartition('/')[2]}:{record}"
    return Shown(name, "", wording.thing(f"{path}#cell={record},1").href)


def _record(claim: Claim) -> tuple[str, int]:
    path, numbers = cell_place(claim)
    return path, numbers[0]


def _values(wording: Wording, claims: Iterable[Claim]) -> Iterator[Shown]:
    for claim in claims:
        if claim.value is not None and claim.property not in _UNSAID:
            yield wording.value(claim.value)
        if claim.saying.denied:
            yield Shown(wording.words["value_denied"])
