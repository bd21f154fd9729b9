"""What a naive query would get wrong is not served: proposals, totals, homonyms, denials."""

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, Store

from coopgraph.names import PREFIXES
from tests.released import real_assembly

HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
VOCAB = "https://w3id.org/coopgraph/vocab"


@pytest.fixture(scope="module")
def graph() -> Store:
    return real_assembly().store


def holds(graph: Store, pattern: str) -> bool:
    answer = graph.query(f"{HEAD} ASK {{ {pattern} }}")
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def number(graph: Store, what: str, pattern: str) -> int:
    rows = graph.query(f"{HEAD} SELECT ({what} AS ?n) {{ {pattern} }}")
    assert isinstance(rows, QuerySolutions)
    return int(next(iter(rows))["n"].value)


def test_a_proposal_is_no_agreement_and_twins_nobody(graph: Store) -> None:
    assert number(graph, "COUNT(?tie)", "?tie a cgo:Proposal") == 2
    assert not holds(graph, "?tie a cgo:Proposal , cgo:Agreement")
    assert not holds(graph, "actor:antioquia cgo:twinnedWith ?other")
    assert number(graph, "COUNT(?tie)", "?tie a cgo:TwinningAgreement") == 16


def test_the_totals_of_a_table_can_be_told_from_its_parts(graph: Store) -> None:
    counted = "?count cgo:observedEntity actor:jalisco ; cgo:asOf ?time ; cgo:observedValue ?value"
    parts = f"""{counted} ; cgo:agreementKind ?kind ; cgo:governmentLevel ?level
      FILTER(?kind != <{VOCAB}/agreement-kind/all> && ?level != <{VOCAB}/government-level/all>)"""
    assert number(graph, "SUM(?value)", parts) == 90
    assert number(graph, "SUM(?value)", counted) == 360  # every agreement four times
    total = f"""{counted} ; cgo:agreementKind <{VOCAB}/agreement-kind/all> ;
      cgo:governmentLevel <{VOCAB}/government-level/all>"""
    assert number(graph, "SUM(?value)", total) == 90


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cordoba-ar-city", "cordoba-ar-province"),
        ("buenos-aires-city", "buenos-aires-province"),
        ("santa-fe-ar", "santa-fe-de-antioquia"),
    ],
)
def test_homonyms_are_two_things(graph: Store, one: str, other: str) -> None:
    shared = f"actor:{one} cgo:governs ?territory . actor:{other} cgo:governs ?territory"
    assert not holds(graph, shared)
    both = f"?tie cgo:party actor:{one} , actor:{other}"
    assert not holds(graph, both)


def test_minas_gerais_is_twinned_with_the_province_and_not_with_the_city(graph: Store) -> None:
    assert holds(graph, "actor:minas-gerais cgo:twinnedWith actor:cordoba-ar-province")
    assert not holds(graph, "actor:minas-gerais cgo:twinnedWith actor:cordoba-ar-city")


def test_a_country_in_a_column_of_provinces_is_not_read_as_its_capital(graph: Store) -> None:
    assert holds(graph, "actor:medellin cgo:twinnedWith actor:dominican-republic")
    assert not holds(graph, "actor:medellin cgo:twinnedWith actor:santo-domingo-de-guzman")


def test_an_alliance_and_a_membership_are_no_agreements(graph: Store) -> None:
    assert not holds(graph, "?tie a cgo:Alliance , cgo:Agreement")
    assert not holds(graph, "?membership a cgo:NetworkMembership , cgo:CooperationTie")


def test_what_is_denied_is_nowhere_plain_unless_another_source_says_it(graph: Store) -> None:
    denied = """GRAPH ?graph { ?claim cgo:denied true ; cgo:claimSubject ?thing ;
      cgo:claimPredicate ?property ; cgo:value ?value }"""
    said = """GRAPH ?other { ?saying cgo:claimSubject ?thing ; cgo:claimPredicate ?property ;
      cgo:value ?value FILTER NOT EXISTS { ?saying cgo:denied true } }"""
    assert holds(graph, denied)
    assert not holds(graph, f"{denied} ?thing ?property ?value FILTER NOT EXISTS {{ {said} }}")
