"""Names of others matched with ours: `/reconcile`, by the Reconciliation Service API 0.2.

Ids are short (`actor/medellin`), for clients put them into addresses as they stand. With the prefix
of a language (`/es/reconcile`) names are given in it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.errors import BadParameter
from coopgraph.names import CGO, ID
from coopgraph.reconcile.matching import MOST, Asked, Candidate, beginning, match
from coopgraph.reconcile.register import Register, Thing
from coopgraph.reconcile.release import register_of
from coopgraph.search import Label
from coopgraph.web.addresses import read_parameters
from coopgraph.web.bodies import read_body
from coopgraph.web.headers import REVALIDATE
from coopgraph.web.languages import shortened, words
from coopgraph.web.negotiation import HTML, JSON, choose
from coopgraph.web.reconcile_words import (
    Kind,
    description_of,
    extend,
    kinds_of,
    name_of,
    named_kinds,
    property_names,
)
from coopgraph.web.render import in_language, language_of, link, page
from coopgraph.web.site import site_of

METHODS = ["GET", "HEAD", "OPTIONS", "POST"]

VERSIONS = ("0.1", "0.2")
_MOST_BYTES = 1 << 20
_MOST_QUERIES = 100
_BATCH = 10
_LONGEST = 500
_USUAL = 10
_HEADERS = {"Vary": "Accept", "Cache-Control": REVALIDATE}
_PREVIEW = (430, 300)

Members = Mapping[str, Any]


@dataclass(frozen=True)
class ReconcilePage:
    """What the service is, for people: where it is, and what may be asked of it."""

    address: str
    properties: Mapping[str, str]
    types: tuple[Kind, ...]


@dataclass(frozen=True)
class Preview:
    """A thing in a few lines."""

    name: Label
    about: str
    names: tuple[str, ...]
    address: str | None
    iri: str


async def reconcile(request: Request) -> Response:
    """The manifest, candidates for names (`queries`), or values of things (`extend`).

    Raises:
        BadParameter: what is asked cannot be read.
        HTTPException: 413.
    """
    asked = await _read_asked(request)
    register = await run_sync(register_of, site_of(request).folder)
    kinds = await named_kinds(site_of(request).reader, register, language_of(request))
    if "queries" in asked:
        queries = {name: _asked(name, query) for name, query in asked["queries"].items()}
        return _json(await run_sync(_results, register, queries, kinds, language_of(request)))
    if "extend" in asked:
        return _json(_extended(register, asked["extend"], language_of(request)))
    if choose(request.headers.get("accept"), (JSON, HTML), ()) is HTML:
        matter = ReconcilePage(
            _address(request), property_names(language_of(request)), tuple(kinds.values())
        )
        return page(request, "reconcile", matter, here="/reconcile", headers=_HEADERS)
    return _json(_manifest(request, kinds))


async def view(request: Request) -> Response:
    """Lead (303) to the page of what has an id."""
    thing = _thing(request, await run_sync(register_of, site_of(request).folder))
    address = link(thing.iri, language_of(request)) or in_language(language_of(request), "/")
    return Response(status_code=303, headers={"Location": address})


async def preview(request: Request) -> Response:
    """A thing in a few lines, to be shown in a frame of another page."""
    register = await run_sync(register_of, site_of(request).folder)
    kinds = await named_kinds(site_of(request).reader, register, language_of(request))
    thing, language = _thing(request, register), language_of(request)
    policy = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'"
    matter = Preview(
        name_of(thing, language),
        description_of(register, thing, kinds, language),
        tuple(sorted({label.text for form, label in thing.names if form != "misprint"})),
        link(thing.iri, language),
        thing.iri,
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": REVALIDATE}
    return page(request, "preview", matter, here="/reconcile", headers=headers)


async def suggest_name(request: Request) -> Response:
    """Things, types or properties whose name begins with what somebody types."""
    given = read_parameters(request, "prefix", "cursor", "type")
    register = await run_sync(register_of, site_of(request).folder)
    language = language_of(request)
    kinds = await named_kinds(site_of(request).reader, register, language)
    prefix, start = given.get("prefix", "")[:_LONGEST], _number("cursor", given.get("cursor", "0"))
    what = request.path_params["what"]
    if what == "entity":
        found = await run_sync(_suggestions, register, prefix)
        members = [_suggested(register, each, kinds, language) for each in found]
    elif what == "type":
        members = _beginning(((kind.id, kind.name) for kind in kinds.values()), prefix)
    elif what == "property":
        members = _beginning(property_names(language).items(), prefix)
    else:
        raise HTTPException(404)
    return _json({"result": members[start : start + _USUAL]})


async def propose(request: Request) -> Response:
    """The properties that can be fetched of things of a type: of each the same."""
    given = read_parameters(request, "type", "limit")
    properties = [
        {"id": name, "name": label} for name, label in property_names(language_of(request)).items()
    ]
    limit = _number("limit", given["limit"]) if "limit" in given else len(properties)
    type_ = {"type": given["type"]} if "type" in given else {}
    return _json({**type_, "properties": properties[:limit]})


def _suggestions(register: Register, prefix: str) -> list[Thing]:
    """What begins so, else what is near."""
    near = (each.thing for each in match(register, Asked(prefix, limit=MOST)))
    return beginning(register, prefix) or list(near)


def _json(members: Members) -> Response:
    return JSONResponse(members, headers=_HEADERS)


async def _read_asked(request: Request) -> dict[str, dict[str, Any]]:
    """What is asked, by a query string or a form; each part is one object in JSON."""
    encoded = request.scope["query_string"]
    if request.method == "POST":
        encoded += b"&" + await read_body(request, _MOST_BYTES)
    try:
        given = parse_qs(encoded.decode(), errors="strict", max_num_fields=_MOST_QUERIES)
    except ValueError as error:
        raise BadParameter("queries", "the request is not a form in UTF-8") from error
    return {name: _object(name, given[name]) for name in ("queries", "extend") if name in given}


def _object(name: str, values: list[str]) -> dict[str, Any]:
    if len(values) > 1:
        raise BadParameter(name, "it is given more than once")
    try:
        read = json.loads(values[0])
    except (ValueError, RecursionError) as error:
        raise BadParameter(name, f"it is not JSON: {error}") from error
    if not isinstance(read, dict) or len(read) > _MOST_QUERIES:
        raise BadParameter(name, f"wanted: a JSON object with at most {_MOST_QUERIES} members")
    return read


def _asked(name: str, query: Any) -> Asked:
    """One query of a batch (0.2, 4.1)."""
    if not isinstance(query, dict):
        raise BadParameter("queries", f"{shortened(name)} is not an object")
    types = query.get("type") or query.get("types") or []
    values: dict[str, tuple[str, ...]] = {}
    for each in _dicts(query.get("properties")):
        values[str(each.get("pid", ""))] = tuple(_values(each.get("v")))
    return Asked(
        str(query.get("query", ""))[:_LONGEST],
        frozenset([types] if isinstance(types, str) else map(str, types)),
        strict=query.get("type_strict", "any") != "should",
        values=values,
        limit=_limit(query.get("limit")),
    )


def _limit(value: Any) -> int:
    return min(int(value), MOST) if isinstance(value, int | float) and value >= 1 else _USUAL


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _values(value: Any) -> Iterable[str]:
    """The values of a property as text; a thing that was matched before by its id."""
    for each in value if isinstance(value, list) else [value]:
        text = each.get("id", "") if isinstance(each, dict) else each
        if text not in (None, ""):
            yield str(text)[:_LONGEST]


def _results(
    register: Register, queries: Mapping[str, Asked], kinds: Mapping[str, Kind], language: str
) -> Members:
    return {
        name: {
            "result": [
                _candidate(register, each, kinds, language) for each in match(register, asked)
            ]
        }
        for name, asked in queries.items()
    }


def _candidate(
    register: Register, found: Candidate, kinds: Mapping[str, Kind], language: str
) -> Members:
    return {
        "id": found.thing.id,
        "name": name_of(found.thing, language).text,
        "description": description_of(register, found.thing, kinds, language),
        "score": found.score,
        "match": found.is_match,
        "type": [kind._asdict() for kind in kinds_of(found.thing, kinds)],
        "features": [{"id": "name", "value": found.score}],
    }


def _suggested(
    register: Register, thing: Thing, kinds: Mapping[str, Kind], language: str
) -> dict[str, Any]:
    return {
        "id": thing.id,
        "name": name_of(thing, language).text,
        "description": description_of(register, thing, kinds, language),
        "notable": [kind._asdict() for kind in kinds_of(thing, kinds)],
    }


def _beginning(named: Iterable[tuple[str, str]], prefix: str) -> list[dict[str, Any]]:
    """Those of which the name has a word that begins so, or whose id begins so."""
    wanted = prefix.casefold()
    return [
        {"id": id_, "name": name}
        for id_, name in named
        if f" {name.casefold()}".find(f" {wanted}") >= 0 or id_.casefold().startswith(wanted)
    ]


def _extended(register: Register, asked: dict[str, Any], language: str) -> Members:
    """Values of properties of things (0.2, 8.3); those that we do not have are empty."""
    names = property_names(language)
    ids = asked.get("ids")
    if not isinstance(ids, list):
        raise BadParameter("extend", "wanted: ids, a list of ids")
    wanted = [str(each.get("id", "")) for each in _dicts(asked.get("properties"))]
    things = {str(id_): register.things.get(str(id_)) for id_ in ids}
    return {
        "meta": [{"id": name, "name": names.get(name, name)} for name in wanted],
        "rows": {
            id_: {name: extend(register, thing, name, language) for name in wanted}
            for id_, thing in things.items()
        },
    }


def _thing(request: Request, register: Register) -> Thing:
    id_ = read_parameters(request, "id").get("id", "")
    if id_ not in register.things:
        raise HTTPException(404)
    return register.things[id_]


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadParameter(name, f"{shortened(text)!r} is not a number")
    return int(text)


def _address(request: Request) -> str:
    """Where the service is, as the client has called it."""
    host = str(request.base_url).rstrip("/")
    return host + in_language(language_of(request), "/reconcile")


def _manifest(request: Request, kinds: Mapping[str, Kind]) -> Members:
    """What the service is and where its parts are (0.2, 3)."""
    address, language = _address(request), language_of(request)
    width, height = _PREVIEW
    return {
        "versions": list(VERSIONS),
        "name": words(language)["reconcile_name"],
        "identifierSpace": ID,
        "schemaSpace": CGO,
        "documentation": address,
        "serviceVersion": site_of(request).release.id,
        "defaultTypes": [kind._asdict() for kind in kinds.values()],
        "view": {"url": f"{address}/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{address}/preview?id={{{{id}}}}",
            "width": width,
            "height": height,
        },
        "suggest": {
            what: {"service_url": address, "service_path": f"/suggest/{what}"}
            for what in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/propose"},
            "property_settings": [],
        },
        "batchSize": _BATCH,
    }
