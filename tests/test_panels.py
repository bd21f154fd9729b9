"""Panels with a picture, side by side, and those that are not answered in time."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from tests.released import BROWSER, real_release, release, serving
from tests.test_web import Page


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(real_release()) as address, Client(base_url=address, timeout=30) as client:
        yield client


def panel(client: Client, address: str, name: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    section = rf'<section class="panel" id="{name}">.*?</section>'
    (found,) = re.findall(section, answer.text, re.DOTALL)
    return str(found)


def test_the_timeline_of_an_actor_runs_forward_with_the_source_of_each_date(
    client: Client,
) -> None:
    shown = panel(client, "/doc/actor/medellin", "actor_timeline")
    dates = re.findall(r'<time datetime="([0-9-]+)"', shown)
    assert len(dates) > 8
    assert dates == sorted(dates)
    entry = next(li for li in re.findall(r"<li.*?</li>", shown, re.DOTALL) if "Bilbao" in li)
    assert "<b>Ald</b> 1.5" in entry
    assert "as of 2016" in shown
    assert shown.count("strip__mark") == len(set(dates))
    assert shown.count("strip__open") == shown.count('class="is-asof"')


def test_every_partner_of_the_picture_is_in_its_table_with_its_country(client: Client) -> None:
    shown = panel(client, "/doc/actor/medellin", "actor_circle")
    picture, table = shown.split("</figure>")
    rows = table.count('<th role="rowheader" scope="row">')
    assert f"{rows} partners" in picture
    for name in ("Barcelona", "Lleida", "Nanjing"):
        assert name in picture
        assert name in table
    assert "node--contested" in picture


def test_numbers_of_a_kind_add_up_to_the_ties_and_what_is_not_dated_is_counted_too(
    client: Client,
) -> None:
    shown = panel(client, "/doc/actor/medellin", "actor_statistics")
    tables = re.findall(r"<caption>(.*?)</caption>(.*?)</table>", shown, re.DOTALL)
    counted = {
        title: sum(map(int, re.findall(r'<td class="num">(\d+)</td>', body)))
        for title, body in tables[:2]
    }
    assert counted["Kind"] == counted["Date"] > 40
    assert "not stated" in dict(tables)["Date"]


def test_a_similar_actor_is_told_with_what_is_shared(client: Client) -> None:
    text = Page(panel(client, "/doc/actor/medellin", "actor_similar")).text
    assert "Minas Gerais" in text
    assert "Themes shared" in text


def test_the_members_of_a_network_are_counted_by_role_and_year(client: Client) -> None:
    text = Page(panel(client, "/doc/actor/mercociudades", "actor_joined")).text
    assert re.search(r"Founding member.*1995\s*12", text, re.DOTALL)


def test_definitions_stand_side_by_side_with_author_year_and_words(client: Client) -> None:
    shown = panel(client, "/vocab/modality/cid", "concept_definitions")
    readings = re.findall(r'<article class="reading">.*?</article>', shown, re.DOTALL)
    assert len(readings) > 4
    years = re.findall(r'reading__year">(\d{4})<', shown)
    assert years == sorted(years)
    assert all("<summary>" in reading for reading in readings)


def test_the_history_of_a_concept_is_a_line_of_its_milestones(client: Client) -> None:
    shown = panel(client, "/vocab/modality/cid", "concept_milestones")
    dates = re.findall(r'<time datetime="([0-9-]+)"', shown)
    assert dates == sorted(dates)
    assert shown.count("strip__mark") == len(set(dates)) > 1


def test_a_panel_that_takes_too_long_leaves_the_page_whole_and_is_kept_by_nobody(
    tmp_path: Path,
) -> None:
    slow = tmp_path / "release"
    shutil.copytree(release(), slow)
    query = slow / "queries" / "pages" / "actor_similar.rq"
    endless = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a = ?f && ?d = ?i && ?g = ?c)"
    written = query.read_text(encoding="utf-8").replace("FILTER (?actor != ?this)", endless)
    query.write_text(written, encoding="utf-8")
    with serving(slow, panel_limit=0.5) as address, Client(base_url=address, timeout=60) as client:
        answer = client.get("/doc/actor/alta", headers=BROWSER)
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    text = Page(answer.text).text
    assert "was not answered in time" in text
    assert "Who says so" in text
    assert "Ties" in text


def test_a_contradiction_has_a_column_for_each_source_and_what_the_plain_graph_makes_of_it(
    client: Client,
) -> None:
    shown = panel(client, "/doc/tie/medellin-bilbao-twinning", "entity_conflicts")
    one, other = re.findall(r'<article class="variant">.*?</article>', shown, re.DOTALL)
    assert "Strategic urban planning" in one
    assert "/data/articles/aldana/ties.csv#cell=6,13" in one
    assert "Equidad de género" in other
    assert shown.count("Stated in the plain graph") == 2
    ruling = Page(shown[shown.index('class="ruling"') :])
    assert "All of it." in ruling.text
    assert "/doc/rule/direct-triples" in ruling.links


def test_two_sayings_of_one_source_stand_in_two_columns_and_what_is_denied_is_not_stated(
    client: Client,
) -> None:
    shown = panel(
        client, "/doc/conflict/twinning-agreement-document-or-situation", "entity_conflicts"
    )
    columns = re.findall(r'<article class="variant">.*?</article>', shown, re.DOTALL)
    assert len(columns) == 2
    assert shown.count("Stated in the plain graph") == 1
    assert "What is marked." in shown


def test_a_note_on_a_reading_is_on_the_page_and_in_the_data(client: Client) -> None:
    address = "/doc/actor/jalisco"
    claims = client.get(f"{address}.json").json()["claims"]
    noted = next(claim for claim in claims if claim["note"])
    key = noted["iri"].rpartition("/")[2]
    for page in (address, f"/doc/claim/{key}"):
        text = Page(client.get(page, headers=BROWSER).text).text
        assert "Our note" in text
        assert noted["note"] in text
    assert noted["note"] in client.get(f"{address}.csv").text.replace('""', '"')
