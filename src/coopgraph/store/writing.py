"""Answers written in the form that was asked for, of a worker as of an endpoint elsewhere."""

import re
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)

from coopgraph.errors import NotAcceptable
from coopgraph.names import PREFIXES
from coopgraph.store.base import ROWS, TRIPLES
from coopgraph.store.csv_rows import write_csv
from coopgraph.store.sound_xml import SoundXml

Results = QuerySolutions | QueryBoolean | QueryTriples | Iterator[Quad]

_CHUNK = 65536
_LINGER = 0.1  # seconds that bytes may wait for more of them
_PREFIXED = frozenset(("text/turtle", "application/trig"))
_XML = frozenset(("application/sparql-results+xml", "application/rdf+xml"))
_NARROW = _XML | {"application/ld+json"}  # cannot hold every answer
_UNWRITABLE = re.compile("JSON-LD does not support RDF 1.2|RDF/XML reserved syntax term")


class Output:
    """The file into which an answer is written; it goes out in pieces, its start at once."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._held = bytearray()
        self._due = 0.0

    def write(self, data: bytes) -> int:
        """Take bytes, and pass them on when they are many or have waited."""
        self._held += data
        if len(self._held) >= _CHUNK or time.monotonic() >= self._due:
            self.flush()
            self._due = time.monotonic() + _LINGER
        return len(data)

    def flush(self) -> None:
        """Pass on what is held."""
        held = bytes(self._held)
        self._held.clear()
        self._send(held)


def write(results: Results, media_type: str, output: Output) -> None:
    """Write an answer as it is found, all of it.

    Args:
        results: rows, a truth, or triples.
        media_type: one of `ROWS` for rows and truth, of `TRIPLES` for triples.
        output: where it goes.

    Raises:
        NotAcceptable: the form cannot hold what was found.
    """
    file = cast("BinaryIO", output)
    offered = tuple(form for form in _family(media_type) if form not in _NARROW)
    if media_type in _XML:
        file = cast("BinaryIO", SoundXml(file, offered))
    try:
        _serialize(results, media_type, file)
    except OSError as error:
        if _UNWRITABLE.match(str(error)):
            raise NotAcceptable(offered, str(error)) from error
        raise
    output.flush()


def _family(media_type: str) -> tuple[str, ...]:
    return ROWS if media_type in ROWS else TRIPLES


def _serialize(results: Results, media_type: str, output: BinaryIO) -> None:
    if isinstance(results, QuerySolutions) and media_type == "text/csv":
        write_csv(results, output)
    elif isinstance(results, QuerySolutions | QueryBoolean):
        results.serialize(output, QueryResultsFormat.from_media_type(media_type))
    else:
        prefixes = PREFIXES if media_type in _PREFIXED else None
        serialize(results, output, RdfFormat.from_media_type(media_type), prefixes=prefixes)
