"""The addresses: what each answers, in which form, with which header lines."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin

import pytest
from httpx import Client
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from coopgraph.names import CGO, ID
from tests.released import ALTA, BROWSER, TIE, release, serving, settings

SCRIPT = "/static/search.js"
FORMS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
PAGES = [
    "/en/",
    "/es/",
    "/search",
    "/search?q=alta",
    "/es/search?q=nada",
    "/doc/actor/alta",
    "/pt/doc/tie/alta-baja",
    "/doc/source/gaceta",
    "/doc/territory/col",
    "/doc/hypothesis/instituto-or-baja",
    "/sparql",
    "/es/sparql?query=ASK%20%7B%7D",
    "/data/articles/bulletin/ties.csv",
    "/browse",
    "/es/browse/tie?country=esp",
]


class Page(HTMLParser):
    """What a test asks of a page: its links, its tags, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self.links += [attributes[name] or "" for name in ("href", "action") if name in attributes]

    def handle_data(self, data: str) -> None:
        self.text += " ".join(data.split()) + " "

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as address, Client(base_url=address, timeout=30) as client:
        yield client


def page(client: Client, address: str) -> Page:
    answer = client.get(address, headers=BROWSER, follow_redirects=True)
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_read_without_scripts_and_styles_of_its_own(
    client: Client, address: str
) -> None:
    read = page(client, address)
    names = [tag for tag, _ in read.tags]
    assert names.count("h1") == 1
    assert names.count("main") == 1
    assert {"style", "iframe"}.isdisjoint(names)
    script, *data = read.attributes("script")
    assert script["src"] == SCRIPT
    assert {each["type"] for each in data} <= {"application/ld+json"}
    assert not any("style" in attributes for _, attributes in read.tags)
    assert not any(name.startswith("on") for _, attributes in read.tags for name in attributes)
    assert all("lang" in attributes for attributes in read.attributes("html"))


def shape_of(address: str) -> str:
    """Of addresses that differ only in a key or in the values of parameters, some stand for all."""
    path, _, query = address.partition("?")
    path = re.sub(r"(/\w+/\w+)/[^.]+", r"\1", re.sub(r"/browse/\w+", "/browse", path))
    names = {name for name, _ in parse_qsl(query)}
    # Facets come in thousands of combinations; they have tests of their own.
    return path if "/browse" in path else f"{path}?{','.join(sorted(names))}"


def test_every_link_of_every_page_leads_somewhere(client: Client) -> None:
    wanted, seen, shapes = list(PAGES), set(PAGES), Counter[str]()
    while wanted:
        address = wanted.pop()
        answer = client.get(address, headers=BROWSER, follow_redirects=True)
        assert answer.status_code == 200, address
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for link in Page(answer.text).links:
            target = urldefrag(urljoin(address, link)).url
            shape = shape_of(target)
            if target.startswith("/") and target not in seen and shapes[shape] < 3:
                seen.add(target)
                shapes[shape] += 1
                wanted.append(target)
    assert len(shapes) > 50


# rdflib's reader of JSON-LD uses a class that rdflib itself calls old.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("form", FORMS)
def test_a_document_says_the_same_in_every_form(client: Client, form: str) -> None:
    answer = client.get(f"/doc/tie/alta-baja.{form}")
    assert answer.status_code == 200
    graph = Graph().parse(data=answer.content, format=FORMS[form])
    turtle = Graph().parse(data=client.get("/doc/tie/alta-baja.ttl").content, format="turtle")
    assert isomorphic(graph, turtle)
    assert (URIRef(TIE), URIRef(f"{CGO}party"), URIRef(ALTA)) in graph


@pytest.mark.parametrize(
    ("address", "accept", "location"),
    [
        ("/id/actor/alta", BROWSER["Accept"], "/doc/actor/alta"),
        ("/id/actor/alta", "*/*", "/doc/actor/alta"),
        ("/id/actor/alta", "text/turtle", "/doc/actor/alta.ttl"),
        ("/id/actor/alta", "application/json", "/doc/actor/alta.json"),
        ("/id/actor/alta", "application/ld+json", "/doc/actor/alta.jsonld"),
        ("/id/actor/alta.nt", "text/html", "/doc/actor/alta.nt"),
        ("/id/actor/alta.html", "text/turtle", "/doc/actor/alta.html"),
        ("/id/actor/alta?format=rdf", "text/html", "/doc/actor/alta.rdf"),
        ("/es/id/actor/alta", "text/html", "/es/doc/actor/alta"),
    ],
)
def test_a_thing_leads_to_its_document_in_the_form_asked_for(
    client: Client, address: str, accept: str, location: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert "Accept" in answer.headers["vary"]
    assert client.get(location, headers={"Accept": accept}).status_code == 200


def test_a_document_names_its_canonical_address_and_its_other_forms(client: Client) -> None:
    answer = client.get("/es/doc/actor/alta", headers=BROWSER)
    links = answer.headers["link"].split(", ")
    assert links[0] == '<https://w3id.org/coopgraph/doc/actor/alta>; rel="canonical"'
    assert '</doc/actor/alta.ttl>; rel="alternate"; type="text/turtle"' in links
    assert len([link for link in links if 'rel="alternate"' in link]) == 9


@pytest.mark.parametrize(
    "address",
    [
        "/doc/actor/%00",
        "/id/%00/alta",
        "/id/actor/alta%0d%0aSet-Cookie:%20a=b",
        "/doc/actor/ALTA",
        "/doc/actor/..",
        "/doc/actor/%2e%2e%2fx",
        "/doc/actor/%C3%A1lta",
        "/doc/actor/%FF",
        "/doc/actor/alta%3E",
        "/doc/actor/" + "a" * 5000,
        "/doc/nothing/alta",
        "/doc/actor/alta.pdf",
        "/id/actor/nobody",
        "/doc/actor/nobody.ttl",
        "/nowhere",
        "/xx/",
        "/en/nowhere",
        "/data/",
        "/data/../pyproject.toml",
        "/data/%2e%2e/pyproject.toml",
        "/data//etc/passwd",
        "/data/articles/bulletin/ties.csv%00",
        "/data/README.md",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ],
)
@pytest.mark.parametrize("accept", [BROWSER["Accept"], "*/*", "text/turtle"])
def test_what_is_not_there_is_a_clean_404(client: Client, address: str, accept: str) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    if accept == BROWSER["Accept"]:
        assert Page(answer.text).attributes("form")
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404


def test_a_404_names_what_is_called_alike(client: Client) -> None:
    problem = client.get("/doc/actor/altas").json()
    assert {"iri": ALTA, "name": "Alta"} in problem["near"]
    answer = client.get("/es/doc/actor/altas", headers=BROWSER)
    assert "/es/doc/actor/alta" in Page(answer.text).links


def test_a_form_that_is_not_offered_is_406_with_those_that_are(client: Client) -> None:
    answer = client.get("/doc/actor/alta", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["offered"]


@pytest.mark.parametrize("address", ["/doc/actor/alta", "/doc/actor/alta.ttl", "/en/", "/sparql"])
def test_what_has_not_changed_is_not_sent_again(client: Client, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_each_form_and_language_of_a_document_has_its_own_tag(client: Client) -> None:
    addresses = [f"/doc/actor/alta.{form}" for form in (*FORMS, "html")]
    addresses += ["/es/doc/actor/alta.html", "/doc/actor/baja.html"]
    tags = {client.get(address).headers["etag"] for address in addresses}
    assert len(tags) == len(addresses)


@pytest.mark.parametrize(
    "address", ["/en/", "/doc/actor/alta.ttl", "/nowhere", "/sparql?query=x", "/static/style.css"]
)
def test_every_answer_is_safe_to_show_and_open_to_any_page(client: Client, address: str) -> None:
    headers = client.get(address, headers={"Origin": "https://example.org"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert "server" not in headers


def test_another_page_may_ask_first_whether_it_may_post(client: Client) -> None:
    asking = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/sparql", headers=asking)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize("address", ["/", "/doc/actor/alta", "/search", "/health"])
def test_a_method_that_an_address_does_not_take_is_405_with_those_it_does(
    client: Client, address: str
) -> None:
    answer = client.post(address)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_bare_address_leads_readers_to_their_language_once(client: Client) -> None:
    spanish = client.get("/", headers={"Accept-Language": "fr, es-CO;q=0.9, en;q=0.8"})
    assert (spanish.status_code, spanish.headers["location"]) == (302, "/es/")
    assert "Accept-Language" in spanish.headers["vary"]
    assert client.get("/", headers={"Accept-Language": "de;q=x, en"}).status_code == 200
    assert client.get("/en/", headers={"Accept-Language": "es"}).status_code == 200


def test_a_page_offers_itself_in_the_other_languages(client: Client) -> None:
    links = page(client, "/es/search?q=alta").links
    assert {"/search?q=alta", "/pt/search?q=alta"} <= set(links)
    assert page(client, "/pt/doc/actor/alta").attributes("html") == [{"lang": "pt"}]


def test_the_page_of_an_actor_shows_each_tie_with_its_evidence(client: Client) -> None:
    read = page(client, "/doc/actor/alta")
    for words in (
        "Local government, Colombia",
        "Baja",
        "June 1998",
        "known to the month",
        "Culture, tourism",
        "not available",
        "Notavailable",
        "as of 2016",
        "Bul , Table 1, row 1".replace(" ,", ","),
        "A bulletin",
        "ties.csv#cell=2,15",
    ):
        assert words in read.text, words
    assert "/data/articles/bulletin/ties.csv#cell=2,15" in read.links
    assert {"lang": "es", "class": "printed"} in [
        {name: each.get(name) for name in ("lang", "class")} for each in read.attributes("q")
    ]


def test_dates_and_words_are_those_of_the_language(client: Client) -> None:
    assert "junio de 1998" in page(client, "/es/doc/actor/alta").text
    assert "Gobierno local, Colombia" in page(client, "/es/doc/actor/alta").text
    assert "junho de 1998" in page(client, "/pt/doc/actor/alta").text


def test_the_home_page_counts_what_a_query_counts(client: Client) -> None:
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?tie a <{CGO}CooperationTie> }}"
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()
    counted = rows["results"]["bindings"][0]["n"]["value"]
    assert f"ties {counted} " in page(client, "/en/").text
    assert release().name in page(client, "/en/").text


def test_the_tables_are_served_as_they_are_and_each_cell_has_its_address(
    client: Client,
) -> None:
    name = "data/articles/bulletin/ties.csv"
    answer = client.get(f"/{name}")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert answer.content == (settings().root / name).read_bytes()
    cells = {each.get("id"): each for each in page(client, f"/{name}").attributes("td")}
    assert "cell=2,15" in cells
    schema = client.get("/data/schema/ties.json")
    assert schema.headers["content-type"] == "application/json"


def test_the_service_says_that_it_lives_and_what_it_serves(client: Client) -> None:
    assert client.get("/health").json() == {"status": "alive"}
    manifest = json.loads((release() / "manifest.json").read_text())
    assert client.get("/ready").json() == {"status": "ready", "release": manifest["release"]}
    assert "Disallow: /sparql?" in client.get("/robots.txt").text


def test_a_head_request_gets_the_lines_of_a_get(client: Client) -> None:
    for address in ("/en/", "/doc/actor/alta.ttl", "/data/articles/bulletin/ties.csv"):
        head, get = client.head(address), client.get(address)
        assert head.status_code == 200
        assert head.headers.get("etag") == get.headers.get("etag")
        assert head.headers["content-type"] == get.headers["content-type"]


def messages() -> dict[str, dict[str, str]]:
    import tomllib

    folder = Path(__file__).parents[1] / "src/coopgraph/web/messages"
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in folder.glob("*.toml")}


def test_the_three_catalogues_have_the_same_words_with_the_same_places() -> None:
    def places(catalogue: dict[str, str]) -> dict[str, list[str]]:
        return {key: sorted(re.findall(r"\{\w*\}", text)) for key, text in catalogue.items()}

    english, spanish, portuguese = (messages()[language] for language in ("en", "es", "pt"))
    assert places(english) == places(spanish) == places(portuguese)
    assert all(text for catalogue in messages().values() for text in catalogue.values())
    assert all(len(catalogue["months"].split()) == 12 for catalogue in messages().values())


def test_every_word_of_the_catalogues_is_used() -> None:
    web = Path(__file__).parents[1] / "src/coopgraph/web"
    used = "".join(path.read_text("utf-8") for path in [*web.glob("*.py"), *web.rglob("*.html")])
    made = re.compile(
        r"(problem|wrong|count|term|column|type|publication|row|property|level|compare|analysis"
        r"|browse|rules)_.*"
    )
    unused = [
        key
        for key in messages()["en"]
        if not made.fullmatch(key) and not re.search(rf"\b{key}\b", used)
    ]
    assert unused == []


def test_the_styles_and_fonts_come_from_the_service_itself(client: Client) -> None:
    style = client.get("/static/style.css").text
    files = re.findall(r'url\("([^"]+)"\)', style)
    assert files
    assert all(client.get(f"/static/{name}").status_code == 200 for name in files)
    assert all(client.get(f"/static/LICENSE-{name}.txt").text for name in ("piazzolla", "rosario"))


def test_an_identifier_of_ours_is_never_a_link_out_of_the_service(client: Client) -> None:
    for address in PAGES:
        assert not [link for link in page(client, address).links if link.startswith(ID)]
