"""Every form of a report read back as its reader would: a fault that one form loses fails here."""

import csv
import html
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO, StringIO
from typing import Any

from junitparser import JUnitXml
from openpyxl import load_workbook
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif
from rdflib import DCTERMS, SH, Graph, Literal, URIRef

from coopgraph.faults import Fault
from coopgraph.names import CGO
from coopgraph.reports.forms import FORMS
from coopgraph.reports.report import Report
from coopgraph.reports.rules import Rule, read_rules
from coopgraph.reports.sound import sound
from tests.conftest import ROOT


@cache
def rules() -> dict[str, Rule]:
    return dict(read_rules(ROOT))


def report_of(*faults: Fault, language: str = "en") -> Report:
    return Report(list(faults), rules(), ["data/authority/actors.csv"], language=language)


def assert_every_form_holds(fault: Fault, language: str) -> None:
    report = report_of(fault, language=language)
    assert READERS.keys() == FORMS.keys()
    for name, form in FORMS.items():
        READERS[name](form.content(report), fault, language)


def _terminal(content: bytes, fault: Fault, language: str) -> None:
    summary, _, path, first, message = content.decode().splitlines()
    assert summary.startswith(("1 ", "0 "))
    assert path == fault.cell.path
    assert first.strip().startswith(f"{fault.cell.line}:{fault.cell.column} ")
    assert first.endswith(fault.rule)
    assert message.strip() == fault.message.of(language)


def _lines(content: bytes, fault: Fault, language: str) -> None:
    assert content.decode() == f"{fault.line(language)}\n"


def _json(content: bytes, fault: Fault, language: str) -> None:
    (row,) = json.loads(content)["results"]
    _assert_row(row, fault, language)


def _csv(content: bytes, fault: Fault, language: str) -> None:
    (row,) = csv.DictReader(StringIO(content.decode("utf-8"), newline=""))
    _assert_row(row, fault, language)


def _assert_row(row: Mapping[str, Any], fault: Fault, language: str) -> None:
    assert f"{row['path']}:{row['line']}:{row['column']}" == fault.cell.place
    assert (row["message"], row["rule"]) == (fault.message.of(language), fault.rule)
    assert (row["value"], row["wanted"]) == (fault.value, fault.wanted.of(language))


def _xlsx(content: bytes, fault: Fault, language: str) -> None:
    _, row = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    assert row[:2] == (fault.cell.path, fault.cell.line)
    assert (row[6], row[7]) == (fault.rule, sound(fault.message.of(language)))
    assert (row[8] or "", row[11]) == (sound(fault.value), fault.page)


def _html(content: bytes, fault: Fault, language: str) -> None:
    text = html.unescape(content.decode())
    assert f'<html lang="{language}">' in text
    for each in (fault.cell.place, fault.message.of(language), fault.page, fault.value):
        assert each in text


def _sarif(content: bytes, fault: Fault, language: str) -> None:
    Sarif.model_validate_json(content)  # made of the schema that OASIS publishes
    (run,) = json.loads(content)["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    region = place["region"]
    where = f"{place['artifactLocation']['uri']}:{region['startLine']}:{region['startColumn']}"
    assert where == fault.cell.place
    assert result["message"]["text"] == fault.message.of(language)
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["helpUri"] == fault.page


def _junit(content: bytes, fault: Fault, language: str) -> None:
    cases = [case for suite in JUnitXml.fromstring(content) for case in suite]
    (case,) = [case for case in cases if case.classname == fault.cell.path]
    said = case.result[0].text if fault.is_error else case.system_out
    assert said == sound(fault.line(language))


def _annotations(content: bytes, fault: Fault, language: str) -> None:
    head, message = content.decode().removesuffix("\n").split("::", 2)[1:]
    where = f"file={fault.cell.path},line={fault.cell.line},col={fault.cell.column}"
    assert head == f"{fault.severity} {where},title={fault.rule}"
    assert message == fault.message.of(language)


def _turtle(content: bytes, fault: Fault, language: str) -> None:
    graph = Graph().parse(data=content, format="turtle")
    (result,) = graph.objects(None, SH.result)
    assert str(graph.value(result, URIRef(CGO + "recordedAt"))) == fault.cell.iri
    said = Literal(fault.message.of(language), lang=language)
    assert (result, SH.resultMessage, said) in graph
    assert (result, DCTERMS.references, URIRef(fault.page)) in graph


def _markdown(content: bytes, fault: Fault, language: str) -> None:
    *_, row = content.decode().splitlines()
    where, _, message, rule = re.split(r" (?<!\\)\| ", row.strip("| "))
    assert where == f"`{fault.cell.place}`"
    assert re.sub(r"\\(.)", r"\1", message) == fault.message.of(language)
    assert rule == f"[{fault.rule}]({fault.page})"


READERS: Mapping[str, Callable[[bytes, Fault, str], None]] = {
    "terminal": _terminal,
    "lines": _lines,
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "html": _html,
    "sarif": _sarif,
    "junit": _junit,
    "annotations": _annotations,
    "turtle": _turtle,
    "markdown": _markdown,
}
