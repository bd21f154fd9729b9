"""W3C's own tests of SHACL, in a folder named by SHACL_TESTS; they are not part of this project."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.term import Node

from coopgraph.shacl import IllFormedShapes, Result, validate
from coopgraph.shacl.report import term_or_none
from coopgraph.shacl.terms import SH, to_ox
from tests.shacl_compared import Found, counted, quiet

FOLDER = os.environ.get("SHACL_TESTS", "")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
DIFFERING = {
    "uniqueLang-002.ttl": 'rdflib reads "1"^^xsd:boolean as true',
    "shapesGraph-001.ttl": "$shapesGraph, an optional feature, is not there",
}
"""What neither our engine nor pySHACL passes, and why."""


def files() -> list[Path]:
    found = sorted(Path(FOLDER).rglob("*.ttl")) if FOLDER else []
    return [path for path in found if "sht:Validate" in path.read_text(encoding="utf-8")]


def expected(report: Node, graph: Graph) -> Found:
    """The results that a test wants."""
    return counted((_result(node, graph) for node in graph.objects(report, SH.result)), graph)


def _result(node: Node, graph: Graph) -> Result:
    path, value = (graph.value(node, each) for each in (SH.resultPath, SH.value))
    focus, component, severity, shape = (
        to_ox(next(graph.objects(node, each)))
        for each in (
            SH.focusNode,
            SH.sourceConstraintComponent,
            SH.resultSeverity,
            SH.sourceShape,
        )
    )
    found = (focus, term_or_none(path), term_or_none(value), component, severity, shape)
    return Result(*found)


def without_blank(found: Found) -> Found:
    """Blank nodes have other names in the report that is wanted."""
    return Counter(
        {
            tuple("_" if each.startswith("_:") else each for each in key): number
            for key, number in found.items()
        }
    )


def each_test(path: Path) -> Iterator[tuple[Graph, Graph, Graph, Node]]:
    """The manifest, the data, the shapes and the wanted result of each test of a file."""
    manifest = Graph().parse(path)
    for test in manifest.subjects(RDF.type, SHT.Validate):
        action = next(manifest.objects(test, MF.action))
        names = [
            str(next(manifest.objects(action, each))) for each in (SHT.dataGraph, SHT.shapesGraph)
        ]
        data, shapes = (
            manifest if name == path.as_uri() else Graph().parse(name) for name in names
        )
        yield manifest, data, shapes, next(manifest.objects(test, MF.result))


def test_the_tests_of_the_w3c_are_there() -> None:
    if not FOLDER:
        pytest.skip(
            "SHACL_TESTS names no folder with the tests of W3C (data-shapes-test-suite/tests)"
        )
    assert len(files()) > 100


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_results_are_those_that_w3c_wants(path: Path) -> None:
    if path.name in DIFFERING:
        pytest.skip(DIFFERING[path.name])
    for manifest, data, shapes, wanted in each_test(path):
        if wanted == SHT.Failure:
            with quiet(), pytest.raises(IllFormedShapes):
                validate(data, shapes)
            continue
        with quiet():
            found = counted(validate(data, shapes).results, shapes)
        assert without_blank(found) == without_blank(expected(wanted, manifest))
