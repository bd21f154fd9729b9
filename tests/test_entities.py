"""The facts about a thing, and that no IRI can make of a query another one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse

from coopgraph.entities import (
    Claim,
    Entity,
    Reader,
    claims_of,
    describe,
    page_queries,
    with_this,
)
from coopgraph.errors import CannotRun, NotFound
from coopgraph.names import BASE, CGO, ID, RDFS, TYPE, XSD
from coopgraph.search import Label
from coopgraph.store.base import Answer
from coopgraph.store.embedded import open_store
from tests.released import ALTA, TIE, release, settings

Found = TypeVar("Found")


def with_reader(ask: Callable[[Reader], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        store = await open_store(release(), settings())
        try:
            return await ask(Reader(store, page_queries(settings().root)))
        finally:
            await store.close()

    return asyncio.run(run())


@cache
def facts(iri: str) -> Entity:
    return with_reader(lambda reader: describe(reader, iri))


def claims(iri: str, name: str) -> list[Claim]:
    return [claim for claim in facts(iri).claims if claim.property == CGO + name]


def test_a_government_has_the_names_of_its_territory_with_language_and_form() -> None:
    assert ("preferred", Label("Alta", "en")) in facts(ALTA).names
    assert ("preferred", Label("Álta", "es")) in facts(ALTA).names
    assert ("misprint", Label("Cento", "en")) in facts(f"{ID}actor/centro").names


def test_only_the_narrowest_class_is_a_kind() -> None:
    assert facts(ALTA).types == (f"{CGO}LocalGovernment",)
    assert facts(TIE).types == (f"{CGO}TwinningAgreement",)


def test_what_is_mentioned_is_named_in_every_language() -> None:
    labels = facts(ALTA).labels
    assert set(labels[f"{CGO}LocalGovernment"]) == {
        Label("local government", "en"),
        Label("gobierno local", "es"),
        Label("governo local", "pt"),
    }
    assert labels[f"{ID}actor/baja"] == (Label("Baja", "en"),)


def test_a_source_is_called_by_its_title_and_one_without_is_not_given_any() -> None:
    labels = facts(ALTA).labels
    assert labels[f"{ID}source/bulletin"] == (Label("A bulletin", ""),)
    assert labels[f"{ID}source/gaceta"] == (
        Label("[untitled article] (La Gaceta 1(2))", "en"),
        Label("[artículo sin título] (La Gaceta 1(2))", "es"),
        Label("[artigo sem título] (La Gaceta 1(2))", "pt"),
    )


def test_each_tie_of_an_actor_has_its_partner_country_date_and_focus() -> None:
    (tie,) = [tie for tie in facts(ALTA).ties if tie.iri == TIE]
    assert (tie.partner, tie.country) == (f"{ID}actor/baja", f"{ID}territory/esp")
    assert tie.date == Literal("1998-06", datatype=NamedNode(f"{XSD}gYearMonth"))
    assert tie.focus == Literal("Culture, tourism", language="en")
    assert (tie.as_of, tie.contested) == (None, frozenset())


def test_a_tie_of_which_a_source_only_looks_back_has_no_date_but_as_of() -> None:
    (tie,) = [tie for tie in facts(ALTA).ties if tie.kind == f"{CGO}Alliance"]
    assert (tie.date, tie.as_of) == (None, Literal("2016", datatype=NamedNode(f"{XSD}gYear")))


def test_a_claim_tells_what_is_printed_where_and_in_which_cell_of_ours() -> None:
    (claim,) = claims(TIE, "date")
    assert claim.printed == Label("June 1998", "en")
    assert (claim.mark, claim.place, claim.row, claim.column) == ("Bul", "Table 1", "1", "DATE")
    assert claim.lines == "3"
    assert claim.cell == f"{BASE}data/articles/bulletin/ties.csv#cell=2,15"
    assert claim.value == Literal("1998-06", datatype=NamedNode(f"{XSD}gYearMonth"))


def test_a_value_printed_as_not_available_is_a_claim_without_value() -> None:
    (claim,) = claims(f"{ID}tie/alta-centro", "focus")
    assert (claim.value, claim.printed) == (None, Label("Notavailable", "en"))


def test_the_claims_of_an_actors_ties_come_with_the_ties() -> None:
    ties = {tie.iri: tie for tie in facts(ALTA).ties}
    assert [claim.iri for claim in ties[TIE].claims] == [claim.iri for claim in facts(TIE).claims]


def test_things_that_name_this_one_are_counted_by_property() -> None:
    links = {links.property: links for links in facts(ALTA).links}
    assert links[f"{CGO}party"].count == 3
    assert TIE in links[f"{CGO}party"].things


def test_a_claim_and_a_hypothesis_have_facts_though_they_stand_in_other_graphs() -> None:
    (claim,) = claims(TIE, "date")
    assert facts(claim.iri).types == (f"{CGO}Claim",)
    assert (f"{CGO}claimSubject", NamedNode(TIE)) in facts(claim.iri).statements
    hypothesis = f"{ID}hypothesis/instituto-or-baja"
    assert facts(hypothesis).types == (f"{CGO}IdentityHypothesis",)


@pytest.mark.parametrize("iri", [f"{ID}actor/nobody", "https://example.org/elsewhere"])
def test_of_what_the_graph_does_not_know_there_are_no_facts(iri: str) -> None:
    with pytest.raises(NotFound):
        facts(iri)


def test_a_claim_that_credits_two_is_one_claim_that_names_both() -> None:
    store = Store()
    store.load(
        f"""@base <{ID}> . @prefix cgo: <{CGO}> .
        <../graph/source/a> {{ <claim/1> cgo:claimSubject <actor/a> ; cgo:claimPredicate cgo:focus ;
          cgo:asPrinted 'x'@en ; cgo:source <source/a> ; cgo:lines '1' ; cgo:recordedAt <c> ;
          cgo:attributedTo <person/luna> , <person/ballesteros> }}""",
        format=RdfFormat.TRIG,
    )
    query = with_this(page_queries(settings().root)["entity_claims"], [f"{ID}actor/a"])
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    (claim,) = claims_of(rows)
    assert claim.saying.attributed_to == (f"{ID}person/ballesteros", f"{ID}person/luna")


def test_the_document_has_the_statements_the_names_of_what_they_mention_and_the_claims() -> None:
    async def document(reader: Reader) -> bytes:
        answer = await reader.document("entity_document", "application/n-triples", TIE)
        return b"".join([chunk async for chunk in answer.chunks])

    triples = {quad.triple for quad in parse(with_reader(document), RdfFormat.N_TRIPLES)}
    told = {(str(s), p.value, str(o)) for s, p, o in triples}
    tie, baja = str(NamedNode(TIE)), str(NamedNode(f"{ID}actor/baja"))
    assert (tie, f"{CGO}party", baja) in told
    assert (baja, f"{RDFS}label", '"Baja"@en') in told
    claimed = {s for s, p, o in told if p == f"{CGO}claimSubject" and o == tie}
    assert len(claimed) == len(facts(TIE).claims)
    for claim in claimed:
        said = {p for s, p, _ in told if s == claim}
        assert {TYPE.value, f"{CGO}asPrinted", f"{CGO}source", f"{CGO}recordedAt"} <= said


QUERY = "SELECT * WHERE { VALUES ?this { <https://example.org/x> } ?this ?p ?o }"


def test_a_query_is_asked_of_other_things_than_its_example() -> None:
    assert with_this(QUERY, [ALTA, TIE]) == (
        f"SELECT * WHERE {{ VALUES ?this {{ <{ALTA}> <{TIE}> }} ?this ?p ?o }}"
    )


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "medellin",
        "actor/medellin",
        f"{ALTA}> }} ?s ?p ?o . VALUES ?t {{ <{ALTA}",
        f"{ALTA} ",
        f"{ALTA}\n",
        f"{ALTA}\0",
        f"{ALTA}\\u003e",
        f"{ALTA}{{}}",
        f'{ALTA}"',
        "<https://example.org/>",
    ],
)
def test_what_is_no_iri_never_gets_into_a_query(iri: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        with_this(QUERY, [iri])


def test_a_query_without_a_place_for_the_thing_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="VALUES"):
        with_this("SELECT * WHERE { ?this ?p ?o }", [ALTA])


class Counting:
    """A store that answers nothing and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def query(self, text: str, *media_types: str, **_: object) -> Answer:
        self.asked.append(text)

        async def chunks() -> AsyncIterator[bytes]:
            yield b'{"head": {"vars": []}, "results": {"bindings": []}}'

        return Answer(media_types[0], chunks())

    async def close(self) -> None:
        """Nothing to close."""


def test_many_things_are_asked_for_in_queries_of_a_sensible_size() -> None:
    store = Counting()
    reader = Reader(store, {"labels": QUERY})
    iris = [f"{ID}actor/{number}" for number in range(1000)]
    assert asyncio.run(reader.labels(iris)) == {}
    assert len(store.asked) == 3
    assert max(len(text) for text in store.asked) < settings().query_bytes / 4
    assert sum(text.count(f"<{ID}actor/") for text in store.asked) == 1000


def test_what_is_asked_about_no_thing_is_asked_once_however_often_it_is_wanted() -> None:
    store = Counting()
    reader = Reader(store, {"one": "SELECT * { ?s ?p ?o }", "other": "SELECT * { ?s a ?o }"})

    async def ask() -> None:
        for name in ("one", "other", "one", "one"):
            assert await reader.rows_once(name) == []

    asyncio.run(ask())
    assert store.asked == list(reader.queries.values())


def test_nothing_is_asked_about_no_things() -> None:
    store = Counting()
    assert asyncio.run(Reader(store, {"labels": QUERY}).labels([])) == {}
    assert store.asked == []


def test_a_folder_without_queries_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="holds no query files"):
        page_queries(tmp_path)
