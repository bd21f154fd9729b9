"""The model: `/ontology`, `/alignments` and `/shapes`, as the files of the release have them."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from anyio.to_thread import run_sync
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    Quad,
    RdfFormat,
    parse,
)
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import Labels, Reader, text
from coopgraph.names import BASE, OWL
from coopgraph.web.addresses import (
    GRAPH,
    MODEL,
    Asked,
    as_rdf,
    form_links,
    negotiate,
    read_served,
)
from coopgraph.web.dataset import total
from coopgraph.web.facts import read_counts
from coopgraph.web.graphs import GraphPage
from coopgraph.web.headers import unchanged
from coopgraph.web.languages import number
from coopgraph.web.model_page import Uses, model_page
from coopgraph.web.negotiation import HTML, TURTLE, Form
from coopgraph.web.render import language_of, page, words_of
from coopgraph.web.site import site_of

_ONTOLOGY, _ALIGNMENTS, _SHAPES = (
    "ontology/coopgraph.ttl",
    "ontology/alignments.ttl",
    "shapes/*.ttl",
)
_VERSION = OWL + "versionInfo"


class Published(NamedTuple):
    """Files of the release as written, and their triples.

    These are in order, with the same names for blank nodes whenever they are read.
    """

    turtle: bytes
    quads: tuple[Quad, ...]


async def ontology(request: Request) -> Response:
    """Every class and property: a page with an anchor for each, or the file in a form of RDF."""
    read = await run_sync(_read, site_of(request).folder, _ONTOLOGY)
    asked = _read_version(request, "/ontology", read)
    form, headers = negotiate(request, asked, MODEL)
    if same := unchanged(request, headers):
        return same
    if form is not HTML:
        return Response(await run_sync(_in_rdf, read, form), 200, headers, form.media_type)
    aligned = await run_sync(_read, site_of(request).folder, _ALIGNMENTS)
    reader = site_of(request).reader
    uses, schemes = await _uses(reader), await _schemes(reader)
    triples = [quad.triple for quad in (*read.quads, *aligned.quads)]
    matter = model_page(
        triples, uses, schemes, form_links(asked.address, MODEL), language_of(request)
    )
    return page(request, "ontology", matter, here=asked.address, headers=headers)


async def alignments(request: Request) -> Response:
    """What is near to our terms in other vocabularies."""
    read = await run_sync(_read, site_of(request).folder, _ALIGNMENTS)
    asked = _read_version(request, "/alignments", read)
    return await _document(request, asked, read, "alignments_text")


async def shapes(request: Request) -> Response:
    """What things must look like, in SHACL: all the shapes in one graph."""
    read = await run_sync(_read, site_of(request).folder, _SHAPES)
    asked = read_served(request, GRAPH, "/shapes")
    return await _document(request, asked, read, "shapes_text")


async def _document(request: Request, asked: Asked, read: Published, text_key: str) -> Response:
    form, headers = negotiate(request, asked, GRAPH)
    if same := unchanged(request, headers):
        return same
    if form is not HTML:
        return Response(await run_sync(_in_rdf, read, form), 200, headers, form.media_type)
    catalogue = words_of(request)
    matter = GraphPage(
        name=asked.address.removeprefix("/"),
        iri=BASE + asked.address.removeprefix("/"),
        text=catalogue[text_key],
        about=None,
        triples=number(len(read.quads), catalogue),
        forms=form_links(asked.address, GRAPH),
    )
    return page(request, "graph", matter, here=asked.address, headers=headers)


def _read_version(request: Request, address: str, read: Published) -> Asked:
    """The address of a document, or that of the version which it has now.

    Raises:
        HTTPException: 404, it is another address or version.
    """
    versions = [
        quad.object.value
        for quad in read.quads
        if quad.predicate.value == _VERSION and isinstance(quad.object, Literal)
    ]
    return read_served(request, MODEL, address, *(f"{address}/{each}" for each in versions))


@cache
def _read(folder: Path, pattern: str) -> Published:
    """Files of Turtle of a release, one after the other, which is Turtle again."""
    turtle = b"\n".join(path.read_bytes() for path in sorted(folder.glob(pattern)))
    dataset = Dataset(parse(turtle, RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return Published(turtle, tuple(sorted(dataset, key=str)))


def _in_rdf(read: Published, form: Form) -> bytes:
    """As written where Turtle is wanted, so that comments and order stay; else in another form."""
    return read.turtle if form is TURTLE else as_rdf((quad.triple for quad in read.quads), form)


async def _uses(reader: Reader) -> Uses:
    """How many things each class has, and how many statements each property, in all graphs."""
    classes = await read_counts(reader, "dataset_classes")
    return total([*classes, *await read_counts(reader, "dataset_properties")])


async def _schemes(reader: Reader) -> Labels:
    """The schemes of concepts, with their names."""
    schemes = await reader.rows_once("vocab_schemes")
    return await reader.labels(text(row["scheme"]) for row in schemes)
