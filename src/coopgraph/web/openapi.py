"""The description of the service for programs (OpenAPI 3.1), from the notes of its questions."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from coopgraph.web.negotiation import CSV, ROWS, ROWS_JSON, ROWS_XML, TRIPLES, TSV, Form
from coopgraph.web.paging import MOST_PASSED, MOST_ROWS
from coopgraph.web.questions import LONGEST, Parameter, Question

Members = dict[str, Any]


class Operation(NamedTuple):
    """What can be asked of an address by GET besides the stored questions."""

    address: str
    summary: str
    parameters: tuple[Members, ...]
    media_types: tuple[str, ...]
    statuses: tuple[str, ...] = ("200",)


def _taken(name: str, place: str, description: str, *, required: bool, **schema: Any) -> Members:
    return {
        "name": name,
        "in": place,
        "required": required,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _query(name: str, description: str, *, required: bool = False, **schema: Any) -> Members:
    return _taken(name, "query", description, required=required, **schema)


def _path(name: str, description: str, **schema: Any) -> Members:
    return _taken(name, "path", description, required=True, **schema)


def _types(*forms: Form) -> tuple[str, ...]:
    return tuple(form.media_type for form in forms)


_JSON, _HTML = "application/json", "text/html"
_KIND = _path("kind", "the kind of a thing", examples=["actor"])
_KEY = _path("key", "its key", examples=["medellin"])
_SPARQL = (
    _query("query", "a query in SPARQL 1.1", required=True, examples=["ASK {}"]),
    _query("default-graph-uri", "a graph to ask as the default one", format="iri"),
    _query("named-graph-uri", "a graph that GRAPH may name", format="iri"),
    _query("timeout", "seconds, fewer than the limit", type="number", exclusiveMinimum=0),
)
OPERATIONS = (
    Operation("/sparql", "SPARQL 1.1 Protocol", _SPARQL, _types(*ROWS, *TRIPLES)),
    Operation("/queries.json", "The stored questions", (), (_JSON,)),
    Operation(
        "/search.json",
        "Things by name, in any language",
        (_query("q", "a name or a part of one", examples=["medellin"]),),
        (_JSON,),
    ),
    Operation(
        "/lookup",
        "The thing with an identifier of others",
        (
            _query("wikidata", "an item of Wikidata", examples=["Q739"]),
            _query("iso", "a code of ISO 3166", examples=["COL"]),
            _query("geonames", "a number of GeoNames", examples=["3686110"]),
            _query("iri", "an IRI", format="iri"),
        ),
        (_HTML,),
        ("303", "404"),
    ),
    Operation(
        "/id/{kind}/{key}", "Leads to the document", (_KIND, _KEY), (), ("303", "301", "404", "410")
    ),
    Operation(
        "/doc/{kind}/{key}",
        "What the graph says of a thing",
        (_KIND, _KEY),
        (_HTML, _JSON, *_types(*TRIPLES, CSV)),
        ("200", "301", "404", "410"),
    ),
    Operation("/dataset", "The data set", (), _types(*TRIPLES)),
    Operation("/dumps.json", "The release as files", (), (_JSON,)),
    Operation("/validation.json", "The report of the release", (), (_JSON,)),
    Operation("/health", "The service lives", (), (_JSON,)),
    Operation("/ready", "The service can answer", (), (_JSON,)),
    Operation("/metrics", "What is counted while it runs", (), ("text/plain",)),
)
_SCHEMAS: Mapping[str, Members] = {
    "iri": {"minLength": 1, "maxLength": LONGEST},
    "text": {"minLength": 1, "maxLength": LONGEST},
    "year": {"pattern": r"^[0-9]{4}$"},
}
_TAKES = {
    "iri": "a kind and key, such as actor/medellin, or an IRI",
    "text": "a text",
    "year": "four digits",
}
_PAGE = (
    _query("limit", "rows at most", type="integer", minimum=1, maximum=MOST_ROWS),
    _query("offset", "rows passed over", type="integer", minimum=0, maximum=MOST_PASSED),
)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_PROBLEM_SCHEMA: Members = {
    "description": "Problem details (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
    },
}


def describe_api(questions: Iterable[Question], release: str) -> Members:
    """The OpenAPI document of a release.

    Args:
        questions: the stored ones, each of which is an operation.
        release: the name of the release, which is its version.
    """
    operations = (*OPERATIONS, *map(operation_of, questions))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "coopgraph",
            "version": release,
            "summary": "A knowledge graph of paradiplomacy, to be read.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {each.address: {"get": _members(each)} for each in operations},
        "components": {"schemas": {"Problem": _PROBLEM_SCHEMA}},
    }


def operation_of(question: Question) -> Operation:
    """A stored question as an operation; its rows come in any of the forms for rows."""
    return Operation(
        f"/queries/{question.name}",
        question.titles.get("en", question.name),
        (*map(_parameter, question.parameters), *_PAGE, _FORMAT),
        _types(ROWS_JSON, ROWS_XML, CSV, TSV),
    )


_FORMAT = _query(
    "format",
    "the form of the rows, in place of Accept",
    enum=["json", "xml", "csv", "tsv"],
    default="json",
)


def _parameter(parameter: Parameter) -> Members:
    label = parameter.labels.get("en", parameter.name)
    return _query(
        parameter.name,
        f"{label}: {_TAKES[parameter.type]}",
        examples=[parameter.example],
        default=parameter.example,
        **_SCHEMAS[parameter.type],
    )


def _members(operation: Operation) -> Members:
    responses: Members = {
        status: {"description": _SAID[status], **_content(operation, status)}
        for status in operation.statuses
    }
    problem = {"application/problem+json": {"schema": _PROBLEM}}
    responses["default"] = {"description": "What went wrong.", "content": problem}
    return {
        "operationId": operation.address.strip("/").translate(_NAMING),
        "summary": operation.summary,
        "parameters": list(operation.parameters),
        "responses": responses,
    }


def _content(operation: Operation, status: str) -> Members:
    if status != "200":
        return {}
    return {"content": {media_type: {} for media_type in operation.media_types}}


_SAID = {
    "200": "The answer.",
    "301": "It has another key now.",
    "303": "See the address in Location.",
    "404": "There is none.",
    "410": "There is none any more.",
}
_NAMING = str.maketrans({"/": "_", ".": "_", "{": None, "}": None, "-": "_"})
