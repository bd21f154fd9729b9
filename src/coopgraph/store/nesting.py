"""The brackets of a query, and how much planning and parsing its text asks for."""

from dataclasses import dataclass
from enum import Enum, auto

from coopgraph.store.tokens import Token, bad

_CLOSING = {"{": "}", "(": ")", "[": "]", "{|": "|}", "<<": ">>"}
_TERMS = frozenset(("iri", "name", "variable", "node", "string", "number"))
_WORDS_FOR_TERMS = frozenset(("A", "TRUE", "FALSE", "UNDEF"))
# Behind these stand terms and expressions that are no patterns, up to the next `{`.
_CLAUSES = frozenset(("SELECT", "BY", "HAVING"))
# The parser tries these a second time, and with them all that they hold.
_TRIED_TWICE = frozenset(("REGEX", "SUBSTR", "REPLACE", "GROUP_CONCAT"))


class Place(Enum):
    """What stands between two brackets."""

    QUERY = auto()
    TRIPLES = auto()
    LIST = auto()  # of nodes or of paths
    EXPRESSION = auto()
    DATA = auto()


@dataclass(slots=True)
class _Bracket:
    token: Token
    place: Place
    retries: int = 0
    fresh: bool = True  # the next term begins a triple pattern
    keyword: str = ""  # the last one whose bracket has not come yet


class Nesting:
    """What has been counted so far; feed it with every token, then call `end`.

    Attributes:
        patterns: triple patterns, each step of a path and both triples of a list's element
            counted; not those of a CONSTRUCT template.
        steps: brackets, operators and keywords, and the terms of the query's own clauses; neither
            the rows of VALUES nor the members of IN.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._open = [_Bracket(Token("open", "", 0), Place.QUERY)]
        self._last = Token("open", "", 0)
        self._negations = 0
        self.patterns = 0
        self.steps = 0

    @property
    def depth(self) -> int:
        """How many brackets are open."""
        return len(self._open) - 1

    @property
    def retries(self) -> int:
        """How often the parser may read what stands here, as a power of two."""
        return self._open[-1].retries

    @property
    def in_parentheses(self) -> bool:
        """Whether the innermost bracket is the one of an expression or a list."""
        return self._open[-1].token.text == "("

    def read(self, token: Token) -> None:
        """Count one token.

        Raises:
            BadQuery: it closes a bracket that is not open.
        """
        if token.kind == "open":
            self._enter(token)
        elif token.kind == "close":
            self._leave(token)
        elif token.kind in _TERMS or token.text.upper() in _WORDS_FOR_TERMS:
            self._count_term()
        elif token.kind == "word":
            self._count_words(token.text.upper().split("."))
        elif token.kind == "operator":
            self._count_operator(token.text)
        self._last = token

    def end(self) -> None:
        """Check that every bracket is closed.

        Raises:
            BadQuery: one is not.
        """
        token = self._open[-1].token
        if self.depth:
            raise bad(f"this {token.text} is not closed", self._text, token.start)

    def _enter(self, token: Token) -> None:
        outer = self._open[-1]
        place = _place(token.text, outer)
        retries = outer.retries + self._negations + (self._last.text.upper() in _TRIED_TWICE)
        self._negations = 0
        if place is not Place.DATA:
            self.steps += 1
        if place is Place.LIST or token.text in {"[", "<<"}:
            self._count_term()
        if outer.keyword not in _CLAUSES | {"VALUES"} or token.text == "{":
            outer.keyword = ""
        outer.fresh = outer.fresh or token.text == "{"
        self._open.append(_Bracket(token, place, retries))

    def _leave(self, token: Token) -> None:
        bracket = self._open[-1]
        if _CLOSING.get(bracket.token.text) != token.text:
            raise bad(f"nothing is open that this {token.text} closes", self._text, token.start)
        self._open.pop()

    def _count_term(self) -> None:
        bracket = self._open[-1]
        self._negations = 0
        if bracket.place is Place.QUERY:
            self.steps += 1
        elif bracket.place is Place.LIST:
            self.patterns += 0 if self._last.kind == "operator" else 2
        elif bracket.place is Place.TRIPLES and bracket.fresh and not bracket.keyword:
            self.patterns += 1
            bracket.fresh = False

    def _count_words(self, words: list[str]) -> None:
        bracket = self._open[-1]
        if bracket.place is Place.DATA:
            return
        self.steps += len(words)
        bracket.fresh = True
        if bracket.keyword not in _CLAUSES or words[-1] == "VALUES":
            bracket.keyword = words[-1]

    def _count_operator(self, text: str) -> None:
        bracket = self._open[-1]
        in_triples = bracket.place in {Place.TRIPLES, Place.LIST}
        if in_triples and text in {".", ";", ","}:
            bracket.fresh = True
        elif in_triples and text == "/":
            self.patterns += 1
        elif bracket.place is not Place.DATA and text != ",":
            self.steps += 1
        self._negations += text == "!"


def _place(opening: str, outer: _Bracket) -> Place:
    if outer.place is Place.DATA:
        return Place.DATA
    if opening == "{":
        return Place.DATA if outer.keyword in {"VALUES", "CONSTRUCT"} else Place.TRIPLES
    if opening != "(":
        return Place.TRIPLES
    if outer.place in {Place.TRIPLES, Place.LIST} and not outer.keyword:
        return Place.LIST
    return Place.EXPRESSION
