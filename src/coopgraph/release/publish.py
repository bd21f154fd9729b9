"""A release given to a SPARQL endpoint, graph by graph, and switched to when it is whole.

How, and why so, is told in store/README.md.
"""

import bz2
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import RdfFormat, parse

from coopgraph.errors import CannotRun, StoreFailed
from coopgraph.names import BASE, DEFAULT_GRAPH, GRAPH, META_GRAPH
from coopgraph.release.dumps import graph_file
from coopgraph.release.folder import read_manifest
from coopgraph.settings import Settings
from coopgraph.store.endpoint import Clock, Endpoint
from coopgraph.store.engines import Engine
from coopgraph.store.graph_store import GraphStore, Password

PIECE = 50_000
"""Triples that are sent at once."""

_STAGED = f"{BASE}staged/"
_COUNTING = 3600.0  # seconds; to count millions takes an engine a while
_Progress = Callable[[str], None]


class Target(NamedTuple):
    """Where a release is published: the endpoint, and where its engine is written to.

    The last two are found out for engines that are known.
    """

    endpoint: str
    graph_store: str | None = None
    updates: str | None = None


async def publish(folder: Path, target: Target, settings: Settings, progress: _Progress) -> None:
    """Give a release to an endpoint; one that is cut goes on where it was.

    Args:
        folder: the release.
        target: where it goes.
        settings: the name and password that the engine may ask for.
        progress: called with a line before each step.

    Raises:
        CannotRun: the endpoint cannot be reached or refuses, or holds something else afterwards
            than it was sent; what it answered before, it answers still, unless the message says
            otherwise.
    """
    manifest = read_manifest(folder)
    graphs = dict(manifest["graphs"])
    sizes = {DEFAULT_GRAPH.value: graphs.pop("default"), **graphs}
    user, password = settings.publish_user, settings.publish_password
    try:
        async with aclosing(Endpoint(target.endpoint)) as endpoint:
            known = await endpoint.meet(Clock.start(_COUNTING))
            graph_store, updates = _addresses(target, known.engine)
            auth = Password(user, password) if user else None
            async with aclosing(GraphStore(graph_store, updates, auth)) as store:
                publication = _Publication(
                    manifest["release"], folder, sizes, endpoint, store, progress
                )
                await publication.run()
    except StoreFailed as error:
        raise CannotRun(f"{error}; publish again to go on") from error


def _addresses(target: Target, engine: Engine) -> tuple[str, str]:
    graph_store = target.graph_store or engine.graph_store(target.endpoint)
    updates = target.updates or engine.updates(target.endpoint)
    if graph_store is None or updates is None:
        raise CannotRun(
            f"the engine of {target.endpoint} is not one known here: say with --graph-store and "
            "--updates where its graphs are put and where updates are sent"
        )
    return graph_store, updates


@dataclass(frozen=True)
class _Publication:
    """One release on its way; `sizes` has the triples of each graph, by its IRI."""

    release: str
    folder: Path
    sizes: Mapping[str, int]
    endpoint: Endpoint
    store: GraphStore
    progress: _Progress

    async def run(self) -> None:
        if not await self._is_there():
            # The smallest first: an engine that asks for a password does so before much is sent.
            for graph in sorted(self.sizes, key=self.sizes.__getitem__):
                await self._stage(graph)
            await self._switch()
        if left := await self._graphs_below(_STAGED):
            await self.store.update(_joined(f"DROP SILENT GRAPH <{graph}>" for graph in left))

    async def _is_there(self) -> bool:
        if await self.endpoint.release(Clock.start(_COUNTING)) != self.release:
            return False
        return not await self._wrong(self.sizes)

    async def _stage(self, graph: str) -> None:
        """Send what is missing of a graph to a name that nobody asks for."""
        staged, size = self._staged(graph), self.sizes[graph]
        there = await self._count(staged)
        # A piece that was cut is sent again, with all before it: nothing tells which part it is.
        start = there if there < size and there % PIECE == 0 else 0
        if there != size:
            for place, piece in enumerate(self._pieces(graph, start), start // PIECE):
                self.progress(f"sending {graph}: {place * PIECE} of {size} triples are there")
                await (self.store.add if place else self.store.replace)(staged, piece)
        if wrong := await self._wrong({staged: size}):
            raise CannotRun(f"{wrong}; nothing was switched; publish again")

    def _pieces(self, graph: str, start: int) -> Iterator[bytes]:
        name = "default" if graph == DEFAULT_GRAPH.value else graph
        with bz2.open(self.folder / "dumps" / graph_file(name)) as turtle:
            quads = islice(parse(turtle, RdfFormat.TURTLE), start, None)
            while piece := [quad.triple for quad in islice(quads, PIECE)]:
                yield b"".join(f"{triple} .\n".encode() for triple in piece)

    async def _switch(self) -> None:
        """Put all in place in one request; the graph that names the release goes first, comes last.

        So an engine for which the request is not one step holds no release meanwhile, and services
        on it say so.
        """
        self.progress("switching")
        others = [iri for iri in await self._graphs_below(GRAPH) if iri not in self.sizes]
        meta = META_GRAPH.value
        moved = [graph for graph in self.sizes if graph != meta]
        await self.store.update(
            _joined(
                [
                    *(f"DROP SILENT GRAPH <{graph}>" for graph in (meta, *others)),
                    *(f"COPY <{self._staged(graph)}> TO <{graph}>" for graph in (*moved, meta)),
                ]
            )
        )
        if wrong := await self._wrong(self.sizes):
            await self.store.update(f"DROP SILENT GRAPH <{meta}>")
            raise CannotRun(f"{wrong}; the endpoint holds no release now; publish again")

    def _staged(self, graph: str) -> str:
        return f"{_STAGED}{self.release}/{graph.removeprefix(BASE)}"

    async def _wrong(self, sizes: Mapping[str, int]) -> str:
        """Which graph does not hold as many triples as it should; nothing if all do."""
        for graph, size in sizes.items():
            if (there := await self._count(graph)) != size:
                return f"{graph} should hold {size} triples and holds {there}"
        return ""

    async def _count(self, graph: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        (row,) = await self.endpoint.rows(query, Clock.start(_COUNTING))
        return int(row["n"]["value"])

    async def _graphs_below(self, start: str) -> list[str]:
        query = (
            "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } "
            f'FILTER (STRSTARTS(STR(?graph), "{start}")) }}'
        )
        rows = await self.endpoint.rows(query, Clock.start(_COUNTING))
        return sorted(row["graph"]["value"] for row in rows)


def _joined(updates: Iterator[str] | list[str]) -> str:
    return " ;\n".join(updates)
