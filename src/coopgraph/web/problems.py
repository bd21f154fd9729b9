"""What a client is told when a request fails: the one table from errors to statuses.

The body is `application/problem+json` (RFC 9457), which is in English, or, for a browser, a page in
the language of the address or of the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from coopgraph.errors import (
    BadParameter,
    BadQuery,
    CoopgraphError,
    Gone,
    NotAcceptable,
    NotFound,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    StoreBusy,
    StoreFailed,
)
from coopgraph.names import BASE
from coopgraph.search import Hit
from coopgraph.web.headers import EVERYWHERE
from coopgraph.web.languages import DEFAULT, best, preferred_language, words
from coopgraph.web.logs import ID_HEADER, entry_of
from coopgraph.web.negotiation import HTML, PROBLEM, Form, choose
from coopgraph.web.render import language_of, link, page


class Kind(NamedTuple):
    """A kind of problem: its status, and its name in the problem's type and in the messages."""

    status: int
    name: str


KINDS: Mapping[type[Exception], Kind] = {
    BadQuery: Kind(400, "bad-query"),
    BadParameter: Kind(400, "bad-parameter"),
    QueryRefused: Kind(403, "refused"),
    NotFound: Kind(404, "not-found"),
    Gone: Kind(410, "gone"),
    NotAcceptable: Kind(406, "not-acceptable"),
    QueryTimeout: Kind(504, "time-limit"),
    QueryTooLarge: Kind(503, "memory-limit"),
    StoreBusy: Kind(503, "busy"),
    StoreFailed: Kind(503, "store-failed"),
    Exception: Kind(500, "internal"),
}
_BY_STATUS = {
    404: "not-found",
    405: "method",
    413: "too-long",
    414: "too-long",
    415: "media-type",
    431: "too-long",
    503: "stopping",
}
_GONE = 499
_VARY = "Accept, Accept-Language"


class NothingHere(NotFound):
    """There is no such thing, but these are called alike."""

    def __init__(self, message: str, near: tuple[Hit, ...] = ()) -> None:
        super().__init__(message)
        self.near = near


class NothingLeft(Gone, NothingHere):
    """There was such a thing and there is no more, but these are called alike."""


@dataclass(frozen=True)
class Near:
    """A thing called like the one that was not found."""

    iri: str
    name: str
    language: str
    href: str | None


@dataclass(frozen=True)
class Problem:
    """What went wrong with one request; `said` fills the sentence of a page, where it has one."""

    kind: Kind
    detail: str
    said: Mapping[str, str] | None = None
    parameter: str | None = None
    line: int | None = None
    column: int | None = None
    offered: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    request_id: str = ""

    @property
    def type(self) -> str:
        """The IRI of the kind of problem."""
        return f"{BASE}problem/{self.kind.name}"


def handle_problems(app: FastAPI) -> None:
    """Let the application answer its errors from the table."""
    for error in (CoopgraphError, HTTPException, Exception):
        app.add_exception_handler(error, answer_problem)
    app.add_exception_handler(ClientDisconnect, answer_nobody)


async def answer_problem(request: Request, error: Exception) -> Response:
    """The answer to a request that failed, in the form that the client prefers."""
    entry = entry_of(request)
    if "language" not in request.state:
        # Whoever is lost below no prefix may read no English, and has not chosen it.
        request.state.language = preferred_language(request.headers.get("accept-language"))
    problem = replace(problem_of(error, language_of(request)), request_id=entry.id)
    if problem.kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        entry.fault = error
    headers = {**EVERYWHERE, "Vary": _VARY, "Cache-Control": "no-store", **problem.headers}
    if _form(request) is HTML:
        status = problem.kind.status
        return page(request, "problem", problem, here="/", status=status, headers=headers)
    return JSONResponse(
        _members(problem), problem.kind.status, headers, media_type=PROBLEM.media_type
    )


def unread(status: int, detail: str, request_id: str) -> Response:
    """The answer to what could not be read as a request, in the one form that needs no asking."""
    kind = Kind(status, _BY_STATUS.get(status, "request"))
    members = _members(Problem(kind, detail, request_id=request_id))
    headers = {**EVERYWHERE, "Connection": "close", ID_HEADER: request_id}
    return JSONResponse(members, status, headers, media_type=PROBLEM.media_type)


def _form(request: Request) -> Form:
    """A page or JSON, as the address names them (by suffix or `?format=`), else as Accept does."""
    suffix = request.scope["path"].rpartition(".")[2]
    asked = {suffix, *request.query_params.getlist("format")}
    offered = (PROBLEM, HTML)
    try:
        return choose(
            request.headers.get("accept"),
            offered,
            [name for name in ("html", "json") if name in asked],
        )
    except NotAcceptable:
        return PROBLEM


async def answer_nobody(_: Request, __: Exception) -> Response:
    """The client has gone; the status is for our own log (499, as nginx writes it)."""
    return Response(status_code=_GONE)


def kind_of(error: Exception) -> Kind:
    """What kind of problem an error is, by its own class or the nearest above that has one."""
    return next(KINDS[kind] for kind in type(error).__mro__ if kind in KINDS)


def problem_of(error: Exception, language: str = DEFAULT) -> Problem:
    """What the table says of an error, with what the error itself knows."""
    if isinstance(error, HTTPException):
        return _http_problem(error)
    kind = kind_of(error)
    internal = kind.status == HTTPStatus.INTERNAL_SERVER_ERROR
    return Problem(
        kind,
        # What broke inside is for the log, not for the reader.
        detail=words(DEFAULT)["problem_internal_next"] if internal else str(error),
        said=_said(error),
        parameter=getattr(error, "parameter", None),
        line=getattr(error, "line", None),
        column=getattr(error, "column", None),
        offered=getattr(error, "offered", ()),
        near=tuple(_near(hit, language) for hit in getattr(error, "near", ())),
        headers={"Retry-After": str(error.retry_after)} if isinstance(error, StoreBusy) else {},
    )


def _http_problem(error: HTTPException) -> Problem:
    kind = Kind(error.status_code, _BY_STATUS.get(error.status_code, "request"))
    headers = dict(error.headers or {})
    if allowed := headers.get("Allow"):
        headers["Allow"] = ", ".join(sorted(allowed.split(", ")))
        said = {"allowed": headers["Allow"]}
        return Problem(kind, f"this address takes {headers['Allow']}", said, headers=headers)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return Problem(kind, "there is nothing at this address", {}, headers=headers)
    return Problem(kind, error.detail, headers=headers)


def _said(error: Exception) -> Mapping[str, str] | None:
    """What fills the sentence about an error, for those that pages have a sentence about."""
    match error:
        case NotAcceptable():
            return {"offered": ", ".join(error.offered)}
        case QueryTimeout():
            return {"seconds": f"{error.seconds:g}"}
        case StoreBusy():
            return {"seconds": str(error.retry_after)}
    return None


def _near(hit: Hit, language: str) -> Near:
    label = best(hit.labels, language) or hit.name
    return Near(hit.iri, label.text, label.language, link(hit.iri, language))


def _members(problem: Problem) -> dict[str, Any]:
    """The members of the JSON object; those that say nothing are left out."""
    members: dict[str, Any] = {
        "type": problem.type,
        "title": words(DEFAULT)[f"problem_{problem.kind.name}"],
        "status": problem.kind.status,
        "detail": problem.detail,
        "parameter": problem.parameter,
        "line": problem.line,
        "column": problem.column,
        "offered": list(problem.offered),
        "request_id": problem.request_id,
        "near": [{"iri": near.iri, "name": near.name} for near in problem.near],
    }
    return {name: value for name, value in members.items() if value not in (None, [])}
