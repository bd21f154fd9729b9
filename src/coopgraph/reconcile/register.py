"""What can be matched: every thing with a name, and what tells it from others of that name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from coopgraph.names import BASE, CGO, ID, VOCAB
from coopgraph.reconcile.forms import (
    INTERMEDIATE,
    MUNICIPAL,
    NATIONAL,
    Form,
    folded,
    form_of,
)
from coopgraph.search import Label

COUNTRY = "country"
LEVEL = "level"
IDENTIFIERS = ("wikidata", "geonames", "iso")
PROPERTIES = (COUNTRY, LEVEL, *IDENTIFIERS)
"""What of a thing a question may name besides its name, and an answer may tell."""

_LEVELS = {
    "LocalGovernment": MUNICIPAL,
    "MunicipalTerritory": MUNICIPAL,
    "IntermediateGovernment": INTERMEDIATE,
    "FirstLevelDivision": INTERMEDIATE,
    "NationalGovernment": NATIONAL,
    "Country": NATIONAL,
}
_WIKIDATA = "http://www.wikidata.org/entity/"
_GEONAMES = "https://sws.geonames.org/"


@dataclass(frozen=True)
class Thing:
    """A thing with a name.

    `id` is its address without the base, such as `actor/medellin`; `types` are its classes, all of
    them, by local name; `values` its properties, a country as an id; `governs` is the id of the
    territory that it stands for.
    """

    id: str
    names: tuple[tuple[str, Label], ...]
    types: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    governs: str = ""

    @property
    def iri(self) -> str:
        """The canonical IRI of the thing."""
        return f"{BASE}{self.id}" if self.id.startswith("vocab/") else f"{ID}{self.id}"


class Named(NamedTuple):
    """A name of a thing, and the form by which it is compared."""

    thing: Thing
    label: Label
    form: Form


@dataclass(frozen=True)
class Register:
    """All things with a name, and their names in one order; `words` has the places of each word."""

    things: Mapping[str, Thing]
    named: tuple[Named, ...]
    wholes: tuple[str, ...] = field(repr=False)
    cores: tuple[str, ...] = field(repr=False)
    ordered: tuple[str, ...] = field(repr=False)
    words: Mapping[str, tuple[int, ...]] = field(repr=False)
    countries: Mapping[str, str] = field(repr=False)

    @property
    def types(self) -> frozenset[str]:
        """Every type that a thing has."""
        return frozenset(type_ for thing in self.things.values() for type_ in thing.types)


Row = Mapping[str, str]


def make_register(
    names: Iterable[tuple[str, str, Label]], facts: Iterable[tuple[str, str, str]]
) -> Register:
    """The register of what a release names.

    Args:
        names: for each name the IRI of its thing, its form (preferred, alternative, misprint), and
            the name.
        facts: for each fact the IRI of the thing, the local name of a property, and the value:
            `type`, `country`, `governs`, `match` (an IRI outside) or `code` (ISO 3166-1).
    """
    named: dict[str, list[tuple[str, Label]]] = defaultdict(list)
    for iri, form, label in names:
        named[iri].append((form, label))
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for iri, name, value in facts:
        told[iri][name].add(value)
    things = {thing.id: thing for thing in (_thing(iri, named[iri], told) for iri in sorted(named))}
    forms = tuple(
        Named(thing, label, form_of(label.text))
        for thing in things.values()
        for _, label in thing.names
    )
    return Register(
        things,
        forms,
        tuple(each.form.whole for each in forms),
        tuple(each.form.core for each in forms),
        tuple(each.form.ordered for each in forms),
        _places(forms),
        _countries(things.values()),
    )


def id_of(iri: str) -> str:
    """The short id of a thing or concept of ours."""
    return iri.removeprefix(ID) if iri.startswith(ID) else iri.removeprefix(BASE)


def country_of(register: Register, text: str) -> str:
    """The id of the country that a name, a code or an id means; empty where it means none.

    A name may lack words: `United States` is the only country that has both in its name.
    """
    if text in register.things:
        return text
    wanted = folded(text)
    if wanted in register.countries:
        return register.countries[wanted]
    words = [set(register.words.get(word, ())) for word in form_of(text).core.split()]
    places = set.intersection(*words) if words else set[int]()
    found = (register.named[place].thing for place in places)
    countries = {thing.id for thing in found if "Country" in thing.types}
    return countries.pop() if len(countries) == 1 else ""


def _thing(
    iri: str, names: Sequence[tuple[str, Label]], told: Mapping[str, Mapping[str, set[str]]]
) -> Thing:
    own = told.get(iri, {})
    governs = min(own.get("governs", ()), default="")
    types = frozenset(value.removeprefix(CGO).removeprefix(VOCAB) for value in own.get("type", ()))
    outside = own.get("match", set()) | told.get(governs, {}).get("match", set())
    values = {
        COUNTRY: tuple(sorted(id_of(value) for value in own.get("country", ()))),
        LEVEL: tuple(sorted({_LEVELS[name] for name in types if name in _LEVELS})),
        "wikidata": _within(outside, _WIKIDATA),
        "geonames": _within(outside, _GEONAMES),
        "iso": tuple(sorted(own.get("code", ()))),
    }
    return Thing(id_of(iri), tuple(sorted(set(names))), types, values, id_of(governs))


def _within(iris: Iterable[str], space: str) -> tuple[str, ...]:
    return tuple(sorted(iri.removeprefix(space).rstrip("/") for iri in iris if space in iri))


def _places(named: Sequence[Named]) -> dict[str, tuple[int, ...]]:
    """By each word of a core the places of the names that have it."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(named):
        for word in set(each.form.core.split()):
            places[word].append(place)
    return {word: tuple(found) for word, found in places.items()}


def _countries(things: Iterable[Thing]) -> dict[str, str]:
    """The countries by every name and code of theirs; one that two have leads to none."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing in things:
        if thing.values["iso"]:
            names = (label.text for _, label in thing.names)
            for name in (*names, *thing.values["iso"]):
                found[folded(name)].add(thing.id)
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1}
