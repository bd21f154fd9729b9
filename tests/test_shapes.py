"""The shapes: well made, and each caught in the act by one small file with one mistake."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl.entrypoints import meta_validate
from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from coopgraph.shacl import validate

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "shapes").glob("*.ttl"))
WRONG = sorted((ROOT / "tests" / "wrong" / "shapes").iterdir())
CGO = Namespace("https://w3id.org/coopgraph/ontology#")
CGS = Namespace("https://w3id.org/coopgraph/shapes#")
SKOS_CLASSES = {"concept": "Concept", "concept-scheme": "ConceptScheme"}
STORED_AS_INTEGER = {
    XSD[name] for name in ("int", "long", "short", "byte", "positiveInteger", "nonNegativeInteger")
}


def read(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def shapes() -> Graph:
    return read(FILES)


@cache
def model() -> Graph:
    ontology = ROOT / "ontology"
    return read([ontology / "coopgraph.ttl", *(ontology / "schemes").glob("*.ttl")])


@cache
def written_model() -> bytes:
    return model().serialize(format="nt", encoding="utf-8")


def names(graph: Graph) -> list[str]:
    return sorted(str(shape).removeprefix(CGS) for shape in graph.subjects(SH.severity))


def reported(path: Path | None = None) -> list[str]:
    """The shapes that report on the model with the triples of a file, as often as they do."""
    store = ox.Store()
    store.load(written_model(), ox.RdfFormat.N_TRIPLES)
    if path is not None:
        store.load(path=path)
    report = validate(store, shapes())
    assert not report.by_pyshacl
    return [str(found.shape).strip("<>").removeprefix(CGS) for found in report.results]


def texts(graph: Graph, shape: Node, predicate: URIRef) -> list[str]:
    found = [text for text in graph.objects(shape, predicate) if isinstance(text, Literal)]
    return sorted(str(text.language) for text in found)


def below(target: Node, wanted: URIRef) -> bool:
    return target == wanted or wanted in model().transitive_objects(target, RDFS.subClassOf)


def subject_of(path: Path) -> URIRef:
    """The class that a file of shapes is named for."""
    if path.stem in SKOS_CLASSES:
        return URIRef(f"http://www.w3.org/2004/02/skos/core#{SKOS_CLASSES[path.stem]}")
    return CGO["".join(word.capitalize() for word in path.stem.split("-"))]


def test_the_shapes_are_valid_by_the_shapes_of_shapes() -> None:
    conforms, _, text = meta_validate(shapes(), inference="none")
    assert conforms, text


def test_what_can_report_is_named_and_says_so_in_three_languages() -> None:
    graph = shapes()
    for shape in {s for p in (SH.targetClass, SH.message) for s in graph.subjects(p)}:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]+", str(shape).removeprefix(CGS)), shape
        assert graph.value(shape, SH.severity) in {SH.Violation, SH.Warning}, shape
        assert texts(graph, shape, SH.name) == ["en", "es", "pt"], shape
        assert texts(graph, shape, SH.message) == ["en", "es", "pt"], shape
        assert graph.value(shape, RDF.type) in {SH.NodeShape, SH.PropertyShape}, shape


def test_no_two_shapes_share_a_name_or_a_message() -> None:
    for predicate in (SH.name, SH.message):
        found = list(shapes().objects(None, predicate))
        assert len(found) == len(set(found))


def test_messages_are_sentences() -> None:
    ends = {str(message)[-1] for message in shapes().objects(None, SH.message)}
    assert ends <= {".", "?"}


def test_shapes_are_core_and_have_no_datatype_that_the_store_changes() -> None:
    graph = shapes()
    assert list(graph.subjects(SH.sparql)) == []
    asked = {*graph.objects(None, SH.datatype), *model().objects(None, RDFS.range)}
    assert asked.isdisjoint(STORED_AS_INTEGER)


def test_shapes_speak_of_what_the_ontology_has() -> None:
    used = {node for node in shapes().all_nodes() if str(node).startswith(CGO)}
    assert [term for term in used if (term, RDF.type, None) not in model()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_the_shapes_of_the_class_it_is_named_for(path: Path) -> None:
    graph = read([path])
    wanted = subject_of(path)
    for name in names(graph):
        targets = list(graph.objects(CGS[name], SH.targetClass))
        if path.stem == "thing":
            assert len(targets) > 1, name
        else:
            assert any(below(target, wanted) for target in targets), name


def test_a_file_is_named_for_a_class_that_there_is() -> None:
    named = {subject_of(path) for path in FILES if path.stem != "thing"}
    assert [name for name in named if (name, RDF.type, OWL.Class) not in model()] == []


def test_every_shape_has_its_wrong_file_and_every_wrong_file_its_shape() -> None:
    assert [path.name for path in WRONG] == [f"{name}.ttl" for name in names(shapes())]


def test_the_model_breaks_no_shape() -> None:
    assert reported() == []


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_mistake_is_reported_by_its_shape_alone_and_once(path: Path) -> None:
    assert reported(path) == [path.stem]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_tells_its_mistake_in_its_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"# [A-Z].+\.", first)
