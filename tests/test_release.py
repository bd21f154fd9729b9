"""A release is named by its content, made whole or not at all, and the same everywhere."""

import json
import os
import subprocess
import sys
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from coopgraph import release
from coopgraph.errors import CannotRun, Faulty
from coopgraph.settings import Settings

TIES = "data/articles/bulletin/ties.csv"


def quiet(_: str) -> None:
    pass


def settings_of(root: Path) -> Settings:
    return Settings(root=root)


def build(root: Path) -> Path:
    manifest = release.build(settings_of(root), quiet)
    return root / "build" / "releases" / str(manifest["release"])


def edit(root: Path, old: str, new: str) -> None:
    path = root / TIES
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for sub in ("data", "dumps", "ontology", "queries", "report", "shapes")
        for path in sorted((folder / sub).rglob("*"))
        if path.is_file()
    } | {"manifest.json": (folder / "manifest.json").read_bytes()}


def test_the_same_inputs_give_the_same_bytes_in_another_folder_locale_and_process(
    world: Path, tmp_path: Path
) -> None:
    here = bytes_of(build(world))
    environment = {
        **os.environ,
        "COOPGRAPH_ROOT": str(world),
        "COOPGRAPH_BUILD": str(tmp_path / "elsewhere"),
        "LC_ALL": "C",
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "7",
    }
    command = [sys.executable, "-m", "coopgraph", "build"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert bytes_of((tmp_path / "elsewhere" / "current").resolve()) == here


def test_the_store_holds_what_the_dumps_hold_and_the_manifest_counts(world: Path) -> None:
    folder = build(world)
    lines = (folder / "dumps/coopgraph.nq").read_bytes().splitlines()
    trig = Store()
    trig.load(path=str(folder / "dumps/coopgraph.trig"))
    manifest = json.loads((folder / "manifest.json").read_text())
    counts = {len(lines), len(trig), len(Store.read_only(str(folder / "store")))}
    assert counts == {manifest["triples"]}
    assert sum(manifest["graphs"].values()) == manifest["triples"]


def test_what_the_release_says_of_itself_counts_every_triple(world: Path) -> None:
    folder = build(world)
    said = Store.read_only(str(folder / "store")).query(
        "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?n { GRAPH ?g { ?s void:triples ?n } }"
    )
    manifest = json.loads((folder / "manifest.json").read_text())
    assert isinstance(said, QuerySolutions)
    assert [row[0].value for row in said] == [str(manifest["triples"])]


def test_a_broken_cell_makes_no_release_and_the_mended_table_the_same_one(world: Path) -> None:
    sound = build(world)
    edit(world, "1998-06", "1998-13")
    with pytest.raises(Faulty) as raised:
        build(world)
    assert [fault.rule for fault in raised.value.args] == ["value"]
    assert [path.name for path in sound.parent.iterdir()] == [sound.name]
    edit(world, "1998-13", "1998-06")
    assert build(world) == sound


def test_another_content_makes_another_release_and_the_switch_keeps_the_old_one(
    world: Path,
) -> None:
    first = build(world)
    edit(world, "The focus lacks its blank.", "The focus lacks a blank.")
    second = build(world)
    assert first != second
    assert (first / "manifest.json").exists()
    assert (world / "build/current").resolve() == second.resolve()
    assert release.current(settings_of(world), first.name) == first.resolve()


def test_a_build_is_made_only_when_an_input_changed(world: Path) -> None:
    assert not release.is_current(settings_of(world))
    build(world)
    assert release.is_current(settings_of(world))
    edit(world, "1998-06", "1998-07")
    assert not release.is_current(settings_of(world))


def test_a_build_that_cannot_write_says_so_and_leaves_what_is_served(world: Path) -> None:
    first = build(world)
    edit(world, "The focus lacks its blank.", "The focus lacks a blank.")
    (world / "build/current").unlink()
    (world / "build/current").mkdir()  # a folder that no link can take the place of
    (world / "build/current/kept").touch()
    with pytest.raises(CannotRun, match="the release cannot be written"):
        build(world)
    assert (world / "build/current/kept").exists()
    assert release.current(settings_of(world), first.name) == first.resolve()


def test_a_damaged_release_is_made_anew(world: Path) -> None:
    folder = build(world)
    for damage in ("manifest.json", "dumps/coopgraph.nq", "store/CURRENT", "search/meta.json"):
        (folder / damage).unlink()
        assert not release.is_current(settings_of(world))
        assert build(world) == folder
        assert (folder / damage).exists()


def test_a_release_that_is_not_there_is_said_with_those_that_are(world: Path) -> None:
    with pytest.raises(CannotRun, match="run `coopgraph build` first"):
        release.current(settings_of(world))
    folder = build(world)
    with pytest.raises(CannotRun, match=folder.name):
        release.current(settings_of(world), "0000")


def test_every_statement_of_a_source_and_every_derived_one_has_its_cell(world: Path) -> None:
    folder = build(world)
    origins = (folder / "dumps/origins.csv").read_text(encoding="utf-8")
    twinned = (
        "<https://w3id.org/coopgraph/id/actor/alta>,"
        "<https://w3id.org/coopgraph/ontology#twinnedWith>,"
        "<https://w3id.org/coopgraph/id/actor/baja>"
    )
    cells = [line for line in origins.splitlines() if line.startswith(twinned)]
    assert {line.split(",")[3] for line in cells} == {TIES}
    assert {line.split(",")[4] for line in cells} == {"2"}


def test_what_a_cut_build_left_is_cleared_away_by_the_next(world: Path) -> None:
    left = world / "build/releases/.draft-cut"
    (left / "store").mkdir(parents=True)
    folder = build(world)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_second_build_at_the_same_time_is_refused_in_words(world: Path) -> None:
    (world / "build").mkdir()
    with (world / "build/.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        with pytest.raises(CannotRun, match="another build is writing"):
            build(world)
    build(world)
