"""The tokens of a SPARQL query, by https://www.w3.org/TR/sparql11-query/#sparqlGrammar.

Linear in the length of the text and not recursive, whatever the text is.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from coopgraph.errors import BadQuery, QueryRefused

# SPARQL's letters, without those up to U+FFFD that no IRI may hold: Oxigraph would take a name with
# one of them apart.
_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000effff"
)
_WORD = _LETTER + "_0-9\u00b7\u0300-\u036f\u203f\u2040"  # what a variable is made of
_NAME = _WORD + r"\-"
_HEX = "[0-9A-Fa-f]"
_SURROGATE = f"[Dd][89A-Fa-f]{_HEX}{{2}}"
_CODEPOINT = (
    rf"\\u(?!{_SURROGATE}){_HEX}{{4}}"
    rf"|\\U(?!0000{_SURROGATE})00(?:0{_HEX}|10){_HEX}{{4}}"
)
_ESCAPE = rf"\\[tbnrf\"'\\]|{_CODEPOINT}"
_IRI_AFTER_BRACKET = rf"(?:[^\x00-\x20<>\"{{}}|^`\\]|{_CODEPOINT})*+>"
_PREFIX = rf"[{_LETTER}](?:[{_NAME}]|\.++(?=[{_NAME}]))*+"
_LOCAL_ESCAPE = rf"%{_HEX}{{2}}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = (
    rf"(?:[{_WORD}:]|{_LOCAL_ESCAPE})"
    rf"(?:[{_NAME}:]|{_LOCAL_ESCAPE}|\.++(?=[{_NAME}:%\\]))*+"
)

# The order matters: the first kind that fits is taken. A quote that begins no sound string is left
# to `stray`: Oxigraph would read `"""` as an empty string and go on inside what was quoted.
_KINDS = {
    "blank": r"[ \t\r\n]++|\#[^\r\n]*+",
    "string": (
        rf"\"\"\"(?:\"?\"?(?:[^\"\\]|{_ESCAPE}))*+\"\"\"|'''(?:'?'?(?:[^'\\]|{_ESCAPE}))*+'''"
        rf"|\"\"(?!\")|\"(?:[^\"\\\r\n]|{_ESCAPE})++\"|''(?!')|'(?:[^'\\\r\n]|{_ESCAPE})++'"
    ),
    "iri": "<" + _IRI_AFTER_BRACKET,
    "variable": rf"[?$][{_WORD}]++",
    "node": rf"_:[{_WORD}](?:[{_NAME}]|\.++(?=[{_NAME}]))*+",
    "name": rf"(?:{_PREFIX})?:(?:{_LOCAL})?",
    "word": _PREFIX,
    "number": r"[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*+(?:--[A-Za-z]+)?",
    "open": rf"<<(?!{_IRI_AFTER_BRACKET})|\{{\|?|[(\[]",
    "close": r">>|\|\}|[)}\]]",
    "operator": r"\|\||&&|\^\^|[!<>]=|[.,;*/+\-|^!=<>?~]",
    "stray": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _KINDS.items()), re.DOTALL)


class Token(NamedTuple):
    """One token: its kind, its text, and where in the query it starts."""

    kind: str
    text: str
    start: int


def scan(text: str) -> Iterator[Token]:
    """The tokens of a query, without white space and comments.

    Raises:
        BadQuery: a character that begins no token, such as an unclosed quote.
        QueryRefused: a codepoint escape outside strings and IRIs.
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "stray":
            raise _stray(text, match.start())
        if kind != "blank":
            yield Token(kind, match[0], match.start())


def bad(message: str, text: str, start: int) -> BadQuery:
    """The error for a fault at a place in the query, which it names by line and column."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return BadQuery(f"line {line}, column {column}: {message}", line, column)


def _stray(text: str, start: int) -> BadQuery | QueryRefused:
    if text[start] in "\"'":
        return bad("this string is not closed, or holds an escape that SPARQL lacks", text, start)
    if text[start : start + 2] in {"\\u", "\\U"}:
        return QueryRefused("codepoint escapes such as \\u0041 are read in strings and IRIs only")
    return bad(f"unexpected {text[start]!r}", text, start)
