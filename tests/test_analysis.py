"""The whole in figures: they agree with what the graph answers, and each leads to its query."""

import re
from collections.abc import Iterator

import pytest
from httpx import Client

from coopgraph.names import CGO, ID
from tests.released import BROWSER, real_release, serving
from tests.test_web import Page


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(real_release()) as address, Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def html(client: Client) -> str:
    answer = client.get("/analysis", headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


def panel(html: str, name: str) -> str:
    (found,) = re.findall(rf'<section class="panel" id="{name}">.*?</section>', html, re.DOTALL)
    return str(found)


def numbers(text: str) -> dict[str, int]:
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?<td class="num">(\d+)</td>', text, re.DOTALL)
    return {Page(name).text.strip(): int(number) for name, number in rows}


def counted(client: Client, pattern: str) -> int:
    query = f"PREFIX cgo: <{CGO}> SELECT (COUNT(DISTINCT ?tie) AS ?n) WHERE {{ {pattern} }}"
    answer = client.get("/sparql", params={"query": query, "format": "json"}).json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_ties_are_counted_by_each_definition_with_proposals_and_without(
    client: Client, html: str
) -> None:
    found = numbers(panel(html, "analysis_definitions"))
    assert found["every tie"] == counted(client, "?tie a cgo:CooperationTie")
    assert found["all but proposals"] + found["proposals only"] == found["every tie"]
    assert found["agreements signed"] == counted(client, "?tie a cgo:Agreement")
    assert found["twinnings"] == counted(client, "?tie a cgo:TwinningAgreement")


def test_the_decades_of_all_kinds_add_up_to_all_ties(client: Client, html: str) -> None:
    shown = panel(html, "analysis_decades")
    decades = [int(each) for each in re.findall(r'<td class="num">(\d+)</td>', shown)]
    assert sum(decades) == counted(client, "?tie a cgo:CooperationTie")
    assert "1990–1999" in shown


def test_a_pair_of_countries_has_the_ties_between_them(client: Client, html: str) -> None:
    found = numbers(panel(html, "analysis_countries"))
    pattern = (
        "?tie a cgo:CooperationTie ; cgo:party ?one, ?other ."
        f" ?one cgo:inCountry <{ID}territory/col> . ?other cgo:inCountry <{ID}territory/esp>"
    )
    assert found["Colombia – Spain"] == counted(client, pattern)


def test_every_list_of_countries_has_its_share_and_what_it_cannot_decide(
    client: Client, html: str
) -> None:
    shown = panel(html, "analysis_directions")
    rows = re.findall(r'<tr role="row"><th role="rowheader".*?</tr>', shown, re.DOTALL)
    assert len(rows) == 4
    ties = counted(client, "?tie a cgo:CooperationTie")
    for row in rows:
        text = Page(row).text
        parts = [int(part) for part in re.findall(r": (\d+)", text)]
        assert sum(parts) == ties
        share, south, decided = re.findall(r"([\d.]+)%\s+(\d+) of (\d+)", text)[0]
        assert float(share) == pytest.approx(100 * int(south) / int(decided), abs=0.05)
        assert ties - int(decided) == parts[-1]


def test_the_network_has_every_pair_in_its_table_and_its_measures_agree(
    client: Client, html: str
) -> None:
    shown = panel(html, "analysis_network")
    told = re.search(r"Actors: (\d+)\. Pairs with a tie: (\d+)\.", shown)
    assert told
    actors, pairs = map(int, told.groups())
    assert shown.count("<circle") == actors
    assert shown.count('<path class="tie"') == pairs
    degrees = numbers(panel(html, "analysis_degrees"))
    assert degrees["Medellin"] == max(degrees.values())
    assert f"<dd>{degrees['Medellin']}</dd>" in shown


def test_actors_that_share_a_partner_are_told_with_whom(html: str) -> None:
    text = Page(panel(html, "analysis_shared")).text
    assert re.search(r"Antioquia\s*, 1\s+Jalisco\s+Minas Gerais", text)


def test_every_figure_leads_to_its_query_and_its_data(client: Client, html: str) -> None:
    files = [link for link in Page(html).links if link.endswith("&format=csv")]
    assert len(files) == 8
    for link in files:
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer.text.count("\n") > 1
