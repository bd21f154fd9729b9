"""Things and the documents about them: `/id/{kind}/{key}` and `/doc/{kind}/{key}`."""

import re
from dataclasses import dataclass, replace
from typing import Any

from anyio.to_thread import run_sync
from pyoxigraph import DefaultGraph, Quad, QuerySolution
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.entities import describe
from coopgraph.names import KINDS, thing
from coopgraph.search import find_near
from coopgraph.web.addresses import DOCUMENT, Asked, as_rdf, negotiate, read_asked
from coopgraph.web.headers import unchanged
from coopgraph.web.negotiation import CSV, HTML, JSON, NQUADS, TRIG, Form, choose
from coopgraph.web.problems import NothingHere
from coopgraph.web.record import as_record
from coopgraph.web.render import in_language, language_of
from coopgraph.web.retired import answer_retired, read_retired
from coopgraph.web.site import site_of
from coopgraph.web.streaming import begin, send
from coopgraph.web.thing_page import thing_page

_SLUG = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
_MOST_NEAR = 5


@dataclass(frozen=True)
class Address:
    """The address of a thing, and the forms that its suffix and its parameter ask for."""

    kind: str
    key: str
    asked: Asked

    @property
    def iri(self) -> str:
        """The canonical IRI of the thing."""
        return thing(self.kind, self.key).value


async def thing_redirect(request: Request) -> Response:
    """Lead from a thing to the document about it, in the form that the client asks for (303)."""
    return await _lead(request, request.path_params["kind"])


async def short_address(request: Request) -> Response:
    """Lead from `/sources/{key}` and `/claims/{key}` as from the thing itself."""
    folder = request.scope["path"].split("/")[1]
    return await _lead(request, folder.removesuffix("s"))


async def _lead(request: Request, kind: str) -> Response:
    address = await _read_address(request, kind)
    if retired := await read_retired(site_of(request).reader, address.iri):
        return await answer_retired(request, retired, "id", address.asked, DOCUMENT)
    form = choose(request.headers.get("accept"), DOCUMENT, address.asked.forms)
    target = in_language(language_of(request), address.asked.address)
    if form is not HTML or address.asked.forms:
        target += f".{form.names[0]}"
    return Response(status_code=303, headers={"Location": target, "Vary": "Accept"})


async def document(request: Request) -> Response:
    """What the graph says of a thing: a page, a graph, a plain object, or its claims as rows.

    A key that was merged leads to the other (301); one that was deleted says why (410).
    """
    address = await _read_address(request, request.path_params["kind"])
    if retired := await read_retired(site_of(request).reader, address.iri):
        return await answer_retired(request, retired, "doc", address.asked, DOCUMENT)
    form, headers = negotiate(request, address.asked, DOCUMENT)
    if same := unchanged(request, headers):
        return same
    if form in (HTML, JSON):
        return await _described(request, address, form, headers)
    return await _asked_of_store(request, address, form, headers)


async def _described(
    request: Request, address: Address, form: Form, headers: dict[str, str]
) -> Response:
    site = site_of(request)
    entity = await describe(site.reader, address.iri)
    if form is JSON:
        return JSONResponse(as_record(entity, site.release.id), headers=headers)
    return await thing_page(request, entity, address.asked.address, headers)


async def _asked_of_store(
    request: Request, address: Address, form: Form, headers: dict[str, str]
) -> Response:
    if form in (NQUADS, TRIG):
        return Response(await _quads(request, address, form), 200, headers, form.media_type)
    reader = site_of(request).reader
    name = "document_claims" if form is CSV else "entity_document"
    query = reader.document(name, form.media_type, address.iri)
    return await send(request, await begin(request, query), headers)


async def _quads(request: Request, address: Address, form: Form) -> bytes:
    rows = await site_of(request).reader.rows("document_quads", address.iri)
    return as_rdf(map(_quad, rows), form)


def _quad(row: QuerySolution) -> Quad:
    subject: Any = row["subject"]
    predicate: Any = row["property"]
    return Quad(subject, predicate, row["value"], row["graph"] or DefaultGraph())


async def _read_address(request: Request, kind: str) -> Address:
    """The address of a thing, of which only what matches the pattern of a key is used any further.

    Raises:
        NothingHere: the graph says nothing of such a thing, not even that there was one.
    """
    asked = read_asked(request, request.path_params["key"], DOCUMENT)
    key = asked.address
    if not (_SLUG.fullmatch(kind) and _SLUG.fullmatch(key)):
        raise await _nothing(request, kind, key)
    address = Address(kind, key, replace(asked, address=f"/doc/{kind}/{key}"))
    if not await site_of(request).reader.exists(address.iri):
        raise await _nothing(request, kind, key)
    return address


async def _nothing(request: Request, kind: str, key: str) -> NothingHere:
    near = await run_sync(find_near, site_of(request).index, key.replace("-", " "), _MOST_NEAR)
    if kind in KINDS:
        return NothingHere(f"there is no {kind} under this key", tuple(near))
    return NothingHere(f"there is no such kind; there are: {', '.join(KINDS)}", tuple(near))
