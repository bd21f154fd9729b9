"""What the endpoint's page says of wrong answers is so, and the way around them is right."""

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from coopgraph.web.wrong_answers import WRONG_ANSWERS, WrongAnswer
from tests.released import BROWSER, serving

EX = "http://example.org/"
RIGHT = {
    "path": [("nowhere",)],
    "inside": [("g2", "u")],
    "minus": [("u",), ("x",)],
    "nested": [("g1", "1"), ("g2", "1")],
    "count": [("g1", "2"), ("g2", "1")],
}


def store() -> Store:
    def node(name: str) -> NamedNode:
        return NamedNode(EX + name)

    made = Store()
    for words in ("x p y g1", "x q other g1", "u p v g2"):
        made.add(Quad(*[node(word) for word in words.split()]))
    return made


def rows(query: str) -> list[tuple[str, ...]]:
    found = store().query(f"PREFIX : <{EX}> {query}")
    assert isinstance(found, QuerySolutions)
    return sorted(tuple(name(term) for term in row) for row in found)


def name(term: object) -> str:
    match term:
        case NamedNode():
            return term.value.removeprefix(EX)
        case Literal():
            return term.value
    return "" if term is None else str(term)


@pytest.mark.parametrize("wrong", WRONG_ANSWERS, ids=[wrong.name for wrong in WRONG_ANSWERS])
def test_one_query_is_answered_wrongly_and_the_other_rightly(wrong: WrongAnswer) -> None:
    asked, instead = rows(wrong.asked), rows(wrong.instead)
    if wrong.name == "bnode":
        assert (len(set(asked)), len(set(instead))) == (1, 2)
    else:
        assert instead == RIGHT[wrong.name]
        assert asked != instead


@pytest.mark.parametrize("language", ["", "/es", "/pt"])
def test_the_page_of_the_endpoint_names_each_of_them(language: str) -> None:
    with serving() as address:
        page = httpx.get(f"{address}{language}/sparql", headers=BROWSER).text
    assert page.count('<li class="stack-s"><p>') == len(WRONG_ANSWERS)
    assert "SERVICE" in page
