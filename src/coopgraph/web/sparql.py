"""The SPARQL endpoint: answers for programs, an editor for people, a description of itself."""

from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from coopgraph.store.base import Answer
from coopgraph.store.guard import Limits, inspect
from coopgraph.web.description import describe_service
from coopgraph.web.editor import editor, read_result
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.negotiation import (
    HTML,
    JSONLD,
    NTRIPLES,
    RDFXML,
    ROWS,
    TRIPLES,
    TURTLE,
    Form,
    choose,
)
from coopgraph.web.protocol import Asked, read_request
from coopgraph.web.render import language_of, page
from coopgraph.web.site import site_of
from coopgraph.web.streaming import begin, send

METHODS = ["GET", "HEAD", "OPTIONS", "POST"]

_FORMS = {form.media_type: form for form in (*ROWS, *TRIPLES)}
_DESCRIPTIONS = (TURTLE, NTRIPLES, RDFXML, JSONLD, HTML)


async def sparql(request: Request) -> Response:
    """Answer a query; without one a browser gets the editor, a program the description."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
    site = site_of(request)
    asked = await read_request(request, site.settings.query_bytes)
    if asked.query is None:
        return _front(request, asked)
    found = inspect(asked.query, Limits(size=site.settings.query_bytes))
    offered = tuple(_FORMS[media_type] for media_type in found.media_types)
    form = choose(request.headers.get("accept"), (*offered, HTML), asked.forms)
    # On a page an answer is shown from the form that programs get first.
    query = _ask(request, asked, asked.query, offered[0] if form is HTML else form)
    begun = await begin(request, query)
    headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
    if form is not HTML:
        return await send(request, begun, headers)
    result = await read_result(asked.query, begun, language_of(request))
    matter = editor(site, language_of(request), asked.query, result)
    here = f"/sparql?{urlencode({'query': asked.query})}"
    return page(request, "sparql", matter, here=here, headers=headers)


def _ask(request: Request, asked: Asked, query: str, form: Form) -> Coroutine[Any, Any, Answer]:
    return site_of(request).reader.store.query(
        query,
        form.media_type,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout=asked.timeout,
    )


def _front(request: Request, asked: Asked) -> Response:
    site, language = site_of(request), language_of(request)
    form = choose(request.headers.get("accept"), _DESCRIPTIONS, asked.forms)
    headers = {
        "ETag": entity_tag(site, "/sparql", form.media_type, language),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    if form is HTML:
        return page(request, "sparql", editor(site, language), here="/sparql", headers=headers)
    description = describe_service(site.release, form)
    return Response(description, headers=headers, media_type=form.media_type)
