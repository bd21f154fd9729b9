"""Direction, level and modality on the real tables, held against results that people reviewed.

The notes in tests/golden/modality.csv say how a result was found by hand in the published lists;
those in modality-told.csv by what words and which rule what the texts tell has its own.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from pyoxigraph import QuerySolutions, QueryTriples, RdfFormat, Store, Triple

from coopgraph.assembly import model_files
from coopgraph.mapping import statements
from coopgraph.names import ID, PREFIXES, VOCAB
from coopgraph.queries import Query, read_queries
from coopgraph.rules import Origins, read_rule, run_rules
from coopgraph.tables.read import Tables, read_tables
from tests.conftest import ROOT
from tests.released import real_assembly

GOLDEN = ROOT / "tests" / "golden"
RULES = read_queries(ROOT / "queries" / "rules")
OF_GOVERNMENTS = (("aldana", "table-1"), ("aldana", "table-3"), ("espacios-2020", "table-1"))
HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
DETERMINED = f"""{HEAD}
SELECT ?thing ?edition ?result ?level ?agreement ?basis {{
  ?determination cgo:determines ?thing ; cgo:usedEdition ?edition ; cgo:dateBasis ?basis ;
    cgo:direction|cgo:undeterminedReason ?result .
  ?thing cgo:editionAgreement ?agreement
  OPTIONAL {{ ?determination cgo:level ?level }}
}} ORDER BY ?result
"""
# The roles are those that the second article tells; the year is ours, so that every list is asked.
VISITS = """
@base <https://w3id.org/coopgraph/id/> .
<initiative/h-havana> a cgo:KnowledgeExchange ; cgo:date '2016'^^xsd:gYear ;
  cgo:provider <actor/medellin> ; cgo:facilitator <actor/barcelona> ;
  cgo:recipient <actor/h-havana> .
<initiative/h-panama> a cgo:KnowledgeExchange ; cgo:date '2016'^^xsd:gYear ;
  cgo:provider <actor/medellin> ; cgo:recipient <actor/h-panama> .
<initiative/h-chile> a cgo:KnowledgeExchange ; cgo:date '2015'^^xsd:gYear ;
  cgo:partner <actor/medellin> , <actor/valparaiso> ; cgo:host <actor/medellin> .
<initiative/h-ecuador> a cgo:KnowledgeExchange ; cgo:date '2011'^^xsd:gYear ;
  cgo:provider <actor/medellin> ; cgo:recipient <actor/quito> ; cgo:facilitator <actor/h-bank> .
<initiative/h-housing> a cgo:Project ; cgo:asOf '2016'^^xsd:gYear ; cgo:recipient <actor/medellin> ;
  cgo:provider <actor/agencia-espanola-de-cooperacion-internacional-para-el-desarrollo> .
<initiative/h-forum> a cgo:CooperationEvent ; cgo:host <actor/medellin> ; cgo:guest <actor/quito> .
<actor/h-havana> a cgo:LocalGovernment ; cgo:inCountry <territory/cub> .
<actor/h-panama> a cgo:LocalGovernment ; cgo:inCountry <territory/pan> .
<actor/h-bank> a cgo:MultilateralBank .
"""

Results = dict[str, dict[str, str]]


@cache
def tables() -> Tables:
    return read_tables(ROOT)


def graph() -> Store:
    return real_assembly().store


@cache
def before() -> Store:
    """The real tables, and initiatives whose results the design gives, before any rule."""
    store = Store()
    for path in model_files(ROOT):
        store.load(path=path, format=RdfFormat.TURTLE)
    store.extend(statement.quad for statement in statements(tables()))
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    store.load((prefixes + VISITS).encode(), format=RdfFormat.TURTLE)
    return store


@cache
def visited() -> Store:
    """The same after all rules."""
    store = Store()
    store.extend(before())
    run_rules(store, [read_rule(rule) for rule in RULES], Origins())
    return store


def results(store: Store) -> Results:
    """For each tie and initiative its result under each edition, its level, and the agreement."""
    rows = store.query(DETERMINED)
    assert isinstance(rows, QuerySolutions)
    found: Results = {}
    for row in rows:
        thing = found.setdefault(row["thing"].value.removeprefix(ID), {})
        edition = row["edition"].value.removeprefix(f"{ID}edition/")
        result = row["result"].value.rpartition("/")[2]
        thing[edition] = f"{thing[edition]} {result}" if edition in thing else result
        thing["level"] = row["level"].value.rpartition("/")[2] if row["level"] else ""
        thing["agreement"] = row["agreement"].value.rpartition("/")[2]
        thing["basis"] = row["basis"].value.rpartition("/")[2]
    return found


def reviewed(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed_ties(*parts: tuple[str, str]) -> list[str]:
    """The keys of the ties in the tables of articles, or in those named by source and part."""
    return [
        row["key"]
        for table in tables().tables
        if table.entry.schema.kind == "ties"
        for row in table.rows
        if not parts or (table.entry.source, row["part"]) in parts
    ]


def tally(edition: str) -> Counter[str]:
    """The directions of the 33 ties that the three tables of governments print."""
    keys = printed_ties(*OF_GOVERNMENTS)
    assert len(keys) == 33
    of_all = results(graph())
    return Counter(of_all[f"tie/{key}"][edition] for key in keys)


@pytest.mark.parametrize("wanted", reviewed("modality.csv"), ids=lambda row: str(row["tie"]))
def test_a_printed_tie_has_the_reviewed_result_under_each_edition(wanted: dict[str, str]) -> None:
    found = results(graph())[f"tie/{wanted['tie']}"]
    assert {**found, "tie": wanted["tie"], "note": wanted["note"]} == wanted


def test_every_printed_tie_is_reviewed() -> None:
    assert sorted(row["tie"] for row in reviewed("modality.csv")) == sorted(printed_ties())


@pytest.mark.parametrize("wanted", reviewed("modality-told.csv"), ids=lambda row: str(row["thing"]))
def test_what_the_text_tells_has_the_reviewed_result(wanted: dict[str, str]) -> None:
    found = results(graph())[wanted["thing"]]
    assert {**found, "thing": wanted["thing"], "note": wanted["note"]} == wanted


def test_every_initiative_and_tie_that_the_text_tells_is_reviewed() -> None:
    printed = {f"tie/{key}" for key in printed_ties()}
    told = sorted(results(graph()).keys() - printed)
    assert [row["thing"] for row in reviewed("modality-told.csv")] == told


def test_where_there_is_no_direction_there_is_one_reason() -> None:
    several = [found for found in results(graph()).values() if " " in "".join(found.values())]
    assert several == []


def test_of_33_ties_of_governments_the_lists_make_15_17_and_13_south_south() -> None:
    income = tally("wb-income-data-year")
    assert (income["south-south"], income["north-south"]) == (15, 13)
    assert (income["no-date"], income["country-not-covered"]) == (3, 2)
    assert tally("m49-2019") == {"south-south": 17, "north-south": 16}
    assert tally("g77-2024") == {"south-south": 13, "north-south": 19, "country-not-covered": 1}


def test_of_the_33_five_split_by_the_list() -> None:
    keys = printed_ties(*OF_GOVERNMENTS)
    split = [key for key in keys if results(graph())[f"tie/{key}"]["agreement"] == "split"]
    assert split == [
        "bello-san-nicolas-de-los-garza-twinning",
        "medellin-monterrey-twinning",
        "minas-gerais-daegu-twinning",
        "medellin-valparaiso-alliance",
        "medellin-curacao-alliance",
    ]


def test_argentina_alone_tells_the_two_calendars_of_the_world_bank_apart() -> None:
    differing = {
        key
        for key, found in results(graph()).items()
        if found["wb-income-data-year"] != found["wb-income-in-force"]
    }
    assert differing == {
        f"tie/medellin-{city}-alliance"
        for city in ("buenos-aires-city", "buenos-aires-province", "moron", "santa-fe-ar")
    }


@pytest.mark.parametrize(
    "wanted", reviewed("modality-initiatives.csv"), ids=lambda row: str(row["initiative"])
)
def test_an_initiative_with_roles_has_the_reviewed_result(wanted: dict[str, str]) -> None:
    found = results(visited())[f"initiative/h-{wanted['initiative']}"]
    assert {**found, "initiative": wanted["initiative"], "note": wanted["note"]} == wanted


def test_what_was_derived_still_follows_when_all_rules_are_done_and_nothing_else_does() -> None:
    following = {triple for rule in RULES for triple in follows(visited(), rule)}
    known = {quad.triple for quad in before()}
    assert following | known == {quad.triple for quad in visited()}


def follows(store: Store, rule: Query) -> Iterator[Triple]:
    triples = store.query(rule.text)
    assert isinstance(triples, QueryTriples)
    return iter(triples)


def test_no_edition_is_named_that_is_not_entered() -> None:
    [editions] = [table for table in tables().tables if table.entry.name == "editions"]
    entered = {row["key"] for row in editions.rows}
    named = graph().query(f"{HEAD} SELECT DISTINCT ?e {{ ?c cgo:edition ?e }}")
    assert isinstance(named, QuerySolutions)
    assert {row["e"].value.removeprefix(f"{ID}edition/") for row in named} == entered


def test_everything_that_a_rule_makes_has_the_wider_classes_of_its_class() -> None:
    missing = graph().query(
        f"""{HEAD} SELECT ?thing {{
          VALUES ?class {{ cgo:ModalityDetermination cgo:CountryClassification cgo:Conflict }}
          ?thing a ?class . ?class rdfs:subClassOf ?wider
          FILTER NOT EXISTS {{ ?thing a ?wider }} }}"""
    )
    assert isinstance(missing, QuerySolutions)
    assert list(missing) == []


def test_a_determination_says_which_placings_it_rests_on() -> None:
    daegu = "determination:wb-income-data-year-tie-minas-gerais-daegu-twinning"
    told = graph().query(f"{HEAD} SELECT ?k {{ {daegu} prov:wasDerivedFrom ?k }} ORDER BY ?k")
    assert isinstance(told, QuerySolutions)
    keys = [row["k"].value.removeprefix(f"{ID}classification/") for row in told]
    assert keys == ["wb-income-data-year-bra-1989", "wb-income-data-year-kor-1987"]


def test_a_proposal_is_determined_and_stays_a_proposal() -> None:
    proposal = "tie:jalisco-antioquia-proposal"
    assert graph().query(
        f"""{HEAD} ASK {{ {proposal} a cgo:Proposal ;
          cgo:editionAgreement <{VOCAB}edition-agreement/split>
          FILTER NOT EXISTS {{ {proposal} a cgo:Agreement }} }}"""
    )
