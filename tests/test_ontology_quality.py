"""What published ontologies are measured by and test_ontology.py does not ask; see QUALITY.md."""

import ast
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import pyoxigraph
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, Graph, URIRef
from rdflib.term import Node

from coopgraph.assembly import model_files
from coopgraph.names import CGO, PROJECT
from tests.conftest import ROOT
from tests.released import real_release

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
KNOWN = set((ROOT / "tests/vendor/vocabulary-terms.txt").read_text(encoding="utf-8").split())
# Vocabularies of which there is no list here; ontology/QUALITY.md says so.
NO_LIST = {
    "http://data.europa.eu/m8g/",
    "http://purl.org/nemo/gufo#",
    "http://wikiba.se/ontology#",
    "http://www.wikidata.org/prop/direct/",
}
# Things and datatypes, which no vocabulary declares.
LINKED = (
    "http://metadata.un.org/sdg/",
    "https://creativecommons.org/",
    "https://github.com/",
    str(XSD),
)
PROFILE = {
    *KINDS,
    OWL.Ontology,
    OWL.FunctionalProperty,
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
    OWL.Thing,
    OWL.disjointWith,
    OWL.inverseOf,
    OWL.deprecated,
    OWL.versionIRI,
    OWL.versionInfo,
}


@cache
def model() -> Graph:
    """The ontology, its alignments and its schemes."""
    graph = Graph()
    for path in model_files(ROOT):
        graph.parse(path)
    return graph


@cache
def core() -> Graph:
    return Graph().parse(ROOT / "ontology" / "coopgraph.ttl")


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in (ROOT / "shapes").glob("*.ttl"):
        graph.parse(path)
    return graph


@cache
def dump() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    path = real_release() / "dumps" / "coopgraph.nq"
    store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def foreign(nodes: Iterable[Node]) -> set[str]:
    found = {str(node) for node in nodes if isinstance(node, URIRef)}
    return {iri for iri in found if not iri.startswith((PROJECT, *LINKED))}


def own(kind: Node) -> set[Node]:
    return {term for term in core().subjects(RDF.type, kind) if str(term).startswith(CGO)}


def wider(concept: Node) -> set[Node | None]:
    return set(model().transitive_objects(concept, SKOS.broader)) - {concept}


def test_every_foreign_term_is_in_its_vocabulary_as_published() -> None:
    missing = foreign(node for triple in model() for node in triple) - KNOWN
    assert {re.sub(r"[^/#]*$", "", iri) for iri in missing} == NO_LIST


def test_the_shapes_say_nothing_that_shacl_does_not_know() -> None:
    said = {str(node) for triple in shapes() for node in triple if str(node).startswith(str(SH))}
    # The library's list of SHACL is closed: to ask it for another term is an error.
    assert [term for term in said if term not in SH] == []


def test_nothing_is_said_of_a_foreign_term_but_what_kind_it_is() -> None:
    said = [(s, p) for s, p, _ in core() if isinstance(s, URIRef) and foreign([s])]
    assert {predicate for _, predicate in said} == {RDF.type}


def test_a_property_is_no_inverse_of_itself_nor_of_a_symmetric_one() -> None:
    symmetric = own(OWL.SymmetricProperty)
    for one, other in core().subject_objects(OWL.inverseOf):
        assert one != other
        assert symmetric.isdisjoint({one, other})


def test_a_term_is_of_one_kind_only() -> None:
    kinds = Counter(term for kind in KINDS for term in own(kind))
    assert [term for term, times in kinds.items() if times > 1] == []


def test_the_ontology_says_no_more_of_owl_than_a_rule_reasoner_understands() -> None:
    said = {node for triple in core() for node in triple if str(node).startswith(str(OWL))}
    assert said <= PROFILE


def test_no_term_is_below_what_it_is_disjoint_with() -> None:
    for one, other in core().subject_objects(OWL.disjointWith):
        assert other not in set(core().transitive_objects(one, RDFS.subClassOf))
        assert one not in set(core().transitive_objects(other, RDFS.subClassOf))


def test_what_is_related_is_so_both_ways_and_neither_is_wider() -> None:
    for one, other in model().subject_objects(SKOS.related):
        assert (other, SKOS.related, one) in model()
        assert other not in wider(one)


def test_a_concept_has_no_name_twice_and_none_is_empty() -> None:
    kinds = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
    for concept in model().subjects(RDF.type, SKOS.Concept):
        names = [name for kind in kinds for name in model().objects(concept, kind)]
        assert len(names) == len(set(names)), concept
        assert all(str(name).strip() for name in names), concept


def test_a_concept_is_at_the_top_of_its_scheme_only_where_none_is_wider() -> None:
    for scheme, concept in model().subject_objects(SKOS.hasTopConcept):
        assert (concept, SKOS.topConceptOf, scheme) in model()
        assert wider(concept) == set(), concept


def test_a_concept_is_wider_within_its_own_scheme_only() -> None:
    for concept, broader in model().subject_objects(SKOS.broader):
        assert model().value(concept, SKOS.inScheme) == model().value(broader, SKOS.inScheme)


def test_two_concepts_are_matched_in_one_way_only() -> None:
    kinds = (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, SKOS.exactMatch)
    pairs = Counter(pair for kind in kinds for pair in model().subject_objects(kind))
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_a_term_that_was_released_is_there_or_says_what_stands_for_it_now() -> None:
    released = (ROOT / "tests/terms-released.txt").read_text(encoding="utf-8").split()
    assert released == sorted(set(released))
    for iri in map(URIRef, released):
        assert (iri, RDF.type, None) in model()
        replaced = (iri, DCTERMS.isReplacedBy, None) in model()
        assert replaced or (iri, OWL.deprecated, None) not in model()


def test_every_class_and_property_of_the_data_is_in_the_ontology() -> None:
    asked = "SELECT DISTINCT ?p { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    classes = "SELECT DISTINCT ?c { { ?s a ?c } UNION { GRAPH ?g { ?s a ?c } } }"
    used = {row[0].value for query in (asked, classes) for row in select(query)}
    declared = {str(term) for term in core().subjects(RDF.type) if term != URIRef(PROJECT)}
    assert used - declared - KNOWN == set()


def select(query: str) -> pyoxigraph.QuerySolutions:
    solutions = dump().query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return solutions


def test_every_test_that_the_list_of_checks_names_is_there() -> None:
    text = (ROOT / "ontology/QUALITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)(?:\.py)?`", text))
    there = {path.stem for path in (ROOT / "tests").glob("test_*.py")}
    for path in (ROOT / "tests").glob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        there |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert named
    assert named - there == set()


MIRO = """Ontology name · Ontology owner · Ontology license · Ontology URL · Ontology repository ·
Methodological framework · Need · Competition · Target audience · Scope and coverage ·
Development community · Communication · Knowledge acquisition method · Source knowledge location ·
Content selection · Knowledge representation language · Development environment · Ontology metrics ·
Incorporation of other ontologies · Entity naming convention · Identifier generation policy ·
Entity metadata policy · Upper ontology · Ontology relationships · Axiom pattern ·
Dereferenceable IRI · Sustainability plan · Entity deprecation strategy · Versioning policy ·
Testing · Evaluation · Examples of use · Institutional endorsement · Evidence of use"""


def test_the_report_has_every_heading_of_miro_and_words_below_it() -> None:
    report = (ROOT / "ontology" / "MIRO.md").read_text(encoding="utf-8")
    sections = dict(part.split("\n", 1) for part in report.split("### ")[1:])
    wanted = [" ".join(heading.split()) for heading in MIRO.split("·")]
    assert list(sections) == wanted
    assert all(words.strip() for words in sections.values())
