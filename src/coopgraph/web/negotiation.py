"""Which of the forms that an address offers a client gets: pure functions over a table of forms.

RFC 9110, 12.5.1: the most specific range decides the quality of a form, the highest quality wins;
among equals the form that was named more exactly, then the one that stands first in the table.

Parameters of a range that our forms do not have (`header=present`, `profile`, `version`, `level`,
another `charset`) narrow nothing: the form is sent as we write it, which Content-Type tells. Such a
range counts only where none names the type without them, and it refuses nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from coopgraph.errors import NotAcceptable


@dataclass(frozen=True)
class Form:
    """A form in which an address can answer.

    `names` are what `?format=` and a suffix may say, the first being the one we write ourselves;
    `also` are broader media types that people ask for when they mean this form.
    """

    media_type: str
    names: tuple[str, ...]
    also: tuple[str, ...] = ()


_XML = ("application/xml", "text/xml")

HTML = Form("text/html", ("html",), ("application/xhtml+xml",))
JSON = Form("application/json", ("json",))
PROBLEM = Form("application/problem+json", ("json",), ("application/json",))

ROWS_JSON = Form("application/sparql-results+json", ("json", "srj"), ("application/json",))
ROWS_XML = Form("application/sparql-results+xml", ("xml", "srx"), _XML)
CSV = Form("text/csv", ("csv",))
TSV = Form("text/tab-separated-values", ("tsv",))

TURTLE = Form("text/turtle", ("ttl", "turtle", "n3"), ("application/x-turtle", "text/n3"))
# By its first name N-Triples was plain text, and rdflib still asks for it so.
NTRIPLES = Form("application/n-triples", ("nt", "ntriples", "n-triples"), ("text/plain",))
JSONLD = Form("application/ld+json", ("jsonld", "json-ld", "json"), ("application/json",))
RDFXML = Form("application/rdf+xml", ("rdf", "rdfxml", "rdf+xml", "xml"), _XML)
NQUADS = Form("application/n-quads", ("nq", "nquads", "n-quads"))
TRIG = Form("application/trig", ("trig",))

ROWS = (ROWS_JSON, ROWS_XML, CSV, TSV)
TRIPLES = (TURTLE, NTRIPLES, JSONLD, RDFXML, NQUADS, TRIG)


class Range(NamedTuple):
    """One media range of an Accept header."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float


class Match(NamedTuple):
    """How well a form suits a client; the better is the greater."""

    quality: float
    exactness: int


# Everything we send is UTF-8, so a range that asks for that names our form more exactly.
_OURS = frozenset({("charset", "utf-8")})
_NONE = Match(0, 0)
# How exactly a range names a type: 0 and 1 are wildcards, loosely is with parameters of others.
_LOOSELY, _BY_NAME = 3, 5
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ITEM = re.compile(rf"(?:[^,\"]|{_QUOTED})+")
_PART = re.compile(rf"(?:[^;\"]|{_QUOTED})+")


def choose(accept: str | None, offered: Sequence[Form], asked: Iterable[str] = ()) -> Form:
    """The form to answer in.

    Args:
        accept: the Accept header; none accepts everything.
        offered: the forms of this address, the preferred one first.
        asked: names or media types from a suffix or `?format=`; these beat the header.

    Raises:
        NotAcceptable: no form that is offered fits.
    """
    if named := [name for name in asked if name]:
        return _named(named, offered)
    if accept is None or not accept.strip(" \t,"):  # empty members of a list are passed over
        return offered[0]
    ranges = tuple(parse_accept(accept))
    best = max(offered, key=lambda form: (_match(form, ranges), -offered.index(form)))
    if _match(best, ranges).quality == 0:
        raise NotAcceptable(tuple(form.media_type for form in offered))
    return best


def parse_accept(header: str) -> Iterator[Range]:
    """The ranges of an Accept header; what is malformed is passed over."""
    for item in _ITEM.findall(header):
        # An item of semicolons alone has no parts at all.
        media_range, *parts = [part.strip().lower() for part in _PART.findall(item)] or [""]
        # Old Java clients write a lone star.
        main, slash, sub = ("*/*" if media_range == "*" else media_range).partition("/")
        quality, parameters = _parameters(parts)
        if slash and main and sub and 0 <= quality <= 1:
            yield Range(main, sub, parameters, quality)


def _named(names: Sequence[str], offered: Sequence[Form]) -> Form:
    for name in names:
        # In a query string a plus that was not escaped reads as a blank.
        wanted = name.strip().lower().replace(" ", "+")
        for form in offered:
            if wanted in (form.media_type, *form.names):
                return form
    raise NotAcceptable(tuple(form.names[0] for form in offered))


def _parameters(parts: Iterable[str]) -> tuple[float, frozenset[tuple[str, str]]]:
    """The quality of a range (above 1 where it cannot be read) and its other parameters."""
    pairs = [(name.strip(), value.strip().strip('"')) for name, _, value in map(_halves, parts)]
    qualities = [value for name, value in pairs if name == "q"]
    others = frozenset(pair for pair in pairs if pair[0] != "q")
    return (_quality(qualities[0]) if qualities else 1.0), others


def _halves(part: str) -> tuple[str, str, str]:
    return part.partition("=")


def _quality(text: str) -> float:
    return float(text) if re.fullmatch(r"\d*\.?\d+|\d+\.", text, re.ASCII) else inf


def _match(form: Form, ranges: Sequence[Range]) -> Match:
    own = _match_type(form.media_type, ranges)
    if own.quality == 0 and own.exactness >= _BY_NAME:
        return _NONE  # refused by its own name, whatever the broader ones say
    broader = [_match_type(name, ranges) for name in form.also]
    # A wildcard means what is sent; the broader names are for those who write them out, and a form
    # that has such a name as its own is meant before one that goes by it too.
    named = (match for match in broader if match.exactness >= _LOOSELY)
    return max(own, *(Match(quality, exactness - 1) for quality, exactness in named), _NONE)


def _match_type(media_type: str, ranges: Sequence[Range]) -> Match:
    """The quality that the most specific range gives to one media type."""
    main, _, sub = media_type.partition("/")
    matches = [
        (exactness, range_.quality)
        for range_ in ranges
        if (exactness := _exactness(range_, main, sub)) is not None
    ]
    exactness, quality = max(matches, default=(0, 0.0))
    return Match(quality, exactness)


def _exactness(range_: Range, main: str, sub: str) -> int | None:
    """How exactly a range names a type, or nothing where it does not."""
    is_ours = range_.parameters <= _OURS
    if not is_ours and range_.quality == 0:
        return None  # what it refuses is not what we would send
    if (range_.type, range_.subtype) == (main, sub):
        return _BY_NAME + len(range_.parameters) if is_ours else _LOOSELY
    if range_.subtype == "*" and range_.type in (main, "*"):
        return int(range_.type == main)
    return None
