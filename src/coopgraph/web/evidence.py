"""Source marks and what opens under them: who prints what, where, and in which cell it stands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from coopgraph.entities import Claim, Value
from coopgraph.names import BASE, ID
from coopgraph.search import Label
from coopgraph.web.wording import Shown, Wording

_NUMERAL = re.compile(r"\d+(?:\.\d+)*$")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Printed:
    """Words as printed, under which heading, and the cell of ours that has them in short.

    `asides` tell how it is said (denied, not exact, credited to others, misprinted) and what
    whoever read it notes.
    """

    heading: str
    words: Label
    cell: Shown
    asides: tuple[tuple[str, Shown], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """A source mark: letters and place (*Ald 1.5*), the same spoken, and what opens under it."""

    mark: str
    locus: str
    place: str
    where: str | None
    article: Shown
    lines: str
    printed: tuple[Printed, ...]
    tables: tuple[Shown, ...]


@dataclass(frozen=True)
class Reading:
    """What is known of one property.

    `state` is *stated*, *denied* (a source says that it is not so), *differ* (each source has its
    value), *absent* (a source prints that it has none) or *silent* (no source prints anything).
    """

    state: str
    values: tuple[Shown, ...] = ()


def evidence(wording: Wording, claims: Iterable[Claim]) -> tuple[Evidence, ...]:
    """A mark for each part of a source that the claims stand in."""
    groups = groupby(as_printed(claims), _part)
    return tuple(_mark(wording, tuple(group)) for _, group in groups)


def reading(
    wording: Wording,
    name: str,
    stated: Value | None,
    claims: Sequence[Claim],
    *,
    contested: bool = False,
) -> Reading:
    """What is known of a property, from the graph's own statement and the claims about it."""
    if contested:
        values = dict.fromkeys(claim.value for claim in claims if claim.value is not None)
        return Reading("differ", tuple(wording.value(value, name) for value in values))
    if stated is not None:
        denied = claims and all(claim.saying.denied for claim in claims)
        return Reading("denied" if denied else "stated", (wording.value(stated, name),))
    return Reading("absent" if claims else "silent")


def anchor(claim: Claim) -> str:
    """Where on the page of its source the printed row of a claim stands.

    A row of a printed table has its number; in a passage the record of our table stands for it.
    """
    key = claim.source.removeprefix(f"{ID}source/")
    part = claim.part.removeprefix(f"{ID}part/{key}-")
    if not part:
        return "names"
    if claim.row:
        return f"{part}-row-{claim.row}"
    path, numbers = cell_place(claim)
    table = path.rpartition("/")[2].removesuffix(".csv")
    return f"{part}-{table}-{numbers[0]}" if table != "parts" else part


def lines_of(claims: Iterable[Claim]) -> str:
    """The lines of a source on which claims stand, each range once and in the order of the text."""
    ranges = {lines for claim in claims for lines in claim.lines.split(", ")}
    return ", ".join(sorted(ranges, key=lambda lines: [int(n) for n in _NUMBER.findall(lines)]))


def cell_place(claim: Claim) -> tuple[str, list[int]]:
    """The table of a claim's cell with its record and field, in the order of the table."""
    path, _, place = claim.cell.partition("#cell=")
    return path, [int(number) for number in place.split(",") if number.isdecimal()]


def _part(claim: Claim) -> tuple[str, str]:
    return claim.source, claim.place


def as_printed(claims: Iterable[Claim]) -> list[Claim]:
    """Claims by source and part; what columns say first, then what is read from the caption."""
    return sorted(claims, key=lambda claim: (*_part(claim), not claim.column, *cell_place(claim)))


def _mark(wording: Wording, claims: Sequence[Claim]) -> Evidence:
    first = claims[0]
    row = next((claim.row for claim in claims if claim.row), "")
    return Evidence(
        mark=first.mark,
        locus=_locus(wording, first, row),
        place=wording.words["place_table"].format(part=first.place, row=row)
        if row
        else first.place,
        where=_where(wording, first),
        article=wording.thing(first.source),
        lines=lines_of(claims),
        printed=tuple(_printed(wording, claim) for claim in claims),
        tables=tuple(_table(wording, path) for path in dict.fromkeys(map(_path, claims))),
    )


def _printed(wording: Wording, claim: Claim) -> Printed:
    cell = Shown(claim.cell.rpartition("/")[2], "", wording.thing(claim.cell).href)
    heading = claim.column or wording.heading(claim.property)
    return Printed(heading, claim.printed, cell, tuple(asides(wording, claim)))


def asides(wording: Wording, claim: Claim) -> Iterator[tuple[str, Shown]]:
    """How a claim is said, where a source does not plainly affirm it, and our note on it."""
    words, saying = wording.words, claim.saying
    if saying.denied:
        yield words["claim_denied"], Shown(words["claim_denied_yes"])
    if saying.approximate:
        yield words["claim_approximate"], Shown(words["claim_approximate_yes"])
    for credited in saying.attributed_to:
        yield words["claim_credited"], wording.thing(credited)
    if saying.through:
        work = wording.thing(saying.through)
        text = f"{work.text}, {saying.page}" if saying.page else work.text
        yield words["claim_through"], replace(work, text=text)
    if saying.corrected:
        yield words["claim_corrected"], Shown(saying.corrected, claim.printed.language)
    if saying.reason:
        yield words["claim_because"], Shown(saying.reason, "en")
    if claim.note.text:
        yield words["claim_note"], Shown(*claim.note)


def _table(wording: Wording, path: str) -> Shown:
    return Shown(path.removeprefix(BASE), "", wording.thing(path).href)


def _path(claim: Claim) -> str:
    return claim.cell.partition("#")[0]


def _where(wording: Wording, claim: Claim) -> str | None:
    page = wording.thing(claim.source).href
    return f"{page}#{anchor(claim)}" if page else None


def _locus(wording: Wording, claim: Claim, row: str) -> str:
    """The place in short: *1.5* for row 5 of Table 1, *§3.4* for section 3.4, else its lines."""
    if not claim.place:
        return wording.words["locus_lines"].format(lines=claim.lines)
    numeral = _NUMERAL.search(claim.place)
    if numeral is None:
        return claim.place
    number = f"§{claim.place}" if numeral[0] == claim.place else numeral[0]
    return f"{number}.{row}" if row else number
