"""Where sources differ: a store by hand in which a second source dates a tie a year later."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from coopgraph.claims import Place, claim
from coopgraph.faults import Cell
from coopgraph.names import CGO, XSD, term
from tests.released import ALTA, BROWSER, TIE, release, serving
from tests.test_web import Page

DATE, SUBJECT = term("date"), NamedNode(TIE)
CELL = Cell("data/articles/gaceta/ties.csv", 2, 1, 2, 15, "date")
PLACE = Place("gaceta", "es", "8", "table-1", "Tabla 1", "1", "Fecha")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("contested") / "release"
    shutil.copytree(release(), folder)
    contest(folder)
    with serving(folder) as address, Client(base_url=address, timeout=30) as client:
        yield client


def contest(folder: Path) -> None:
    store = Store(str(folder / "store"))
    later = Literal("1999-06", datatype=NamedNode(XSD + "gYearMonth"))
    said = claim(PLACE, SUBJECT, DATE, later, "junio de 1999", CELL)
    store.extend([statement.quad for statement in said])
    for quad in list(store.quads_for_pattern(SUBJECT, DATE, None, DefaultGraph())):
        store.remove(quad)
    store.add(Quad(SUBJECT, term("contestedProperty"), DATE, DefaultGraph()))
    store.flush()


def page(client: Client, address: str) -> Page:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    return Page(answer.text)


def test_the_values_stand_side_by_side_by_date_of_publication_with_their_sources(
    client: Client,
) -> None:
    read = page(client, "/doc/tie/alta-baja")
    text = read.text[read.text.index("sources differ") :]
    order = ["Bul", "June 1998", "DATE", "Gac", "June 1999", "Fecha", "junio de 1999"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert {"/doc/source/bulletin#table-1-row-1", "/doc/source/gaceta#table-1-row-1"} <= set(
        read.links
    )
    html = client.get("/doc/tie/alta-baja", headers=BROWSER).text
    contest = html[html.index('class="variants"') :].partition("</section>")[0]
    assert contest.count('<article class="variant">') == 2


def test_the_page_says_that_the_plain_graph_states_none_of_them(client: Client) -> None:
    assert "where sources differ, none is chosen" in page(client, "/doc/tie/alta-baja").text
    query = f"ASK {{ <{TIE}> <{CGO}date> ?date }}"
    answer = client.get("/sparql", params={"query": query, "format": "json"})
    assert answer.json()["boolean"] is False


def test_the_table_of_ties_shows_both_readings(client: Client) -> None:
    text = page(client, "/doc/actor/alta").text
    assert text.index("June 1998") < text.index("June 1999") < text.index("sources differ")


def test_the_printed_cell_is_marked_on_the_page_of_its_source(client: Client) -> None:
    # A partner that stands under two names is contradicted too.
    printed = {"bulletin": ["PARTNER", "DATE"], "gaceta": ["Institución", "Fecha"]}
    for source, heads in printed.items():
        cells = page(client, f"/doc/source/{source}").attributes("td")
        marked = [each["data-label"] for each in cells if each.get("class") == "is-contested"]
        assert marked == heads


def test_what_is_not_contested_has_no_such_panel(client: Client) -> None:
    assert "sources differ" not in page(client, "/doc/tie/alta-centro").text
    assert ALTA not in page(client, "/doc/tie/alta-centro").links
