"""The data set described for programs: VoID (https://www.w3.org/TR/void/) and DCAT 3."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from coopgraph.names import (
    BASE,
    CGO,
    DCTERMS,
    FOAF,
    ID,
    ORG,
    PROJECT,
    SKOS,
    TYPE,
    VOID,
    XSD,
)
from coopgraph.web.dumps import Dump
from coopgraph.web.graphs import DEFAULT, sizes
from coopgraph.web.languages import LANGUAGES, words
from coopgraph.web.site import Release

DATASET = NamedNode(BASE + "dataset/coopgraph")
_DESCRIPTION = NamedNode(BASE + "dataset")
_ENDPOINT = NamedNode(BASE + "sparql")
_DCAT = "http://www.w3.org/ns/dcat#"
_SPDX = "http://spdx.org/rdf/terms#"
_FORMATS = "http://www.w3.org/ns/formats/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_SERVED = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG")
_VOCABULARIES = (CGO, DCTERMS, ORG, SKOS)
_WHOLE = ("application/n-quads", "application/trig")

Object = NamedNode | BlankNode | Literal


class Count(NamedTuple):
    """How often a class or a property stands in one graph, whose IRI may be empty: the default."""

    graph: str
    term: str
    number: int


def describe_dataset(
    release: Release,
    classes: Sequence[Count],
    properties: Sequence[Count],
    dumps: Iterable[Dump],
) -> Iterator[Triple]:
    """What the data set is, how large its graphs are, and where it can be had.

    Args:
        release: the release that is served.
        classes: the things of each class in each graph.
        properties: the statements of each property in each graph.
        dumps: the files of the release.
    """
    yield from _what(release)
    yield from _about(DATASET, _void("triples"), _integer(sum(sizes(release).values())))
    yield from _about(DATASET, _void("classes"), _integer(len({row.term for row in classes})))
    yield from _about(DATASET, _void("properties"), _integer(len({row.term for row in properties})))
    for name, triples in sizes(release).items():
        yield from _about(DATASET, _void("subset"), NamedNode(name))
        yield from _about(NamedNode(name), TYPE, _void("Dataset"))
        yield from _about(NamedNode(name), _void("triples"), _integer(triples))
    yield from _partitions(classes, "class", "entities")
    yield from _partitions(properties, "property", "triples")
    yield from _service()
    for dump in dumps:
        yield from _distribution(dump)


def _what(release: Release) -> Iterator[Triple]:
    lede = "home_lede"
    yield from _about(DATASET, TYPE, _void("Dataset"), _dcat("Dataset"))
    yield from _about(DATASET, _dcterms("title"), Literal("coopgraph", language="en"))
    texts = (Literal(words(code)[lede], language=code) for code in LANGUAGES)
    yield from _about(DATASET, _dcterms("description"), *texts)
    yield from _about(DATASET, _dcterms("identifier"), Literal(release.id))
    yield from _about(DATASET, _dcterms("license"), NamedNode(_LICENCE))
    yield from _about(DATASET, _dcterms("publisher"), NamedNode(PROJECT))
    yield from _about(DATASET, _void("uriSpace"), Literal(ID))
    yield from _about(DATASET, _void("uriLookupEndpoint"), NamedNode(BASE + "lookup?iri="))
    yield from _about(DATASET, _void("vocabulary"), *map(NamedNode, _VOCABULARIES))
    yield from _about(DATASET, _void("feature"), *(NamedNode(_FORMATS + name) for name in _SERVED))
    yield from _about(_DESCRIPTION, TYPE, _void("DatasetDescription"))
    yield from _about(_DESCRIPTION, NamedNode(FOAF + "primaryTopic"), DATASET)


def _partitions(counts: Iterable[Count], term: str, measure: str) -> Iterator[Triple]:
    for place, count in enumerate(counts):
        graph = NamedNode(count.graph or DEFAULT)
        partition = BlankNode(f"{term}{place}")
        yield from _about(graph, _void(f"{term}Partition"), partition)
        yield from _about(partition, _void(term), NamedNode(count.term))
        yield from _about(partition, _void(measure), _integer(count.number))


def _service() -> Iterator[Triple]:
    yield from _about(DATASET, _void("sparqlEndpoint"), _ENDPOINT)
    yield from _about(_ENDPOINT, TYPE, _dcat("DataService"))
    yield from _about(_ENDPOINT, _dcterms("title"), Literal("SPARQL"))
    yield from _about(_ENDPOINT, _dcat("endpointURL"), _ENDPOINT)
    yield from _about(_ENDPOINT, _dcat("servesDataset"), DATASET)


def _distribution(dump: Dump) -> Iterator[Triple]:
    file, checksum = NamedNode(f"{BASE}dumps/{dump.name}"), BlankNode(f"sum{dump.sha256[:16]}")
    media_type = dump.media_type.partition(";")[0]
    size = Literal(str(dump.size), datatype=NamedNode(XSD + "nonNegativeInteger"))
    digest = Literal(dump.sha256, datatype=NamedNode(XSD + "hexBinary"))
    yield from _about(DATASET, _dcat("distribution"), file)
    if media_type in _WHOLE:
        yield from _about(DATASET, _void("dataDump"), file)
    yield from _about(file, TYPE, _dcat("Distribution"))
    yield from _about(file, _dcterms("title"), Literal(dump.name))
    yield from _about(file, _dcterms("license"), NamedNode(_LICENCE))
    yield from _about(file, _dcat("downloadURL"), file)
    yield from _about(file, _dcat("mediaType"), NamedNode(_MEDIA_TYPES + media_type))
    yield from _about(file, _dcat("byteSize"), size)
    yield from _about(file, _spdx("checksum"), checksum)
    yield from _about(checksum, TYPE, _spdx("Checksum"))
    yield from _about(checksum, _spdx("algorithm"), _spdx("checksumAlgorithm_sha256"))
    yield from _about(checksum, _spdx("checksumValue"), digest)


def _about(
    subject: NamedNode | BlankNode, predicate: NamedNode, *objects: Object
) -> Iterator[Triple]:
    for object_ in objects:
        yield Triple(subject, predicate, object_)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)


def _dcat(name: str) -> NamedNode:
    return NamedNode(_DCAT + name)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(DCTERMS + name)


def _spdx(name: str) -> NamedNode:
    return NamedNode(_SPDX + name)
