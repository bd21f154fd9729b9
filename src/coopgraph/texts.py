"""What the program says to curators, in each language at once, so that a fault is told the same
on every run, whichever language is asked for later."""

import tomllib
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Language(StrEnum):
    """The languages in which we speak to curators, English first."""

    EN = "en"
    ES = "es"
    PT = "pt"


LANGUAGES = tuple(Language)


class Texts(NamedTuple):
    """One text in each of our languages."""

    en: str = ""
    es: str = ""
    pt: str = ""

    def of(self, language: str) -> str:
        """The text in one of `LANGUAGES`."""
        return self[LANGUAGES.index(language)]

    def filled(self, **values: "str | int | Texts") -> "Texts":
        """The text with its `{names}` replaced, by a text of the same language where there is one.

        Raises:
            KeyError: a name has no value.
        """
        return in_each(
            lambda code: self.of(code).format(**{k: _said(v, code) for k, v in values.items()})
        )


NOTHING = Texts()
Sayable = str | int | Texts


def in_each(write: Callable[[str], str]) -> Texts:
    """The texts that a function writes for the codes of our languages."""
    return Texts(*(write(language) for language in LANGUAGES))


def same(text: str) -> Texts:
    """What reads the same in every language."""
    return Texts(text, text, text)


def noted(notes: Mapping[str, Any]) -> Texts:
    """Texts that stand by language in notes; English stands in for what is not there."""
    return in_each(lambda code: str(notes.get(code, notes["en"])))


def told(key: str, **values: Sayable) -> Texts:
    """A message of the catalogues in `messages/`, with its values put in.

    Raises:
        KeyError: there is no such message, or it names a value that is not given.
    """
    return in_each(lambda code: catalogue(code)["told"][key]).filled(**values)


def joined(*texts: Texts) -> Texts:
    """Texts one after the other, with a blank between them."""
    return in_each(lambda code: " ".join(text.of(code) for text in texts if text.of(code)))


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """All that the program says in one of its languages."""
    path = files("coopgraph").joinpath("messages", f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _said(value: Sayable, language: str) -> str | int:
    return value.of(language) if isinstance(value, Texts) else value
