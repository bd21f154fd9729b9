"""The page on which people write queries, and what it shows of an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    parse_query_results,
)

from coopgraph.entities import text
from coopgraph.names import short
from coopgraph.store.base import TRIPLES
from coopgraph.web.languages import number, words
from coopgraph.web.render import link
from coopgraph.web.site import Release, Site
from coopgraph.web.streaming import Begun
from coopgraph.web.wording import Shown
from coopgraph.web.wrong_answers import WRONG_ANSWERS, WrongAnswer

# What a browser can show as a table; a longer answer is taken as a file.
_MOST_BYTES = 1_000_000
_ROW_FILES = (("JSON", "json"), ("CSV", "csv"), ("TSV", "tsv"), ("XML", "xml"))
_GRAPH_FILES = (("Turtle", "ttl"), ("N-Triples", "nt"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"))
_EXAMPLE = """\
PREFIX cgo: <https://w3id.org/coopgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?tie ?name ?date WHERE {
  ?tie a cgo:TwinningAgreement ;
    rdfs:label ?name .
  OPTIONAL { ?tie cgo:date ?date }
}
ORDER BY ?date
LIMIT 20
"""


@dataclass(frozen=True)
class Graph:
    """A graph of the release and its size; the plain one has no name."""

    name: str
    number: str


@dataclass(frozen=True)
class Result:
    """What the page shows of an answer: rows, a yes or no, or the text of a graph."""

    files: tuple[Shown, ...]
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Shown | None, ...], ...] = ()
    verdict: bool | None = None
    text: str = ""
    too_long: bool = False


@dataclass(frozen=True)
class EditorPage:
    """What the editor shows."""

    query: str
    seconds: str
    graphs: tuple[Graph, ...]
    result: Result | None
    wrong_answers: tuple[WrongAnswer, ...] = WRONG_ANSWERS


def editor(
    site: Site, language: str, query: str = _EXAMPLE, result: Result | None = None
) -> EditorPage:
    """The editor with a query and its answer, if it has one yet."""
    graphs = tuple(_graphs(site.release, language))
    return EditorPage(query, f"{site.settings.time_limit:g}", graphs, result)


async def read_result(query: str, begun: Begun, language: str) -> Result:
    """An answer for the page: all of it or, where it is too long, nothing but that it is.

    Raises:
        CoopgraphError: the store failed on the way.
    """
    is_graph = begun.answer.media_type in TRIPLES
    files = tuple(
        Shown(name, "", f"/sparql?{urlencode({'query': query, 'format': form})}")
        for name, form in (_GRAPH_FILES if is_graph else _ROW_FILES)
    )
    data = await read_whole(begun)
    if data is None:
        return Result(files, too_long=True)
    if is_graph:
        return Result(files, text=data.decode())
    read = parse_query_results(data, format=QueryResultsFormat.JSON)
    if isinstance(read, QueryBoolean):
        return Result(files, verdict=bool(read))
    return Result(
        files,
        variables=tuple(variable.value for variable in read.variables),
        rows=tuple(tuple(_cell(term, language) for term in row) for row in read),
    )


async def read_whole(begun: Begun) -> bytes | None:
    """The bytes of an answer that a page can show; none where there are too many."""
    data = bytearray()
    try:
        async for chunk in begun.chunks():
            data += chunk
            if len(data) > _MOST_BYTES:
                return None
    finally:
        await begun.close()
    return bytes(data)


def _cell(term: Any, language: str) -> Shown | None:
    """A term as a query answers it: nothing is named or put in words here."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Shown(short(term.value), "", link(term.value, language))
    return Shown(text(term), (term.language or "") if isinstance(term, Literal) else "")


def _graphs(release: Release, language: str) -> Iterator[Graph]:
    catalogue = words(language)
    yield Graph("", number(release.plain, catalogue))
    for name, triples in sorted(release.graphs.items()):
        yield Graph(short(name), number(triples, catalogue))
