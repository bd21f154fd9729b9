"""Differences told in sentences, in one of the three languages, with names in place of IRIs."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from coopgraph.differences.compare import Difference
from coopgraph.differences.states import State
from coopgraph.names import short
from coopgraph.search import Label

LANGUAGES = ("en", "es", "pt")

_FALLBACK = ("es", "pt", "en", "")
_SEVERAL = "; "


class Section(NamedTuple):
    """The differences of one kind under their heading, each with its sentence."""

    kind: str
    heading: str
    told: tuple[tuple[Difference, str], ...]


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The words in which differences are told."""
    text = files("coopgraph.differences").joinpath("messages.toml").read_text(encoding="utf-8")
    words: Mapping[str, str] = tomllib.loads(text)[language]
    return words


def sections(
    differences: Iterable[Difference], before: State, after: State, language: str
) -> Iterator[Section]:
    """The differences by their kind, in sentences."""
    words = catalogue(language)
    for kind, group in groupby(differences, key=lambda each: each.kind):
        told = ((each, sentence(each, before, after, language)) for each in group)
        yield Section(kind, words[kind], tuple(told))


def sentence(difference: Difference, before: State, after: State, language: str) -> str:
    """One difference in a sentence."""
    words = catalogue(language)

    def named(value: str) -> str:
        labels = after.labels.get(value) or before.labels.get(value) or ()
        return name_of(value, labels, language)

    def listed(values: Iterable[str]) -> str:
        return _SEVERAL.join(map(named, values)) or words["nothing"]

    return words[f"says-{difference.kind}"].format(
        thing=named(difference.thing),
        property=named(difference.property),
        before=listed(difference.before),
        after=listed(difference.after),
    )


def name_of(value: str, labels: Iterable[Label], language: str) -> str:
    """The name of a thing in a language, else in a fixed order; words stand in quotation marks."""
    order = (language, *_FALLBACK)
    known = [label for label in labels if label.language in order]
    best = min(known, key=lambda label: (order.index(label.language), label), default=None)
    if best is None:
        return f"“{value}”" if " " in value else short(value)
    return best.text
