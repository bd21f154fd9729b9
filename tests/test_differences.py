"""What differs between two states is told once, in sentences and as data."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from coopgraph.assembly import assemble
from coopgraph.differences.compare import KINDS, Difference, compare
from coopgraph.differences.forms import FORMS, written
from coopgraph.differences.sentences import LANGUAGES, catalogue, sentence
from coopgraph.differences.states import State, state_of
from coopgraph.names import BASE, CGO, ID
from coopgraph.release import build
from coopgraph.settings import Settings
from coopgraph.tables.read import read_tables
from tests.conftest import ROOT, make_world
from tests.released import BROWSER, release, serving, settings
from tests.test_cli import run

TIES = "data/articles/bulletin/ties.csv"
QUERIES = ROOT / "queries" / "differences"


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def state(root: Path, name: str) -> State:
    return state_of(assemble(root, read_tables(root)).store, QUERIES, name)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[State, State]:
    root = make_world(tmp_path_factory.mktemp("states") / "world")
    before = state(root, "before")
    edit(root, TIES, "June 1998,1998-06", "July 1998,1998-07")
    edit(root, TIES, "\nalta-centro,", "\nalta-centro-new,")
    text = (root / TIES).read_text(encoding="utf-8")
    (root / TIES).write_text(text.replace("Notavailable,not available", "Science,Science"))
    retired = root / "data/authority/retired.csv"
    retired.write_text(retired.read_text() + "tie,alta-centro,alta-centro-new,A better key.\n")
    shutil.rmtree(root / "data/articles/gaceta")
    edit(root, "ontology/coopgraph.ttl", "cgo:endDate a", "cgo:endDate owl:deprecated true ; a")
    return before, state(root, "after")


@pytest.fixture(scope="module")
def found(states: tuple[State, State]) -> list[Difference]:
    return compare(*states)


def of(found: list[Difference], kind: str) -> list[Difference]:
    return [each for each in found if each.kind == kind]


def test_nothing_differs_from_itself(states: tuple[State, State]) -> None:
    assert compare(states[0], states[0]) == []


def test_a_date_that_was_changed_is_told_with_both_values(found: list[Difference]) -> None:
    changed = Difference("re-dated", f"{ID}tie/alta-baja", f"{CGO}date", ("1998-06",), ("1998-07",))
    assert changed in found
    assert not any(each.property == f"{CGO}date" for each in of(found, "said-otherwise"))


def test_a_key_that_was_replaced_is_merged_and_one_that_vanished_is_named(
    found: list[Difference],
) -> None:
    merged = [(each.thing, each.after) for each in of(found, "merged")]
    assert merged == [(f"{ID}tie/alta-centro", (f"{ID}tie/alta-centro-new",))]
    assert f"{ID}tie/alta-centro-new" in {each.thing for each in of(found, "added")}
    assert f"{ID}tie/alta-instituto" in {each.thing for each in of(found, "gone")}


def test_a_thing_that_lost_a_source_is_told_and_a_term_that_is_deprecated(
    found: list[Difference],
) -> None:
    lost = {(each.thing, each.before) for each in of(found, "source-lost")}
    assert (f"{ID}actor/alta", (f"{ID}source/gaceta",)) in lost
    assert [each.thing for each in of(found, "term-deprecated")] == [f"{CGO}endDate"]


def test_an_end_a_result_and_a_credit_are_told_by_their_own_names(
    states: tuple[State, State],
) -> None:
    before, _ = states
    thing = f"{ID}tie/alta-baja"
    subject = next(each for each in before.facts["date"] if each.thing == thing)
    claim = next(each for each in before.facts["claim"] if each.about == thing)
    changes = {
        "end": {subject._replace(property=f"{CGO}endDate"): frozenset({"2001"})},
        "result": {subject._replace(property=f"{CGO}testResult"): frozenset({"x"})},
        "attribution": {claim._replace(property=f"{CGO}attributedTo"): frozenset({"y"})},
    }
    facts = {
        **before.facts,
        **{name: {**before.facts[name], **made} for name, made in changes.items()},
    }
    told = compare(before, before._replace(facts=facts))
    assert [each.kind for each in told] == ["ended", "re-attributed", "result-changed"]
    assert told[1].claim == claim.thing


def test_every_kind_of_difference_has_a_heading_and_a_sentence_in_three_languages() -> None:
    words = {language: set(catalogue(language)) for language in LANGUAGES}
    assert words["en"] == words["es"] == words["pt"]
    wanted = {name for kind in KINDS for name in (kind, f"says-{kind}")}
    assert wanted == words["en"] - {"title", "none", "count", "nothing"}


def test_sentences_name_things_and_not_their_addresses(
    found: list[Difference], states: tuple[State, State]
) -> None:
    for language in LANGUAGES:
        told = [sentence(each, *states, language) for each in found]
        assert [each for each in told if BASE in each or "{" in each] == []
    redated = next(each for each in of(found, "re-dated"))
    assert sentence(redated, *states, "en").endswith("date: 1998-07; before: 1998-06.")


def test_all_forms_hold_every_difference(
    found: list[Difference], states: tuple[State, State]
) -> None:
    notes, rows, data = (written(form, found, *states, "en") for form in FORMS)
    assert len(list(csv.DictReader(io.StringIO(rows)))) == len(found)
    assert len(json.loads(data)["differences"]) == len(found)
    assert {sentence(each, *states, "en") for each in found} == {
        line[2:] for line in notes.splitlines() if line.startswith("- ")
    }


@pytest.fixture(scope="module")
def later() -> Path:
    """A second release beside the world's own, in which one date differs."""
    made = make_world(settings().root.parent / "later")
    edit(made, TIES, "June 1998,1998-06", "July 1998,1998-07")
    build(Settings(root=made), lambda _: None)
    folder = next((made / "build/releases").iterdir())
    first = made / "build/releases" / release().name
    shutil.copytree(release(), first)
    return folder


@pytest.fixture(scope="module")
def client(later: Path) -> Iterator[Client]:
    with serving(later) as host, Client(base_url=host, timeout=30) as client:
        yield client


def test_releases_are_listed_and_compared_on_pages_and_as_data(client: Client, later: Path) -> None:
    listed = client.get("/releases.json").json()["releases"]
    assert listed[0] == {"release": later.name, "served": True}
    other = listed[1]["release"]
    assert client.get(f"/releases/{other}.json").json()["release"] == other
    shown = client.get("/es/releases", headers=BROWSER).text
    address = f"/releases/{other}/diff/{later.name}"
    assert f'href="/es{address}"' in shown
    assert "1998-07; antes: 1998-06." in client.get(f"/es{address}", headers=BROWSER).text
    data = client.get(f"{address}.json").json()
    assert [each["kind"] for each in data["differences"]] == ["re-dated"]
    assert client.get(f"{address}.md").text.startswith("# From ")
    assert client.get(f"{address}.csv").text.count("\r\n") == 2


@pytest.mark.parametrize(
    "address", ["/releases/none", "/releases/none/diff/none", "/releases/../x", "/releases/.x"]
)
def test_a_release_that_is_not_there_is_a_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_curator_sees_what_her_edits_change(tmp_path: Path) -> None:
    root = make_world(tmp_path / "world")
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    edit(root, TIES, "June 1998,1998-06", "July 1998,1998-07")
    done = run(root, "diff", "HEAD", "--language", "pt")
    assert done.returncode == 0, done.stderr
    assert "1998-07; antes: 1998-06." in done.stdout
    assert done.stderr.splitlines()[-1] == "1 difference"
    wrong = run(root, "diff", "--", "--output=/tmp/x")
    assert wrong.returncode == 2
    assert "is no release and no revision of git" in wrong.stderr
