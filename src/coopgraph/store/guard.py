"""What is refused by the text of a query, before the engine reads it."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from coopgraph.errors import NotAcceptable, QueryRefused
from coopgraph.store.base import ROWS, TRIPLES
from coopgraph.store.calls import Calls
from coopgraph.store.nesting import Nesting
from coopgraph.store.tokens import Token, bad, scan

_UPDATES = frozenset(
    ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")
)
_DECLARATIONS = frozenset(("BASE", "PREFIX", "VERSION"))
# Escapes which, replaced before parsing as SPARQL has it, would end a string or an IRI.
_DELIMITER = re.compile(r"\\(?:u|U0000)00(?:0[aAdD]|2[237]|3[cCeE]|5[cC])")


class Form(StrEnum):
    """The four forms of a query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def media_types(self) -> tuple[str, ...]:
        """What an answer to a query of this form can be written in."""
        return ROWS if self in {Form.SELECT, Form.ASK} else TRIPLES


class Limits(NamedTuple):
    """How much a query may hold.

    Measured with pyoxigraph 0.5.13 on a stack of 8 MiB (a worker has 64): 830 nested EXISTS or
    2,600 operands of a chain are the fewest that end the process. 300 triple patterns in a chain
    are planned in 0.8 s, 1,000 in over 15 s. Each level of REGEX or `!` doubles the time of
    parsing; 12 take 10 ms.
    """

    size: int = 262144
    depth: int = 64
    patterns: int = 300
    steps: int = 800
    retries: int = 12


USUAL = Limits()


def inspect(text: str, limits: Limits = USUAL) -> Form:
    """Find the form of a query, and refuse what the store does not run.

    Args:
        text: SPARQL 1.1 query.
        limits: how much it may hold.

    Raises:
        BadQuery: it has no form, or its tokens or brackets are unsound.
        QueryRefused: it is an update, it calls a service, or it holds more than the limits.
    """
    _check_size(text, limits)
    if _DELIMITER.search(text):
        raise QueryRefused("write quotes, brackets and line ends as themselves, not as \\u escapes")
    prologue = _Prologue(text)
    nesting = Nesting(text)
    calls = Calls()
    for token in scan(text):
        prologue.read(token)
        calls.read(token, in_prologue=prologue.form is None, in_parentheses=nesting.in_parentheses)
        nesting.read(token)
        _check_nesting(nesting, limits)
    nesting.end()
    if prologue.form is None:
        raise bad("expected SELECT, ASK, CONSTRUCT or DESCRIBE", text, len(text))
    return prologue.form


def admit(text: str, media_types: Iterable[str], limits: Limits) -> str:
    """Let a query through that the store runs; returns the media type to answer it in.

    Raises:
        BadQuery, QueryRefused: as `inspect` says.
        NotAcceptable: the form of the query has no answer of these media types.
    """
    form = inspect(text, limits)
    for media_type in media_types:
        if media_type in form.media_types:
            return media_type
    raise NotAcceptable(form.media_types)


def form_of(text: str) -> Form:
    """The form of a query for any store: nothing else of it is judged.

    Raises:
        BadQuery: it has none.
    """
    for token in scan(text):
        if token.kind == "word" and token.text.upper() in Form.__members__:
            return Form(token.text.upper())
    raise bad("expected SELECT, ASK, CONSTRUCT or DESCRIBE", text, len(text))


class _Prologue:
    """What a query declares before its form, and the form that ends it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._prefixes: set[str] = set()
        self.form: Form | None = None

    def read(self, token: Token) -> None:
        if token.kind == "name":
            self._read_name(token)
        elif self.form is None and token.kind in {"word", "open", "close"}:
            self._read_word(token)

    def _read_name(self, token: Token) -> None:
        prefix = token.text.partition(":")[0]
        if self.form is None:
            self._prefixes.add(prefix)
        elif prefix not in self._prefixes:
            raise bad(f"the prefix {prefix}: is not declared", self._text, token.start)

    def _read_word(self, token: Token) -> None:
        word = token.text.upper()
        if word in _UPDATES:
            raise QueryRefused(f"{word} is an update; this store answers queries only")
        if word in Form.__members__:
            self.form = Form(word)
        elif word not in _DECLARATIONS:
            raise bad(f"expected a form of query, not {token.text}", self._text, token.start)


def _check_size(text: str, limits: Limits) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise bad("half of a surrogate pair is no character", text, error.start) from None
    if size > limits.size:
        raise QueryRefused(f"the query has {size} bytes; {limits.size} are the most")


def _check_nesting(nesting: Nesting, limits: Limits) -> None:
    if nesting.depth > limits.depth:
        raise QueryRefused(f"more than {limits.depth} brackets stand inside each other")
    if nesting.retries > limits.retries:
        raise QueryRefused(
            f"more than {limits.retries} of REGEX, SUBSTR, REPLACE, GROUP_CONCAT and ! stand "
            "inside each other"
        )
    if nesting.patterns > limits.patterns:
        raise QueryRefused(f"the query has more than {limits.patterns} triple patterns")
    if nesting.steps > limits.steps:
        raise QueryRefused(
            f"the query has more than {limits.steps} brackets, operators and keywords; rows of "
            "VALUES and members of IN are not counted"
        )
