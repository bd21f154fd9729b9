"""The languages of the interface: its words, and which name of a thing a reader sees."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from coopgraph.search import Label

LANGUAGES = ("en", "es", "pt")
DEFAULT = "en"

# Where a thing has no name in the reader's language: the sources of this field write in these.
_FALLBACK = ("es", "pt", "en")

_MOST_SAID = 200

Words = Mapping[str, str]


@cache
def words(language: str) -> Words:
    """The words of the interface in one of its languages."""
    catalogue = files("coopgraph.web").joinpath("messages", f"{language}.toml")
    return tomllib.loads(catalogue.read_text(encoding="utf-8"))


def best(labels: Sequence[Label], language: str) -> Label | None:
    """The name to show: in the reader's language, else in a fixed order of languages."""
    order = (language, *_FALLBACK)
    return min(labels, key=lambda label: (_place(order, label.language), label), default=None)


def _place(order: Sequence[str], language: str) -> int:
    return order.index(language) if language in order else len(order)


def preferred_language(header: str | None) -> str:
    """The language of the interface that an Accept-Language header ranks first (RFC 9110, 12.5.4).

    Regions are passed over: `pt-BR` asks for `pt`. Without any of ours it is English.
    """
    wanted = sorted(_wanted(header or ""), key=lambda pair: -pair[1])
    return next((tag for tag, quality in wanted if tag in LANGUAGES and quality > 0), DEFAULT)


def _wanted(header: str) -> Iterable[tuple[str, float]]:
    for item in header.lower().split(","):
        tag, _, quality = item.partition(";q=")
        try:
            yield tag.strip().partition("-")[0], float(quality or 1)
        except ValueError:
            continue


def shortened(text: str) -> str:
    """What others sent, as we say it again: a very long text is cut, with an ellipsis."""
    return text if len(text) <= _MOST_SAID else f"{text[: _MOST_SAID - 1]}…"


def number(count: int, catalogue: Words) -> str:
    """A number as the language writes it; four digits stand together, as in Spanish."""
    return str(count) if count < 10_000 else f"{count:,}".replace(",", catalogue["thousands"])


def share_in_words(share: float, catalogue: Words) -> str:
    """A share of a whole, in percent with one decimal, as the language writes it."""
    written = f"{100 * share:.1f}".replace(".", catalogue["decimal"])
    return catalogue["percent"].format(number=written)


def date_in_words(text: str, catalogue: Words) -> str:
    """A date of a year, a month or a day (2010, 2010-04, 2010-04-14) in words."""
    year, *rest = text.split("-")
    if not rest or not all(part.isdecimal() for part in (year, *rest)):
        return text
    month = catalogue["months"].split()[int(rest[0]) - 1]
    if len(rest) == 1:
        return catalogue["date_month"].format(month=month, year=year)
    return catalogue["date_day"].format(day=int(rest[1]), month=month, year=year)
