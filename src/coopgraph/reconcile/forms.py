"""A name as it is compared: without accents and case, and without the words that say what it is.

`Provincia de Córdoba`, `Cordoba Province` and `CORDOBA` have one core, and the first two a level.
"""

import re
import unicodedata
from typing import NamedTuple

NATIONAL = "national"
INTERMEDIATE = "intermediate"
MUNICIPAL = "municipal"

_ARTICLES = {"the", "la", "el", "los", "las", "o", "a", "os", "as", "le", "les", "l"}
_LINKS = {"of", "de", "del", "do", "da", "dos", "das", "d"}
# A word that says what a thing is, and the level of government that it tells, if it tells one.
_SAYING = {
    **dict.fromkeys(("city", "ciudad", "cidade", "town", "municipality"), MUNICIPAL),
    **dict.fromkeys(("municipio", "municipalidad", "municipalidade", "alcaldia"), MUNICIPAL),
    **dict.fromkeys(("ayuntamiento", "prefeitura", "intendencia"), MUNICIPAL),
    **dict.fromkeys(("province", "provincia", "prefecture", "region"), INTERMEDIATE),
    **dict.fromkeys(("state", "estado", "department", "departamento"), INTERMEDIATE),
    **dict.fromkeys(("gobernacion", "prefectura"), INTERMEDIATE),
    **dict.fromkeys(("country", "pais", "nacional", "national"), NATIONAL),
    **dict.fromkeys(("government", "gobierno", "governo", "county", "condado"), ""),
}
_SHORTEST = 3
_MARKS = re.compile(r"[\W_]+")


class Form(NamedTuple):
    """A name as it is compared.

    `whole` has all its words, `core` those that are not said of many, `level` what these tell.
    """

    whole: str
    core: str
    level: str

    @property
    def ordered(self) -> str:
        """The words of the core in the order of the alphabet."""
        return " ".join(sorted(self.core.split()))


def form_of(name: str) -> Form:
    """The form of a name; where nothing else is left of it, its core is all of it."""
    words = folded(name).split()
    level = next((_SAYING[word] for word in words if _SAYING.get(word)), "")
    core = " ".join(_core(words))
    whole = " ".join(words)
    return Form(whole, core if len(core) >= _SHORTEST else whole, level)


def level_of(text: str) -> str:
    """The level of government that somebody's word for it means; empty where it means none."""
    if text in (NATIONAL, INTERMEDIATE, MUNICIPAL):
        return text
    return form_of(text).level


def folded(text: str) -> str:
    """The text without accents, case, marks and superfluous blanks."""
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _MARKS.sub(" ", plain.casefold()).strip()


def _core(words: list[str]) -> list[str]:
    first, last = 0, len(words)
    while first < last and words[first] in _ARTICLES | _SAYING.keys():
        first += 1
        while first < last and words[first] in _LINKS | _ARTICLES:
            first += 1
    while last > first and words[last - 1] in _SAYING.keys() | _ARTICLES:
        last -= 1
    return words[first:last]
