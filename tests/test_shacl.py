"""Our SHACL engine: every kind of constraint, with the results of pySHACL."""

import tomllib

import pyoxigraph as ox
import pytest
from benchmarks.agreements import triples
from rdflib import Graph, URIRef

from coopgraph.assembly import assemble
from coopgraph.shacl import IllFormedShapes, validate
from coopgraph.tables.read import read_tables
from coopgraph.validation.shapes import read_shapes, run_shapes
from tests.conftest import ROOT
from tests.shacl_compared import ours, theirs

CASES = tomllib.loads((ROOT / "tests" / "shacl" / "faults.toml").read_text(encoding="utf-8"))
SOUND = (ROOT / "tests" / "shacl" / "sound.ttl").read_text(encoding="utf-8")
PREFIXES = "".join(line + "\n" for line in SOUND.splitlines() if line.startswith("@"))
EX = "http://example.org/"
AGREEMENT = "sh:targetClass ex:Agreement"


def graph(text: str) -> Graph:
    known = "" if text.startswith("@") else PREFIXES
    return Graph().parse(data=known + text, format="turtle")


def shapes_of(text: str) -> Graph:
    declared = f"ex: a owl:Ontology ; sh:declare [ sh:prefix 'ex' ; sh:namespace '{EX}' ] ."
    return graph(f"{declared} ex:Shape a sh:NodeShape ; {text} .")


def store_of(text: str) -> ox.Store:
    store = ox.Store()
    store.load(("" if text.startswith("@") else PREFIXES) + text, ox.RdfFormat.TRIG)
    return store


@pytest.mark.parametrize("name", CASES)
def test_a_fault_of_each_kind_is_found_as_pyshacl_finds_it(name: str) -> None:
    shape, fault = CASES[name].values()
    data, shapes = graph(SOUND + fault), shapes_of(shape)
    found = ours(data, shapes)
    assert found == theirs(data, shapes)
    assert found


@pytest.mark.parametrize("name", CASES)
def test_each_kind_is_asked_by_set_queries(name: str) -> None:
    shape, fault = CASES[name].values()
    assert not validate(store_of(SOUND + fault), shapes_of(shape)).by_pyshacl


def test_named_graphs_are_looked_at_together_and_a_triple_in_two_counts_once() -> None:
    shapes = shapes_of(
        f"{AGREEMENT} ; sh:property [ sh:path ex:lead ; sh:minCount 1 ; sh:maxCount 1 ]"
    )
    said = "ex:new ex:lead ex:cali ."
    apart = store_of(f"ex:new a ex:Agreement . ex:one {{ {said} }} ex:two {{ {said} }}")
    assert validate(apart, shapes).conforms
    more = store_of(f"ex:new a ex:Agreement . ex:one {{ {said} }} ex:two {{ ex:new ex:lead _:b }}")
    assert [found.counted for found in validate(more, shapes).results] == [2]


def test_a_blank_node_is_one_in_all_graphs_and_keeps_its_name() -> None:
    data = ox.Store()
    about, lead = ox.BlankNode("new"), ox.NamedNode("http://example.org/lead")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    data.add(ox.Quad(about, kind, ox.NamedNode("http://example.org/Agreement")))
    data.add(ox.Quad(about, lead, ox.Literal("x"), ox.NamedNode("http://example.org/one")))
    shapes = shapes_of(f"{AGREEMENT} ; sh:property [ sh:path ex:lead ; sh:nodeKind sh:IRI ]")
    assert [found.focus for found in validate(data, shapes).results] == [about]


def test_shapes_that_refer_to_themselves_go_to_pyshacl_which_is_said() -> None:
    shapes = shapes_of(
        "sh:targetNode ex:cali ; sh:property [ sh:path ex:in ; sh:minCount 1 ; sh:node ex:Shape ]"
    )
    report = validate(graph(SOUND), shapes)
    assert {str(why) for why in report.by_pyshacl.values()} == {"the shape refers to itself"}
    assert ours(graph(SOUND), shapes) == theirs(graph(SOUND), shapes)


def test_literals_that_the_store_changes_go_to_pyshacl_as_they_were() -> None:
    data = graph(SOUND + 'ex:tie ex:number "007"^^xsd:int ; ex:share 1.50 .')
    shape = f"{AGREEMENT} ; sh:property [ sh:path ex:number ; sh:datatype xsd:integer ]"
    shapes = shapes_of(shape)
    assert validate(data, shapes).by_pyshacl
    assert ours(data, shapes) == theirs(data, shapes)
    untouched = f"{AGREEMENT} ; sh:property [ sh:path ex:lead ; sh:maxCount 1 ]"
    assert not validate(data, shapes_of(untouched)).by_pyshacl


@pytest.mark.parametrize(
    "shape",
    [
        "sh:property [ sh:path ex:in ; sh:path ex:out ]",
        "sh:property [ sh:path ( ex:in ) ]",
        "sh:property [ sh:path ex:in ; sh:minCount 'one' ]",
        "sh:property [ sh:path ex:in ; sh:datatype xsd:date , xsd:string ]",
        "sh:property [ sh:path ex:in ; sh:pattern '(' ]",
        "sh:nodeKind ex:Thing",
        "sh:lessThan ex:in",
        "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }' ]",
    ],
)
def test_shapes_that_break_the_syntax_rules_are_refused(shape: str) -> None:
    with pytest.raises(IllFormedShapes):
        validate(graph(SOUND), shapes_of(f"{AGREEMENT} ; {shape}"))


def test_malformed_literals_are_told_of_in_results_and_not_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shapes = shapes_of(f"{AGREEMENT} ; sh:property [ sh:path ex:signed ; sh:datatype xsd:date ]")
    data = store_of('ex:new a ex:Agreement ; ex:signed "1999-13-01"^^xsd:date .')
    assert not validate(data, shapes).conforms
    assert caplog.text == ""


def test_what_a_query_selects_is_there_for_its_message() -> None:
    shapes = shapes_of(
        f"""{AGREEMENT} ; sh:sparql [ sh:prefixes ex: ;
        sh:select 'SELECT $this ?value ?code {{ $this ex:lead ?value . ?value ex:code ?code }}' ]"""
    )
    found = validate(store_of(SOUND), shapes).results[0]
    assert {name: str(term) for name, term in found.bindings.items()} == {"code": '"UIO"'}


def test_it_is_told_which_shapes_are_left_to_pyshacl() -> None:
    shapes = shapes_of("sh:targetNode ex:cali ; sh:property [ sh:path ex:in ; sh:node ex:Shape ]")
    told: list[str] = []
    assert list(run_shapes(store_of(SOUND), shapes, told.append)) == []
    assert told == ["pySHACL runs http://example.org/Shape: the shape refers to itself"]


@pytest.mark.slow
def test_the_real_graph_gets_the_results_of_pyshacl_and_set_queries_do_it_all() -> None:
    store, shapes = assemble(ROOT, read_tables(ROOT)).store, read_shapes(ROOT)
    assert not validate(store, shapes).by_pyshacl
    tie = URIRef("https://w3id.org/coopgraph/ontology#party")
    for quad in list(store.quads_for_pattern(None, ox.NamedNode(str(tie)), None, None))[::7]:
        store.remove(quad)
    found = ours(store, shapes)
    assert found == theirs(store, shapes)
    assert sum(found.values()) > 20


def test_made_up_agreements_with_faults_of_every_kind_get_the_results_of_pyshacl() -> None:
    data = ox.Store()
    data.load("\n".join(triples(800, every=2)), ox.RdfFormat.N_TRIPLES)
    shapes = Graph().parse(ROOT / "benchmarks" / "agreements.ttl")
    found = ours(data, shapes)
    assert found == theirs(data, shapes)
    assert len({shape for *_, shape in found}) >= 20
