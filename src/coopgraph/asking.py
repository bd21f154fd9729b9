"""Send a query to a release, or to any SPARQL endpoint, and write the answer."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO
from urllib.error import HTTPError, URLError

from rich.console import Console
from rich.table import Table
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from coopgraph.errors import BadQuery, CannotRun
from coopgraph.names import short
from coopgraph.settings import Settings
from coopgraph.store.embedded import open_store

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


def ask_release(folder: Path, settings: Settings, text: str, accept: str) -> bytes:
    """The answer of a release, found by a worker that is stopped at its limits.

    Raises:
        CoopgraphError: the query is bad or refused, or went over a limit.
    """

    async def ask() -> bytes:
        store = await open_store(folder, settings)
        try:
            answer = await store.query(text, accept)
            return b"".join([chunk async for chunk in answer.chunks])
        finally:
            await store.close()

    return asyncio.run(ask())


def ask_endpoint(endpoint: str, text: str, accept: str, seconds: float) -> bytes:
    """The answer of any SPARQL endpoint.

    Raises:
        BadQuery: the endpoint says that the query is bad.
        CannotRun: it cannot be reached or fails.
    """
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(text)
    wrapper.setMethod(POST)
    wrapper.setTimeout(int(seconds))
    wrapper.addCustomHttpHeader("Accept", accept)
    try:
        answer: bytes = wrapper.query().response.read()
    except SPARQLWrapperException as error:
        raise BadQuery(f"{endpoint} refuses the query: {error}") from error
    except HTTPError as error:
        raise CannotRun(f"{endpoint} answers {error.code} {error.reason}") from error
    except (URLError, OSError) as error:
        raise CannotRun(f"{endpoint} cannot be reached: {error}") from error
    return answer


def write_table(answer: bytes, output: BinaryIO, console: Console) -> None:
    """Rows as a table for people: on a terminal with lines, in a pipe as plain columns."""
    read = json.loads(answer)
    if "boolean" in read:
        console.print("yes" if read["boolean"] else "no")
        return
    names = read["head"]["vars"]
    rows = [[_words(row.get(name)) for name in names] for row in read["results"]["bindings"]]
    if console.is_terminal:
        _drawn(console, names, rows)
    else:
        output.writelines(_plain([names, *rows]))


def _drawn(console: Console, names: list[str], rows: list[list[str]]) -> None:
    table = Table(*names, box=None, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print(f"{len(rows)} rows" if len(rows) != 1 else "1 row", style="dim")


def _plain(rows: Iterable[list[str]]) -> Iterator[bytes]:
    rows = list(rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip().encode() + b"\n"


def _words(value: dict[str, Any] | None) -> str:
    if value is None:
        return ""
    text = str(value["value"])
    return short(text) if value["type"] == "uri" else text
