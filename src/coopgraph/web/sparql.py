"""The SPARQL endpoint: answers for programs, an editor for people, a description of itself."""

import re
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from coopgraph.errors import NotAcceptable
from coopgraph.store.base import Answer
from coopgraph.web.clients import client_of
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

# A call of NOW, RAND, UUID or STRUUID, or what could be one: SPARQL reads escapes first (19.2).
_FLEETING = re.compile(r"(?:now|rand|uuid)\s*[(#]|\\u", re.IGNORECASE)

_DESCRIPTIONS = (TURTLE, NTRIPLES, RDFXML, JSONLD, HTML)


async def sparql(request: Request) -> Response:
    """Answer a query; without one a browser gets the editor, a program the description.

    The suffix of a form beats `format`, and that the header.
    """
    site = site_of(request)
    asked = await read_request(request, site.settings.query_bytes)
    if suffix := request.path_params.get("suffix"):
        asked = replace(asked, forms=(suffix, *asked.forms))
    if asked.query is None:
        return _front(request, asked)
    wanted = _wanted(request, asked)
    for form in wanted.values():
        if same := _held(request, _headers(request, asked, form)):
            return same
    begun = await begin(request, _ask(request, asked, asked.query, wanted))
    headers = _headers(request, asked, wanted[begun.answer.media_type])
    if wanted[begun.answer.media_type] is not HTML:
        return await send(request, begun, headers)
    result = await read_result(asked.query, begun, language_of(request))
    matter = editor(site, language_of(request), asked.query, result)
    here = f"/sparql?{urlencode({'query': asked.query})}"
    return page(request, "sparql", matter, here=here, headers=headers)


def _wanted(request: Request, asked: Asked) -> Mapping[str, Form]:
    """What the client gets for each media type that the store may write; the store reads the query.

    On a page an answer is shown from the form that programs get first.
    """
    wanted = {}
    for offered in (ROWS, TRIPLES):
        with suppress(NotAcceptable):
            form = choose(request.headers.get("accept"), (*offered, HTML), asked.forms)
            wanted[(offered[0] if form is HTML else form).media_type] = form
    return wanted


def _headers(request: Request, asked: Asked, form: Form) -> dict[str, str]:
    """The header lines of an answer in a form.

    What the clock or chance decides is kept by nobody. The tag of all else is weak: a query that
    is asked again may find its rows in another order.
    """
    if _FLEETING.search(asked.query or ""):
        return {"Vary": "Accept", "Cache-Control": "no-store"}
    graphs = repr((asked.default_graphs, asked.named_graphs))
    parts = ("/sparql", asked.query or "", graphs, form.media_type, language_of(request))
    tag = f"W/{entity_tag(site_of(request), *parts)}"
    return {"ETag": tag, "Vary": "Accept", "Cache-Control": REVALIDATE}


def _held(request: Request, headers: dict[str, str]) -> Response | None:
    """304 where the client holds the answer; only one that had it before can know its tag."""
    named = "*" not in request.headers.get("if-none-match", "*")
    if "ETag" in headers and named and request.method != "POST":
        return unchanged(request, headers)
    return None


def _ask(
    request: Request, asked: Asked, query: str, media_types: Iterable[str]
) -> Coroutine[Any, Any, Answer]:
    return site_of(request).reader.store.query(
        query,
        *media_types,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout=asked.timeout,
        guest=client_of(request),
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
