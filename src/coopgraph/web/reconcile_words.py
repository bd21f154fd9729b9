"""Things that were matched, in words: their names, kinds and properties in a language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from coopgraph.entities import Reader
from coopgraph.names import CGO, VOCAB
from coopgraph.reconcile.register import COUNTRY, LEVEL, PROPERTIES, Register, Thing
from coopgraph.search import Label
from coopgraph.web.languages import LANGUAGES, best, words

_NAMES = {f"name_{language}": language for language in LANGUAGES}
_IRI = "iri"
# A thing is told by its narrowest kinds; these hold nearly all things, or follow from others.
_WIDE = ("Actor", "Territory", "GovernmentActor", "SubnationalGovernment")


class Kind(NamedTuple):
    """A type of thing: the local name of its class or scheme, and what it is called."""

    id: str
    name: str


async def named_kinds(reader: Reader, register: Register, language: str) -> Mapping[str, Kind]:
    """The types of all things that can be matched, the most frequent first."""
    counts: dict[str, int] = {}
    for thing in register.things.values():
        for type_ in thing.types:
            counts[type_] = counts.get(type_, 0) + 1
    iris = {type_: (CGO if type_[0].isupper() else VOCAB) + type_ for type_ in counts}
    labels = await reader.labels(iris.values())
    return {
        type_: Kind(type_, (best(labels.get(iris[type_], ()), language) or Label(type_, "")).text)
        for type_ in sorted(counts, key=lambda type_: (-counts[type_], type_))
    }


def kinds_of(thing: Thing, kinds: Mapping[str, Kind]) -> list[Kind]:
    """The types of a thing, the narrowest first."""
    types = [type_ for type_ in reversed(list(kinds)) if type_ in thing.types]
    return [kinds[type_] for type_ in sorted(types, key=lambda type_: type_ in _WIDE)]


def name_of(thing: Thing, language: str) -> Label:
    """The preferred name of a thing in a language, or in the one that stands for it."""
    preferred = [label for form, label in thing.names if form == "preferred"]
    return best(preferred or [label for _, label in thing.names], language) or Label(thing.id, "")


def description_of(
    register: Register, thing: Thing, kinds: Mapping[str, Kind], language: str
) -> str:
    """What tells a thing from others of its name: its kind and country."""
    countries = (register.things[id_] for id_ in thing.values[COUNTRY] if id_ in register.things)
    told = [kind.name for kind in kinds_of(thing, kinds)[:1]]
    return ", ".join([*told, *(name_of(country, language).text for country in countries)])


def property_names(language: str) -> dict[str, str]:
    """The properties that a question may name and an answer may tell, by id."""
    catalogue = words(language)
    return {name: catalogue[f"property_{name}"] for name in (*PROPERTIES, _IRI, *_NAMES)}


def extend(
    register: Register, thing: Thing | None, name: str, language: str
) -> list[dict[str, str]]:
    """The values of a property of a thing: of a country its id and name, else text."""
    if thing is None:
        return []
    if name == COUNTRY:
        return list(_countries(register, thing.values[COUNTRY], language))
    return [{"str": value} for value in _values(thing, name, language)]


def _countries(register: Register, ids: Iterable[str], language: str) -> Iterator[dict[str, str]]:
    for id_ in ids:
        country = register.things.get(id_)
        yield {"id": id_, "name": name_of(country, language).text if country else id_}


def _values(thing: Thing, name: str, language: str) -> list[str]:
    if name == _IRI:
        return [thing.iri]
    if name in _NAMES:
        names = [label for form, label in thing.names if form == "preferred"]
        return [label.text for label in names if label.language == _NAMES[name]][:1]
    if name == LEVEL:
        return [words(language)[f"level_{level}"] for level in thing.values[LEVEL]]
    return list(thing.values.get(name, ()))
