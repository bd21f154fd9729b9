"""The graphs of the release, each at its address `/graph/{…}`; the default one is `default`."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.names import BASE, DEFAULT_GRAPH, ID
from coopgraph.names import GRAPH as GRAPHS
from coopgraph.store.base import Answer
from coopgraph.web.addresses import GRAPH, Asked, FormLink, form_links, negotiate, read_asked
from coopgraph.web.clients import client_of
from coopgraph.web.headers import unchanged
from coopgraph.web.languages import number
from coopgraph.web.negotiation import HTML, NQUADS, NTRIPLES, TRIG, Form
from coopgraph.web.render import language_of, page, words_of
from coopgraph.web.site import Release, site_of
from coopgraph.web.streaming import begin, send
from coopgraph.web.wording import Shown, Wording

DEFAULT = DEFAULT_GRAPH.value
_SOURCE = GRAPHS + "source/"
_TEXTS = {
    DEFAULT: "graph_text_default",
    GRAPHS + "curation": "graph_text_curation",
    GRAPHS + "meta": "graph_text_meta",
}


@dataclass(frozen=True)
class GraphPage:
    """What the template shows of a document that is made for programs."""

    name: str
    iri: str
    text: str
    about: Shown | None
    triples: str
    forms: tuple[FormLink, ...]


def sizes(release: Release) -> dict[str, int]:
    """The graphs of a release and the triples in each, the default one under a name of its own."""
    return {DEFAULT: release.plain, **release.graphs}


async def graph(request: Request) -> Response:
    """A graph of the release, as it comes from the store; or a page that says what it holds."""
    asked = read_asked(request, f"/graph/{request.path_params['name']}", GRAPH)
    iri = BASE + asked.address.removeprefix("/")
    if iri not in sizes(site_of(request).release):
        raise HTTPException(404)
    form, headers = negotiate(request, asked, GRAPH)
    if same := unchanged(request, headers):
        return same
    if form is HTML:
        matter = await _page(request, iri, asked)
        return page(request, "graph", matter, here=asked.address, headers=headers)
    return await send(request, await begin(request, _triples(request, iri, form)), headers)


async def _page(request: Request, iri: str, asked: Asked) -> GraphPage:
    site, catalogue = site_of(request), words_of(request)
    about = None
    if iri.startswith(_SOURCE):
        source = f"{ID}source/{iri.removeprefix(_SOURCE)}"
        labels = await site.reader.labels([source])
        about = Wording(language_of(request), catalogue, labels).thing(source)
    return GraphPage(
        name=iri.removeprefix(BASE),
        iri=iri,
        text=catalogue[_TEXTS.get(iri, "graph_text_source")],
        about=about,
        triples=number(sizes(site.release)[iri], catalogue),
        forms=form_links(asked.address, GRAPH),
    )


async def _triples(request: Request, iri: str, form: Form) -> Answer:
    # A whole graph is read at leisure, and would keep its worker from the pages.
    reader, guest = site_of(request).reader, client_of(request)
    if iri == DEFAULT:
        plain = reader.queries["graph_plain"]
        return await reader.store.query(plain, form.media_type, guest=guest)
    if form not in (NQUADS, TRIG):
        return await reader.document("graph_named", form.media_type, iri, guest=guest)
    answer = await reader.document("graph_named", NTRIPLES.media_type, iri, guest=guest)
    written = _as_quads if form is NQUADS else _as_trig
    return Answer(form.media_type, written(answer.chunks, f"<{iri}>".encode()))


async def _as_quads(chunks: AsyncIterator[bytes], name: bytes) -> AsyncGenerator[bytes]:
    """N-Triples with the name of their graph on each line before its full stop."""
    rest = b""
    try:
        async for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            yield b"".join(line.removesuffix(b".") + name + b" .\n" for line in lines)
    finally:
        await _close(chunks)


async def _as_trig(chunks: AsyncIterator[bytes], name: bytes) -> AsyncGenerator[bytes]:
    """N-Triples, which TriG takes as they are, in the braces of their graph."""
    try:
        yield name + b" {\n"
        async for chunk in chunks:
            yield chunk
        yield b"}\n"
    finally:
        await _close(chunks)


async def _close(chunks: AsyncIterator[bytes]) -> None:
    if isinstance(chunks, AsyncGenerator):
        await chunks.aclose()
