"""The release as a whole: its files, its description, and the list of its pages."""

import bz2
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from xml.parsers import expat

import pytest
from httpx import Client
from pyoxigraph import RdfFormat, parse
from rdflib import DCAT, RDF, VOID, BNode, Graph, Literal, URIRef

from coopgraph.names import BASE, GRAPH
from coopgraph.web.app import ROUTES
from coopgraph.web.sitemap import documents, index
from tests.conftest import ROOT
from tests.released import BROWSER, release, serving

PACKED = [
    "coopgraph.nq.bz2",
    "coopgraph.trig.bz2",
    *(f"{graph}.ttl.bz2" for graph in ("curation", "default", "meta")),
    *(f"source-{source}.ttl.bz2" for source in ("bulletin", "gaceta")),
]
MEDIA_TYPES = {
    **dict.fromkeys(PACKED, "application/x-bzip2"),
    "SHA256SUMS": "text/plain; charset=utf-8",
    "coopgraph.nq": "application/n-quads",
    "coopgraph.trig": "application/trig",
    "origins.csv": "text/csv; charset=utf-8; header=present",
}
DATASET, PLAIN = URIRef(f"{BASE}dataset/coopgraph"), URIRef(f"{GRAPH}default")
ENTRY = re.compile(r"<url><loc>(.*?)</loc>(.*?)</url>")
LINK = re.compile(r'<xhtml:link rel="alternate" hreflang="(\w+)" href="(.*?)"/>')


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def described(client: Client) -> Graph:
    return Graph().parse(data=client.get("/dataset.ttl").content, format="turtle")


def ask(client: Client, query: str) -> dict[str, int]:
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()
    found = rows["results"]["bindings"]
    return {row.get("of", {"value": ""})["value"]: int(row["n"]["value"]) for row in found}


def number(graph: Graph, subject: URIRef | BNode, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal)
    return int(value)


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_a_file_of_the_release_is_sent_whole_with_its_length(client: Client, name: str) -> None:
    path = release() / "dumps" / name
    answer = client.get(f"/dumps/{name}")
    assert answer.content == path.read_bytes()
    assert answer.headers["content-type"] == MEDIA_TYPES[name]
    assert answer.headers["content-length"] == str(path.stat().st_size)
    head = client.head(f"/dumps/{name}")
    assert (head.content, head.headers["content-length"]) == (b"", str(path.stat().st_size))


def test_the_tag_of_a_file_is_its_sum_and_is_not_sent_again(client: Client) -> None:
    first = client.get("/dumps/coopgraph.nq")
    assert first.headers["etag"] == f'"{sha256(first.content).hexdigest()}"'
    again = client.get("/dumps/coopgraph.nq", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_file_holds_as_many_triples_as_a_query_counts(client: Client, name: str) -> None:
    rdf_format = RdfFormat.from_extension(name.split(".")[1])
    assert rdf_format
    held = len(list(parse(bz2.decompress(client.get(f"/dumps/{name}").content), rdf_format)))
    inside = f"GRAPH <{GRAPH}{name.split('.')[0].replace('-', '/')}> {{ ?s ?p ?o }}"
    pattern = {
        "coopgraph": "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }",
        "default": "?s ?p ?o",
    }.get(name.split(".")[0], inside)
    assert ask(client, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}") == {"": held}


def test_the_sums_are_those_of_the_files(client: Client) -> None:
    listed = dict(
        line.split("  ")[::-1] for line in client.get("/dumps/SHA256SUMS").text.split("\n")[:-1]
    )
    assert set(listed) == set(MEDIA_TYPES) - {"SHA256SUMS"}
    for name, listed_sum in listed.items():
        assert sha256(client.get(f"/dumps/{name}").content).hexdigest() == listed_sum


@pytest.mark.parametrize("address", ["/dumps", "/dumps/"])
def test_the_files_are_listed_with_their_sums(client: Client, address: str) -> None:
    text = client.get(address, headers=BROWSER).text
    for name in MEDIA_TYPES:
        assert f'href="/dumps/{name}"' in text
        assert sha256((release() / "dumps" / name).read_bytes()).hexdigest() in text


@pytest.mark.parametrize(
    "name", ["none.nq", "../manifest.json", "%2e%2e/manifest.json", "coopgraph.nq/", "%00", "a/b"]
)
def test_no_other_file_is_sent(client: Client, name: str) -> None:
    assert client.get(f"/dumps/{name}").status_code == 404


@pytest.mark.parametrize("address", ["/dataset", "/.well-known/void"])
def test_the_description_is_the_same_at_both_addresses(
    client: Client, described: Graph, address: str
) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/turtle")
    assert '</dataset.nq>; rel="alternate"; type="application/n-quads"' in answer.headers["link"]
    assert len(Graph().parse(data=answer.content, format="turtle")) == len(described)
    assert (DATASET, RDF.type, VOID.Dataset) in described
    assert (DATASET, RDF.type, DCAT.Dataset) in described
    named = client.get("/dataset/coopgraph")
    assert (named.status_code, named.headers["location"]) == (303, "/dataset")


def test_its_graphs_are_as_large_as_the_manifest_and_a_query_say(
    client: Client, described: Graph
) -> None:
    manifest = json.loads((release() / "manifest.json").read_text())
    assert number(described, DATASET, VOID.triples) == manifest["triples"]
    counted = ask(client, "SELECT ?of (COUNT(*) AS ?n) { GRAPH ?of { ?s ?p ?o } } GROUP BY ?of")
    counted[str(PLAIN)] = ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[""]
    subsets = list(described.objects(DATASET, VOID.subset))
    assert {
        str(graph): number(described, graph, VOID.triples)
        for graph in subsets
        if isinstance(graph, URIRef) and (graph, RDF.type, VOID.Linkset) not in described
    } == counted


@pytest.mark.parametrize(
    ("partition", "term", "measure", "query"),
    [
        (
            VOID.classPartition,
            VOID["class"],
            VOID.entities,
            "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { PATTERN } GROUP BY ?of",
        ),
        (
            VOID.propertyPartition,
            VOID.property,
            VOID.triples,
            "SELECT ?of (COUNT(*) AS ?n) { PATTERN } GROUP BY ?of",
        ),
    ],
)
@pytest.mark.parametrize("graph", [PLAIN, URIRef(f"{GRAPH}source/bulletin")])
def test_its_classes_and_properties_are_counted_as_a_query_counts_them(
    client: Client,
    described: Graph,
    graph: URIRef,
    partition: URIRef,
    term: URIRef,
    measure: URIRef,
    query: str,
) -> None:
    pattern = "?s a ?of" if partition == VOID.classPartition else "?s ?of ?o"
    inside = pattern if graph == PLAIN else f"GRAPH <{graph}> {{ {pattern} }}"
    counted = ask(client, query.replace("PATTERN", inside))
    said = {
        str(described.value(part, term)): number(described, part, measure)
        for part in described.objects(graph, partition)
        if isinstance(part, BNode)
    }
    assert said == counted


def test_it_says_where_the_files_are_how_long_and_with_which_sum(
    client: Client, described: Graph
) -> None:
    checksum, value = (
        URIRef(f"http://spdx.org/rdf/terms#{name}") for name in ("checksum", "checksumValue")
    )
    files = {str(file): file for file in described.objects(DATASET, DCAT.distribution)}
    assert set(files) == {f"{BASE}dumps/{name}" for name in MEDIA_TYPES}
    for iri, file in files.items():
        answer = client.get(iri.replace(BASE, "/"))
        assert isinstance(file, URIRef)
        assert number(described, file, DCAT.byteSize) == len(answer.content)
        node = described.value(file, checksum)
        assert str(described.value(node, value)) == sha256(answer.content).hexdigest()


def test_people_see_the_same_figures(client: Client, described: Graph) -> None:
    text = client.get("/dataset", headers=BROWSER).text
    assert str(number(described, PLAIN, VOID.triples)) in text
    assert 'href="/graph/source/bulletin"' in text
    assert 'href="/ontology#CooperationTie"' in text


def test_every_page_is_listed_in_every_language_below_the_address_asked(client: Client) -> None:
    host = str(client.base_url).rstrip("/")
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    expat.ParserCreate().Parse(answer.content, True)
    entries = ENTRY.findall(answer.text)
    places = [place for place, _ in entries]
    assert len(places) == len(set(places))
    assert {f"{host}/doc/actor/alta", f"{host}/es/doc/actor/alta", f"{host}/pt/"} <= set(places)
    for place, links in entries:
        others = dict(LINK.findall(links))
        assert set(others) == {"en", "es", "pt"}
        assert place in others.values()
    assert f"{host}/doc/actor/nadie" not in places
    for place in places[::25]:
        assert client.get(place, headers=BROWSER).status_code == 200


def test_the_list_has_every_thing_that_a_query_finds(client: Client) -> None:
    query = (
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { { ?s a ?c } UNION { GRAPH ?g { ?s a ?c } } "
        f'FILTER (STRSTARTS(STR(?s), "{BASE}id/")) }}'
    )
    text = client.get("/sitemap.xml").text
    assert text.count("<url>") - 4 * 3 == 3 * ask(client, query)[""]


@pytest.mark.parametrize(("entries", "size"), [(1, 10_000), (4, 10_000), (100, 1500)])
def test_a_list_beyond_the_bounds_is_cut_into_several(entries: int, size: int) -> None:
    addresses = [f"/doc/actor/{number}" for number in range(9)]
    (whole,) = documents("http://x", addresses)
    cut = list(documents("http://x", addresses, entries, size))
    assert len(cut) > 1
    assert [entry for each in cut for entry in ENTRY.findall(each)] == ENTRY.findall(whole)
    for each in cut:
        expat.ParserCreate().Parse(each, True)
        assert each.count("<url>") <= entries
        assert len(each.encode()) <= size


def test_the_list_of_lists_names_each_of_them_by_its_number() -> None:
    written = index("http://a&b", 3)
    expat.ParserCreate().Parse(written, True)
    places = re.findall(r"<sitemap><loc>(.*?)</loc></sitemap>", written)
    assert places == [f"http://a&amp;b/sitemap-{number}.xml" for number in (1, 2, 3)]


def test_a_list_that_is_whole_is_its_own_first_part(client: Client) -> None:
    whole, part = client.get("/sitemap.xml"), client.get("/sitemap-1.xml")
    assert part.content == whole.content
    held = {"If-None-Match": part.headers["etag"]}
    assert client.get("/sitemap-1.xml", headers=held).status_code == 304
    for number in ("0", "2", "01", "x", "9" * 5000):
        assert (
            client.get(f"/sitemap-{number}.xml", headers={"If-None-Match": "*"}).status_code == 404
        )


def test_an_odd_name_of_the_host_does_no_harm(client: Client) -> None:
    answer = client.get("/sitemap.xml", headers={"Host": 'a&"b'})
    assert answer.status_code == 200
    expat.ParserCreate().Parse(answer.content, True)
    assert b'a&"b' not in answer.content


def test_robots_are_told_of_the_list(client: Client) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {str(client.base_url).rstrip('/')}/sitemap.xml" in text.splitlines()
    assert "Disallow: /sparql?" in text


def test_every_address_is_told_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = " ".join(line for line in readme.splitlines() if line.startswith("| `/"))
    heads = {route.partition("{")[0].rstrip("/.") for route in ROUTES if len(route) > 1}
    assert sorted(head for head in heads if head and f"`{head}" not in told) == []
