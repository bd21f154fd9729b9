"""The addresses for programs: `/openapi.json`, and `/docs` for people who write them."""

from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.openapi import OPERATIONS, Operation, describe_api, operation_of
from coopgraph.web.questions import stored_questions
from coopgraph.web.render import language_of, page
from coopgraph.web.site import site_of


@dataclass(frozen=True)
class DocsPage:
    """What the template shows of the operations."""

    operations: tuple[Operation, ...]


async def openapi(request: Request) -> Response:
    """The description of the service, as OpenAPI 3.1."""
    headers = _headers(request)
    if same := unchanged(request, headers):
        return same
    site = site_of(request)
    questions = await run_sync(stored_questions, site.folder)
    described = describe_api(questions.values(), site.release.id)
    return JSONResponse(described, headers=headers)


async def docs(request: Request) -> Response:
    """The operations with what they take, as a page that needs no other host."""
    headers = _headers(request)
    if same := unchanged(request, headers):
        return same
    questions = await run_sync(stored_questions, site_of(request).folder)
    matter = DocsPage((*OPERATIONS, *map(operation_of, questions.values())))
    return page(request, "docs", matter, here="/docs", headers=headers)


def _headers(request: Request) -> dict[str, str]:
    tag = entity_tag(site_of(request), request.scope["path"], language_of(request))
    return {"ETag": tag, "Cache-Control": REVALIDATE}
