"""Send a query to a release, or to any SPARQL endpoint, and write the answer."""

import json
import math
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path
from typing import Any, BinaryIO
from unicodedata import category
from urllib.error import HTTPError

from rich.console import Console
from rich.table import Table
from rich.text import Text
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from coopgraph.errors import BadQuery, CannotRun
from coopgraph.names import short
from coopgraph.settings import Settings
from coopgraph.store.embedded import open_store

_MOST_WORDS = 2000
TABLE = "table"
ROW_FORMATS = {
    TABLE: "application/sparql-results+json",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPH_FORMATS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nquads": "application/n-quads",
    "trig": "application/trig",
}


def media_type(form: str, wanted: str | None) -> str:
    """The media type of a format's name, for a query of that form.

    Raises:
        BadQuery: the form of the query cannot be answered in that format.
    """
    formats = ROW_FORMATS if form in ("SELECT", "ASK") else GRAPH_FORMATS
    name = wanted or next(iter(formats))
    if name not in formats:
        raise BadQuery(f"{form} cannot be answered as {name}; there are: {', '.join(formats)}")
    return formats[name]


async def ask_release(
    folder: Path, settings: Settings, text: str, accept: str
) -> AsyncIterator[bytes]:
    """The answer of a release as it is found, by a worker that is stopped at its limits.

    Raises:
        CoopgraphError: the query is bad or refused, or went over a limit.
    """
    store = await open_store(folder, replace(settings, workers=1))
    try:
        answer = await store.query(text, accept)
        async for chunk in answer.chunks:
            yield chunk
    finally:
        await store.close()


def ask_endpoint(endpoint: str, text: str, accept: str, seconds: float) -> bytes:
    """The answer of any SPARQL endpoint.

    Raises:
        BadQuery: the endpoint says that the query is bad.
        CannotRun: it cannot be reached or fails.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise CannotRun(f"{endpoint!r} is not the address of an endpoint: http:// or https:// …")
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(text)
    wrapper.setMethod(POST)
    wrapper.setTimeout(math.ceil(seconds))
    wrapper.setOnlyConneg(True)  # else it also asks for XML, by parameters that may beat the header
    wrapper.addCustomHttpHeader("Accept", accept)
    try:
        answer: bytes = wrapper.query().response.read()
    except QueryBadFormed as error:
        raise BadQuery(f"{endpoint} refuses the query: {_last_words(error)}") from error
    except SPARQLWrapperException as error:
        raise CannotRun(f"{endpoint} fails: {_last_words(error)}") from error
    except HTTPError as error:
        words = error.read(_MOST_WORDS).decode("utf-8", "replace")
        raise CannotRun(
            f"{endpoint} answers {error.code} {error.reason} {words}".strip()
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise CannotRun(f"{endpoint} cannot be reached: {error}") from error
    return answer


def write_table(answer: bytes, output: BinaryIO, console: Console) -> None:
    """Rows as a table for people: on a terminal with a head, in a pipe as plain columns.

    Raises:
        CannotRun: the answer is not of the form that was asked for.
    """
    try:
        read = json.loads(answer)
        names = read["head"].get("vars", [])
        found = [] if "boolean" in read else read["results"]["bindings"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotRun(f"the answer is not SPARQL results in JSON: {error!r}") from error
    if "boolean" in read:
        output.write(b"yes\n" if read["boolean"] else b"no\n")
        return
    rows = [[_words(row.get(name)) for name in names] for row in found]
    if console.is_terminal:
        _drawn(console, names, rows)
    else:
        output.writelines(_plain([names, *rows]))


def _drawn(console: Console, names: list[str], rows: list[list[str]]) -> None:
    table = Table(box=None, header_style="bold")
    for name in names:
        table.add_column(Text(name))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    console.print(f"{len(rows)} rows" if len(rows) != 1 else "1 row", style="dim")


def _plain(rows: list[list[str]]) -> Iterator[bytes]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip().encode() + b"\n"


def _words(value: dict[str, Any] | None) -> str:
    """A value on one line, with nothing in it that would steer a terminal."""
    if value is None:
        return ""
    text = short(str(value["value"])) if value["type"] == "uri" else str(value["value"])
    return "".join(" " if category(character) == "Cc" else character for character in text)


def _last_words(error: SPARQLWrapperException) -> str:
    """What the endpoint itself said, which SPARQLWrapper puts last as a bytes literal."""
    said = str(error).rpartition("Response:")[2].strip()
    return said.removeprefix("b")[:_MOST_WORDS].strip("'\"")
