"""A thing and its document: each form of it says what the dump of the release says of the thing."""

import csv
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from httpx import Client
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse, serialize
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from coopgraph.names import CGO, ID, RDFS
from tests.released import ALTA, BROWSER, TIE, release, serving

TRIPLE_FORMS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
QUAD_FORMS = {"nq": "nquads", "trig": "trig"}
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "csv": "text/csv; charset=utf-8",
}
COLUMNS = ["subject", "property", "value", "printed", "source"]
COLUMNS += ["part", "row", "column", "lines", "cell"]
COLUMNS += ["denied", "approximate", "credited", "through", "page", "corrected", "note"]
HYPOTHESIS = f"{ID}hypothesis/instituto-or-baja"
LABEL, CLAIM_SUBJECT, PARTY = (
    NamedNode(name) for name in (f"{RDFS}label", f"{CGO}claimSubject", f"{CGO}party")
)
# rdflib's readers of JSON-LD and of quads use names that rdflib itself calls old.
old_names = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with serving() as host:
        yield host


@pytest.fixture(scope="module")
def client(host: str) -> Iterator[Client]:
    with Client(base_url=host, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def dump() -> Store:
    store = Store()
    store.bulk_load(path=release() / "dumps" / "coopgraph.nq", format=RdfFormat.N_QUADS)
    return store


def quads_about(dump: Store, iri: str) -> set[Quad]:
    """What the dump states of a thing, the names of what that mentions, the claims about it."""
    this = NamedNode(iri)
    stated = set(dump.quads_for_pattern(this, None, None))
    for quad in list(stated):
        if isinstance(quad.object, NamedNode):
            stated |= set(dump.quads_for_pattern(quad.object, LABEL, None, DefaultGraph()))
    for claim in dump.quads_for_pattern(None, CLAIM_SUBJECT, this):
        stated |= set(dump.quads_for_pattern(claim.subject, None, None, claim.graph_name))
    return stated


def things(dump: Store) -> list[str]:
    iris = {quad.subject.value for quad in dump if isinstance(quad.subject, NamedNode)}
    return sorted(iri for iri in iris if iri.startswith(ID))


def flat(quads: set[Quad]) -> Graph:
    text = serialize({quad.triple for quad in quads}, format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=text or b"", format="nt")


@old_names
@pytest.mark.parametrize("suffix", [*TRIPLE_FORMS, *QUAD_FORMS])
@pytest.mark.parametrize("iri", [ALTA, TIE, HYPOTHESIS, f"{ID}territory/col"])
def test_rdflib_reads_from_every_form_what_the_dump_states(
    host: str, dump: Store, iri: str, suffix: str
) -> None:
    thing = f"{host}/doc/{iri.removeprefix(ID)}"
    expected = flat(quads_about(dump, iri))
    if suffix in TRIPLE_FORMS:
        assert isomorphic(Graph().parse(f"{thing}.{suffix}"), expected)
        asked = Graph().parse(thing.replace("/doc/", "/id/"), format=TRIPLE_FORMS[suffix])
        assert isomorphic(asked, expected)
    else:
        read = Dataset().parse(f"{thing}.{suffix}", format=QUAD_FORMS[suffix])
        assert {quad[:3] for quad in read.quads()} == set(expected)


@pytest.mark.parametrize("form", [RdfFormat.N_QUADS, RdfFormat.TRIG])
def test_every_thing_has_its_claims_in_the_graph_of_their_source(
    client: Client, dump: Store, form: RdfFormat
) -> None:
    for iri in things(dump):
        answer = client.get(f"/doc/{iri.removeprefix(ID)}.{form.file_extension}")
        if answer.status_code == 200:
            assert set(parse(answer.content, form)) == quads_about(dump, iri), iri
    assert answer.headers["content-type"] == form.media_type


def test_every_thing_says_in_turtle_what_it_says_in_quads(client: Client, dump: Store) -> None:
    for iri in things(dump):
        answer = client.get(f"/doc/{iri.removeprefix(ID)}.nt")
        if answer.status_code == 200:
            triples = {quad.triple for quad in quads_about(dump, iri)}
            assert {quad.triple for quad in parse(answer.content, RdfFormat.N_TRIPLES)} == triples


def test_the_plain_object_has_statements_ties_and_claims_with_their_place_and_cell(
    client: Client,
) -> None:
    tie = client.get("/doc/tie/alta-baja.json").json()
    assert (tie["iri"], tie["kind"], tie["release"]) == (TIE, "tie", release().name)
    assert {"property": f"{CGO}party", "value": {"iri": ALTA}} in tie["statements"]
    date = next(claim for claim in tie["claims"] if claim["property"] == f"{CGO}date")
    assert date["printed"] == {"text": "June 1998", "language": "en"}
    assert date["value"]["text"] == "1998-06"
    assert date["value"]["datatype"].endswith("#gYearMonth")
    assert (date["place"]["label"], date["place"]["row"], date["place"]["lines"]) == (
        "Table 1",
        1,
        "3",
    )
    assert date["cell"].endswith("ties.csv#cell=2,15")
    assert {"text": "Alta", "language": "en"} in tie["mentioned"][ALTA]


def test_the_plain_object_of_an_actor_has_its_ties_and_what_sources_do_not_say(
    client: Client,
) -> None:
    alta = client.get("/doc/actor/alta", headers={"Accept": "application/json"}).json()
    assert {"text": "Alta", "language": "en"} in alta["labels"]
    ties = {tie["iri"]: tie for tie in alta["ties"]}
    assert ties[TIE]["partner"] == f"{ID}actor/baja"
    absent = [claim for claim in ties[f"{ID}tie/alta-centro"]["claims"] if not claim["value"]]
    assert {claim["status"] for claim in absent} == {"not-available"}
    mentioned = {tie["partner"] for tie in alta["ties"]} | set(alta["types"])
    assert mentioned <= alta["mentioned"].keys()


def test_the_rows_are_those_of_rfc_4180_one_for_each_claim(client: Client, dump: Store) -> None:
    answer = client.get("/doc/actor/alta.csv")
    assert answer.text.count("\r\n") == answer.text.count("\n")
    header, *rows = csv.reader(StringIO(answer.text, newline=""), strict=True)
    assert header == COLUMNS
    assert {len(row) for row in rows} == {len(header)}
    subjects = [NamedNode(ALTA)]
    subjects += [
        quad.subject
        for quad in dump.quads_for_pattern(None, PARTY, NamedNode(ALTA), DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    ]
    claims = [
        quad for each in subjects for quad in dump.quads_for_pattern(None, CLAIM_SUBJECT, each)
    ]
    assert len(rows) == len(claims) > 0
    cells = {row[COLUMNS.index("cell")].rpartition("/")[2] for row in rows}
    assert "ties.csv#cell=2,15" in cells
    assert "Culture, tourism." in {row[3] for row in rows}


def test_the_rows_of_a_source_are_all_its_claims_and_those_of_a_claim_itself(
    client: Client, dump: Store
) -> None:
    graph = NamedNode("https://w3id.org/coopgraph/graph/source/bulletin")
    claims = list(dump.quads_for_pattern(None, CLAIM_SUBJECT, None, graph))
    assert len(client.get("/doc/source/bulletin.csv").text.splitlines()) == len(claims) + 1
    claim = claims[0].subject
    assert isinstance(claim, NamedNode)
    assert len(client.get(f"/doc/{claim.value.removeprefix(ID)}.csv").text.splitlines()) == 2


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_each_form_has_its_media_type_its_tag_and_the_lines_of_a_head(
    client: Client, suffix: str
) -> None:
    answer = client.get(f"/doc/actor/alta.{suffix}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPES[suffix])
    assert "Accept" in answer.headers["vary"]
    head = client.head(f"/doc/actor/alta.{suffix}")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "etag", "link", "vary"):
        assert head.headers[name] == answer.headers[name]
    held = {"If-None-Match": answer.headers["etag"]}
    again = client.get(f"/doc/actor/alta.{suffix}", headers=held)
    assert (again.status_code, again.content) == (304, b"")


def test_every_form_has_a_tag_of_its_own_and_a_link_that_leads_to_it(client: Client) -> None:
    answers = [client.get(f"/doc/actor/alta.{suffix}") for suffix in MEDIA_TYPES]
    assert len({answer.headers["etag"] for answer in answers}) == len(MEDIA_TYPES)
    links = answers[0].headers["link"].split(", ")
    assert '<https://w3id.org/coopgraph/doc/actor/alta>; rel="canonical"' in links
    assert '</ontology>; rel="describedby"' in links
    for link in links:
        target, _, rest = link.removeprefix("<").partition(">")
        if 'rel="alternate"' in rest:
            wanted = rest.partition('type="')[2].removesuffix('"')
            assert client.get(target).headers["content-type"].startswith(wanted)


def test_what_is_sent_in_rdf_names_the_shapes_that_it_fits(client: Client) -> None:
    profile = '<https://w3id.org/coopgraph/shapes>; rel="profile"'
    assert profile in client.get("/doc/actor/alta.trig").headers["link"]
    assert profile not in client.get("/doc/actor/alta.csv").headers["link"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/trig", "application/trig"),
        ("application/n-quads;q=0.9, text/turtle;q=0.8", "application/n-quads"),
        ("application/json", "application/json"),
        ("application/ld+json, application/json;q=0.9", "application/ld+json"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("text/csv;q=0, text/*;q=0.1", "text/html; charset=utf-8"),
        ("text/html;q=0.1, application/rdf+xml;q=0.2", "application/rdf+xml"),
        ("text/turtle;q=5, application/n-triples", "application/n-triples"),
        (",,;q=, */*;q=0.001", "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
    ],
)
def test_the_form_that_a_client_likes_best_is_sent(
    client: Client, accept: str, media_type: str
) -> None:
    answer = client.get("/doc/actor/alta", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("asked", ["trig", "application/ld+json", "csv", "JSON", "text/turtle"])
def test_a_parameter_beats_the_header(client: Client, asked: str) -> None:
    answer = client.get(f"/doc/actor/alta?format={asked}", headers=BROWSER)
    assert answer.status_code == 200
    assert not answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/doc/actor/alta", "image/png"),
        ("/doc/actor/alta", "text/turtle;q=0"),
        ("/doc/actor/alta", ";;;"),
        ("/doc/actor/alta?format=pdf", "*/*"),
        ("/id/actor/alta", "image/png"),
    ],
)
def test_what_is_not_offered_is_406_with_all_that_is(
    client: Client, address: str, accept: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 406
    assert len(answer.json()["offered"]) == len(MEDIA_TYPES)


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/id/actor/alta-vieja", "/id/actor/alta"),
        ("/id/actor/alta-vieja.ttl", "/id/actor/alta.ttl"),
        ("/doc/actor/alta-vieja", "/doc/actor/alta"),
        ("/doc/actor/alta-vieja.trig", "/doc/actor/alta.trig"),
        ("/es/doc/actor/alta-vieja.html", "/es/doc/actor/alta.html"),
        (
            "/doc/actor/alta-vieja?format=application/ld%2Bjson",
            "/doc/actor/alta?format=application%2Fld%2Bjson",
        ),
    ],
)
def test_a_merged_key_leads_to_the_other_in_the_same_form(
    client: Client, address: str, location: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["location"]) == (301, location)
    assert client.get(location, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("place", ["id", "doc"])
def test_a_deleted_key_says_to_people_why_it_is_gone(client: Client, place: str) -> None:
    answer = client.get(f"/es/{place}/actor/nadie", headers=BROWSER)
    assert answer.status_code == 410
    assert "A misreading; the bulletin names no such actor." in answer.text
    assert "Ya no existe" in answer.text
    problem = client.get(f"/{place}/actor/nadie", headers={"Accept": "application/json"})
    assert (problem.status_code, problem.json()["status"]) == (410, 410)
    assert "misreading" in problem.json()["detail"]


@pytest.mark.parametrize("suffix", [*TRIPLE_FORMS, *QUAD_FORMS])
def test_a_deleted_key_leaves_programs_a_tombstone(client: Client, suffix: str) -> None:
    answer = client.get(f"/doc/actor/nadie.{suffix}")
    assert (answer.status_code, answer.headers["content-type"]) == (410, MEDIA_TYPES[suffix])
    assert "etag" not in answer.headers
    form = RdfFormat.from_extension(suffix)
    assert form is not None
    stated = {quad.predicate.value for quad in parse(answer.content, form)}
    assert stated == {
        "http://www.w3.org/2002/07/owl#deprecated",
        "http://www.w3.org/2004/02/skos/core#historyNote",
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("tag", ["*", '"x"'])
def test_what_is_not_there_is_not_unchanged(client: Client, method: str, tag: str) -> None:
    for address, status in (("/doc/actor/nobody.ttl", 404), ("/doc/actor/nadie.ttl", 410)):
        answer = client.request(method, address, headers={"If-None-Match": tag})
        assert answer.status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "/doc/actor/alta.",
        "/doc/actor/.ttl",
        "/doc/actor/alta.ttl.ttl",
        "/doc/actor/alta.TTL",
        "/doc/actor/alta/",
        "/doc/actor/alta/ttl",
        "/doc/actor//alta",
        "/doc/Actor/alta",
        "/doc/actor/alta%00.ttl",
        "/doc/actor/alta%2Fbaja.nq",
        "/doc/actor/-alta.csv",
        "/doc/actor/alta%0A.json",
        "/id/actor/ALTA.trig",
        "/id/actor/",
        "/id/",
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "application/trig", BROWSER["Accept"]])
def test_a_misspelt_address_is_a_404_and_leads_nowhere(
    client: Client, address: str, accept: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "link" not in answer.headers


def test_data_hold_canonical_iris_and_pages_local_addresses(client: Client, host: str) -> None:
    for suffix in MEDIA_TYPES:
        answer = client.get(f"/doc/tie/alta-baja.{suffix}")
        assert host not in answer.text
        assert TIE in answer.text.replace("tie:alta-baja", TIE)
    assert f'href="{ID}' not in client.get("/doc/tie/alta-baja", headers=BROWSER).text
    assert json.loads(client.get("/doc/tie/alta-baja.json").text)["iri"] == TIE
