"""How a call to another service is found in a query.

Oxigraph calls out for `SERVICE`, loopback included, and has no switch to forbid it. Its parser
knows no tokens: it reads `trueSERVICE` as two words, takes a shorter reading of a name or an IRI
where the longer one fails, and reads `<` behind a value as a comparison. What it could read
otherwise than SPARQL's own tokens say is refused here where that would uncover a call. Each rule
was found by a query that did call out; what none of them finds meets a worker that can open no
socket.
"""

import re

from coopgraph.errors import QueryRefused
from coopgraph.store.tokens import Token

_SERVICE = re.compile("service", re.IGNORECASE)
# Of a name, the engine may leave something to be read anew: it ends it before a second run of dots,
# or behind the prefix where the whole makes no IRI, as a second `#` or a bare `%` does.
_READ_ANEW = re.compile(r"\.[^.]+\.|\\")
# And so does a port that is no number, where the prefix is an IRI that ends in its authority.
_OPEN_AUTHORITY = re.compile(r"//[^/?#]*[#>]|\\")
# Read from its second character on, such an IRI ends an expression, or begins a comment or a
# string. With `//` behind its scheme it is no expression.
_TWOFOLD_IRI = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)[^>]*[()#']")


class Calls:
    """The reader that refuses calls; feed it with every token."""

    def __init__(self) -> None:
        self._open_authority = False
        self._last = ""

    def read(self, token: Token, *, in_prologue: bool, in_parentheses: bool) -> None:
        """Look at one token.

        Args:
            token: the next one.
            in_prologue: no form of query has been read yet.
            in_parentheses: the innermost open bracket is `(`.

        Raises:
            QueryRefused: it is a call, or the engine could read it as one.
        """
        if token.kind == "word" and _SERVICE.search(token.text):
            raise QueryRefused("SERVICE is refused: this store asks no other")
        if token.kind == "name":
            self._read_name(token.text)
        elif token.kind == "iri":
            self._open_authority |= in_prologue and bool(_OPEN_AUTHORITY.search(token.text))
            if (in_parentheses or self._last == "<") and _TWOFOLD_IRI.match(token.text):
                raise QueryRefused(f"{token.text} could be read as a comparison; write a prefix")
        self._last = token.text

    def _read_name(self, name: str) -> None:
        prefix, _, local = name.partition(":")
        read_anew = self._open_authority or _READ_ANEW.search(local)
        if _SERVICE.search(prefix) or (read_anew and _SERVICE.search(local)):
            raise QueryRefused(f"{name} could be read as SERVICE; write it as a full IRI")
