"""What a curator has around her: checks on save, a doctor for the set-up, a hook, a workflow."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
import yaml

from coopgraph.doctor import examine
from coopgraph.settings import Settings
from coopgraph.texts import LANGUAGES, catalogue
from tests.conftest import ROOT
from tests.test_cli import run
from tests.test_reports import TIES, git

_PATIENCE = 240.0


@pytest.fixture
def watching(world: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "coopgraph", "check", "--watch"]
    environment = {**os.environ, "COOPGRAPH_ROOT": str(world), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    ended = Timer(_PATIENCE, process.kill)  # so that a word that is never said fails the test
    ended.start()
    yield process
    ended.cancel()
    process.kill()
    process.communicate()


def until(process: subprocess.Popen[str], words: str) -> list[str]:
    """The lines up to the one that has the words; the test ends where there is none."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if words in line:
            return lines
    pytest.fail(f"{words!r} was not said: {lines}")


def test_a_saved_table_is_checked_again_until_the_curator_ends_it(
    world: Path, watching: subprocess.Popen[str]
) -> None:
    until(watching, "0 faults, 0 warnings; sound")
    ties = world / TIES
    sound = ties.read_text(encoding="utf-8")
    (ties.parent / ".~lock.ties.csv#").write_text("", encoding="utf-8")
    ties.write_text(sound.replace("1998-06", "1998-13"), encoding="utf-8")
    told = until(watching, "1 fault, 0 warnings; not sound")
    assert told[0] == TIES
    assert any(line.startswith(f"{TIES}:2:129: error: ") for line in told)
    ties.write_text(sound, encoding="utf-8")
    until(watching, "0 faults, 0 warnings; sound")
    watching.send_signal(signal.SIGINT)
    assert watching.wait(30) == 0


def said(root: Path, port: int = 0) -> dict[str, bool]:
    return {each.line(): each.is_well for each in examine(Settings(root=root), port)}


def test_the_doctor_finds_what_is_wrong_and_says_what_to_do(world: Path) -> None:
    (world / "requirements.lock").write_text("rich==0.0.1 \\\nabsent==1 ; sys_platform == 'x'\n")
    (world / "data/articles/bulletin/.~lock.ties.csv#").write_text("", encoding="utf-8")
    (world / "data/articles/bulletin/ties.xlsx").write_text("", encoding="utf-8")
    (world / "build/releases/.draft-x").mkdir(parents=True)
    git(world, "init", "-q")
    git(world, "config", "core.autocrlf", "true")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = said(world, taken.getsockname()[1])
    bad = "\n".join(line for line, is_well in found.items() if not is_well)
    for words in (
        "packages differ from the lock: rich ",
        "a spreadsheet has tables open: .~lock.ties.csv#",
        "nobody reads them: ties.xlsx",
        "builds that were cut or damaged: .draft-x",
        "there is no release yet → run coopgraph build",
        "core.autocrlf is true",
        "is taken by another program",
    ):
        assert words in bad
    assert "absent" not in bad


def test_the_doctor_knows_the_wrong_folder_and_what_is_no_repository(tmp_path: Path) -> None:
    bad = "\n".join(line for line, is_well in said(tmp_path).items() if not is_well)
    assert "is not the project, for it lacks data, ontology, queries, shapes" in bad
    assert "is not in a git repository" in bad


def test_the_doctor_ends_with_1_where_a_hand_is_needed_and_speaks_spanish(world: Path) -> None:
    done = run(world, "doctor", "--language", "es")
    assert done.returncode == 1
    assert "!! todavía no hay ninguna versión → ejecute coopgraph build" in done.stdout
    assert done.stderr == "lo marcado con !! necesita atención\n"


def test_every_ill_has_a_cure_in_every_language() -> None:
    well = {"python", "locked", "folder", "git", "encoding", "release", "space", "port"}
    keys = {key for key in catalogue("en")["told"] if key.startswith("doctor-")}
    ills = {key for key in keys if not key.endswith("-mend")} - {f"doctor-{key}" for key in well}
    assert {f"{key}-mend" for key in ills - {"doctor-well", "doctor-trouble"}} <= keys
    assert all(catalogue(language)["told"].keys() >= keys for language in LANGUAGES)


def commit(folder: Path) -> subprocess.CompletedProcess[str]:
    identity = {
        f"GIT_{who}_{what}": "x@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["git", "-C", str(folder), "commit", "-q", "-m", "x"],
        env={**os.environ, **identity, "PATH": path, "COOPGRAPH_LANGUAGE": "pt"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_hook_checks_what_is_staged_and_not_what_lies_in_the_folder(world: Path) -> None:
    git(world, "init", "-q")
    git(world, "add", ".")
    shutil.copy(ROOT / "deploy/pre-commit", world / ".git/hooks/pre-commit")
    ties = world / TIES
    sound = ties.read_text(encoding="utf-8")
    ties.write_text(sound.replace("1998-06", "1998-13"), encoding="utf-8")
    assert commit(world).returncode == 0
    git(world, "add", TIES)
    ties.write_text(sound, encoding="utf-8")
    refused = commit(world)
    assert refused.returncode == 1
    assert f"{TIES}:2:129: error: date: '1998-13' não é um ano" in refused.stdout + refused.stderr


def test_the_workflow_runs_commands_that_there_are() -> None:
    workflow = yaml.safe_load((ROOT / "deploy/github/check.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    script = "\n".join(step.get("run", "") for step in steps)
    help_ = run(ROOT, "check", "--help").stdout
    options = set(re.findall(r"coopgraph check.*", script))
    assert options
    for option in set(re.findall(r"--[a-z-]+", "".join(options))):
        assert option in help_
    assert ".venv/ready:" in (ROOT / "Makefile").read_text(encoding="utf-8")
