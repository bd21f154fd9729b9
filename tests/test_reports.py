"""Reports: which faults are told, what is old, what a file holds, and how a check ends."""

import json
import os
import stat
import subprocess
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from coopgraph.errors import CannotRun
from coopgraph.faults import Cell, Fault, Group, Severity, whole_file
from coopgraph.reports.changed import changed_lines
from coopgraph.reports.choose import Choice, apart, chosen, identity, read_baseline
from coopgraph.reports.forms import FORMS, write_whole
from coopgraph.reports.terminal import print_report
from coopgraph.texts import Texts
from tests.conftest import ROOT
from tests.examples import PACKAGED, written
from tests.report_forms import report_of, rules
from tests.test_cli import run

TIES = "data/articles/bulletin/ties.csv"
ACTORS = "data/authority/actors.csv"


def fault(
    rule: str = "value",
    path: str = TIES,
    line: int = 2,
    severity: Severity = Severity.ERROR,
    also: tuple[Cell, ...] = (),
) -> Fault:
    said = Texts("It is wrong.", "Está mal.", "Está errado.")
    cell = Cell(path, line, 3, line, 2, "date")
    return Fault(cell, severity, said, rule, "1998-13", also=also, key=f"row-{line}")


def test_the_examples_of_the_rules_are_those_that_are_tested() -> None:
    assert PACKAGED.read_text(encoding="utf-8") == written(), "run python -m tests.examples"


def test_every_rule_says_what_it_means_why_it_is_there_and_how_to_mend() -> None:
    for rule in rules().values():
        for texts in (rule.title, rule.means, rule.why, rule.mend):
            assert all(texts), rule.name
        assert rule.examples or rule.graph, rule.name
        assert "{" not in "".join(rule.means), rule.name


def test_every_rule_of_the_tables_that_the_code_names_has_a_page() -> None:
    named = set()
    for path in (ROOT / "src/coopgraph/tables").glob("*.py"):
        named |= {name for name in rules() if f'"{name}"' in path.read_text(encoding="utf-8")}
    kept = {name for name, rule in rules().items() if rule.origin == "table"}
    assert kept - named == {"exception-unused", "exception-ended"}


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(), 3),
        (Choice(severity=Severity.ERROR), 2),
        (Choice(rules=("value",)), 2),
        (Choice(tables=("actors.csv",)), 1),
        (Choice(tables=("data/articles",)), 2),
        (Choice(tables=("data/*/bulletin/*",)), 2),
        (Choice(tables=("tors.csv",)), 0),
        (Choice(changed={TIES: {7}}), 1),
        (Choice(changed={ACTORS: None}), 1),
        (Choice(changed={}), 0),
    ],
)
def test_faults_are_chosen_by_severity_rule_table_and_changed_line(
    choice: Choice, told: int
) -> None:
    warned = fault("MembershipTime", severity=Severity.WARNING)
    faults = [warned, fault(line=7), fault(path=ACTORS)]
    assert len(chosen(faults, choice)) == told


def test_a_fault_counts_as_changed_where_any_line_with_a_part_in_it_changed() -> None:
    other = Cell(ACTORS, 9, 1, 9, 1, "key")
    assert chosen([fault(also=(other,))], Choice(changed={ACTORS: {9}}))
    whole = fault()._replace(cell=whole_file(TIES))
    assert chosen([whole], Choice(changed={TIES: {40}}))


def test_a_baseline_knows_a_fault_again_when_its_line_has_moved(tmp_path: Path) -> None:
    kept = tmp_path / "old.json"
    kept.write_bytes(FORMS["json"].content(report_of(fault(line=2))))
    moved = fault(line=5)._replace(key="row-2")
    new, old = apart([moved, moved, fault("required")], read_baseline(kept))
    assert old == [moved]
    assert new == [moved, fault("required")]
    assert read_baseline(kept) == Counter([identity(moved)])


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"results": [1]}'])
def test_what_is_no_baseline_is_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CannotRun, match="coopgraph check --format json --output"):
        read_baseline(path)


def test_old_faults_are_told_and_do_not_count() -> None:
    report = report_of(fault("required"))._replace(old=[fault()])
    assert report.summary() == "1 fault, 0 warnings, 1 old one"
    members = json.loads(FORMS["json"].content(report))
    assert [each["state"] for each in members["results"]] == ["new", "old"]
    (run_,) = json.loads(FORMS["sarif"].content(report))["runs"]
    assert [each["baselineState"] for each in run_["results"]] == ["new", "unchanged"]
    assert b"<skipped" in FORMS["junit"].content(report)
    assert b"::notice file=" in FORMS["annotations"].content(report)


def test_a_terminal_gets_colours_and_a_pipe_none() -> None:
    assert b"\x1b" not in FORMS["terminal"].content(report_of(fault()))
    shown = StringIO()
    print_report(report_of(fault()), Console(file=shown, force_terminal=True, width=80))
    assert "\x1b[1;31mfault" in shown.getvalue()


def test_faults_can_be_grouped_by_rule_with_its_title_and_page() -> None:
    report = report_of(fault(), fault(path=ACTORS))._replace(group=Group.RULE, language="es")
    text = FORMS["terminal"].content(report).decode()
    assert text.startswith("2 faltas, 0 avisos\n")
    assert "value  Valor  https://w3id.org/coopgraph/rules/value" in text
    assert f"{ACTORS}:2:3" in text


def test_every_form_is_the_same_on_every_run() -> None:
    for name, form in FORMS.items():
        if name != "xlsx":  # a workbook notes when it was written
            assert form.content(report_of(fault())) == form.content(report_of(fault()))


def test_a_workbook_takes_no_text_for_a_formula() -> None:
    content = FORMS["xlsx"].content(report_of(fault()._replace(value="=1+1\x01")))
    assert b"<f>" not in content


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(TypeError):
        write_whole(path, None)  # type: ignore[arg-type]
    assert [each.name for each in tmp_path.iterdir()] == ["report.txt"]
    assert path.read_text(encoding="utf-8") == "old"
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME",)}
    names |= {f"GIT_{who}_EMAIL": "x@example.org" for who in ("AUTHOR", "COMMITTER")}
    environment = {**os.environ, **names}
    subprocess.run(["git", "-C", str(folder), *arguments], env=environment, check=True)


def test_only_lines_changed_since_a_revision_are_told_and_new_files_whole(world: Path) -> None:
    git(world, "init", "-q")
    git(world, "add", ".")
    git(world, "commit", "-q", "-m", "first")
    ties = world / TIES
    text = ties.read_text(encoding="utf-8")
    ties.write_text(text.replace("Notavailable", "Not available"), encoding="utf-8")
    (world / "data/articles/bulletin/más.csv").write_text("x\n", encoding="utf-8")
    assert changed_lines(world, "HEAD") == {TIES: {3}, "data/articles/bulletin/más.csv": None}
    with pytest.raises(CannotRun, match="no such revision: nowhere"):
        changed_lines(world, "nowhere")


def test_what_is_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="not a git repository"):
        changed_lines(tmp_path, "HEAD")


def test_check_writes_a_report_fails_on_faults_and_passes_on_old_ones(world: Path) -> None:
    ties = world / TIES
    ties.write_text(ties.read_text(encoding="utf-8").replace("1998-06", "1998-13"))
    kept = world / "old.json"
    done = run(world, "check", "--format", "json", "--output", str(kept), "--language", "es")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "1 falta, 0 avisos; con faltas"
    (found,) = json.loads(kept.read_text(encoding="utf-8"))["results"]
    assert found["message"].startswith("date: '1998-13' no es un año (1998)")
    again = run(world, "check", "--baseline", str(kept))
    assert again.returncode == 0
    assert again.stdout.rstrip().endswith("[value] (old)")
    assert again.stderr.splitlines()[-1] == "0 faults, 0 warnings, 1 old one; sound"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "pdf"), "'pdf' is not a form of the report; wanted: terminal, lines, json"),
        (("--rule", "valeu"), "there is no rule 'valeu'"),
        (("--baseline", "nowhere.json"), "nowhere.json cannot be read"),
    ],
)
def test_what_cannot_be_told_ends_with_2(
    world: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run(world, "check", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
