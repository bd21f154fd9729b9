"""A person at a real browser: searches by keyboard, narrows a list, changes its language, cites."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.browsing import CHROMIUM, LOADED, Browser, Tab, browser, tab
from tests.released import real_release, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true",
        reason="there is no Chromium; on Debian: apt-get install chromium",
    ),
]
TELEPHONE = 390
BOX = "document.querySelector('input[type=search]')"
OPTIONS = "[...document.querySelectorAll('[role=option]')]"
ACTIVE = f"document.getElementById({BOX}.getAttribute('aria-activedescendant'))"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(real_release()) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


def typed(page: Tab, text: str) -> None:
    page.read(f"{BOX}.focus()")
    page.call("Input.insertText", text=text)


@pytest.mark.parametrize("width", [1280, TELEPHONE], ids=["screen", "telephone"])
@pytest.mark.parametrize(
    ("text", "key", "kind"),
    [
        ("Medelin", "medellin", "Local government, Colombia"),
        ("habana la", "la-habana", "Local government, Cuba"),
        ("Nankin", "nanjing", "Local government, China"),
    ],
)
def test_a_person_finds_a_name_by_keyboard_however_it_is_spelt(
    address: str, chromium: Browser, width: int, text: str, key: str, kind: str
) -> None:
    with tab(chromium, width=width) as page:
        page.open(f"{address}/doc/actor/bilbao")
        assert page.read(f"{BOX}.getAttribute('role')") == "combobox"
        assert page.read(f"{BOX}.getAttribute('aria-expanded')") == "false"
        typed(page, text)
        page.until(f"{BOX}.getAttribute('aria-expanded') === 'true'")
        page.press("ArrowDown")
        assert kind in page.read(f"{ACTIVE}.innerText")
        assert page.read(f"{ACTIVE}.getAttribute('aria-selected')") == "true"
        seen = page.read(f"{ACTIVE}.getBoundingClientRect().right <= innerWidth")
        assert seen, "the suggestions reach beyond the page"
        page.press("Enter", LOADED)
        assert page.read("location.pathname") == f"/doc/actor/{key}"
        assert page.complaints == []
        assert {urlsplit(url).netloc for url in page.requested} <= {urlsplit(address).netloc, ""}


def test_the_list_is_left_by_escape_and_by_going_around_it(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/es/doc/actor/bilbao")
        typed(page, "med")
        page.until(f"{OPTIONS}.length > 1")
        assert "Gobierno local" in page.read(f"{OPTIONS}[0].innerText")
        page.press("ArrowUp")
        assert page.read(f"{ACTIVE} === {OPTIONS}.at(-1)")
        page.press("ArrowDown")
        assert page.read(f"{BOX}.getAttribute('aria-activedescendant')") is None
        page.press("Escape")
        assert page.read(f"{BOX}.getAttribute('aria-expanded')") == "false"
        assert page.read(f"{BOX}.value") == "med"
        assert page.read(f"document.activeElement === {BOX}")


def test_without_scripts_the_box_is_a_form(address: str, chromium: Browser) -> None:
    with tab(chromium, scripts=False) as page:
        page.open(f"{address}/pt/doc/actor/bilbao")
        page.type(BOX, "Medelin")
        assert page.read("location.pathname") == "/pt/search"
        assert page.read("!!document.querySelector('a[href=\"/pt/doc/actor/medellin\"]')")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [1280, TELEPHONE], ids=["screen", "telephone"])
def test_a_person_narrows_a_list_changes_its_language_and_takes_it_along(
    address: str, chromium: Browser, width: int, *, scripts: bool
) -> None:
    def choose(words: str) -> None:
        links = "[...document.querySelectorAll('.facets a')]"
        if width == TELEPHONE:
            page.click("document.querySelector('.facetbox > summary')", happens="")
        page.click(f"{links}.find(a => a.innerText.startsWith({words!r}))")

    with tab(chromium, width=width, scripts=scripts) as page:
        page.open(f"{address}/browse/tie")
        every = int(page.read("document.querySelector('.toolbar .note').innerText").split()[0])
        choose("Spain")
        assert page.read("location.search") == "?country=esp"
        choose("twinning")
        rows = page.read("document.querySelectorAll('tbody tr').length")
        assert 0 < rows < every
        page.click("document.querySelector('header a[hreflang=es]')")
        assert page.read("location.pathname") == "/es/browse/tie"
        assert page.read("document.querySelectorAll('tbody tr').length") == rows
        assert "España" in page.read("document.querySelector('.chips').innerText")
        file = page.read("[...document.links].find(a => a.innerText === 'CSV').href")
        assert len(httpx.get(file).text.splitlines()) == rows + 1
        page.click("document.querySelector('.chips a')")
        assert page.read("document.querySelectorAll('tbody tr').length") >= rows
        assert page.complaints == []


def test_a_person_cites_the_page_that_she_reads(address: str, chromium: Browser) -> None:
    with tab(chromium) as page:
        page.open(f"{address}/browse/tie?decade=1990")
        box = page.read("document.querySelector('.cite').innerText")
        assert "Ties, 1990–1999" in box
        assert real_release().name in box
        assert page.read("[...document.querySelectorAll('.cite a')].length") >= 4
        page.click("[...document.querySelectorAll('.cite a')].at(-1)")
        shown = page.read("document.querySelector('main').innerText")
        for words in ("@misc{", "TY  - DATA", '"type": "dataset"', "browse/tie?decade=1990"):
            assert words in shown
        assert page.complaints == []
