"""The pages of things, of sources and of the home: panels, their queries, their evidence."""

import csv
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Client

from coopgraph.entities import page_queries
from coopgraph.web.panels import PANELS
from tests.conftest import ROOT
from tests.released import BROWSER, real_release, serving
from tests.test_web import Page

THINGS = [
    "/doc/actor/alta",
    "/doc/actor/red",
    "/doc/actor/baja",
    "/doc/actor/sierra",
    "/doc/territory/alta",
    "/doc/territory/col",
    "/doc/tie/alta-centro",
    "/doc/membership/red-alta",
    "/doc/observation/sierra-state-all",
    "/doc/part/bulletin-table-1",
    "/doc/part/gaceta-section-2",
    "/doc/hypothesis/instituto-or-baja",
    "/doc/source/bulletin",
    "/doc/source/gaceta",
]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as address, Client(base_url=address, timeout=30) as client:
        yield client


def page(client: Client, address: str) -> Page:
    answer = client.get(address, headers=BROWSER, follow_redirects=True)
    assert answer.status_code == 200, address
    return Page(answer.text)


def ids(read: Page) -> list[str]:
    return [each["id"] or "" for _, each in read.tags if "id" in each]


@pytest.mark.parametrize("address", THINGS)
def test_each_panel_opens_its_query_and_gives_its_answer_as_csv(
    client: Client, address: str
) -> None:
    links = [link for link in page(client, address).links if link.startswith("/sparql?query=")]
    files = [link for link in links if link.endswith("&format=csv")]
    assert files
    assert len(links) == 2 * len(files)
    for link in files:
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        (query,) = parse_qs(urlsplit(link).query)["query"]
        assert "#+" not in query


def test_panels_of_which_nothing_is_known_are_named_together(client: Client) -> None:
    text = page(client, "/doc/actor/red").text
    silent = text[text.index("Nothing said") :]
    assert "Empty: the sources read so far say nothing of this." in silent
    assert silent.index("Ties") < silent.index("Networks")
    assert text.index("Members") < text.index("Nothing said")
    assert "Nothing said" not in page(client, "/doc/tie/alta-baja").text


@pytest.mark.parametrize(
    ("address", "things"),
    [
        ("/doc/actor/alta", ["/doc/tie/alta-baja", "/doc/tie/alta-centro"]),
        ("/es/doc/actor/red", ["/es/doc/membership/red-alta", "/es/doc/membership/red-centro"]),
        ("/doc/actor/sierra", ["/doc/observation/sierra-state-all"]),
    ],
)
def test_a_row_leads_to_the_tie_membership_or_count_that_it_is(
    client: Client, address: str, things: list[str]
) -> None:
    read = page(client, address)
    links = [
        each["href"] for each in read.attributes("a") if "row-link" in (each.get("class") or "")
    ]
    assert set(things) <= set(links)


def test_a_name_that_a_source_gives_leads_to_the_claim_of_it(client: Client) -> None:
    read = page(client, "/doc/source/gaceta")
    claims = [link for link in read.links if link.startswith("/doc/claim/")]
    assert claims
    assert "La Gaceta" in page(client, claims[0]).text


def test_a_network_shows_its_members_by_country_with_their_role_and_evidence(
    client: Client,
) -> None:
    text = page(client, "/doc/actor/red").text
    members = text[text.index("Members") : text.index("Networks")]
    assert members.index("Brazil") < members.index("Centro") < members.index("Colombia")
    for words in ("founding member: 1", "Since", "1995", "1999", "desde 1999", "Gac, 2"):
        assert words in members, words


def test_two_that_may_be_one_say_so_of_each_other_and_why(client: Client) -> None:
    for key, other in (("instituto", "baja"), ("baja", "instituto")):
        read = page(client, f"/doc/actor/{key}")
        assert "May be the same as" in read.text
        assert "Both stand beside Alta with the same words." in read.text
        assert {f"/doc/actor/{other}", "/doc/hypothesis/instituto-or-baja"} <= set(read.links)
    read = page(client, "/doc/hypothesis/instituto-or-baja")
    assert {"/doc/actor/instituto", "/doc/actor/baja"} <= set(read.links)
    assert "One and the same?" in read.text


def test_a_territory_shows_what_it_is_part_of_its_government_and_what_lies_in_it(
    client: Client,
) -> None:
    sierra = page(client, "/doc/territory/sierra")
    assert {"/doc/territory/col", "/doc/actor/sierra", "/doc/territory/alta"} <= set(sierra.links)
    place = page(client, "/doc/territory/alta").text.partition("Part of")[2]
    assert place.index("Sierra") < place.index("Colombia")
    assert "/doc/actor/alta" in page(client, "/doc/territory/col").links


def test_a_claim_shows_the_words_printed_the_value_read_their_place_and_our_cell(
    client: Client,
) -> None:
    claims = [link for link in page(client, "/doc/tie/alta-baja").links if "/claim/" in link]
    texts = [page(client, link) for link in claims]
    (date,) = [read for read in texts if "Alta – Baja, Spain: date" in read.text]
    for words in ("June 1998", "known to the month", "Table 1, row 1", "DATE"):
        assert words in date.text, words
    assert "/data/articles/bulletin/ties.csv#cell=2,15" in date.links
    assert "/doc/source/bulletin#table-1-row-1" in date.links


def test_the_place_in_every_source_mark_is_on_the_page_of_its_source(client: Client) -> None:
    marked = {
        link
        for address in THINGS
        for link in page(client, address).links
        if re.match(r"/doc/source/\w+#", link)
    }
    assert len(marked) > 8
    for link in marked:
        address, _, place = link.partition("#")
        assert place in ids(page(client, address)), link


def test_a_printed_table_stands_as_printed_with_what_was_taken_from_each_row(
    client: Client,
) -> None:
    read = page(client, "/doc/source/bulletin")
    table = read.text[read.text.index("Twinning agreements of Alta") :]
    order = ["PARTNER", "FOCUS", "DATE", "Baja, Spain", "Culture, tourism.", "June 1998"]
    places = [table.index(words) for words in [*order, "Notavailable", "Not available"]]
    assert places == sorted(places)
    assert "Rows printed: 2, taken: 2" in read.text
    assert {"/doc/tie/alta-baja", "/doc/actor/baja", "/doc/territory/esp"} <= set(read.links)
    assert "/data/articles/bulletin/ties.csv#cell=2,1" in read.links
    absent = [each for each in read.attributes("td") if each.get("class") == "is-na"]
    assert [each["data-label"] for each in absent] == ["FOCUS", "DATE"]


def test_what_was_taken_of_one_thing_stands_once_with_all_its_records(client: Client) -> None:
    text = page(client, "/doc/part/bulletin-table-1").text
    taken = text[text.index("Alta – Baja") : text.index("Notavailable")]
    assert taken.count("Alta – Baja") == 1
    order = ["Alta – Baja", "June 1998", "culture", "ties.csv:2", "themes.csv:2", "themes.csv:3"]
    places = [taken.index(words) for words in order]
    assert places == sorted(places)


def test_a_table_of_counts_stands_as_its_grid(client: Client) -> None:
    text = page(client, "/doc/part/bulletin-table-2").text
    grid = text[text.index("Twinnings") :]
    order = ["Twinnings", "Other", "Total", "State", " 2 ", " 3 ", " 5 ", "counts.csv:2"]
    places = [grid.index(words) for words in order]
    assert places == sorted(places)
    assert "Oficina de Sierra 2010" in text


def test_what_a_source_does_not_say_of_itself_is_told_apart_from_what_it_does(
    client: Client,
) -> None:
    text = page(client, "/doc/source/gaceta").text
    assert "Author not said in the source" in text
    assert "Reference as printed La Gaceta 1(2)" in text
    assert "The text read says no title" in text
    assert "[artículo sin título] (La Gaceta 1(2))" in page(client, "/es/doc/source/gaceta").text
    assert "The text read says no title" not in page(client, "/doc/source/bulletin").text


def test_a_passage_and_the_names_that_a_source_gives_have_their_places(client: Client) -> None:
    read = page(client, "/doc/source/gaceta")
    assert {"section-2", "section-2-memberships-2", "names"} <= set(ids(read))
    assert "fundada por" in read.text
    names = read.text[read.text.index("Names it gives") :]
    assert "Red de Ciudades" in names
    assert "/data/authority/actor-names.csv#cell=2,3" in read.links


def test_a_published_set_that_is_not_transcribed_says_so_and_leads_to_its_table(
    client: Client,
) -> None:
    read = page(client, "/doc/source/country-codes")
    assert "no page of it was transcribed" in read.text
    assert "/data/reference/country-codes/country-codes.csv" in read.links


def test_a_work_that_is_only_cited_is_not_shown_as_one_that_was_read() -> None:
    with serving(real_release()) as address, Client(base_url=address, timeout=30) as real:
        work = page(real, "/doc/source/aci-2016a").text
    assert "A work known from the citations of it only" in work
    assert "Title not said where it is cited" in work
    assert "published data set" not in work


def test_the_home_page_leads_to_sources_questions_and_the_report(client: Client) -> None:
    links = set(page(client, "/es/").links)
    assert {"/es/sources", "/es/queries", "/es/validation", "/es/sparql"} <= links
    assert {"/es/doc/source/bulletin", "/es/queries/medellin-ties"} <= links
    assert "/doc/source/gaceta" in page(client, "/sources").links


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a bulletin", "/doc/source/bulletin"),
        ("gac", "/doc/source/gaceta"),
        ("gaceta", "/doc/source/gaceta"),
        ("alta centro brazil", "/doc/tie/alta-centro"),
    ],
)
def test_a_source_is_found_by_title_mark_and_key_and_a_tie_by_its_parties(
    client: Client, text: str, address: str
) -> None:
    assert address in page(client, f"/search?q={text}").links


def test_a_search_can_be_narrowed_by_kind_and_country(client: Client) -> None:
    def found(text: str, **given: str) -> list[str]:
        asked = {"q": text, "format": "json", **given}
        return [hit["kind"] for hit in client.get("/search", params=asked).json()["results"]]

    assert found("col", kind="Country") == ["Country"]
    assert found("col", kind="LocalGovernment") == []
    assert found("alta", country="col") == ["LocalGovernment"]
    assert found("alta", country="esp") == []
    read = page(client, "/search?q=alta&country=col")
    assert "/search?q=alta" in read.links
    assert "/search?q=alta&kind=LocalGovernment&country=col" in read.links
    assert "Take the filters away" in page(client, "/search?q=alta&country=esp").text


def test_every_page_of_a_thing_is_in_the_language_of_its_address(client: Client) -> None:
    assert "Lo que se tomó" in page(client, "/es/doc/source/bulletin").text
    assert "O que se tomou" in page(client, "/pt/doc/source/bulletin").text
    assert "Forma parte de" in page(client, "/es/doc/territory/alta").text


def test_every_query_of_the_pages_finds_something_about_its_example() -> None:
    with serving(real_release()) as address, Client(base_url=address, timeout=30) as real:
        found = {
            name: real.post("/sparql", data={"query": text}).json()
            for name, text in page_queries(ROOT).items()
            if "CONSTRUCT" not in text
        }
    empty = {
        name
        for name, answer in found.items()
        if not answer.get("boolean", answer.get("results", {}).get("bindings"))
    }
    # On no property do the two articles differ, and the key of no example is retired.
    assert empty == {"entity_contested", "document_retired"}


def test_the_rows_of_a_panel_are_those_of_its_query(client: Client) -> None:
    read = page(client, "/doc/actor/red")
    (link,) = [link for link in read.links if "%3Fcountry+%3Fmember" in link and "csv" in link]
    rows = list(csv.DictReader(client.get(link).text.splitlines()))
    assert {row["member"].rpartition("/")[2] for row in rows} == {"alta", "centro"}


def test_each_panel_is_one_file_named_for_its_page() -> None:
    files = {path.stem for path in (ROOT / "queries/pages").glob("*.rq")}
    named = {(kind, spec.query) for kind, specs in PANELS.items() for spec in specs}
    assert {query for _, query in named} <= files
    wrong = [query for kind, query in named if not query.startswith((f"{kind}_", "entity_"))]
    assert wrong == []
