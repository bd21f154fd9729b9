"""Where the data set comes from: the build (PROV-O) and, graph by graph, sources and licences."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from coopgraph.names import BASE, DATASET, DCTERMS, GRAPH, ID, PROJECT, PROV, SDO, TYPE
from coopgraph.web.catalogue import LICENCE, checksum, file_of
from coopgraph.web.facts import Facts
from coopgraph.web.graphs import DEFAULT, sizes
from coopgraph.web.languages import LANGUAGES, words
from coopgraph.web.triples import about, terms

_BUILD = NamedNode(BASE + "dataset#build")
_TABLES = "data/"
_LICENCE = NamedNode(DCTERMS + "license")
_RIGHTS = NamedNode(DCTERMS + "rights")
_SOURCE = NamedNode(DCTERMS + "source")
_TITLE = NamedNode(DCTERMS + "title")
_VERSION = NamedNode(SDO + "softwareVersion")
_prov = terms(PROV)


def describe_lineage(facts: Facts) -> Iterator[Triple]:
    """The build, the tables it read and the files it wrote; the sources of each graph."""
    yield from about(_BUILD, TYPE, _prov("Activity"))
    yield from about(DATASET, _prov("wasGeneratedBy"), _BUILD)
    for dump in facts.dumps:
        yield from about(file_of(dump), TYPE, _prov("Entity"))
        yield from about(file_of(dump), _prov("wasGeneratedBy"), _BUILD)
    yield from _tables(facts)
    yield from _software(facts)
    yield from _graphs(facts)
    for source, said in facts.sources.items():
        for predicate, value in said:
            yield Triple(NamedNode(source), predicate, value)


def _tables(facts: Facts) -> Iterator[Triple]:
    for path, sha256 in facts.release.files.items():
        if path.startswith(_TABLES) and path.endswith(".csv"):
            table = NamedNode(BASE + path)
            yield from about(_BUILD, _prov("used"), table)
            yield from about(table, TYPE, _prov("Entity"))
            yield from checksum(table, sha256)


def _software(facts: Facts) -> Iterator[Triple]:
    for name, version in facts.release.software.items():
        agent = NamedNode(f"{BASE}dataset#{name}-{version}")
        yield from about(_BUILD, _prov("wasAssociatedWith"), agent)
        yield from about(agent, TYPE, _prov("SoftwareAgent"))
        yield from about(agent, _TITLE, Literal(name))
        yield from about(agent, _VERSION, Literal(version))
    yield from about(DATASET, _prov("wasAttributedTo"), NamedNode(PROJECT))


def _graphs(facts: Facts) -> Iterator[Triple]:
    """A graph is under the licence that its source states, else ours, save the words quoted."""
    placed = {source: _graph_of(facts, source) for source in facts.sources}
    for source, graph in placed.items():
        yield from about(NamedNode(graph), _SOURCE, NamedNode(source))
        if graph != DEFAULT and _licence(facts, source) is None:
            yield from about(NamedNode(graph), _RIGHTS, *_in_languages("quoted_rights"))
    stated = {graph: _licence(facts, source) for source, graph in placed.items()}
    for graph in sizes(facts.release):
        licence = LICENCE if graph == DEFAULT else stated.get(graph)
        yield from about(NamedNode(graph), _LICENCE, licence or LICENCE)


def _in_languages(name: str) -> Iterator[Literal]:
    return (Literal(words(code)[name], language=code) for code in LANGUAGES)


def _graph_of(facts: Facts, source: str) -> str:
    """The graph in which a source speaks; one that makes no claim is in the default graph."""
    own = source.replace(ID, GRAPH, 1)
    return own if own in facts.release.graphs else DEFAULT


def _licence(facts: Facts, source: str) -> NamedNode | None:
    for predicate, value in facts.sources[source]:
        if predicate == _LICENCE and isinstance(value, NamedNode):
            return value
    return None
