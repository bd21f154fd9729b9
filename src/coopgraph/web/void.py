"""The data set described for programs: VoID (https://www.w3.org/TR/void/), and all else it says."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from coopgraph.names import BASE, CGO, DATASET, DCTERMS, FOAF, ID, ORG, SKOS, TYPE, VOID
from coopgraph.web.catalogue import describe_catalogue, file_of
from coopgraph.web.facts import Count, Facts, Links
from coopgraph.web.graphs import DEFAULT, sizes
from coopgraph.web.lineage import describe_lineage
from coopgraph.web.triples import about, integer, terms

_DESCRIPTION = NamedNode(BASE + "dataset")
_FORMATS = "http://www.w3.org/ns/formats/"
_SERVED = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG")
_VOCABULARIES = (CGO, DCTERMS, ORG, SKOS)
_WHOLE = ("application/n-quads", "application/trig")
_void = terms(VOID)


def describe_dataset(facts: Facts) -> Iterator[Triple]:
    """What the data set is, how large its graphs are, where it can be had and comes from."""
    yield from describe_catalogue(facts)
    yield from describe_lineage(facts)
    yield from _what(facts)
    yield from _sizes(facts)
    yield from _partitions(facts.classes, "class", "entities")
    yield from _partitions(facts.properties, "property", "triples")
    for links in facts.links:
        yield from _linkset(links)


def _what(facts: Facts) -> Iterator[Triple]:
    yield from about(DATASET, TYPE, _void("Dataset"))
    yield from about(DATASET, _void("uriSpace"), Literal(ID))
    yield from about(DATASET, _void("uriLookupEndpoint"), NamedNode(BASE + "lookup?iri="))
    yield from about(DATASET, _void("vocabulary"), *map(NamedNode, _VOCABULARIES))
    yield from about(DATASET, _void("feature"), *(NamedNode(_FORMATS + name) for name in _SERVED))
    yield from about(DATASET, _void("sparqlEndpoint"), NamedNode(BASE + "sparql"))
    whole = (dump for dump in facts.dumps if dump.media_type in _WHOLE)
    yield from about(DATASET, _void("dataDump"), *map(file_of, whole))
    yield from about(_DESCRIPTION, TYPE, _void("DatasetDescription"))
    yield from about(_DESCRIPTION, NamedNode(FOAF + "primaryTopic"), DATASET)


def _sizes(facts: Facts) -> Iterator[Triple]:
    counted = sizes(facts.release)
    yield from about(DATASET, _void("triples"), integer(sum(counted.values())))
    for term, counts in (("classes", facts.classes), ("properties", facts.properties)):
        yield from about(DATASET, _void(term), integer(len({row.term for row in counts})))
    for name, triples in counted.items():
        yield from about(DATASET, _void("subset"), NamedNode(name))
        yield from about(NamedNode(name), TYPE, _void("Dataset"))
        yield from about(NamedNode(name), _void("triples"), integer(triples))


def _partitions(counts: Iterable[Count], term: str, measure: str) -> Iterator[Triple]:
    for place, count in enumerate(counts):
        graph = NamedNode(count.graph or DEFAULT)
        partition = BlankNode(f"{term}{place}")
        yield from about(graph, _void(f"{term}Partition"), partition)
        yield from about(partition, _void(term), NamedNode(count.term))
        yield from about(partition, _void(measure), integer(count.number))


def _linkset(links: Links) -> Iterator[Triple]:
    """Links by one property into one data set outside, which is known by its host alone."""
    host, local = urlsplit(links.target).netloc, links.predicate.rpartition("#")[2]
    target, linkset = (
        NamedNode(f"{BASE}dataset#{name}") for name in (f"at-{host}", f"{local}-at-{host}")
    )
    yield from about(target, TYPE, _void("Dataset"))
    yield from about(target, _void("uriSpace"), Literal(links.target))
    yield from about(DATASET, _void("subset"), linkset)
    yield from about(linkset, TYPE, _void("Linkset"))
    yield from about(linkset, _void("linkPredicate"), NamedNode(links.predicate))
    yield from about(linkset, _void("subjectsTarget"), NamedNode(DEFAULT))
    yield from about(linkset, _void("objectsTarget"), target)
    yield from about(linkset, _void("triples"), integer(links.number))
