"""The description of the endpoint for programs (SPARQL 1.1 Service Description)."""

from collections.abc import Iterator
from io import BytesIO

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from coopgraph.names import BASE, PREFIXES, TYPE, VOID, XSD
from coopgraph.web.negotiation import Form
from coopgraph.web.site import Release

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

Object = NamedNode | BlankNode | Literal


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
    yield from _about(_ENDPOINT, TYPE, _sd("Service"))
    yield from _about(_ENDPOINT, _sd("endpoint"), _ENDPOINT)
    yield from _about(_ENDPOINT, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield from _about(
        _ENDPOINT, _sd("resultFormat"), *(NamedNode(_FORMATS + name) for name in _SERVED)
    )
    yield from _about(_ENDPOINT, _sd("defaultDataset"), dataset)
    yield from _about(dataset, TYPE, _sd("Dataset"))
    yield from _about(dataset, _sd("defaultGraph"), default)
    yield from _about(default, TYPE, _sd("Graph"))
    yield from _size(default, release.plain)
    for name, triples in sorted(release.graphs.items()):
        yield from _named_graph(dataset, name, triples)


def _named_graph(dataset: NamedNode, name: str, triples: int) -> Iterator[Triple]:
    entry, graph = NamedNode(f"{name}#named"), NamedNode(f"{name}#graph")
    yield from _about(dataset, _sd("namedGraph"), entry)
    yield from _about(entry, TYPE, _sd("NamedGraph"))
    yield from _about(entry, _sd("name"), NamedNode(name))
    yield from _about(entry, _sd("graph"), graph)
    yield from _about(graph, TYPE, _sd("Graph"))
    yield from _size(graph, triples)


def _size(graph: NamedNode, triples: int) -> Iterator[Triple]:
    count = Literal(str(triples), datatype=NamedNode(XSD + "integer"))
    yield from _about(graph, NamedNode(VOID + "triples"), count)


def _about(subject: NamedNode, predicate: NamedNode, *objects: Object) -> Iterator[Triple]:
    for object_ in objects:
        yield Triple(subject, predicate, object_)


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
