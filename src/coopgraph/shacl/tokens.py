"""The text of a query in tokens, to put values for variables without touching words in quotes."""

import re
from collections.abc import Iterator, Mapping, Sequence

_TOKEN = re.compile(
    r"""(?P<space>(?:\s|\#[^\n]*)+)
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<word>[\w:][\w:.-]*)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(query: str) -> list[str]:
    """The tokens and the spaces between them; variables always with a question mark."""
    return [_spelled(found) for found in _TOKEN.finditer(query)]


def _spelled(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "variable":
            return f"?{found.group()[1:]}"
        case "space":
            return " "
    return found.group()


def without_prefixes(query: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """The query with IRIs in full, its own declarations of prefixes taken off."""
    begin = min(keyword_places(query, "SELECT", "ASK"), default=0)
    declared = [each for each in query[:begin] if each != " "]
    own = {name[:-1]: iri[1:-1] for name, iri in zip(declared[1::3], declared[2::3], strict=False)}
    return [_in_full(each, {**known, **own}) for each in query[begin:]]


def _in_full(each: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = each.partition(":")
    if not colon or prefix not in prefixes:
        return each
    name = local.rstrip(".")
    return f"<{prefixes[prefix]}{name}>{local[len(name) :]}"


def with_values(query: Sequence[str], given: Mapping[str, str]) -> list[str]:
    """The query with variables written out; of one that has a value, BOUND is true."""
    constant = {name for name, value in given.items() if not value.startswith("?")}
    written = list(query)
    for place in keyword_places(query, "BOUND"):
        inside = [index for index in range(place + 1, len(query)) if query[index] != " "][:3]
        if len(inside) == 3 and query[inside[1]] in constant:
            written[place : inside[2] + 1] = ["true", *[""] * (inside[2] - place)]
    return [given.get(each, each) for each in written]


def keyword_places(query: Sequence[str], *keywords: str) -> list[int]:
    """Where a keyword stands, in whatever case."""
    return [place for place, each in enumerate(query) if each.upper() in keywords]


def groups(query: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each group in braces begins and ends, inner ones first."""
    begun: list[int] = []
    for place, each in enumerate(query):
        if each == "{":
            begun.append(place)
        elif each == "}" and begun:
            yield begun.pop(), place


def before(query: Sequence[str], place: int) -> str:
    """The token before a place, less spaces, in capitals."""
    found = [each for each in query[max(0, place - 2) : place] if each != " "]
    return found[-1].upper() if found else ""
