"""What a description of the data set is made from: all counted or read in the release itself."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from anyio.to_thread import run_sync
from pyoxigraph import Literal, NamedNode, QuerySolution

from coopgraph.entities import Reader, text
from coopgraph.web.dumps import Dump, read_dumps
from coopgraph.web.site import Release, Site


class Count(NamedTuple):
    """How often a class or a property stands in one graph, whose IRI may be empty: the default."""

    graph: str
    term: str
    number: int


class Links(NamedTuple):
    """How often one property leads to one place outside, such as http://www.wikidata.org/."""

    target: str
    predicate: str
    number: int


class Facts(NamedTuple):
    """A release, and what its description says of it.

    `sources` are the articles and data sets, by IRI, each with the properties it has; `scope` holds
    the first and the last day, where the release dates anything.
    """

    release: Release
    classes: Sequence[Count]
    properties: Sequence[Count]
    links: Sequence[Links]
    sources: Mapping[str, Sequence[tuple[NamedNode, NamedNode | Literal]]]
    keywords: Sequence[Literal]
    themes: Sequence[NamedNode]
    countries: Sequence[NamedNode]
    scope: tuple[str, str] | None
    dumps: Sequence[Dump]


async def read_facts(site: Site) -> Facts:
    """All that the description of the release says."""
    reader = site.reader
    return Facts(
        release=site.release,
        classes=await read_counts(reader, "dataset_classes"),
        properties=await read_counts(reader, "dataset_properties"),
        links=[Links(text(t), text(p), int(text(n))) for t, p, n in await _rows(reader, "links")],
        sources=await _sources(reader),
        keywords=[word for (word,) in await _rows(reader, "keywords")],
        themes=[theme for (theme,) in await _rows(reader, "themes")],
        countries=[country for (country,) in await _rows(reader, "countries")],
        scope=_scope(await _rows(reader, "period")),
        dumps=await run_sync(read_dumps, site.folder),
    )


async def read_counts(reader: Reader, query: str) -> list[Count]:
    """How often each class or property stands in each graph, as one of the queries counts."""
    return [
        Count(text(graph), text(term), int(text(count)))
        for graph, term, count in await reader.rows(query)
    ]


async def _rows(reader: Reader, name: str) -> Sequence[QuerySolution]:
    return await reader.rows(f"dataset_{name}")


async def _sources(
    reader: Reader,
) -> Mapping[str, Sequence[tuple[NamedNode, NamedNode | Literal]]]:
    found: dict[str, list[tuple[NamedNode, NamedNode | Literal]]] = {}
    for source, predicate, value in await _rows(reader, "sources"):
        found.setdefault(text(source), []).append((predicate, value))
    return found


def _scope(rows: Sequence[QuerySolution]) -> tuple[str, str] | None:
    for first, last in rows:
        if first is not None and last is not None:
            return text(first), text(last)
    return None
