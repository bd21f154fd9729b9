"""Rows a page at a time: `limit` and `offset`, and the way to the pages before and after."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from coopgraph.errors import BadParameter
from coopgraph.web.languages import shortened

PAGING = ("limit", "offset")
MOST_ROWS, MOST_PASSED = 10_000, 1_000_000_000


class Page(NamedTuple):
    """How many rows are wanted, and how many before them are passed over."""

    limit: int
    offset: int


def read_page(given: Mapping[str, str]) -> Page | None:
    """The page that a request asks for; none where it asks for all rows.

    Raises:
        BadParameter: a number cannot be read or is out of its range.
    """
    if not any(name in given for name in PAGING):
        return None
    return Page(
        _number(given, "limit", 1, MOST_ROWS, default=MOST_ROWS),
        _number(given, "offset", 0, MOST_PASSED, default=0),
    )


def cut(text: str, page: Page) -> str:
    """A query that ends in its order, for the rows of a page."""
    return f"{text.rstrip()}\nLIMIT {page.limit}\nOFFSET {page.offset}\n"


def following(page: Page) -> Page:
    """The first row after a page, by which it is known whether there is another."""
    return Page(1, page.offset + page.limit)


def links(address: str, given: Mapping[str, str], page: Page, *, more: bool) -> str:
    """The Link line (RFC 8288) of a page: the first, and those before and after where there are."""
    offsets = {"first": 0}
    if page.offset:
        offsets["prev"] = max(0, page.offset - page.limit)
    if more:
        offsets["next"] = page.offset + page.limit
    return ", ".join(
        f"<{address}?{urlencode({**given, 'limit': page.limit, 'offset': offset})}>; "
        f'rel="{relation}"'
        for relation, offset in offsets.items()
    )


def _number(given: Mapping[str, str], name: str, low: int, high: int, *, default: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and low <= int(digits[:20]) <= high):
        raise BadParameter(name, f"{shortened(text)!r} is not a whole number {low} to {high}")
    return int(digits)
