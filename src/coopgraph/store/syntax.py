"""What Oxigraph says of a query that it cannot read, with its place."""

import re

from coopgraph.errors import BadQuery

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)


def placed(message: str) -> BadQuery:
    """The engine's words as our error, with line and column where it names them."""
    place = _PLACE.match(message)
    if place is None:
        return BadQuery(message)
    line, column = int(place[1]), int(place[2])
    return BadQuery(f"line {line}, column {column}: {_expectation(place[3])}", line, column)


def _expectation(listed: str) -> str:
    """What the engine says in words; what it lists of tokens and characters leads astray."""
    worded = [item for item in listed.split(", ") if " " in item and item[0] not in "[<"]
    return worded[0] if worded else "the query cannot be read beyond this place"
