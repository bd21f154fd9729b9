"""Citations name what the page says, its release and the sum of its graph, and invent nothing."""

import html
import json
import os
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from httpx import Client
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS, SKOS

from coopgraph.entities import Entity
from coopgraph.names import BASE, CGO, DCTERMS, ID, SDO
from coopgraph.search import Label
from coopgraph.web.citation import Citation, bibtex, csl, iri_of, ris
from coopgraph.web.embedded import embed
from coopgraph.web.feed import read_releases
from tests.released import ALTA, BROWSER, release, serving
from tests.test_web import Page, page

TRACKER = "https://tracker.example/issues/new"
SUM = sha256((release() / "dumps/coopgraph.nq").read_bytes()).hexdigest()
CITED = (
    ("/doc/actor/alta", ALTA),
    ("/es/doc/actor/alta", ALTA),
    ("/doc/source/bulletin", f"{ID}source/bulletin"),
    ("/browse/tie?country=esp&decade=1990", f"{BASE}browse/tie?country=esp&decade=1990"),
    ("/pt/queries/medellin-ties?actor=actor/alta", f"{BASE}queries/medellin-ties?actor=actor/alta"),
    ("/search?q=alta", f"{BASE}search?q=alta"),
    ("/en/", "https://w3id.org/coopgraph"),
    ("/tested", f"{BASE}tested"),
    ("/doc/actor/alta?asof=1998", f"{BASE}doc/actor/alta?asof=1998"),
)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(tracker=TRACKER) as host, Client(base_url=host, timeout=30) as client:
        yield client


def cited(client: Client, form: str, of: str) -> str:
    answer = client.get(f"/cite.{form}?of={quote(of, safe='')}")
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(("of", "iri"), CITED)
def test_every_page_can_be_cited_with_its_own_title_release_and_sum(
    client: Client, of: str, iri: str
) -> None:
    shown = client.get(of, headers=BROWSER).text
    title = html.unescape(re.findall(r"<title>(.*?) · coopgraph</title>", shown, re.DOTALL)[0])
    (item,) = json.loads(cited(client, "csl.json", of))
    assert (item["title"], item["URL"]) == (title, iri)
    assert item["version"] == release().name
    assert item["author"] == [{"literal": "coopgraph"}]
    assert not {"issued", "accessed", "publisher"} & set(item)
    for form in ("bib", "ris", "csl.json"):
        written = cited(client, form, of)
        assert iri in written
        assert release().name in written
        assert SUM in written
    assert f"“{title}”" in Page(shown).text or f"«{title}»" in Page(shown).text
    files = [link for link in Page(shown).links if link.startswith("/cite.")]
    assert [client.get(link).status_code for link in files] == [200, 200, 200]


@pytest.mark.parametrize(
    "of",
    [
        "",
        "doc/actor/alta",
        "//example.org/",
        "https://example.org/",
        "/doc/actor/nobody",
        "/nowhere",
        "/health",
        "/id/actor/alta",
        "/doc/actor/alta.ttl",
        "/cite?of=/cite",
        "/browse/tie?country=atlantis",
        "/doc/actor/älta",
        "/doc/actor/alta\r\nX: y",
    ],
)
def test_what_is_no_page_cannot_be_cited(client: Client, of: str) -> None:
    answer = client.get("/cite", params={"of": of}, headers={"Accept": "application/x-bibtex"})
    assert answer.status_code in (400, 404)
    assert "json" in answer.headers["content-type"]


def test_a_form_is_asked_for_by_suffix_by_parameter_or_by_accept(client: Client) -> None:
    wanted = cited(client, "bib", "/tested")
    asked = {"of": "/tested"}
    accept = {"Accept": "application/x-bibtex"}
    assert client.get("/cite", params=asked, headers=accept).text == wanted
    assert client.get("/cite", params={**asked, "format": "bib"}).text == wanted
    assert client.get("/cite.odt", params=asked).status_code == 406
    assert SUM in page(client, "/es/cite?of=/tested").text


def test_no_sign_of_a_title_is_read_as_a_command() -> None:
    citation = Citation("100 % {\\input x} & $y_1$\nTY  - BOOK", "en", f"{BASE}x", "r", "s")
    assert "title = {{100 \\% \\{\\textbackslash{}input x\\} \\& \\$y\\_1\\$" in bibtex(citation)
    assert [line[:2] for line in ris(citation).splitlines()].count("TY") == 1
    assert json.loads(csl(citation))[0]["title"] == citation.title


def test_the_iri_of_a_page_is_that_of_its_thing_in_every_language() -> None:
    assert iri_of("/pt/doc/actor/alta") == iri_of("/doc/actor/alta.html") == ALTA
    assert iri_of("/es/") == iri_of("/") == "https://w3id.org/coopgraph"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("address", ["/doc/actor/alta", "/doc/territory/col", "/doc/source/gaceta"])
def test_what_a_page_embeds_agrees_with_the_graph(client: Client, address: str) -> None:
    text = client.get(address, headers=BROWSER).text
    (embedded,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(embedded)["@context"] == {"@vocab": SDO}
    said = Graph().parse(data=embedded, format="json-ld")
    known = Graph().parse(data=client.get(f"{address}.ttl").text, format="turtle")
    (thing,) = set(said.subjects())
    assert thing == URIRef(ID + address.removeprefix("/doc/"))
    sdo = {name: set(said.objects(thing, URIRef(SDO + name))) for name in ("name", "sameAs")}
    assert sdo["name"] == set(known.objects(thing, RDFS.label))
    assert sdo["sameAs"] == set(known.objects(thing, SKOS.exactMatch))
    # Schema.org writes a year as a text, the graph as a year.
    stated = {str(value) for value in known.objects(thing)}
    types = {SDO + str(json.loads(embedded)["@type"])}
    assert {str(value) for value in said.objects(thing)} - types <= stated
    country = URIRef(f"{ID}territory/col")
    if (thing, URIRef(CGO + "inCountry"), country) in known:
        assert country in set(said.objects(thing))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_home_page_embeds_what_the_graph_states_of_the_data_set(client: Client) -> None:
    text = client.get("/en/", headers=BROWSER).text
    (embedded,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    said = Graph().parse(data=embedded, format="json-ld")
    known = Graph().parse(data=client.get("/graph/meta.ttl").text, format="turtle")
    dataset = URIRef(f"{BASE}dataset/coopgraph")
    for word, name in (("name", "title"), ("identifier", "identifier"), ("license", "license")):
        stated = set(known.objects(dataset, URIRef(DCTERMS + name)))
        assert set(said.objects(dataset, URIRef(SDO + word))) == stated != set()


def test_nothing_that_a_source_prints_ends_the_object_in_the_page() -> None:
    name = Label("</script><script>alert(1)</script>", "en")
    entity = Entity(ALTA, (), (), (), (), (), (), {ALTA: (name,)})
    assert "<" not in embed(entity, "actor")
    assert json.loads(embed(entity, "actor"))["name"][0]["@value"] == name.text


def test_a_page_shows_itself_to_those_it_is_shared_with(client: Client) -> None:
    meta = page(client, "/es/doc/actor/alta").attributes("meta")
    told = {each.get("property") or each.get("name"): each.get("content") for each in meta}
    assert told["og:title"] == "Álta"
    assert told["og:locale"] == "es"
    assert str(told["description"]).startswith("Álta. ")
    assert not any("image" in str(name) for name in told)


def test_an_error_is_told_with_table_row_and_column_filled_in(client: Client) -> None:
    links = page(client, "/doc/tie/alta-baja").links
    issues = [parse_qs(urlsplit(link).query) for link in links if link.startswith(TRACKER)]
    bodies = [issue["body"][0] for issue in issues]
    assert any("Table: articles/bulletin/ties.csv\nRow: 2\nColumn: 15\n" in body for body in bodies)
    assert all(f"Release: {release().name}" in body for body in bodies)
    assert any(f"Page: {ID}tie/alta-baja" in body for body in bodies)


def test_without_a_tracker_there_is_no_link_to_one() -> None:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        text = page(client, "/doc/tie/alta-baja").text
    assert "Report an error" not in text


def test_the_feed_names_the_releases_that_lie_there_the_latest_first(
    client: Client, tmp_path: Path
) -> None:
    answer = client.get("/releases.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert re.findall("<entry>.*?<title>(.*?)</title>", answer.text) == [
        f"Release {release().name}"
    ]
    for place, name in enumerate(("older", "newer")):
        (tmp_path / name).mkdir()
        shutil.copy(release() / "manifest.json", tmp_path / name)
        manifest = json.loads((tmp_path / name / "manifest.json").read_text())
        (tmp_path / name / "manifest.json").write_text(json.dumps({**manifest, "release": name}))
        times = (1_000_000_000 + place, 1_000_000_000 + place)
        os.utime(tmp_path / name / "manifest.json", times)
    (tmp_path / ".draft-x").mkdir()
    assert [each.id for each in read_releases(tmp_path)] == ["newer", "older"]
