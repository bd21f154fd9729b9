"""Pairs of a list published elsewhere: they support ties and are none."""

import csv

from httpx import Client
from pyoxigraph import QuerySolutions, Store

from coopgraph.names import CGO, ID
from tests.conftest import ROOT
from tests.released import BROWSER, real_assembly, real_release, serving

TABLE = ROOT / "data/reference/wd50k/listed-pairs.csv"


def graph() -> Store:
    return real_assembly().store


def pairs() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(query: str) -> list[tuple[str, ...]]:
    solutions = graph().query(f"PREFIX cgo: <{CGO}> PREFIX id: <{ID}> {query}")
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [tuple(row[name].value.removeprefix(ID) for name in names) for row in solutions]


def test_the_pairs_stand_in_the_order_of_the_list_and_are_named_for_their_places() -> None:
    found = pairs()
    assert [row["key"] for row in found] == [f"{row['place_1']}-{row['place_2']}" for row in found]
    order = [
        (int(row["lines"]), *(int(row[f"place_{n}_printed"][1:]) for n in (1, 2))) for row in found
    ]
    assert order == sorted(order)
    assert all(first < second for _, first, second in order)


def test_a_number_means_one_place_and_a_place_has_one_number() -> None:
    meant = {(row[f"place_{n}_printed"], row[f"place_{n}"]) for row in pairs() for n in (1, 2)}
    assert len({number for number, _ in meant}) == len({place for _, place in meant}) == len(meant)


def test_a_pair_is_claimed_by_the_list_alone_with_its_number_and_cell() -> None:
    asked = """SELECT ?place ?printed ?lines ?cell ?source { GRAPH ?graph {
      ?claim cgo:claimSubject <PAIR> ; cgo:value ?place ; cgo:asPrinted ?printed ;
        cgo:lines ?lines ; cgo:recordedAt ?cell ; cgo:source ?source } } ORDER BY ?place"""
    cell = "https://w3id.org/coopgraph/data/reference/wd50k/listed-pairs.csv#cell=3,"
    assert rows(asked.replace("PAIR", f"{ID}pair/milan-medellin")) == [
        ("territory/medellin", "Q48278", "659", f"{cell}6", "source/wd50k"),
        ("territory/milan", "Q490", "659", f"{cell}4", "source/wd50k"),
    ]


def test_a_tie_is_corroborated_where_both_its_places_are_listed_and_nowhere_else() -> None:
    governed = "?tie cgo:party/cgo:governs ?one , ?other FILTER(STR(?one) < STR(?other))"
    listed = {frozenset((row["place_1"], row["place_2"])): row["key"] for row in pairs()}
    expected = {
        (tie, f"pair/{listed[places]}")
        for tie, *ends in rows(f"SELECT ?tie ?one ?other {{ {governed} }}")
        for places in [frozenset(end.removeprefix("territory/") for end in ends)]
        if places in listed
    }
    assert len(expected) == 8
    assert set(rows("SELECT ?tie ?pair { ?tie cgo:corroboratedBy ?pair }")) == expected


def test_a_listed_pair_is_no_tie_and_makes_no_twinning() -> None:
    assert rows("SELECT ?pair { ?pair a cgo:ListedPair , cgo:CooperationTie }") == []
    partners = {row[0] for row in rows("SELECT ?p { id:actor\\/medellin cgo:twinnedWith ?p }")}
    assert partners.isdisjoint({"actor/rosario", "actor/milan", "actor/barcelona"})
    assert "actor/bilbao" in partners


def test_the_page_of_a_tie_leads_to_the_pair_and_to_its_list() -> None:
    with serving(real_release()) as host, Client(base_url=host, timeout=60) as client:
        listed = client.get("/es/doc/tie/medellin-bilbao-alliance", headers=BROWSER)
        other = client.get("/doc/tie/minas-gerais-quebec-twinning", headers=BROWSER)
    assert listed.status_code == other.status_code == 200
    panel = listed.text.partition('id="tie_listed"')[2].partition("</section>")[0]
    assert "Listado en otra parte" in panel
    assert 'href="/es/doc/pair/bilbao-medellin"' in panel
    assert 'href="/es/doc/source/wd50k"' in panel
    assert 'id="tie_listed"' not in other.text
