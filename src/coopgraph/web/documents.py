"""Things and the documents about them: `/id/{kind}/{key}` and `/doc/{kind}/{key}`."""

import re
from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import describe
from coopgraph.errors import NotFound
from coopgraph.names import thing
from coopgraph.search import find_near
from coopgraph.web.entity_page import entity_page
from coopgraph.web.headers import REVALIDATE, document_links, entity_tag, unchanged
from coopgraph.web.negotiation import HTML, JSONLD, NTRIPLES, RDFXML, TURTLE, Form, choose
from coopgraph.web.problems import NothingHere
from coopgraph.web.render import in_language, language_of, page
from coopgraph.web.site import site_of
from coopgraph.web.streaming import begin, send

FORMS = (HTML, TURTLE, NTRIPLES, JSONLD, RDFXML)
_SUFFIXES = {form.names[0] for form in FORMS}
_SLUG = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
_MOST_NEAR = 5


@dataclass(frozen=True)
class Address:
    """The address of a thing, and the forms that its suffix and its parameter ask for."""

    kind: str
    key: str
    asked: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The canonical IRI of the thing."""
        return thing(self.kind, self.key).value

    @property
    def document(self) -> str:
        """The local address of the document about it."""
        return f"/doc/{self.kind}/{self.key}"


async def thing_redirect(request: Request) -> Response:
    """Lead from a thing to the document about it, in the form that the client asks for (303)."""
    address = await _read_address(request)
    if not await site_of(request).reader.exists(address.iri):
        raise await _nothing(request, address.key)
    form = choose(request.headers.get("accept"), FORMS, address.asked)
    target = in_language(language_of(request), address.document)
    if form is not HTML or address.asked:
        target += f".{form.names[0]}"
    return Response(status_code=303, headers={"Location": target, "Vary": "Accept"})


async def document(request: Request) -> Response:
    """What the graph says of a thing: a page, or a graph in one of its forms."""
    address = await _read_address(request)
    form = choose(request.headers.get("accept"), FORMS, address.asked)
    headers = {
        "ETag": entity_tag(site_of(request), address.iri, form.media_type, language_of(request)),
        "Link": document_links(address.document, FORMS),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    if form is HTML:
        return await _page(request, address, headers)
    return await _graph(request, address, form, headers)


async def _page(request: Request, address: Address, headers: dict[str, str]) -> Response:
    try:
        entity = await describe(site_of(request).reader, address.iri)
    except NotFound as error:
        raise await _nothing(request, address.key) from error
    matter = entity_page(entity, address.document, language_of(request))
    return page(request, "entity", matter, here=address.document, headers=headers)


async def _graph(
    request: Request, address: Address, form: Form, headers: dict[str, str]
) -> Response:
    reader = site_of(request).reader
    if not await reader.exists(address.iri):
        raise await _nothing(request, address.key)
    query = reader.document("entity_document", form.media_type, address.iri)
    return await send(request, await begin(request, query), headers)


async def _read_address(request: Request) -> Address:
    """The address, of which only what matches the pattern of a key is used any further."""
    kind, tail = request.path_params["kind"], request.path_params["key"]
    key, _, suffix = tail.rpartition(".")
    if suffix not in _SUFFIXES:
        key, suffix = tail, ""
    if not (_SLUG.fullmatch(kind) and _SLUG.fullmatch(key)):
        raise await _nothing(request, key)
    asked = (suffix, *request.query_params.getlist("format"))
    return Address(kind, key, tuple(name for name in asked if name))


async def _nothing(request: Request, key: str) -> NothingHere:
    near = await run_sync(find_near, site_of(request).index, key.replace("-", " "), _MOST_NEAR)
    return NothingHere("there is nothing of this kind under this key", tuple(near))
