"""The command line as a person or a script meets it: output, exit codes, words."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import make_world

TIES = "data/articles/bulletin/ties.csv"


def run(root: Path, *arguments: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COOPGRAPH_ROOT": str(root), "COLUMNS": "100"}
    command = [sys.executable, "-m", "coopgraph", *arguments]
    return subprocess.run(
        command, env=environment, input=typed, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_world(tmp_path_factory.mktemp("built") / "world")
    assert run(root, "build").returncode == 0
    return root


def test_check_of_sound_tables_ends_with_0_and_prints_no_fault(world: Path) -> None:
    done = run(world, "check")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == "0 faults, 0 warnings; sound"


def test_check_names_all_faults_at_once_each_in_a_line_and_ends_with_1(world: Path) -> None:
    path = world / TIES
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("1998-06", "1998-13").replace("alta-centro,", "Alta,"))
    done = run(world, "check")
    assert done.returncode == 1
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [
        f"{TIES}:2:129",
        f"{TIES}:3:1",
    ]


def test_build_prints_plain_lines_in_a_pipe_and_names_the_release(world: Path) -> None:
    done = run(world, "build")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    release = json.loads((world / "build/current/manifest.json").read_text())["release"]
    assert done.stderr.splitlines()[-1].startswith(f"release {release}: ")


def test_build_of_faulty_tables_prints_the_faults_and_makes_no_release(world: Path) -> None:
    path = world / TIES
    path.write_text(path.read_text(encoding="utf-8").replace("1998-06", "1998-13"))
    done = run(world, "build")
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert done.stderr.splitlines()[-1] == "1 fault, 0 warnings; no release was made"
    assert not (world / "build" / "current").exists()


def test_what_cannot_run_ends_with_2_and_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "check")
    assert done.returncode == 2
    assert "holds no Data Package; run this in the project's folder" in done.stderr
    assert "Traceback" not in done.stderr


SELECT = (
    "SELECT ?date WHERE { <https://w3id.org/coopgraph/id/tie/alta-baja> "
    "<https://w3id.org/coopgraph/ontology#date> ?date }"
)


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("table", "date\n1998-06\n"),
        ("csv", "date\r\n1998-06\r\n"),
        ("tsv", '?date\n"1998-06"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>\n'),
    ],
)
def test_query_answers_in_the_format_asked_for(built: Path, format_: str, expected: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "coopgraph", "query", SELECT, "--format", format_],
        env={**os.environ, "COOPGRAPH_ROOT": str(built)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == expected


def test_query_takes_a_file_and_gives_graphs_as_turtle(built: Path, tmp_path: Path) -> None:
    query = tmp_path / "q.rq"
    query.write_text("CONSTRUCT WHERE { <https://w3id.org/coopgraph/id/tie/alta-baja> ?p ?o }")
    done = run(built, "query", "--file", str(query))
    assert done.returncode == 0
    assert "cgo:date" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["SELECT ?s WHERE { ?s ?p"], "line 1, column 17: this { is not closed"),
        (["DELETE WHERE { ?s ?p ?o }"], "update"),
        (["ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "SERVICE"),
        ([SELECT, "--format", "turtle"], "SELECT cannot be answered as turtle"),
        (["--file", "nowhere.rq"], "nowhere.rq cannot be read"),
        ([], "give the query itself or --file"),
        ([SELECT, "--release", "0000"], "is not a release"),
        ([SELECT, "--endpoint", "http://127.0.0.1:9/sparql"], "cannot be reached"),
    ],
)
def test_a_query_that_cannot_be_answered_ends_with_2_and_one_line(
    built: Path, arguments: list[str], words: str
) -> None:
    done = run(built, "query", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("coopgraph: ")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
