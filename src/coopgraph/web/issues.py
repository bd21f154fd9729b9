"""Telling of an error: a link that opens an issue already filled in, where there is a tracker."""

import re
from urllib.parse import unquote, urlencode

from coopgraph.web.languages import shortened

# The address of one cell, or of one record, of our tables.
_CELL = re.compile(r"/data/(?P<table>[^#?]+)#cell=(?P<row>\d+),(?P<column>\d+)")


def issue_of_page(tracker: str, title: str, iri: str, release: str) -> str:
    """The address at which an issue about a page is opened."""
    return _issue(tracker, f"Error on the page {title}", [f"Page: {iri}", f"Release: {release}"])


def issue_of_cell(tracker: str, cell: str, printed: str, release: str) -> str:
    """The address at which an issue about a cell of our tables is opened; none without a cell.

    Args:
        tracker: the address at which the tracker takes a new issue.
        cell: the local address of the cell.
        printed: the words of the source that were read into it.
        release: the release that was looked at.
    """
    found = _CELL.search(unquote(cell))
    if not found:
        return ""
    table, row, column = found["table"], found["row"], found["column"]
    lines = [f"Table: {table}", f"Row: {row}", f"Column: {column}"]
    words = [f"Printed: {shortened(printed)}", f"Release: {release}"]
    return _issue(tracker, f"Error in {table}, row {row}, column {column}", [*lines, *words])


def _issue(tracker: str, title: str, lines: list[str]) -> str:
    body = "\n".join([*lines, "", "What is wrong, and where it can be seen:", ""])
    mark = "&" if "?" in tracker else "?"
    return f"{tracker}{mark}{urlencode({'title': title, 'body': body})}"
