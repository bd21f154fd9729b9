"""What all addresses with several forms share: suffix, parameters, header lines, RDF."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import parse_qsl

from pyoxigraph import Quad, RdfFormat, Triple, serialize
from starlette.exceptions import HTTPException
from starlette.requests import Request

from coopgraph.errors import BadParameter
from coopgraph.names import PREFIXES
from coopgraph.web.headers import REVALIDATE, document_links, entity_tag
from coopgraph.web.languages import shortened
from coopgraph.web.negotiation import (
    CSV,
    HTML,
    JSON,
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TRIPLES,
    TURTLE,
    Form,
    choose,
)
from coopgraph.web.render import language_of
from coopgraph.web.site import site_of

# `application/json` and `.json` are the plain object, so it stands before JSON-LD.
DOCUMENT = (HTML, TURTLE, NTRIPLES, JSON, JSONLD, RDFXML, NQUADS, TRIG, CSV)
"""The forms of a document about a thing."""

MODEL = (HTML, *TRIPLES)
"""The forms of what people read as often as programs: the model and its schemes."""

GRAPH = (*TRIPLES, HTML)
"""The forms of what programs read: graphs, shapes, the description of the data set."""

_NAMES = {
    TURTLE: "Turtle",
    NTRIPLES: "N-Triples",
    JSON: "JSON",
    JSONLD: "JSON-LD",
    RDFXML: "RDF/XML",
    NQUADS: "N-Quads",
    TRIG: "TriG",
    CSV: "CSV",
}
_TRACKING = re.compile(r"utm\w*|\w*clid")
_PREFIXED = {RdfFormat.TURTLE, RdfFormat.TRIG}


@dataclass(frozen=True)
class FormLink:
    """The same in another form."""

    name: str
    media_type: str
    href: str


@dataclass(frozen=True)
class Asked:
    """An address without the suffix of a form, and the forms asked for besides the header.

    Suffix and parameter beat the header, and the suffix comes first; either may be empty.
    """

    address: str
    suffix: str
    format: str

    @property
    def forms(self) -> tuple[str, ...]:
        """The names of the forms asked for."""
        return tuple(name for name in (self.suffix, self.format) if name)


def read_parameters(request: Request, *names: str) -> dict[str, str]:
    """Those of the parameters that an address is given (URL Standard, 5.1); others are passed over.

    Raises:
        BadParameter: one is given more than once, or is not UTF-8.
    """
    encoded = request.scope["query_string"].decode("utf-8", "surrogateescape")
    given: dict[str, str] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True, errors="surrogateescape"):
        if name not in names:
            continue
        if name in given:
            raise BadParameter(name, "it is given more than once")
        if not _is_utf8(value):
            raise BadParameter(name, "it is not UTF-8")
        given[name] = value
    return given


def read_only_parameters(request: Request, *names: str) -> dict[str, str]:
    """The parameters of an address that takes no others: with a slip it would answer otherwise.

    What is added to links where they are shared, such as `utm_source` and `fbclid`, is passed over.

    Raises:
        BadParameter: one is given that is not among them, or more than once, or is not UTF-8.
    """
    for name in request.query_params:
        if name not in names and not _TRACKING.fullmatch(name):
            taken = ", ".join(names)
            raise BadParameter(shortened(name), f"this address does not take it; it takes {taken}")
    return read_parameters(request, *names)


def read_format(request: Request) -> str:
    """The form that `?format=` names; empty where it names none.

    Raises:
        BadParameter: it is given more than once, or is not UTF-8.
    """
    return read_parameters(request, "format").get("format", "")


def read_asked(request: Request, address: str, offered: Iterable[Form]) -> Asked:
    """Take the suffix of a form off an address, if it has one of those offered there.

    Raises:
        BadParameter: the form is named by more than one parameter.
    """
    bare, _, suffix = address.rpartition(".")
    if suffix not in {form.names[0] for form in offered}:
        bare, suffix = address, ""
    return Asked(bare, suffix, read_format(request))


def read_served(request: Request, offered: Iterable[Form], *served: str) -> Asked:
    """The address of a request, without suffix and language, which must be one of those served.

    Raises:
        HTTPException: 404, it is another.
    """
    asked = read_asked(request, request.scope["path"], offered)
    if asked.address not in served:
        raise HTTPException(404)
    return asked


def negotiate(
    request: Request, asked: Asked, offered: Sequence[Form]
) -> tuple[Form, dict[str, str]]:
    """The form to answer in, and the header lines of that answer.

    Raises:
        NotAcceptable: the client accepts none of the forms.
    """
    form = choose(request.headers.get("accept"), offered, asked.forms)
    site, language = site_of(request), language_of(request)
    return form, {
        "ETag": entity_tag(site, asked.address, form.media_type, language),
        "Link": document_links(asked.address, offered, in_rdf=form in TRIPLES),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }


def form_links(address: str, offered: Iterable[Form]) -> tuple[FormLink, ...]:
    """The forms of an address besides its page."""
    return tuple(
        FormLink(_NAMES[form], form.media_type, f"{address}.{form.names[0]}")
        for form in offered
        if form is not HTML
    )


def as_rdf(statements: Iterable[Quad] | Iterable[Triple], form: Form) -> bytes:
    """Statements in one of the forms of RDF; of quads only N-Quads and TriG take all."""
    rdf_format = RdfFormat.from_media_type(form.media_type)
    prefixes = PREFIXES if rdf_format in _PREFIXED else None
    written = BytesIO()
    serialize(statements, written, rdf_format, prefixes=prefixes)
    return written.getvalue()


def _is_utf8(value: str) -> bool:
    """Whether what was decoded holds no byte that could not be."""
    return not any("\udc80" <= character <= "\udcff" for character in value)
