"""The validation report at its address: every finding at its cell, in every form."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Client
from rdflib import RDF, SH, Graph, Literal, URIRef

from coopgraph.names import BASE, CGO
from coopgraph.release import build, current
from coopgraph.search import Label
from coopgraph.settings import Settings
from coopgraph.web.report import Finding, Report, Rule, as_triples, read_report
from coopgraph.web.validation_page import validation_page
from tests.conftest import make_world
from tests.released import BROWSER, serving
from tests.test_web import Page

CELL = f"{BASE}data/articles/x/ties.csv#cell=3,6"
TABLE = [["key", "a", "b", "c", "d", "e", "f"]] + [
    [f"k{n}", *(f"{letter}{n}" for letter in "abcdef")] for n in range(2, 6)
]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world, in which one membership does not say since when it holds."""
    world = make_world(tmp_path_factory.mktemp("warned") / "world")
    table = world / "data/articles/gaceta/memberships.csv"
    table.write_text(table.read_text().replace(",desde 1999,1999,", ",,,"))
    settings = Settings(root=world)
    build(settings, lambda _: None)
    return current(settings)


@pytest.fixture(scope="module")
def client(release: Path) -> Iterator[Client]:
    with serving(release) as address, Client(base_url=address, timeout=30) as client:
        yield client


def finding(severity: str = "error", field: int = 6, record: int = 3) -> Finding:
    path = "data/articles/x/ties.csv"
    return Finding(path, record, 17, record, field, "e", severity, "Rule", "It is wrong.")


def report(*findings: Finding) -> Report:
    rule = Rule((Label("asks", "en"),), (Label("It is wrong.", "en"), Label("Está mal.", "es")))
    quiet = Rule((), ())
    return Report(findings, {"Rule": rule, "Quiet": quiet}, {"data/articles/x/ties.csv": TABLE})


def test_the_report_of_a_sound_release_says_so_and_lists_its_warnings(
    client: Client, release: Path
) -> None:
    read = Page(client.get("/validation", headers=BROWSER).text)
    noted = json.loads((release / "report/report.json").read_text())
    assert noted
    assert "Sound: no faults." in read.text
    for each in noted:
        assert f"{each['path']}:{each['line']}:{each['column']}" in read.text
        cell = f"/{each['path']}#cell={each['record']},{each['field'] or 1}"
        assert cell in read.links


def test_what_is_missing_is_marked_at_the_empty_cell_that_would_say_it(client: Client) -> None:
    read = Page(client.get("/validation", headers=BROWSER).text)
    cells = [each for each in read.attributes("td") if "is-warned" in (each.get("class") or "")]
    assert [each["data-label"] for each in cells] == ["13 begin"]


def test_the_cell_of_a_finding_is_on_the_page_of_its_table(client: Client) -> None:
    links = Page(client.get("/validation", headers=BROWSER).text).links
    cells = [link for link in links if "#cell=" in link]
    assert cells
    for link in cells:
        address, _, place = link.partition("#")
        assert f'id="{place}"' in client.get(address, headers=BROWSER).text


def test_every_form_tells_the_same_findings(client: Client, release: Path) -> None:
    found = client.get("/validation.json").json()
    assert (found["conforms"], found["release"]) == (True, release.name)
    rows = list(csv.DictReader(client.get("/validation.csv").text.splitlines()))
    assert [row["cell"] for row in rows] == [each["cell"] for each in found["results"]]
    graph = Graph().parse(data=client.get("/validation.ttl").text, format="turtle")
    cells = {str(cell) for cell in graph.objects(None, URIRef(f"{CGO}recordedAt"))}
    assert cells == {row["cell"] for row in rows}
    assert client.get("/validation.txt").text == (release / "report/report.txt").read_text()
    by_name = client.get("/validation", headers={"Accept": "text/turtle"})
    assert by_name.text == client.get("/validation.ttl").text
    assert client.get("/validation.pdf").status_code == 406


def test_a_faulty_report_is_a_validation_report_that_does_not_conform() -> None:
    graph = Graph()
    text = "\n".join(f"{triple} ." for triple in as_triples(report(finding(), finding("warning"))))
    graph.parse(data=text, format="nt")
    (made,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(made, SH.conforms) == Literal(False)
    results = list(graph.objects(made, SH.result))
    assert {graph.value(result, SH.resultSeverity) for result in results} == {
        SH.Violation,
        SH.Warning,
    }
    assert {str(graph.value(result, SH.focusNode)) for result in results} == {CELL}


def test_the_lines_around_a_faulty_cell_stand_with_it() -> None:
    page = validation_page(report(finding()), "r", "en")
    (shown,) = page.findings
    assert shown.where == "data/articles/x/ties.csv:3:17"
    assert shown.href == "/data/articles/x/ties.csv#cell=3,6"
    assert [line.number for line in shown.lines] == [2, 3, 4]
    faulty = [
        (line.number, cell.text) for line in shown.lines for cell in line.cells if cell.is_fault
    ]
    assert faulty == [(3, "e3")]
    assert shown.heads == ("3 b", "4 c", "5 d", "6 e", "7 f")
    assert (page.faults, page.warnings, page.quiet) == (1, 0, 1)


@pytest.mark.parametrize(("record", "numbers"), [(2, [2, 3]), (5, [4, 5]), (1, [1, 2])])
def test_a_table_is_not_shown_beyond_its_ends(record: int, numbers: list[int]) -> None:
    (shown,) = validation_page(report(finding(record=record)), "r", "en").findings
    assert [line.number for line in shown.lines] == numbers


def test_a_finding_about_a_whole_row_marks_all_of_it() -> None:
    (shown,) = validation_page(report(finding(field=0)), "r", "en").findings
    (hit,) = [line for line in shown.lines if line.is_hit]
    assert all(cell.is_fault for cell in hit.cells)
    assert shown.href == "/data/articles/x/ties.csv#cell=3,1"


def test_a_message_is_in_the_readers_language_where_the_rule_says_it_there() -> None:
    spanish = validation_page(report(finding()), "r", "es").findings[0].message
    portuguese = validation_page(report(finding()), "r", "pt").findings[0].message
    assert spanish == Label("Está mal.", "es")
    assert portuguese == Label("Está mal.", "es")
    (plain,) = validation_page(report(replace(finding(), rule="other")), "r", "es").findings
    assert plain.message == Label("It is wrong.", "en")


def test_every_rule_of_the_release_has_what_it_asks(release: Path) -> None:
    rules = read_report(release).rules
    assert len(rules) > 90
    assert [name for name, rule in rules.items() if not rule.asks] == []


def test_the_counts_by_table_are_those_of_the_report() -> None:
    page = validation_page(report(finding(), finding("warning")), "r", "en")
    (table,) = page.tables
    assert (table.rows, table.faults, table.warnings) == (4, 1, 1)
    assert Path(table.path).suffix == ".csv"
