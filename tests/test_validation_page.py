"""The validation report at its address: every finding at its cell, in every form."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client
from rdflib import RDF, SH, Graph, Literal, URIRef

from coopgraph.faults import Cell, Fault, Severity
from coopgraph.names import BASE, CGO
from coopgraph.release import build, current
from coopgraph.reports.rules import Origin, Rule
from coopgraph.reports.turtle import as_triples
from coopgraph.settings import Settings
from coopgraph.texts import Texts
from coopgraph.web.report import Published, read_report
from coopgraph.web.validation_page import ValidationPage, report_of, validation_page
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


def finding(severity: str = "error", field: int = 6, record: int = 3) -> Fault:
    cell = Cell("data/articles/x/ties.csv", record, 17, record, field, "e")
    return Fault(
        cell, Severity(severity), Texts("It is wrong.", "Está mal.", "Está errado."), "Rule"
    )


def published(*faults: Fault) -> Published:
    said = Texts("It is wrong.", "Está mal.", "Está errado.")
    rules = {
        name: Rule(name, Origin.SHAPE, Severity.ERROR, said, said, said, said)
        for name in ("Rule", "Quiet")
    }
    return Published(faults, rules, {"data/articles/x/ties.csv": TABLE})


def shown(*faults: Fault, language: str = "en") -> ValidationPage:
    return validation_page(published(*faults), "r", language, {})


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
    text = "\n".join(
        f"{triple} ."
        for triple in as_triples(report_of(published(finding(), finding("warning")), "en", {}))
    )
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
    page = shown(finding())
    (one,) = page.findings
    assert one.where == "data/articles/x/ties.csv:3:17"
    assert one.href == "/data/articles/x/ties.csv#cell=3,6"
    assert [line.number for line in one.lines] == [2, 3, 4]
    faulty = [
        (line.number, cell.text) for line in one.lines for cell in line.cells if cell.is_fault
    ]
    assert faulty == [(3, "e3")]
    assert one.heads == ("3 b", "4 c", "5 d", "6 e", "7 f")
    assert (page.faults, page.warnings, page.quiet) == (1, 0, 1)


@pytest.mark.parametrize(("record", "numbers"), [(2, [2, 3]), (5, [4, 5]), (1, [1, 2])])
def test_a_table_is_not_shown_beyond_its_ends(record: int, numbers: list[int]) -> None:
    (one,) = shown(finding(record=record)).findings
    assert [line.number for line in one.lines] == numbers


def test_a_finding_about_a_whole_row_marks_all_of_it() -> None:
    (one,) = shown(finding(field=0)).findings
    (hit,) = [line for line in one.lines if line.is_hit]
    assert all(cell.is_fault for cell in hit.cells)
    assert one.href == "/data/articles/x/ties.csv#cell=3,1"


def test_a_message_is_in_the_readers_language() -> None:
    spanish = shown(finding(), language="es").findings[0].message
    portuguese = shown(finding(), language="pt").findings[0].message
    assert (spanish, portuguese) == ("Está mal.", "Está errado.")


def test_every_rule_of_the_release_has_what_it_asks(release: Path) -> None:
    rules = read_report(release).rules
    assert len(rules) > 90
    assert [name for name, rule in rules.items() if not all(rule.means)] == []


def test_the_counts_by_table_are_those_of_the_report() -> None:
    page = shown(finding(), finding("warning"))
    (table,) = page.tables
    assert (table.rows, table.faults, table.warnings) == (4, 1, 1)
    assert Path(table.path).suffix == ".csv"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"rule": "MembershipTime"}, 1),
        ({"rule": "value"}, 0),
        ({"table": "data/articles/gaceta/memberships.csv"}, 1),
        ({"table": "data/authority/actors.csv"}, 0),
        ({"severity": "error"}, 0),
        ({"severity": "warning", "rule": "MembershipTime"}, 1),
    ],
)
def test_a_report_is_narrowed_by_rule_table_and_severity(
    client: Client, filters: dict[str, str], count: int
) -> None:
    assert len(client.get("/validation.json", params=filters).json()["results"]) == count
    read = Page(client.get("/validation", params=filters, headers=BROWSER).text)
    assert len([link for link in read.links if link.startswith("/rules/Mem")]) == count + 1
    assert "/validation" in read.links


@pytest.mark.parametrize("name", ["rule", "table", "severity"])
def test_a_filter_of_which_the_report_has_nothing_is_refused(client: Client, name: str) -> None:
    refused = client.get("/validation.json", params={name: "nowhere"})
    assert (refused.status_code, refused.json()["parameter"]) == (400, name)


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("sarif", "application/sarif+json"),
        ("junit.xml", "application/xml"),
        ("md", "text/markdown"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_report_is_served_as_the_command_line_writes_it(
    client: Client, release: Path, suffix: str, media_type: str
) -> None:
    answer = client.get(f"/es/validation.{suffix}")
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    if suffix != "xlsx":
        assert "Una membresía debería decir desde cuándo existe." in answer.text
    assert answer.content


def test_each_fault_leads_to_the_page_of_its_rule_and_that_back_to_it(client: Client) -> None:
    read = Page(client.get("/pt/validation", headers=BROWSER).text)
    assert "/pt/rules/MembershipTime" in read.links
    rule = Page(client.get("/pt/rules/MembershipTime", headers=BROWSER).text)
    assert "/pt/validation?rule=MembershipTime" in rule.links
    assert "Uma participação deveria dizer desde quando existe." in rule.text
    assert "desde 1999" in rule.text
    assert "/pt/doc/membership/red-alta" in rule.links


def test_every_rule_has_a_page_in_every_language_and_as_json(client: Client) -> None:
    listed = client.get("/rules.json").json()["rules"]
    assert len(listed) > 180
    read = Page(client.get("/es/rules", headers=BROWSER).text)
    assert {f"/es/rules/{each['name']}" for each in listed} <= set(read.links)
    for each in listed[::9]:
        shown = client.get(f"/es/rules/{each['name']}", headers=BROWSER)
        assert shown.status_code == 200
        assert client.get(f"/rules/{each['name']}.json").json() == each


def test_a_rule_that_there_is_not_names_those_near(client: Client) -> None:
    missing = client.get("/rules/MembershpTime.json")
    assert missing.status_code == 404
    assert "MembershipTime" in missing.json()["detail"]
