"""The ontology and its schemes, held against what published ontologies are measured by."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from itertools import combinations
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import (
    DCTERMS,
    OWL,
    RDF,
    RDFS,
    SDO,
    SKOS,
    VANN,
    BNode,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.compare import isomorphic
from rdflib.term import Node

REASONER = import_module("owlrl")  # has no types to import by

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "ontology").rglob("*.ttl"))
SCHEMES = sorted((ROOT / "ontology" / "schemes").glob("*.ttl"))
CGO = Namespace("https://w3id.org/coopgraph/ontology#")
HEADER = URIRef("https://w3id.org/coopgraph/ontology")
VOCAB = "https://w3id.org/coopgraph/vocab/"
STATUS = URIRef("http://purl.org/ontology/bibo/status")
LANGUAGES = ["en", "es", "pt"]
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
DISJOINT = (
    "Actor Territory CooperationTie NetworkMembership Claim StatisticalObservation Source"
    " SourcePart IdentityHypothesis ClassificationEdition CountryClassification"
    " ModalityDetermination DerivationRule",
    "GovernmentActor IntergovernmentalOrganisation ActorNetwork CivilSocietyOrganisation"
    " AcademicInstitution",
    "SubnationalGovernment PublicAgency",
    "IntermediateGovernment LocalGovernment",
    "WorldRegion Country DependentTerritory FirstLevelDivision MunicipalTerritory",
    "Agreement Alliance",
    "SourceTable Passage",
)
SAMPLE = """
@base <https://w3id.org/coopgraph/id/> .
@prefix cgo: <https://w3id.org/coopgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<tie/a-b> a cgo:TwinningAgreement ; cgo:party <actor/a>, <actor/b> ;
  cgo:date "1998-06"^^xsd:gYearMonth .
<actor/a> a cgo:LocalGovernment ; cgo:governs <territory/a> ; cgo:twinnedWith <actor/b> .
<actor/b> a cgo:IntermediateGovernment ; cgo:inCountry <territory/esp> .
<territory/a> a cgo:MunicipalTerritory ; cgo:partOfTerritory <territory/col> .
<territory/col> a cgo:Country ; cgo:isoCode "COL" .
<territory/esp> a cgo:Country .
<membership/a-n> a cgo:NetworkMembership ; org:member <actor/a> ; cgo:network <actor/n> .
<claim/1> a cgo:Claim ; cgo:claimSubject <tie/a-b> ; cgo:claimPredicate cgo:date ; cgo:row 5 ;
  cgo:value "1998-06"^^xsd:gYearMonth ; cgo:source <source/s> ; cgo:part <part/s-1> .
<part/s-1> a cgo:SourceTable ; cgo:partOfSource <source/s> ; cgo:rowCount 8 .
<observation/o> a cgo:StatisticalObservation ; cgo:observedEntity <actor/a> ; cgo:observedValue 8 .
<hypothesis/h> a cgo:IdentityHypothesis ; cgo:candidate <actor/a>, <actor/b> .
<classification/c> a cgo:CountryClassification ; cgo:edition <edition/e> ;
  cgo:classifiedTerritory <territory/col> ; cgo:validFrom "1987-01-01"^^xsd:date .
<determination/d> a cgo:ModalityDetermination ; cgo:determines <tie/a-b> ;
  cgo:usedEdition <edition/e> ; cgo:countedSouth <actor/a> ; cgo:appliedRule <rule/south-south> .
"""


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "coopgraph.ttl")


@pytest.fixture(scope="module")
def schemes() -> Graph:
    graph = Graph()
    for path in SCHEMES:
        graph.parse(path)
    return graph


def classes(graph: Graph) -> list[Node]:
    return [term for term in graph.subjects(RDF.type, OWL.Class) if str(term).startswith(CGO)]


def properties(graph: Graph) -> list[Node]:
    found = {term for kind in PROPERTIES for term in graph.subjects(RDF.type, kind)}
    return [term for term in found if str(term).startswith(CGO)]


def terms(graph: Graph) -> list[Node]:
    return classes(graph) + properties(graph)


def concepts(graph: Graph) -> list[Node]:
    return list(graph.subjects(RDF.type, SKOS.Concept))


def languages(graph: Graph, thing: Node, predicate: Node) -> list[str]:
    return sorted(str(language(text)) for text in graph.objects(thing, predicate))


def language(text: Node) -> str | None:
    return text.language if isinstance(text, Literal) else None


def above(graph: Graph, thing: Node, predicate: Node) -> Iterator[Node]:
    waiting, seen = list(graph.objects(thing, predicate)), set()
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            waiting += graph.objects(found, predicate)
            yield found


def words(graph: Graph) -> Iterator[str]:
    return (str(text) for text in graph.objects() if isinstance(text, Literal) and text.language)


def contradictions(graph: Graph) -> list[str]:
    closed = Graph() + graph
    REASONER.DeductiveClosure(REASONER.OWLRL_Semantics).expand(closed)
    errors = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(error) for error in closed.objects(None, errors)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_reads_the_same_in_two_parsers_and_has_no_blank_node(path: Path) -> None:
    first = Graph().parse(path)
    triples = pyoxigraph.serialize(
        pyoxigraph.parse(path=path), format=pyoxigraph.RdfFormat.N_TRIPLES
    )
    assert triples is not None
    assert isomorphic(first, Graph().parse(data=triples.decode(), format="nt"))
    assert [node for triple in first for node in triple if isinstance(node, BNode)] == []


def test_the_header_is_one_and_below_the_projects_address(ontology: Graph) -> None:
    assert list(ontology.subjects(RDF.type, OWL.Ontology)) == [HEADER]


def test_the_version_is_semantic_and_ends_the_version_iri(ontology: Graph) -> None:
    version = str(ontology.value(HEADER, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert ontology.value(HEADER, OWL.versionIRI) == URIRef(f"{HEADER}/{version}")


def test_the_header_says_what_a_catalogue_asks_for(ontology: Graph) -> None:
    asked = [DCTERMS.license, DCTERMS.creator, DCTERMS.publisher, DCTERMS.created, DCTERMS.issued]
    asked += [DCTERMS.bibliographicCitation, STATUS, VANN.preferredNamespacePrefix]
    assert [term for term in asked if ontology.value(HEADER, term) is None] == []
    assert str(ontology.value(HEADER, VANN.preferredNamespaceUri)) == str(CGO)


@pytest.mark.parametrize("predicate", [DCTERMS.title, DCTERMS.description])
def test_the_header_speaks_three_languages(ontology: Graph, predicate: URIRef) -> None:
    assert languages(ontology, HEADER, predicate) == LANGUAGES


def test_ontology_schemes_and_shapes_have_one_licence() -> None:
    files = [*FILES, ROOT / "shapes" / "thing.ttl"]
    licences = [list(Graph().parse(path).objects(None, DCTERMS.license)) for path in files]
    assert licences == [[URIRef("https://creativecommons.org/licenses/by/4.0/")]] * len(files)


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_every_term_has_one_text_in_each_language(ontology: Graph, predicate: URIRef) -> None:
    wrong = [t for t in terms(ontology) if languages(ontology, t, predicate) != LANGUAGES]
    assert wrong == []


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, SKOS.definition])
def test_every_concept_and_scheme_has_one_text_in_each_language(
    schemes: Graph, predicate: URIRef
) -> None:
    things = [*concepts(schemes), *schemes.subjects(RDF.type, SKOS.ConceptScheme)]
    assert [t for t in things if languages(schemes, t, predicate) != LANGUAGES] == []


def test_every_term_is_defined_by_the_ontology(ontology: Graph) -> None:
    assert [t for t in terms(ontology) if (t, RDFS.isDefinedBy, HEADER) not in ontology] == []


def test_no_two_terms_share_a_label(ontology: Graph) -> None:
    labels = [
        (label.language, label.casefold())
        for term in terms(ontology)
        for label in ontology.objects(term, RDFS.label)
        if isinstance(label, Literal)
    ]
    assert [label for label, times in Counter(labels).items() if times > 1] == []


def test_no_two_terms_share_a_definition(ontology: Graph) -> None:
    found = [text for term in terms(ontology) for text in ontology.objects(term, SKOS.definition)]
    assert [text for text, times in Counter(found).items() if times > 1] == []


def test_a_definition_is_a_sentence_that_does_not_begin_with_what_it_defines(
    ontology: Graph, schemes: Graph
) -> None:
    for graph, naming in ((ontology, RDFS.label), (schemes, SKOS.prefLabel)):
        for thing, text in graph.subject_objects(SKOS.definition):
            assert str(text)[0].isupper()
            assert str(text).endswith(".")
            first = re.sub(r"^(an?|the|una?|el|la|um|o) ", "", str(text).casefold())
            names = {str(name).casefold() for name in graph.objects(thing, naming)}
            assert [name for name in names if re.match(rf"{re.escape(name)}\b", first)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_texts_are_normalised_and_have_no_stray_blanks(path: Path) -> None:
    texts = set(words(Graph().parse(path)))
    assert [text for text in texts if text != " ".join(text.split())] == []
    assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []


def test_names_of_terms_show_their_kind(ontology: Graph) -> None:
    wrong = [c for c in classes(ontology) if not re.fullmatch(r"[A-Z][A-Za-z]+", local(c))]
    wrong += [p for p in properties(ontology) if not re.fullmatch(r"[a-z][A-Za-z0-9]+", local(p))]
    assert wrong == []


def local(term: Node) -> str:
    return str(term).removeprefix(CGO)


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_nothing_is_above_itself(ontology: Graph, predicate: URIRef) -> None:
    assert [t for t in terms(ontology) if t in set(above(ontology, t, predicate))] == []


@pytest.mark.parametrize("group", DISJOINT)
def test_what_cannot_be_the_same_is_disjoint(ontology: Graph, group: str) -> None:
    pairs = list(combinations((CGO[name] for name in group.split()), 2))
    missing = [
        (local(one), local(other))
        for one, other in pairs
        if not {(one, OWL.disjointWith, other), (other, OWL.disjointWith, one)} & set(ontology)
    ]
    assert missing == []


def test_every_property_has_one_domain_and_one_range(ontology: Graph) -> None:
    for term in properties(ontology):
        for stated, real in ((RDFS.domain, SDO.domainIncludes), (RDFS.range, SDO.rangeIncludes)):
            found = list(ontology.objects(term, stated))
            assert len(found) == 1, term
            if stated == RDFS.domain and found == [OWL.Thing]:
                assert (term, real, None) in ontology, term


def test_every_class_is_connected(ontology: Graph) -> None:
    used = {o for p in (RDFS.domain, RDFS.range) for o in ontology.objects(None, p)}
    used |= set(ontology.subjects(RDFS.subClassOf))
    assert [term for term in classes(ontology) if term not in used] == []


def test_everything_foreign_that_is_used_is_typed(ontology: Graph) -> None:
    ground = (str(OWL), str(RDF), str(RDFS), "http://www.w3.org/2001/XMLSchema#")
    used = set(ontology.predicates()) | set(ontology.objects(None, RDFS.subPropertyOf))
    for place in (RDFS.subClassOf, RDFS.domain, RDFS.range):
        used |= set(ontology.objects(None, place))
    untyped = {term for term in used if (term, RDF.type, None) not in ontology}
    assert [term for term in untyped if not str(term).startswith(ground)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_identifier_ends_like_a_file(path: Path) -> None:
    iris = {str(node) for node in Graph().parse(path).all_nodes() if isinstance(node, URIRef)}
    assert [iri for iri in iris if re.search(r"\.(owl|rdf|ttl|n3|xml|json)$", iri)] == []


def test_matches_stand_in_the_alignments_only(ontology: Graph, schemes: Graph) -> None:
    matches = {SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch}
    alignments = Graph().parse(ROOT / "ontology" / "alignments.ttl")
    outside = matches | {OWL.equivalentClass, OWL.equivalentProperty}
    assert set((ontology + schemes).predicates()).isdisjoint(outside)
    matched = {term for match in matches for term in alignments.subjects(match)}
    assert matched <= {*terms(ontology), *concepts(schemes)}


def test_reasoning_finds_no_contradiction(ontology: Graph, schemes: Graph) -> None:
    sample = Graph().parse(data=SAMPLE, format="turtle")
    assert contradictions(ontology + schemes + sample) == []


def test_reasoning_finds_a_thing_in_two_disjoint_classes(ontology: Graph) -> None:
    merged = Graph().parse(data=SAMPLE, format="turtle")
    merged.add((URIRef("https://w3id.org/coopgraph/id/actor/a"), RDF.type, CGO.Territory))
    assert contradictions(ontology + merged) != []


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_file_holds_the_scheme_it_is_named_for(path: Path) -> None:
    graph = Graph().parse(path)
    scheme = URIRef(VOCAB + path.stem)
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
    assert set(graph.subjects(SKOS.inScheme, scheme)) == set(concepts(graph))


def test_a_concept_is_identified_by_its_scheme_and_notation(schemes: Graph) -> None:
    for concept in concepts(schemes):
        [notation] = schemes.objects(concept, SKOS.notation)
        [scheme] = schemes.objects(concept, SKOS.inScheme)
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", str(notation))
        assert concept == URIRef(f"{scheme}/{notation}")


def test_names_of_a_concept_differ_from_one_another_and_within_the_scheme(schemes: Graph) -> None:
    for scheme in schemes.subjects(RDF.type, SKOS.ConceptScheme):
        members = list(schemes.subjects(SKOS.inScheme, scheme))
        names = [name for member in members for name in schemes.objects(member, SKOS.prefLabel)]
        assert len(names) == len(set(names))
        others = {name for m in members for name in schemes.objects(m, SKOS.altLabel)}
        assert others.isdisjoint(names)


def test_every_concept_is_at_the_top_or_below_another_and_never_below_itself(
    schemes: Graph,
) -> None:
    for concept in concepts(schemes):
        wider = set(above(schemes, concept, SKOS.broader))
        tops = set(schemes.objects(concept, SKOS.topConceptOf))
        assert wider or tops
        assert concept not in wider
        assert {(top, SKOS.hasTopConcept, concept) for top in tops} <= set(schemes)


def test_no_concept_is_a_scheme(schemes: Graph) -> None:
    assert set(concepts(schemes)).isdisjoint(schemes.subjects(RDF.type, SKOS.ConceptScheme))
