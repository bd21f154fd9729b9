"""The redirects for w3id.org keep path and query, whatever is asked for."""

import re

import pytest

from tests.conftest import ROOT

RULES = ROOT / "deploy" / "w3id" / ".htaccess"
RULE = re.compile(r"^RewriteRule (\S+) (\S+) \[R=302,L(?:,NE)?\]$")
SERVICE = "https://coopgraph.example.org/"


def led_to(path: str) -> str:
    """Where the first rule that fits leads; Apache adds the query to a target that has none."""
    for line in RULES.read_text(encoding="utf-8").splitlines():
        rule = RULE.match(line)
        if rule and (fits := re.search(rule[1], path)):
            return rule[2].replace("$1", fits[1] if fits.groups() else "")
    return ""


def test_every_line_is_a_comment_a_switch_or_a_rule_that_the_test_can_read() -> None:
    for line in RULES.read_text(encoding="utf-8").splitlines():
        assert RULE.match(line) or line.startswith(("#", "Options ", "RewriteEngine ")), line


@pytest.mark.parametrize(
    "path",
    [
        "",
        "ontology",
        "ontology/0.1.0",
        "id/actor/medellin",
        "vocab/modality/cdss",
        "graph/source/aldana",
        "data/articles/aldana/ties.csv",
        "shapes",
        "dataset/coopgraph",
    ],
)
def test_an_identifier_leads_to_the_same_path_of_the_service(path: str) -> None:
    assert led_to(path) == SERVICE + path


def test_no_rule_chooses_a_form_or_writes_a_query() -> None:
    rules = [line for line in RULES.read_text(encoding="utf-8").splitlines() if RULE.match(line)]
    assert rules
    assert not any("?" in line or "Accept" in line for line in rules)
