"""Each rule on a graph small enough to check by eye, and all of them together."""

from calendar import monthrange
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QueryTriples, RdfFormat, Store, Triple, parse

from coopgraph.names import CGO, ID, ORG, PREFIXES, XSD, term
from coopgraph.queries import Query, read_queries, read_query
from coopgraph.rules import Origins, read_rule, run_rules
from tests.conflict_cases import CASES_OF_CONFLICTS, JUNE, MAY, STATED, TWO_MONTHS
from tests.modality_cases import CASES_OF_MODALITY
from tests.pair_cases import CASES_OF_PAIRS
from tests.source_labels import CASES_OF_SOURCES

ROOT = Path(__file__).parent.parent
RULES = ROOT / "queries" / "rules"
HEAD = "@base <https://w3id.org/coopgraph/id/> .\n" + "".join(
    f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()
)
PARTY = f"""
<territory/bello> cgo:partOfTerritory <territory/antioquia> ; skos:prefLabel 'Bello'@es .
<territory/antioquia> cgo:partOfTerritory <territory/col> .
<territory/col> a cgo:Country ; cgo:isoCode 'COL' .
<actor/bello> a cgo:LocalGovernment ; cgo:governs <territory/bello> .
<../graph/source/a> {{
  <claim/3> cgo:claimSubject <tie/t> ; cgo:claimPredicate rdf:type ; {STATED} ;
    cgo:value cgo:TwinningAgreement ; cgo:source <source/a> .
  <claim/4> cgo:claimSubject <tie/t> ; cgo:claimPredicate cgo:party ; {STATED} ;
    cgo:value <actor/bello> , <actor/b> ; cgo:source <source/a> .
}}
"""


# Rule, what is the case, what is given, what is derived.
CASES = [
    (
        "10-direct-triples",
        "a stated claim",
        f"<../graph/source/a> {{ <claim/1> {JUNE} }}",
        "<tie/t> cgo:date '1998-06'^^xsd:gYearMonth .",
    ),
    (
        "10-direct-triples",
        "a claim of not available, which has no value",
        """<../graph/source/a> { <claim/1> cgo:claimSubject <tie/t> ; cgo:claimPredicate cgo:date ;
           cgo:valueStatus <https://w3id.org/coopgraph/vocab/value-status/not-available> }""",
        "",
    ),
    (
        "10-direct-triples",
        "a denied claim",
        f"<../graph/source/a> {{ <claim/1> {JUNE} ; cgo:denied true }}",
        "",
    ),
    ("10-direct-triples", "two values of a property that has one", TWO_MONTHS, ""),
    (
        "10-direct-triples",
        "one value said by two sources",
        TWO_MONTHS.replace("05", "06"),
        "<tie/t> cgo:date '1998-06'^^xsd:gYearMonth .",
    ),
    (
        "10-direct-triples",
        "two values, of which one is denied",
        TWO_MONTHS.replace(MAY, f"{MAY} ; cgo:denied true"),
        "<tie/t> cgo:date '1998-06'^^xsd:gYearMonth .",
    ),
    (
        "10-direct-triples",
        "two values of a property that may have many",
        TWO_MONTHS.replace("cgo:date a owl:FunctionalProperty .", ""),
        "<tie/t> cgo:date '1998-06'^^xsd:gYearMonth , '1998-05'^^xsd:gYearMonth .",
    ),
    (
        "11-contested-properties",
        "two values of a property that has one",
        TWO_MONTHS,
        "<tie/t> cgo:contestedProperty cgo:date .",
    ),
    (
        "11-contested-properties",
        "a month and its year, which differ too",
        TWO_MONTHS.replace("'1998-05'^^xsd:gYearMonth", "'1998'^^xsd:gYear"),
        "<tie/t> cgo:contestedProperty cgo:date .",
    ),
    (
        "11-contested-properties",
        "one value said by two sources",
        TWO_MONTHS.replace("05", "06"),
        "",
    ),
    (
        "20-supertypes",
        "one step",
        """<actor/a> a cgo:CityNetwork . cgo:CityNetwork rdfs:subClassOf cgo:ActorNetwork .
           cgo:ActorNetwork rdfs:subClassOf cgo:Actor .""",
        "<actor/a> a cgo:ActorNetwork .",
    ),
    (
        "30-country-of-territory",
        "a part of what has an ISO code, and a part of what has none",
        """<territory/b> cgo:partOfTerritory <territory/col> . <territory/col> cgo:isoCode 'COL' ;
           cgo:partOfTerritory <territory/m49-419> .""",
        "<territory/b> cgo:inCountry <territory/col> .",
    ),
    (
        "31-country-of-inner-territory",
        "a part of what is in a country",
        """<territory/c> cgo:partOfTerritory <territory/b> .
           <territory/b> cgo:inCountry <territory/col> .""",
        "<territory/c> cgo:inCountry <territory/col> .",
    ),
    (
        "32-country-of-government",
        "a government of what is in a country",
        "<actor/c> cgo:governs <territory/c> . <territory/c> cgo:inCountry <territory/col> .",
        "<actor/c> cgo:inCountry <territory/col> .",
    ),
    (
        "33-country-governed",
        "a government of what has an ISO code",
        "<actor/c> cgo:governs <territory/cuw> . <territory/cuw> cgo:isoCode 'CUW' .",
        "<actor/c> cgo:inCountry <territory/cuw> .",
    ),
    (
        "40-names-of-governments",
        "each kind of name, in its language",
        """<actor/c> cgo:governs <territory/c> . <territory/c> skos:prefLabel 'Medellín'@es ;
           skos:altLabel 'City'@en ; skos:hiddenLabel 'Medelin'@es ; cgo:isoCode 'X' .""",
        """<actor/c> skos:prefLabel 'Medellín'@es ; skos:altLabel 'City'@en ;
           skos:hiddenLabel 'Medelin'@es .""",
    ),
    (
        "41-labels",
        "preferred names only",
        "<actor/c> skos:prefLabel 'C'@es , 'K'@en ; skos:altLabel 'D'@es .",
        "<actor/c> rdfs:label 'C'@es , 'K'@en .",
    ),
    (
        "43-labels-of-memberships",
        "in the languages that member and network share",
        """<membership/m> a cgo:NetworkMembership ; org:member <actor/a> ; cgo:network <actor/n> .
           <actor/a> rdfs:label 'A'@es , 'A'@en . <actor/n> rdfs:label 'N'@es .""",
        "<membership/m> rdfs:label 'A – N'@es .",
    ),
    (
        "44-labels-of-counts",
        "in the languages that all three share",
        """<observation/o> cgo:observedEntity <actor/a> ; cgo:agreementKind <k> ;
           cgo:governmentLevel <l> . <actor/a> rdfs:label 'A'@es . <k> rdfs:label 'k'@en , 'q'@es .
           <l> rdfs:label 'l'@en , 'n'@es .""",
        "<observation/o> rdfs:label 'A – q – n'@es .",
    ),
    *CASES_OF_CONFLICTS,
    *CASES_OF_PAIRS,
    *CASES_OF_SOURCES,
    (
        "50-bounds-of-years",
        "a year, whatever is dated by it, and no other precision",
        """<tie/t> cgo:date '1961'^^xsd:gYear . <tie/u> cgo:date '1961-02'^^xsd:gYearMonth ;
           cgo:asOf '2016'^^xsd:gYear .""",
        """<tie/t> cgo:earliest '1961-01-01'^^xsd:date ; cgo:latest '1961-12-31'^^xsd:date .
           <tie/u> cgo:asOfEarliest '2016-01-01'^^xsd:date ;
             cgo:asOfLatest '2016-12-31'^^xsd:date .""",
    ),
    (
        "51-bounds-of-months",
        "a month, and no other precision",
        """<membership/m> cgo:beginDate '1995-04'^^xsd:gYearMonth .
           <tie/u> cgo:date '1961'^^xsd:gYear .""",
        """<membership/m> cgo:earliest '1995-04-01'^^xsd:date ;
           cgo:latest '1995-04-30'^^xsd:date .""",
    ),
    (
        "52-bounds-of-days",
        "a day, and no other precision",
        "<tie/t> cgo:date '2010-04-14'^^xsd:date . <tie/u> cgo:date '1961'^^xsd:gYear .",
        """<tie/t> cgo:earliest '2010-04-14'^^xsd:date ; cgo:latest '2010-04-14'^^xsd:date .""",
    ),
    (
        "60-twinned-with",
        "a twinning, and not an alliance",
        """<tie/t> a cgo:TwinningAgreement ; cgo:party <actor/a> , <actor/b> .
           <tie/u> a cgo:Alliance ; cgo:party <actor/a> , <actor/c> .""",
        "<actor/a> cgo:twinnedWith <actor/b> . <actor/b> cgo:twinnedWith <actor/a> .",
    ),
    (
        "61-member-of",
        "a membership",
        "<membership/m> a cgo:NetworkMembership ; org:member <actor/a> ; cgo:network <actor/n> .",
        "<actor/a> org:memberOf <actor/n> .",
    ),
    (
        "62-party-to",
        "both parties",
        "<tie/t> cgo:party <actor/a> , <actor/b> .",
        "<actor/a> cgo:partyTo <tie/t> . <actor/b> cgo:partyTo <tie/t> .",
    ),
    (
        "63-reported-by",
        "claims of two sources",
        """<../graph/source/a> { <claim/1> cgo:claimSubject <tie/t> ; cgo:source <source/a> }
           <../graph/source/b> { <claim/2> cgo:claimSubject <tie/t> ; cgo:source <source/b> }""",
        "<tie/t> cgo:reportedBy <source/a> , <source/b> .",
    ),
    (
        "64-participants",
        "a role in an initiative",
        """cgo:provider rdfs:subPropertyOf cgo:participant .
           <initiative/i> cgo:provider <actor/a> .""",
        "<initiative/i> cgo:participant <actor/a> .",
    ),
    (
        "65-definitions",
        "a definition of a concept",
        "<definition/d> cgo:definesConcept <../vocab/concept/twinning> .",
        "<../vocab/concept/twinning> cgo:hasDefinition <definition/d> .",
    ),
    (
        "67-reported-by-as-value",
        "an actor that is a value, and neither its tie nor a country that is one",
        """<actor/b> a cgo:Actor . <territory/esp> a cgo:Territory .
           <../graph/source/a> {
             <claim/1> cgo:claimSubject <tie/t> ; cgo:value <actor/b> ; cgo:source <source/a> .
             <claim/2> cgo:claimSubject <actor/b> ; cgo:value <territory/esp> ;
               cgo:source <source/a> }""",
        "<actor/b> cgo:reportedBy <source/a> .",
    ),
    *CASES_OF_MODALITY,
]
MONTHS = [(year, month) for year in (1900, 2000, 2011, 2012) for month in range(1, 13)]


def store_of(text: str) -> Store:
    store = Store()
    store.load(HEAD + text, format=RdfFormat.TRIG)
    return store


def derived(name: str, given: str) -> set[Triple]:
    triples = store_of(given).query(read_query(RULES / f"{name}.rq").text)
    assert isinstance(triples, QueryTriples)
    return set(triples)


def triples(text: str) -> set[Triple]:
    return {quad.triple for quad in parse(HEAD + text, format=RdfFormat.TURTLE)}


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [pytest.param(name, given, then, id=f"{name}: {case}") for name, case, given, then in CASES],
)
def test_a_rule_derives_what_is_so_and_nothing_else(name: str, given: str, expected: str) -> None:
    assert derived(name, given) == triples(expected)


@pytest.mark.parametrize(("year", "month"), MONTHS)
def test_a_month_ends_on_its_last_day(year: int, month: int) -> None:
    text = f"{year}-{month:02}"
    bounds = derived("51-bounds-of-months", f"<tie/t> cgo:date '{text}'^^xsd:gYearMonth .")
    day = Literal(f"{text}-{monthrange(year, month)[1]}", datatype=NamedNode(XSD + "date"))
    assert {triple.object for triple in bounds if triple.predicate == term("latest")} == {day}


def test_every_rule_has_a_case() -> None:
    assert {name for name, *_ in CASES} == {path.stem for path in RULES.glob("*.rq")}


@pytest.mark.parametrize("rule", read_queries(RULES), ids=lambda rule: rule.name)
def test_a_rule_is_noted_in_three_languages_and_can_be_traced(rule: Query) -> None:
    assert sorted(rule.notes) == ["answers", "title"]
    assert list(rule.notes["title"]) == ["en", "es", "pt"]
    assert read_rule(rule).where


def all_derived(text: str, rules: list[Query]) -> Store:
    store = store_of(text)
    store.load(path=ROOT / "ontology" / "coopgraph.ttl", format=RdfFormat.TURTLE)
    run_rules(store, [read_rule(rule) for rule in rules], Origins())
    return store


def test_together_the_rules_lead_from_a_claim_to_the_country_of_its_party() -> None:
    store = all_derived(PARTY, read_queries(RULES))
    assert store.query(
        f"ASK {{ ?tie a <{CGO}CooperationTie> ; <{CGO}party> ?actor ."
        f" ?actor a <{ORG}Organization> ; <{CGO}inCountry> <{ID}territory/col> }}"
    )


def test_the_order_of_the_rules_does_not_matter() -> None:
    rules = read_queries(RULES)
    given = PARTY + TWO_MONTHS
    assert set(all_derived(given, rules)) == set(all_derived(given, rules[::-1]))
