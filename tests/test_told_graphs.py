"""What each shape and check says of a graph that breaks it: in three languages, in every form."""

from functools import cache
from itertools import cycle
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store
from rdflib import Graph

from coopgraph.assembly import model_files, read_turtle
from coopgraph.faults import Fault
from coopgraph.names import BASE
from coopgraph.rules import Origins
from coopgraph.texts import LANGUAGES
from coopgraph.validation.checks import SCOPES, read_checks, run_checks
from coopgraph.validation.locate import Places, fault_of
from coopgraph.validation.naming import Names
from coopgraph.validation.shapes import read_shapes, run_shapes
from tests.conftest import ROOT
from tests.report_forms import assert_every_form_holds, rules

WRONG = ROOT / "tests" / "wrong"
SHAPES, CHECKS = (sorted((WRONG / name).iterdir()) for name in ("shapes", "checks"))


@cache
def model() -> list[Quad]:
    return [quad for path in model_files(ROOT) for quad in read_turtle(path)]


@cache
def shapes() -> Graph:
    return read_shapes(ROOT)


def broken(path: Path, form: RdfFormat) -> Store:
    store = Store()
    store.extend(model())
    store.load(path=path, format=form)
    return store


def told(path: Path) -> list[Fault]:
    """The faults of a wrong graph, whose things no table has."""
    if path.suffix == ".ttl":
        store = broken(path, RdfFormat.TURTLE)
        results = list(run_shapes(store, shapes(), lambda _: None))
    else:
        store = broken(path, RdfFormat.TRIG)
        checks = [check for scope in SCOPES for check in read_checks(ROOT)[scope]]
        results = list(run_checks(store, [c for c in checks if c.name == path.stem]))
    return [fault_of(result, Places(Origins(), {}, Names(store))) for result in results]


@pytest.mark.parametrize(
    ("path", "language"),
    list(zip([*SHAPES, *CHECKS], cycle(LANGUAGES), strict=False)),
    ids=[path.stem for path in [*SHAPES, *CHECKS]],
)
def test_a_wrong_graph_is_told_in_the_words_of_its_rule_in_every_form(
    path: Path, language: str
) -> None:
    [fault] = told(path)
    assert fault.rule == path.stem
    for each in LANGUAGES:
        own, said = rules()[path.stem].means.of(each), fault.message.of(each)
        assert said.startswith(own.partition("…")[0])
        assert BASE not in said.replace(own, "")
        assert "{" not in said
    assert_every_form_holds(fault, language)


@pytest.mark.parametrize("path", SHAPES[::20], ids=lambda path: path.stem)
def test_a_shape_is_told_the_same_on_every_run(path: Path) -> None:
    assert told(path) == told(path)
