"""The arguments of the SPARQL 1.1 Protocol, taken out of a request one by one.

Each can be misused in a named way only; what else a client sends is passed over, as clients add
parameters of their own.
"""

from dataclasses import dataclass
from math import isfinite
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request

from coopgraph.errors import BadQuery, QueryRefused
from coopgraph.web.bodies import read_body
from coopgraph.web.languages import shortened

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"

# A form may write every byte of a query as three, and names a few graphs besides.
_FORM_GROWTH = 3
_FORM_REST = 8192
_MOST_PARAMETERS = 200

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a request asks of the endpoint; without a query it asks about the endpoint itself."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    timeout: float | None
    forms: tuple[str, ...]


async def read_request(request: Request, query_bytes: int) -> Asked:
    """The arguments of a query by GET, by a form, or by a query as the body (2.1.1 to 2.1.3).

    Args:
        request: GET, HEAD or POST.
        query_bytes: the longest query that is taken.

    Raises:
        BadQuery: the query is missing, what is taken once is given twice, a graph is no IRI, the
            time limit no number, or the text is not UTF-8.
        QueryRefused: it is an update.
        HTTPException: 413, 414 or 415.
    """
    pairs = _pairs(request.scope["query_string"])
    posted = request.method == "POST"
    if posted:
        pairs += await _posted(request, query_bytes)
    asked = _asked(pairs, query_bytes, too_long=413 if posted else 414)
    if posted and asked.query is None:
        raise BadQuery("the form has no field named query")
    return asked


async def _posted(request: Request, query_bytes: int) -> Pairs:
    media_type = _media_type(request)
    if media_type == FORM:
        return _pairs(await read_body(request, query_bytes * _FORM_GROWTH + _FORM_REST))
    if media_type == DIRECT:
        return [("query", _utf8(await read_body(request, query_bytes)))]
    raise HTTPException(
        415,
        f"a query is sent as {FORM} or {DIRECT}, not as {media_type or 'nothing named'}",
        headers={"Accept-Post": f"{FORM}, {DIRECT}"},
    )


def _asked(pairs: Pairs, query_bytes: int, too_long: int) -> Asked:
    if _all(pairs, "update"):
        raise QueryRefused("this address takes queries, no updates: the service only reads")
    query, timeout = _once(pairs, "query"), _once(pairs, "timeout")
    if query is not None and len(query.encode()) > query_bytes:
        raise HTTPException(too_long, f"the query is longer than {query_bytes} bytes")
    return Asked(
        query=query,
        default_graphs=_graphs(pairs, "default-graph-uri"),
        named_graphs=_graphs(pairs, "named-graph-uri"),
        timeout=None if timeout is None else _seconds(timeout),
        # SPARQLWrapper names one form two ways (tsv, text/tab-separated-values) in one request.
        forms=tuple(_all(pairs, "format")),
    )


def _once(pairs: Pairs, name: str) -> str | None:
    values = _all(pairs, name)
    if len(values) > 1:
        raise BadQuery(f"{name} is given {len(values)} times; give it once")
    return values[0] if values else None


def _all(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _graphs(pairs: Pairs, name: str) -> tuple[str, ...]:
    graphs = tuple(_all(pairs, name))
    for graph in graphs:
        try:
            NamedNode(graph)
        except ValueError as error:
            raise BadQuery(f"{name} is not an absolute IRI: {error}") from error
    return graphs


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not (isfinite(seconds) and seconds > 0):
        raise BadQuery(f"timeout is {shortened(text)!r}; it takes seconds, more than 0")
    return seconds


def _media_type(request: Request) -> str:
    """The media type of the body, or as much of the header as shows why it cannot be taken."""
    header = request.headers.get("content-type", "").lower()
    media_type, _, parameters = header.partition(";")
    charset = parameters.partition("charset=")[2].strip().strip('"')
    return media_type.strip() if charset in ("", "utf-8") else header


def _pairs(encoded: bytes) -> Pairs:
    """The fields of a form or of a query string (URL Standard, 5.1), which must be UTF-8."""
    try:
        return parse_qsl(
            _utf8(encoded),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError as error:
        raise BadQuery(f"the request is not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise BadQuery(f"there are more than {_MOST_PARAMETERS} fields") from error


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadQuery(f"the request is not UTF-8: {error.reason} at byte {error.start}") from error
