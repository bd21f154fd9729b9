"""The description of the endpoint for programs (SPARQL 1.1 Service Description)."""

from collections.abc import Iterator
from io import BytesIO

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from coopgraph.names import BASE, PREFIXES, TYPE, VOID
from coopgraph.web.negotiation import Form
from coopgraph.web.site import Release
from coopgraph.web.triples import about, integer, terms

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_SERVED = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "N-Quads",
    "TriG",
)
_ENDPOINT = NamedNode(BASE + "sparql")
_sd = terms(_SD)


def describe_service(release: Release, form: Form) -> bytes:
    """The endpoint, its language and forms, and the size of each of its graphs."""
    rdf_format = RdfFormat.from_media_type(form.media_type)
    prefixes = {"sd": _SD, "void": PREFIXES["void"], "xsd": PREFIXES["xsd"]}
    with_prefixes = prefixes if rdf_format == RdfFormat.TURTLE else None
    written = BytesIO()
    serialize(_triples(release), written, rdf_format, prefixes=with_prefixes)
    return written.getvalue()


def _triples(release: Release) -> Iterator[Triple]:
    dataset, default = NamedNode(f"{BASE}sparql#dataset"), NamedNode(f"{BASE}sparql#default")
    yield from about(_ENDPOINT, TYPE, _sd("Service"))
    yield from about(_ENDPOINT, _sd("endpoint"), _ENDPOINT)
    yield from about(_ENDPOINT, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield from about(
        _ENDPOINT, _sd("resultFormat"), *(NamedNode(_FORMATS + name) for name in _SERVED)
    )
    yield from about(_ENDPOINT, _sd("defaultDataset"), dataset)
    yield from about(dataset, TYPE, _sd("Dataset"))
    yield from about(dataset, _sd("defaultGraph"), default)
    yield from about(default, TYPE, _sd("Graph"))
    yield from _size(default, release.plain)
    for name, triples in sorted(release.graphs.items()):
        yield from _named_graph(dataset, name, triples)


def _named_graph(dataset: NamedNode, name: str, triples: int) -> Iterator[Triple]:
    entry, graph = NamedNode(f"{name}#named"), NamedNode(f"{name}#graph")
    yield from about(dataset, _sd("namedGraph"), entry)
    yield from about(entry, TYPE, _sd("NamedGraph"))
    yield from about(entry, _sd("name"), NamedNode(name))
    yield from about(entry, _sd("graph"), graph)
    yield from about(graph, TYPE, _sd("Graph"))
    yield from _size(graph, triples)


def _size(graph: NamedNode, triples: int) -> Iterator[Triple]:
    yield from about(graph, NamedNode(VOID + "triples"), integer(triples))
