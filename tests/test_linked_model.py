"""The model and the graphs at their addresses: as the files of the release have them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from coopgraph.names import BASE, CGO, GRAPH, ID, VOCAB
from tests.released import BROWSER, release, serving
from tests.test_web import Page

FORMS = [
    RdfFormat.TURTLE,
    RdfFormat.N_TRIPLES,
    RdfFormat.RDF_XML,
    RdfFormat.JSON_LD,
    RdfFormat.N_QUADS,
    RdfFormat.TRIG,
]
LANGUAGES = ["en", "es", "pt"]
DOCUMENTS = ["/ontology", "/ontology/0.1.0", "/alignments", "/alignments/0.1.0", "/shapes"]
SOURCE_GRAPH = f"{GRAPH}source/bulletin"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def dump() -> Store:
    store = Store()
    store.bulk_load(path=release() / "dumps" / "coopgraph.nq", format=RdfFormat.N_QUADS)
    return store


def files_of(address: str) -> list[Path]:
    if address == "/shapes":
        return sorted((release() / "shapes").glob("*.ttl"))
    name = "alignments" if address.startswith("/alignments") else "coopgraph"
    return [release() / "ontology" / f"{name}.ttl"]


def canonical(quads: Iterator[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return set(dataset)


def held(files: list[Path]) -> set[Quad]:
    return canonical(quad for path in files for quad in parse(path=path))


def page(client: Client, address: str) -> Page:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("address", DOCUMENTS)
def test_the_model_is_what_the_files_of_the_release_hold(
    client: Client, address: str, form: RdfFormat
) -> None:
    answer = client.get(address, headers={"Accept": form.media_type})
    assert answer.headers["content-type"].partition(";")[0] == form.media_type
    assert canonical(parse(answer.content, form)) == held(files_of(address))
    assert client.get(f"{address}.{form.file_extension}").content == answer.content


def test_a_document_of_the_model_is_the_same_bytes_each_time(client: Client) -> None:
    first, second = (client.get("/shapes.nt") for _ in range(2))
    assert first.content == second.content
    again = client.get("/shapes.nt", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_an_anchor_with_its_labels_and_definitions(
    client: Client, language: str
) -> None:
    prefix = "" if language == "en" else f"/{language}"
    shown = page(client, f"{prefix}/ontology")
    anchors = {attributes.get("id") for _, attributes in shown.tags}
    for quad in held(files_of("/ontology")):
        if not (isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(CGO)):
            continue
        assert quad.subject.value.removeprefix(CGO) in anchors
        if isinstance(quad.object, Literal):
            assert " ".join(quad.object.value.split()) in shown.text


def test_terms_are_linked_both_ways(client: Client) -> None:
    text = client.get("/ontology", headers=BROWSER).text
    sections = dict(
        re.findall(r'<section class="panel" id="(\w+)">(.*?)</section>', text, re.DOTALL)
    )

    def linked(term: str) -> set[str]:
        return set(re.findall(r'href="/ontology#(\w+)"', sections[term]))

    assert "GovernmentActor" in linked("SubnationalGovernment")
    assert "SubnationalGovernment" in linked("GovernmentActor")
    assert {"GovernmentActor", "Territory"} <= linked("governs")
    assert "governs" in linked("GovernmentActor")
    assert "governs" in linked("Territory")
    assert linked("party") >= {"partyTo"}
    assert linked("partyTo") >= {"party"}


def test_the_page_counts_what_uses_a_term(client: Client, dump: Store) -> None:
    text = client.get("/ontology", headers=BROWSER).text
    section = re.search(r'<section class="panel" id="Claim">(.*?)</section>', text, re.DOTALL)
    claims = {
        quad.subject
        for quad in dump.quads_for_pattern(None, None, NamedNode(f"{CGO}Claim"))
        if quad.predicate.value.endswith("#type")
    }
    assert section is not None
    assert f"things: {len(claims)}<" in section[1]


@pytest.mark.parametrize(
    "address",
    [
        "/ontology/9.9.9",
        "/ontology/",
        "/ontology.pdf",
        "/ontology/0.1.0.pdf",
        "/ontology/%00",
        "/alignments/2",
        "/shapes.csv",
        "/vocab/value-status/none",
        "/vocab/none",
        "/vocab/Value-Status",
        "/vocab/value-status/",
        "/vocab/value-status/%00",
        "/vocab/%3E",
        "/graph/",
        "/graph/source/none",
        "/graph/source/bulletin/",
        "/graph/%00",
        "/graph/%2e%2e/ontology",
        "/graph/source/bulletin.pdf",
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/turtle", BROWSER["Accept"]])
def test_what_the_release_does_not_have_is_a_clean_404(
    client: Client, address: str, accept: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 404
    assert "link" not in answer.headers


@pytest.mark.parametrize("form", FORMS)
def test_a_scheme_says_all_of_its_concepts_in_every_form(
    client: Client, dump: Store, form: RdfFormat
) -> None:
    answer = client.get(f"/vocab/value-status.{form.file_extension}")
    concepts = [
        f"{VOCAB}value-status",
        *(f"{VOCAB}value-status/{name}" for name in ("stated", "not-available")),
    ]
    stated = {
        quad.triple
        for iri in concepts
        for quad in dump.quads_for_pattern(NamedNode(iri), None, None)
    }
    assert {quad.triple for quad in parse(answer.content, form)} == stated


def test_a_concept_shows_what_uses_it_counted_and_the_first_of_it_linked(
    client: Client, dump: Store
) -> None:
    stated = NamedNode(f"{VOCAB}value-status/stated")
    uses = list(dump.quads_for_pattern(None, NamedNode(f"{CGO}valueStatus"), stated))
    shown = page(client, "/vocab/value-status/stated")
    assert f"value status , {len(uses)} " in shown.text
    claims = [link for link in shown.links if link.startswith("/doc/claim/")]
    assert len(claims) == min(30, len(uses))
    assert all(client.head(link).status_code == 200 for link in claims[:3])
    assert "/vocab/value-status" in shown.links


def test_a_concept_is_described_in_three_languages(client: Client) -> None:
    shown = page(client, "/es/vocab/membership-kind/founder")
    assert {"en", "es", "pt"} <= {attributes.get("lang") for _, attributes in shown.tags}
    triples = client.get("/vocab/membership-kind/founder.nt").text
    assert f"<{VOCAB}membership-kind/founder>" in triples
    assert f"<{VOCAB}membership-kind> <http://www.w3.org/2000/01/rdf-schema#label>" in triples


def test_a_scheme_shows_the_notes_on_its_scope(client: Client) -> None:
    assert "the first to use these kinds" in page(client, "/vocab/agreement-kind").text
    assert "Scope" not in page(client, "/vocab/value-status").text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["default", "curation", "meta", "source/bulletin"])
def test_a_graph_is_what_the_dump_holds_of_it(
    client: Client, dump: Store, name: str, form: RdfFormat
) -> None:
    graph = DefaultGraph() if name == "default" else NamedNode(GRAPH + name)
    expected = set(dump.quads_for_pattern(None, None, None, graph))
    answer = client.get(f"/graph/{name}", headers={"Accept": form.media_type})
    read = set(parse(answer.content, form))
    if form in (RdfFormat.N_QUADS, RdfFormat.TRIG):
        assert read == expected
    else:
        assert {quad.triple for quad in read} == {quad.triple for quad in expected}


def test_a_graph_has_a_page_that_counts_it_and_leads_to_its_source(client: Client) -> None:
    size = len(client.get("/graph/source/bulletin.nt").text.splitlines())
    shown = page(client, "/graph/source/bulletin")
    assert f"Triples {size} " in shown.text
    assert {"/doc/source/bulletin", "/graph/source/bulletin.trig"} <= set(shown.links)
    assert client.get("/graph/source/bulletin").headers["content-type"].startswith("text/turtle")


def test_pages_about_things_lead_to_the_terms_of_the_model(client: Client) -> None:
    claim = client.get("/doc/tie/alta-baja.json").json()["claims"][0]["iri"]
    document = client.get(f"/doc/{claim.removeprefix(ID)}.nt").text
    assert f"<{CGO}" in document
    shown = page(client, "/sparql?query=SELECT%20%3Fp%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%20900")
    ours = [link for link in shown.links if link.startswith("/ontology#")]
    assert ours
    anchors = {attributes.get("id") for _, attributes in page(client, "/ontology").tags}
    assert {link.partition("#")[2] for link in ours} <= anchors
    assert not [link for link in shown.links if link.startswith(BASE)]
