"""A person at a real browser: finds, reads, checks, takes along, changes the language."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import Graph, Literal, URIRef

from coopgraph.names import CGO, ID
from tests.browsing import CHROMIUM, Browser, browser, tab
from tests.released import real_release, serving

# Where the tests are the proof, a missing browser is a failure and nothing to pass over.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true",
        reason="there is no Chromium; on Debian: apt-get install chromium",
    ),
]

PAGES = (
    "/en/",
    "/es/",
    "/search",
    "/search?q=medellin",
    "/pt/search?q=nada",
    "/doc/actor/medellin",
    "/es/doc/actor/medellin",
    "/doc/actor/minas-gerais",
    "/doc/actor/mercociudades",
    "/doc/territory/col",
    "/doc/tie/medellin-bilbao-twinning",
    "/doc/source/aldana",
    "/pt/doc/source/espacios-2020",
    "/data/articles/aldana/ties.csv#cell=6,15",
    "/doc/actor/medellin?asof=1998",
    "/analysis",
    "/es/analysis",
    "/compare",
    "/compare?id=actor/jalisco&id=actor/minas-gerais&id=actor/medellin&id=actor/antioquia",
    "/vocab/modality/cid",
    "/doc/actor/jalisco",
    "/queries/ties-between-countries",
    "/sparql",
    "/es/sparql?query=SELECT%20%2A%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205",
    "/browse",
    "/es/browse/tie?country=esp&decade=undated",
    "/browse/claim",
    "/pt/cite?of=/doc/actor/medellin",
    "/doc/actor/nobody-at-all",
)
TELEPHONE = 390


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(real_release()) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


def link(words: str) -> str:
    """The expression that finds the link with these words."""
    return f"[...document.querySelectorAll('a')].find(a => a.innerText.trim() === {words!r})"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [1280, TELEPHONE], ids=["screen", "telephone"])
def test_a_person_finds_medellin_and_reads_where_june_1998_is_printed(
    address: str, chromium: Browser, width: int, *, scripts: bool
) -> None:
    with tab(chromium, width=width, scripts=scripts) as page:
        page.open(address)
        page.type("document.querySelector('input[type=search]')", "medellin")
        assert urlsplit(page.read("location.href")).query == "q=medellin"

        page.click("document.querySelector('main table a[href=\"/doc/actor/medellin\"]')")
        assert page.read("document.querySelector('h1').innerText") in ("Medellin", "Medellín")

        row = "[...document.querySelectorAll('tr')].find(r => /June 1998/.test(r.innerText))"
        assert "Bilbao" in page.read(f"{row}.innerText")
        slip = f"{row}.querySelector('details')"
        assert page.read(f"{slip}.open") is False
        page.click(f"{slip}.querySelector('summary')", happens="")
        told = page.read(f"{slip}.innerText")
        assert page.read(f"{slip}.open") is True
        for words in ("Table 1", "row 5", "June 1998"):
            assert words in told

        printed = f"[...{slip}.querySelectorAll('dd')].find(d => /June 1998/.test(d.innerText))"
        page.click(f"{printed}.querySelector('a[href*=\"#cell=\"]')")
        assert page.read("decodeURI(location.hash)") == "#cell=6,15"
        assert page.read("document.querySelector(':target').innerText") == "1998-06"
        assert page.read(
            "(() => { const look = e => getComputedStyle(e).backgroundColor,"
            " cell = document.querySelector(':target');"
            " return look(cell) !== look(cell.nextElementSibling); })()"
        ), "the cell does not stand out"
        seen = page.read(
            "(() => { const box = document.querySelector(':target').getBoundingClientRect();"
            " return box.left >= 0 && box.right <= innerWidth && box.top < innerHeight; })()"
        )
        assert seen, "the cell is not in sight"
        assert page.complaints == []
        assert {urlsplit(url).netloc for url in page.requested} <= {urlsplit(address).netloc, ""}


def test_a_person_takes_the_same_page_along_as_turtle(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/doc/actor/medellin")
        target = page.read(f"{link('Turtle')}.href")
        page.click(link("Turtle"), happens="Network.responseReceived")
        answers = [event["response"] for event in page.events("Network.responseReceived")]
        taken = [answer for answer in answers if answer["url"] == target]
        assert [(each["status"], each["mimeType"]) for each in taken] == [(200, "text/turtle")]
    graph = Graph().parse(data=httpx.get(target).text, format="turtle")
    medellin = URIRef(f"{ID}actor/medellin")
    assert (medellin, URIRef(f"{CGO}twinnedWith"), URIRef(f"{ID}actor/bilbao")) in graph
    assert Literal("Medellín", lang="es") in set(graph.objects(medellin))


def test_a_person_changes_to_spanish_and_stays_on_the_page(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/doc/actor/medellin")
        page.click("document.querySelector('header a[hreflang=es]')")
        assert page.read("location.pathname") == "/es/doc/actor/medellin"
        assert page.read("document.documentElement.lang") == "es"
        assert "junio de 1998" in page.read("document.querySelector('main').innerText")
        assert page.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_sideways_scrolling_on_a_telephone(
    address: str, chromium: Browser, path: str
) -> None:
    with tab(chromium, width=TELEPHONE) as page:
        page.open(address + path)
        page.read("document.querySelectorAll('details').forEach(slip => { slip.open = true; })")
        assert page.read("innerWidth") == TELEPHONE
        assert page.read("document.documentElement.scrollWidth") <= TELEPHONE
        wide = (
            "[...document.querySelectorAll('main *')].filter(e =>"
            " !e.closest('.scroll, pre, .vh, svg *')"
            f" && e.getBoundingClientRect().right > {TELEPHONE} + 1).map(e => e.outerHTML)"
        )
        assert page.read(wide) == []
        missing = ["Failed to load resource"] if "nobody" in path else []
        assert [text.partition(":")[0] for text in page.complaints] == missing
        assert {urlsplit(url).netloc for url in page.requested} <= {urlsplit(address).netloc, ""}


@pytest.mark.parametrize("width", [1280, TELEPHONE], ids=["screen", "telephone"])
@pytest.mark.parametrize("cell", ["2,2", "6,15", "17,16"])
def test_a_cell_of_ours_is_seen_with_its_head_and_the_key_of_its_row(
    address: str, chromium: Browser, width: int, cell: str
) -> None:
    with tab(chromium, width=width) as page:
        page.open(f"{address}/data/articles/aldana/ties.csv#cell={cell}")
        cell_row_head = (
            "(() => { const cell = document.querySelector(':target'), row = cell.parentElement,"
            " head = document.querySelector('thead').rows[0].cells[cell.cellIndex];"
            " return [cell, row.cells[0], row.cells[1], head].map(e => {"
            " const {left, top, width} = e.getBoundingClientRect(); const under ="
            " document.elementFromPoint(left + Math.min(width / 2, 20), top + 8);"
            " return e.contains(under); }); })()"
        )
        assert page.read(cell_row_head) == [True, True, True, True]


def test_the_heads_of_a_printed_table_stay_in_sight(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/doc/source/espacios-2020#table-2-row-26")
        tops = page.read(
            "[':target', '#table-2 thead th'].map(e =>"
            " document.querySelector(e).getBoundingClientRect()).map(({top, bottom}) =>"
            " [top, bottom])"
        )
        (row, _), (head, below) = tops
        assert -2 <= head < below <= row


def test_the_answer_to_a_question_stands_upright_on_a_telephone(
    address: str, chromium: Browser
) -> None:
    with tab(chromium, width=TELEPHONE) as page:
        page.open(f"{address}/queries/medellin-ties")
        cells = "document.querySelectorAll('.table--answer tbody tr:first-child td')"
        lefts = page.read(f"[...{cells}].map(cell => cell.getBoundingClientRect().left)")
        assert len(lefts) > 5
        assert len(set(filter(None, lefts))) == 1


def test_a_page_can_be_walked_by_keyboard_to_its_matter(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/doc/actor/medellin")
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key="Tab", windowsVirtualKeyCode=9)
        assert page.read("document.activeElement.hash") == "#content"
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.read(outline) != "none"
