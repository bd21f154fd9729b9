"""The description of the release: each count is counted again in the dump, each sum made again."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx import Client
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import DCAT, DCTERMS, PROV, RDF, SDO, SKOS, VOID, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from coopgraph.names import BASE, CGO, GRAPH, ID, VOCAB
from coopgraph.release.folder import SOFTWARE
from tests.released import real_release, serving

DATASET, BUILD = URIRef(f"{BASE}dataset/coopgraph"), URIRef(f"{BASE}dataset#build")
SPDX = "http://spdx.org/rdf/terms#"
# What rdflib has of DCAT is version 2, without this.
VERSION = URIRef(f"{DCAT}version")
OURS = URIRef("https://creativecommons.org/licenses/by/4.0/")
MATCHES = {f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(real_release()) as host, Client(base_url=host, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def described(client: Client) -> Graph:
    return Graph().parse(data=client.get("/dataset.ttl").content, format="turtle")


@cache
def dump() -> list[Quad]:
    return list(parse(path=real_release() / "dumps/coopgraph.nq", format=RdfFormat.N_QUADS))


def graph_of(quad: Quad) -> str:
    return str(getattr(quad.graph_name, "value", f"{GRAPH}default"))


def plain(predicate: str) -> list[Any]:
    """What the default graph says with a property: every object."""
    return [object_ for _, object_ in said_plainly(predicate)]


def said_plainly(predicate: str) -> list[tuple[Any, Any]]:
    """What the default graph says with a property: every subject with its object."""
    return [
        (quad.subject, quad.object)
        for quad in dump()
        if quad.predicate.value == predicate and graph_of(quad) == f"{GRAPH}default"
    ]


def one(graph: Graph, subject: Node, predicate: URIRef) -> Any:
    [value] = graph.objects(subject, predicate)
    return value.toPython() if isinstance(value, Literal) else value


def partitions(graph: Graph, kind: str, term: str, measure: str) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for of, part in graph.subject_objects(VOID[kind]):
        counts[str(of), str(one(graph, part, VOID[term]))] += one(graph, part, VOID[measure])
    return counts


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> list[str]:
    texts = graph.objects(subject, predicate)
    return sorted(str(text.language) for text in texts if isinstance(text, Literal))


def test_the_triples_of_all_and_of_each_graph_are_those_of_the_dump(described: Graph) -> None:
    counted = Counter(graph_of(quad) for quad in dump())
    assert one(described, DATASET, VOID.triples) == len(dump())
    assert {
        str(graph): one(described, graph, VOID.triples)
        for graph in described.objects(DATASET, VOID.subset)
        if (graph, RDF.type, VOID.Linkset) not in described
    } == counted


def test_the_classes_and_properties_are_those_of_the_dump(described: Graph) -> None:
    properties = Counter((graph_of(quad), quad.predicate.value) for quad in dump())
    classes = Counter(
        (graph_of(quad), quad.object.value)
        for quad in dump()
        if quad.predicate.value == str(RDF.type) and isinstance(quad.object, NamedNode)
    )
    said = partitions(described, "propertyPartition", "property", "triples")
    assert said == properties
    assert partitions(described, "classPartition", "class", "entities") == classes
    assert one(described, DATASET, VOID.properties) == len({term for _, term in properties})
    assert one(described, DATASET, VOID.classes) == len({term for _, term in classes})


def test_there_is_a_linkset_for_each_place_outside_with_as_many_links_as_the_dump(
    described: Graph,
) -> None:
    counted = Counter(
        (f"{urlsplit(found.value).scheme}://{urlsplit(found.value).netloc}/", predicate)
        for predicate in MATCHES
        for found in plain(predicate)
        if not found.value.startswith(BASE)
    )
    said = {}
    for linkset in described.subjects(RDF.type, VOID.Linkset):
        assert (DATASET, VOID.subset, linkset) in described
        target = one(described, linkset, VOID.objectsTarget)
        place = (
            one(described, target, VOID.uriSpace),
            str(one(described, linkset, VOID.linkPredicate)),
        )
        said[place] = one(described, linkset, VOID.triples)
    assert said == counted
    assert {"http://www.wikidata.org/", "https://sws.geonames.org/"} <= {at for at, _ in said}


def test_the_data_set_is_in_a_catalogue_with_its_service(described: Graph) -> None:
    [catalogue] = described.subjects(RDF.type, DCAT.Catalog)
    assert one(described, catalogue, DCAT.dataset) == DATASET
    service = one(described, catalogue, DCAT.service)
    assert (service, RDF.type, DCAT.DataService) in described
    assert one(described, service, DCAT.servesDataset) == DATASET
    for subject in (catalogue, DATASET):
        assert isinstance(subject, URIRef)
        for predicate in (DCTERMS.title, DCTERMS.description):
            assert languages(described, subject, predicate) == ["en", "es", "pt"]
        assert one(described, subject, DCTERMS.license) == OURS


def test_its_version_is_the_name_of_the_release_and_no_day_is_made_up(
    client: Client, described: Graph
) -> None:
    release = client.get("/ready").json()["release"]
    assert one(described, DATASET, VERSION) == release
    assert list(described.objects(DATASET, DCTERMS.issued)) == []


def test_its_themes_countries_and_time_are_those_of_the_dump(described: Graph) -> None:
    themes = {theme.value for theme in plain(f"{CGO}thematicArea")}
    assert {str(theme) for theme in described.objects(DATASET, DCAT.theme)} == themes
    actors = {
        country.value
        for subject, country in said_plainly(f"{CGO}inCountry")
        if subject.value.startswith(f"{ID}actor/")
    }
    assert {str(country) for country in described.objects(DATASET, DCTERMS.spatial)} == actors
    period = one(described, DATASET, DCTERMS.temporal)
    first, last = (str(one(described, period, name)) for name in (DCAT.startDate, DCAT.endDate))
    assert first == min(day.value for day in plain(f"{CGO}earliest"))
    assert last == max(day.value for day in plain(f"{CGO}latest"))


def test_its_keywords_are_the_terms_of_the_field_in_three_languages(described: Graph) -> None:
    terms = {
        term
        for term, scheme in said_plainly(str(SKOS.inScheme))
        if scheme.value == f"{VOCAB}concept"
    }
    labels = said_plainly(str(SKOS.prefLabel))
    words = {(label.value, label.language) for term, label in labels if term in terms}
    said = {
        (str(word), word.language)
        for word in described.objects(DATASET, DCAT.keyword)
        if isinstance(word, Literal)
    }
    assert said == words
    assert {language for _, language in said} == {"en", "es", "pt"}


def test_every_file_can_be_had_as_long_as_said_and_with_the_sum_said(
    client: Client, described: Graph
) -> None:
    files = list(described.objects(DATASET, DCAT.distribution))
    names = {path.name for path in (real_release() / "dumps").iterdir()}
    assert {str(file) for file in files} == {f"{BASE}dumps/{name}" for name in names}
    for file in files:
        content = client.get(one(described, file, DCAT.downloadURL).replace(BASE, "/")).content
        assert one(described, file, DCAT.byteSize) == len(content)
        assert sum_of(described, file) == sha256(content).hexdigest()
        assert one(described, file, DCTERMS.license) == OURS
        assert one(described, file, PROV.wasGeneratedBy) == BUILD


def sum_of(graph: Graph, file: Node) -> str:
    node = one(graph, file, URIRef(f"{SPDX}checksum"))
    assert isinstance(node, BNode)
    [digest] = graph.objects(node, URIRef(f"{SPDX}checksumValue"))
    return str(digest)


def test_the_build_used_every_table_with_its_sum(client: Client, described: Graph) -> None:
    folder = real_release()
    tables = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*.csv")}
    used = list(described.objects(BUILD, PROV.used))
    assert {str(table).removeprefix(BASE) for table in used} == tables
    for table in used:
        content = client.get(str(table).replace(BASE, "/")).content
        assert sum_of(described, table) == sha256(content).hexdigest()


def test_the_build_was_done_by_programs_of_a_version(described: Graph) -> None:
    agents = list(described.objects(BUILD, PROV.wasAssociatedWith))
    assert all((agent, RDF.type, PROV.SoftwareAgent) in described for agent in agents)
    assert {
        one(described, agent, DCTERMS.title): one(described, agent, SDO.softwareVersion)
        for agent in agents
    } == {name: version(name) for name in SOFTWARE}
    assert one(described, DATASET, PROV.wasGeneratedBy) == BUILD


def test_each_graph_has_a_licence_and_names_its_source(described: Graph) -> None:
    graphs = {URIRef(graph_of(quad)) for quad in dump()}
    assert all(one(described, graph, DCTERMS.license) for graph in graphs)
    for graph in graphs:
        if str(graph).startswith(f"{GRAPH}source/"):
            source = URIRef(str(graph).replace(GRAPH, ID))
            assert one(described, graph, DCTERMS.source) == source
            assert one(described, source, URIRef(f"{CGO}siglum"))


def test_what_a_source_says_of_its_licence_is_told_and_quotations_stay_its_authors(
    described: Graph,
) -> None:
    article, listed = (URIRef(f"{ID}source/{key}") for key in ("aldana", "wd50k"))
    assert (article, URIRef(f"{CGO}notSaid"), DCTERMS.license) in described
    assert languages(described, URIRef(f"{GRAPH}source/aldana"), DCTERMS.rights) == [
        "en",
        "es",
        "pt",
    ]
    assert one(described, listed, DCTERMS.license) == OURS
    assert list(described.objects(URIRef(f"{GRAPH}source/wd50k"), DCTERMS.rights)) == []
    codes = URIRef(f"{ID}source/country-codes")
    assert (URIRef(f"{GRAPH}default"), DCTERMS.source, codes) in described
    assert one(described, codes, DCTERMS.license) != OURS
