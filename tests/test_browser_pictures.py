"""A person at a real browser looks at maps and charts, asks for a year, and compares."""

import os
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

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
WIDTHS = pytest.mark.parametrize("width", [1280, 390], ids=["screen", "telephone"])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(real_release()) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


@WIDTHS
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/en/", "/doc/actor/medellin", "/analysis"])
def test_pictures_are_seen_in_both_themes_with_nothing_from_outside(
    address: str, chromium: Browser, path: str, theme: str, width: int
) -> None:
    with tab(chromium, width=width) as page:
        features = [{"name": "prefers-color-scheme", "value": theme}]
        page.call("Emulation.setEmulatedMedia", features=features)
        page.open(address + path)
        seen = page.read(
            "[...document.querySelectorAll('main svg[role=img]')].map(svg =>"
            " [svg.getBoundingClientRect().width, svg.querySelector('title').textContent])"
        )
        assert seen
        assert all(wide > 200 and title for wide, title in seen)
        land = "document.querySelector('.map__land')"
        if page.read(f"!!{land}"):
            assert page.read(f"{land}.getBoundingClientRect().width") > width / 4
            paper = page.read("getComputedStyle(document.body).backgroundColor")
            assert page.read(f"getComputedStyle({land}).fill") != paper
        assert page.complaints == []
        assert {urlsplit(url).netloc for url in page.requested} <= {urlsplit(address).netloc, ""}


@WIDTHS
def test_the_table_of_a_picture_opens_without_a_script_and_has_all_its_rows(
    address: str, chromium: Browser, width: int
) -> None:
    with tab(chromium, width=width, scripts=False) as page:
        page.open(f"{address}/doc/actor/medellin")
        twin = "document.querySelector('#actor_map details.twin')"
        page.click(f"{twin}.querySelector('summary')", happens="")
        assert page.read(f"{twin}.open") is True
        rows = page.read(f"{twin}.querySelectorAll('tbody tr').length")
        assert rows > page.read("document.querySelectorAll('#actor_map circle').length")


def test_a_person_asks_what_held_in_1998_and_leads_back(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/doc/actor/medellin")
        page.type("document.querySelector('input[name=asof]')", "1998")
        assert urlsplit(page.read("location.href")).query == "asof=1998"
        assert page.read("document.querySelectorAll('#held tbody tr').length") == 3
        page.click("document.querySelector('.head__acts a')")
        assert page.read("location.search") == ""
        assert page.complaints == []


@WIDTHS
def test_a_person_compares_jalisco_with_minas_gerais_by_name(
    address: str, chromium: Browser, width: int
) -> None:
    with tab(chromium, width=width) as page:
        page.open(f"{address}/doc/actor/jalisco")
        page.click("document.querySelector('.head__acts a[href*=compare]')")
        page.type("document.querySelector('#id2')", "Minas Gerais")
        asked = parse_qs(urlsplit(page.read("location.href")).query)
        assert asked["id"] == ["actor/jalisco", "Minas Gerais"]
        shared = "[...document.querySelectorAll('.is-shared')].map(e => e.innerText)"
        assert any("Antioquia" in text for text in page.read(shared))
        assert page.read("document.documentElement.scrollWidth") <= width
        assert page.complaints == []


def test_the_columns_of_a_contradiction_lie_side_by_side(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/doc/tie/medellin-bilbao-twinning")
        tops = page.read(
            "[...document.querySelectorAll('#entity_conflicts .variant__value')].map(e =>"
            " { const {left, top} = e.getBoundingClientRect(); return [left, top]; })"
        )
        assert len(tops) == 2
        (left, top), (right, same) = tops
        assert right > left + 200
        assert abs(same - top) < 2
