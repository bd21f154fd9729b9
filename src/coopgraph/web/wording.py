"""Terms of the graph as a reader sees them: a name in a language, a date in words, a link."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from coopgraph.entities import Labels, Value
from coopgraph.names import CGO, ID, XSD, short
from coopgraph.search import Label
from coopgraph.web.languages import Words, best, date_in_words
from coopgraph.web.render import link

# How exactly a date is known is shown where something happened, not where a source looks back.
_DATES = {CGO + "date", CGO + "beginDate"}
_PRECISION = {XSD + "gYear": 1, XSD + "gYearMonth": 2, XSD + "date": 3}


@dataclass(frozen=True)
class Shown:
    """Something shown: its words and their language, where it leads, for a date how exact it is.

    `known` counts the parts of a date that are known (year, month, day); 0 is for all else.
    """

    text: str
    language: str = ""
    href: str | None = None
    iso: str = ""
    known: int = 0


@dataclass(frozen=True)
class Wording:
    """How terms are worded on one page: in its language, with the names that its facts need."""

    language: str
    words: Words
    labels: Labels

    def label(self, iri: str) -> Label:
        """The name of a thing; where it has none, its IRI in short."""
        if label := best(self.labels.get(iri, ()), self.language):
            return label
        # Terms of other vocabularies have no name in our graph; the interface has those it shows.
        if term := self.words.get(f"term_{short(iri)}"):
            return Label(term, self.language)
        return Label(iri.removeprefix(ID) if iri.startswith(ID) else short(iri), "")

    def thing(self, iri: str) -> Shown:
        """The name of a thing, with a link to where it is shown."""
        text, language = self.label(iri)
        return Shown(text, language, link(iri, self.language))

    def heading(self, iri: str) -> str:
        """The name of a class or property as a heading, with a capital."""
        text, language = self.label(iri)
        return text[:1].upper() + text[1:] if language else text

    def value(self, value: Value, of: str = "") -> Shown:
        """A value of a property: a thing by its name, a date in words, else the literal."""
        if isinstance(value, NamedNode):
            return self.thing(value.value)
        known = _PRECISION.get(value.datatype.value, 0)
        if not known:
            return Shown(value.value, value.language or "")
        words = date_in_words(value.value, self.words)
        return Shown(words, "", None, value.value, known if of in _DATES else 0)
