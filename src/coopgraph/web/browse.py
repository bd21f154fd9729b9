"""Lists of things by kind, and the facets by which they are narrowed.

Each facet is one query in `queries/pages`, asked once of all the graph, for a release never
changes. A list is narrowed by comparing values, so that no text of a reader comes into a query.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import QuerySolution

from coopgraph.entities import Labels, Reader, Term, label, text
from coopgraph.names import KINDS
from coopgraph.search import Label
from coopgraph.web.panels import kind_of

CONCEPT = "concept"
BROWSED = (*KINDS, CONCEPT)
"""The kinds of which there may be a list: those of the IRIs of things, and concepts."""

FACETS = ("type", "country", "region", "theme", "decade", "modality", "source", "contested")
"""The facets in their order, each the query `browse_<facet>`."""

_LAST = re.compile(r"[/#]")


@dataclass(frozen=True)
class Facet:
    """A facet: its query, the thing by which its values hold (an edition) or none, its values.

    `values` has for each thing the terms of its values as texts.
    """

    query: str
    of: str
    values: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The parameter by which an address names it, such as `country` or `modality.m49-2019`."""
        return f"{self.query}.{key_of(self.of)}" if self.of else self.query


@dataclass(frozen=True)
class Unnamed:
    """A thing without a name: what it is of, by what that is said, and the words of the source."""

    of: tuple[str, ...]
    by: str
    words: Label


@dataclass(frozen=True)
class Shelf:
    """The things of one kind with all by which they can be narrowed and called.

    `unnamed` has what those that have no name are called by.
    """

    kind: str
    things: tuple[str, ...]
    facets: tuple[Facet, ...]
    dates: Mapping[str, tuple[Term, ...]]
    points: Mapping[str, tuple[tuple[float, float], ...]]
    unnamed: Mapping[str, Unnamed]
    labels: Labels


@dataclass(frozen=True)
class Count:
    """A value of a facet, and how many things it leaves."""

    value: str
    number: int


def key_of(value: str) -> str:
    """A value of a facet as an address names it: the last part of an IRI, or the text itself."""
    return _LAST.split(value)[-1]


async def read_shelves(reader: Reader) -> dict[str, Shelf]:
    """The things of every kind that the graph has any of, without the names of other things."""
    things: dict[str, dict[str, list[QuerySolution]]] = {}
    for row in await reader.rows("browse_things"):
        iri = text(row["thing"])
        things.setdefault(kind_of(iri), {}).setdefault(iri, []).append(row)
    facets = [facet for query in FACETS for facet in await _read_facets(reader, query)]
    dates = await _dates(reader)
    points = await _points(reader)
    return {
        kind: Shelf(
            kind,
            tuple(every),
            tuple(_on_shelf(facets, every)),
            {iri: dates[iri] for iri in every if iri in dates},
            {iri: points[iri] for iri in every if iri in points},
            {iri: _unnamed(rows) for iri, rows in every.items() if rows[0]["of"]},
            {},
        )
        for kind in BROWSED
        if (every := things.get(kind))
    }


def mentioned(shelf: Shelf) -> Iterator[str]:
    """The IRI of everything whose name a list needs."""
    yield from shelf.things
    for thing in shelf.unnamed.values():
        yield from (*thing.of, *filter(None, [thing.by]))
    for facet in shelf.facets:
        yield from filter(None, [facet.of])
        for values in facet.values.values():
            yield from (value for value in values if ":" in value)


def narrowed(shelf: Shelf, chosen: Mapping[str, str], but: str = "") -> list[str]:
    """The things that have the chosen values, given as keys by facet.

    Args:
        shelf: the things.
        chosen: for the name of a facet the key of a value.
        but: a facet that is passed over, for counting what its other values would leave.
    """
    wanted = [
        (facet, chosen[facet.name])
        for facet in shelf.facets
        if facet.name in chosen and facet.name != but
    ]
    return [
        iri
        for iri in shelf.things
        if all(key in map(key_of, facet.values.get(iri, ())) for facet, key in wanted)
    ]


def counts(shelf: Shelf, facet: Facet, chosen: Mapping[str, str]) -> list[Count]:
    """The values of a facet and how many things each leaves beside the other filters."""
    left = narrowed(shelf, chosen, facet.name)
    counted = Counter(value for iri in left for value in facet.values.get(iri, ()))
    return [Count(value, number) for value, number in counted.items()]


def keys(facet: Facet) -> frozenset[str]:
    """The keys of all values of a facet."""
    return frozenset(key_of(value) for values in facet.values.values() for value in values)


async def _read_facets(reader: Reader, query: str) -> list[Facet]:
    values: dict[str, dict[str, list[str]]] = {}
    for row in await reader.rows(f"browse_{query}"):
        of = text(row["of"]) if query == "modality" else ""
        if row["value"] is not None:
            values.setdefault(of, {}).setdefault(text(row["thing"]), []).append(text(row["value"]))
    return [
        Facet(query, of, {iri: tuple(sorted(found)) for iri, found in values[of].items()})
        for of in sorted(values)
    ]


def _unnamed(rows: Sequence[QuerySolution]) -> Unnamed:
    of = dict.fromkeys(text(row["of"]) for row in rows)
    return Unnamed(tuple(of), text(rows[0]["by"]), label(rows[0]["words"]))


def _on_shelf(facets: Iterable[Facet], every: Mapping[str, object]) -> Iterator[Facet]:
    """The facets of some things: those that tell any apart."""
    for facet in facets:
        values = {iri: facet.values[iri] for iri in every if iri in facet.values}
        if len(set(values.values())) > 1 or 0 < len(values) < len(every):
            yield Facet(facet.query, facet.of, values)


async def _dates(reader: Reader) -> Mapping[str, tuple[Term, ...]]:
    dates: dict[str, list[Term]] = {}
    for row in await reader.rows("browse_date"):
        dates.setdefault(text(row["thing"]), []).append(row["value"])
    return {iri: tuple(found) for iri, found in dates.items()}


async def _points(reader: Reader) -> Mapping[str, tuple[tuple[float, float], ...]]:
    """Longitude and latitude, in the order of GeoJSON (RFC 7946, 3.1.1)."""
    points: dict[str, list[tuple[float, float]]] = {}
    for row in await reader.rows("browse_points"):
        point = float(text(row["longitude"])), float(text(row["latitude"]))
        points.setdefault(text(row["thing"]), []).append(point)
    return {iri: tuple(found) for iri, found in points.items()}
