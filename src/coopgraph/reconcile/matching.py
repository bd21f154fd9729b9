"""Which things a name may mean: how near each is, and whether one is meant for sure.

A score is 100 for the same name, accents and case apart, and falls with the letters to change, or
the neighbours to swap (optimal string alignment, by rapidfuzz). What else is asked tells homonyms
apart: a country, level or identifier that is not the thing's lowers its score and forbids a match.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from coopgraph.reconcile.forms import Form, folded, form_of, level_of
from coopgraph.reconcile.register import (
    COUNTRY,
    IDENTIFIERS,
    LEVEL,
    Named,
    Register,
    Thing,
    country_of,
)
from coopgraph.search import Label

SAME = 100.0
MOST = 200
"""The most candidates of one name."""

# What a score loses: words left out that many names have, a name that has further words.
_CORE = 3.0
_PART = 30.0
_MISPRINT = 1.0
# What it loses where the thing is not as asked.
_OTHER = {COUNTRY: 40.0, LEVEL: 15.0, **dict.fromkeys(IDENTIFIERS, 40.0)}
_UNKNOWN = 5.0
_OTHER_TYPE = 20.0
_LEAST = 0.55
_SHORTEST_PART = 3
# By how much the first must be ahead of the second to be meant for sure.
_AHEAD = 6.0
# How many letters may differ in a name of that length, without and with its country.
_SLIPS = ((8, 1),)
_SLIPS_IN_COUNTRY = ((8, 2), (4, 1))
_TAIL = re.compile(r"^(.*\S)\s*(?:[,;:–—]|\s-|-\s|\()\s*([^,;:–—()]+)\)?[\s:.]*$", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """A name, and what else is known of the thing that it means.

    `types` are those that it may have; where they are only wanted (`strict` is false), things of
    others are given too, further down, and are never sure. `values` are by property.
    """

    text: str
    types: frozenset[str] = frozenset()
    strict: bool = True
    values: Mapping[str, tuple[str, ...]] | None = None
    limit: int = 10


class Candidate(NamedTuple):
    """A thing that may be meant, the name of it that is nearest, and whether it is for sure."""

    thing: Thing
    name: Label
    score: float
    is_match: bool


class _Scored(NamedTuple):
    thing: Thing
    name: Label
    score: float
    slips: int
    length: int
    fits: bool


def match(register: Register, asked: Asked) -> list[Candidate]:
    """The things that may be meant, best first.

    Args:
        register: what there is.
        asked: the name, and what else is known.
    """
    asked = _with_tail(register, asked)
    wanted = _wanted(register, asked)
    scored = [
        _against(found, asked, wanted, in_name=form_of(asked.text).level)
        for found in _found(register, asked)
        if not asked.strict or not asked.types or found.thing.types & asked.types
    ]
    ranked = sorted(scored, key=_rank)[: min(asked.limit, MOST)]
    sure = _is_sure(sorted(scored, key=_rank), wanted)
    return [
        Candidate(each.thing, each.name, each.score, is_match=sure and number == 0)
        for number, each in enumerate(ranked)
    ]


def beginning(register: Register, text: str) -> list[Thing]:
    """The things of which a name has a word that begins with the text; shorter names first."""
    wanted = f" {folded(text)}"
    places = (
        (len(whole), place)
        for place, whole in enumerate(register.wholes)
        if wanted in f" {whole}" and wanted.strip()
    )
    found = {
        register.named[place].thing.id: register.named[place].thing for _, place in sorted(places)
    }
    return list(found.values())[:MOST]


def _with_tail(register: Register, asked: Asked) -> Asked:
    """`Trujillo, Spain` asks for Trujillo, in Spain."""
    values = dict(asked.values or {})
    cut = _TAIL.match(asked.text)
    if cut is None or folded(asked.text) in register.wholes:
        return asked
    country = country_of(register, cut[2])
    if not country:
        return asked
    values.setdefault(COUNTRY, (country,))
    return Asked(cut[1], asked.types, asked.strict, values, asked.limit)


def _wanted(register: Register, asked: Asked) -> dict[str, set[str]]:
    """The values asked for as things have them; a country that we do not have is of no thing."""
    wanted: dict[str, set[str]] = {}
    for name, values in (asked.values or {}).items():
        if name == COUNTRY:
            read = {country_of(register, value) or value for value in values}
        elif name == LEVEL:
            read = {level_of(value) for value in values}
        else:
            read = {_identifier(value) for value in values if name in IDENTIFIERS}
        if read - {""}:
            wanted[name] = read - {""}
    return wanted


def _identifier(value: str) -> str:
    """An identifier as it stands alone, also where somebody gives its address."""
    return value.strip().rstrip("/").rpartition("/")[2]


def _found(register: Register, asked: Asked) -> Iterator[_Scored]:
    """The nearest name of each thing that has one near, and things with an identifier asked for."""
    best: dict[str, _Scored] = {}
    for one in (*_identified(register, asked), *_by_name(register, asked.text)):
        if one.thing.id not in best or _rank(one) < _rank(best[one.thing.id]):
            best[one.thing.id] = one
    yield from best.values()


def _identified(register: Register, asked: Asked) -> Iterator[_Scored]:
    wanted = {
        name: {_identifier(value) for value in (asked.values or {}).get(name, ())}
        for name in IDENTIFIERS
    }
    for thing in register.things.values() if any(wanted.values()) else ():
        if any(wanted[name].intersection(thing.values[name]) for name in IDENTIFIERS):
            yield _Scored(thing, thing.names[0][1], SAME, 0, 0, fits=True)


def _by_name(register: Register, text: str) -> Iterator[_Scored]:
    yield from _by_form(register, form_of(text))
    outside, _, inside = text.partition("(")
    if inside:
        # `OIM (Organización …)` is sure where both are names of one thing, and not `Congo (…)`.
        parts = [list(_by_form(register, form_of(part))) for part in (outside, inside)]
        shared = set.intersection(*({one.thing.id for one in part if _same(one)} for part in parts))
        for one in (*parts[0], *parts[1]):
            sure = one.thing.id in shared
            loss = 0 if sure else _PART / 2
            yield one._replace(score=one.score - loss, fits=one.fits and sure)


def _by_form(register: Register, form: Form) -> Iterator[_Scored]:
    if form.whole:
        yield from (_near(each, form) for each in _named_near(register, form))
        yield from _parts(register, form)


def _same(found: _Scored) -> bool:
    return found.score >= SAME - _CORE


def _named_near(register: Register, form: Form) -> list[Named]:
    asked = (form.whole, form.core, form.ordered)
    lists = (register.wholes, register.cores, register.ordered)
    places = {
        place
        for text, names in zip(asked, lists, strict=True)
        for _, _, place in process.extract(
            text,
            names,
            scorer=OSA.normalized_similarity,
            score_cutoff=_LEAST,
            limit=MOST,
        )
    }
    return [register.named[place] for place in sorted(places)]


def _near(named: Named, form: Form) -> _Scored:
    pairs = (
        (form.whole, named.form.whole, 0.0),
        (form.core, named.form.core, _CORE),
        (form.ordered, named.form.ordered, _CORE),
    )
    score, slips, length = max(
        (100 * OSA.normalized_similarity(ours, theirs) - loss, -slips, len(theirs))
        for ours, theirs, loss in pairs
        for slips in (OSA.distance(ours, theirs),)
    )
    loss = _MISPRINT if ("misprint", named.label) in named.thing.names else 0
    return _Scored(named.thing, named.label, score - loss, -slips, length, fits=True)


def _parts(register: Register, form: Form) -> Iterator[_Scored]:
    """Things of which a name has all words of the text and more, or all of whose words it has."""
    if len(form.core) < _SHORTEST_PART:
        return
    words = set(form.core.split())
    shared = Counter(place for word in words for place in register.words.get(word, ()))
    for place, count in shared.items():
        named = register.named[place]
        theirs = len(set(named.form.core.split()))
        if count == min(len(words), theirs):
            score = SAME - _PART - 2 * min(max(len(words), theirs) - count, 10)
            yield _Scored(named.thing, named.label, score, 0, len(form.core), fits=False)


def _against(found: _Scored, asked: Asked, wanted: Mapping[str, set[str]], in_name: str) -> _Scored:
    """A candidate held against what else is known of the thing meant."""
    loss, fits = 0.0, found.fits
    thing = found.thing
    for name, values in wanted.items():
        own = (thing.id,) if name == COUNTRY and thing.values["iso"] else thing.values[name]
        if own and not values.intersection(own):
            loss, fits = loss + _OTHER[name], False
        elif not own:
            loss += _UNKNOWN
    if in_name and LEVEL not in wanted and in_name not in _levels(found):
        loss, fits = loss + (_OTHER[LEVEL] if thing.values[LEVEL] else _UNKNOWN), False
    if asked.types and not thing.types & asked.types:
        loss, fits = loss + _OTHER_TYPE, False
    return found._replace(score=round(max(found.score - loss, 0), 1), fits=fits)


def _levels(found: _Scored) -> tuple[str, ...]:
    """The levels of a thing: its own, and that which the name of it tells."""
    return (*found.thing.values[LEVEL], form_of(found.name.text).level)


def _rank(found: _Scored) -> tuple[float, bool, str]:
    """Best first; of a government and its territory the government."""
    return -found.score, found.thing.id.startswith("territory/"), found.thing.id


def _is_sure(ranked: Sequence[_Scored], wanted: Mapping[str, set[str]]) -> bool:
    """Whether the first is meant: near enough, as asked, and clearly ahead of all others."""
    if not ranked or not ranked[0].fits:
        return False
    first = ranked[0]
    in_country = bool(wanted.get(COUNTRY, set()).intersection(first.thing.values[COUNTRY]))
    allowed = _allowed(first.length, _SLIPS_IN_COUNTRY if in_country else _SLIPS)
    rivals = (each for each in ranked[1:] if not _stand_for_one(first.thing, each.thing))
    second = next(rivals, None)
    return first.slips <= allowed and (second is None or first.score - second.score >= _AHEAD)


def _allowed(length: int, slips: Iterable[tuple[int, int]]) -> int:
    return next((most for least, most in slips if length >= least), 0)


def _stand_for_one(first: Thing, other: Thing) -> bool:
    """Whether one is the territory that the other governs."""
    return first.governs == other.id or other.governs == first.id
