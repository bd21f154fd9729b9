"""The stored questions at their addresses, and that no value can make of one another query."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from httpx import Client
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from coopgraph.errors import BadParameter, CannotRun, NotFound
from coopgraph.names import ID
from coopgraph.web.questions import Parameter, Question, fill, question_of, stored_questions
from tests.released import ALTA, BROWSER, release, serving
from tests.test_web import Page

TIES = "/queries/medellin-ties"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as address, Client(base_url=address, timeout=30) as client:
        yield client


def asks(kind: str, *names: str) -> Question:
    lines = " ".join(f'VALUES ?{name} {{ "example" }}' for name in names)
    parameters = tuple(Parameter(name, {}, kind, "example") for name in names)
    variables = " ".join(f"?{name}" for name in names)
    return Question("q", {}, {}, {}, parameters, f"SELECT {variables} WHERE {{ {lines} }}")


def read_back(question: Question, values: Mapping[str, str]) -> list[list[object]]:
    found = Store().query(fill(question, values))
    assert isinstance(found, QuerySolutions)
    return [list(row) for row in found]


def fields_of(read: Page) -> list[dict[str, str | None]]:
    """The fields of the question, and not the box in the head of the page."""
    return [field for field in read.attributes("input") if field["type"] == "text"]


def test_the_list_has_every_question_with_its_title_in_the_language(client: Client) -> None:
    read = Page(client.get("/es/queries", headers=BROWSER).text)
    for name, question in stored_questions(release()).items():
        assert f"/es/queries/{name}" in read.links
        assert question.titles["es"] in read.text


def test_a_question_shows_its_form_its_answer_with_links_and_its_query(client: Client) -> None:
    read = Page(client.get(TIES, params={"actor": "actor/alta"}, headers=BROWSER).text)
    (field,) = fields_of(read)
    assert (field["name"], field["value"]) == ("actor", "actor/alta")
    assert "/doc/tie/alta-baja" in read.links
    assert "Baja" in read.text
    assert f"<{ALTA}>" in read.text
    assert any(link.startswith("/sparql?query=") for link in read.links)
    assert f"{TIES}.csv?actor=actor%2Falta" in read.links


def test_the_expected_answer_is_shown_beside_the_example_only(client: Client) -> None:
    address = "/queries/twinnings-in-time"
    assert "Eight, from Yamanashi 1973" in client.get(address, headers=BROWSER).text
    other = client.get(address, params={"actor": "actor/alta"}, headers=BROWSER)
    assert "Eight, from Yamanashi 1973" not in other.text


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("json", "application/sparql-results+json"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("xml", "application/sparql-results+xml"),
        ("rq", "application/sparql-query"),
    ],
)
def test_a_question_answers_in_each_form_by_suffix_or_accept(
    client: Client, suffix: str, media_type: str
) -> None:
    given = {"actor": "actor/alta"}
    named = client.get(f"{TIES}.{suffix}", params=given)
    wanted = client.get(TIES, params=given, headers={"Accept": media_type})
    assert named.status_code == wanted.status_code == 200
    assert named.headers["content-type"].partition(";")[0] == media_type
    assert named.content == wanted.content


def test_a_key_and_an_iri_name_the_same_thing(client: Client) -> None:
    by_key = client.get(f"{TIES}.csv", params={"actor": "actor/alta"})
    for same in (ALTA, "actor:alta", " actor/alta "):
        assert client.get(f"{TIES}.csv", params={"actor": same}).text == by_key.text
    assert len(list(csv.reader(by_key.text.splitlines()))) > 1


def test_the_query_with_its_value_runs_as_it_stands(client: Client) -> None:
    query = client.get(f"{TIES}.rq", params={"actor": "actor/alta"}).text
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert answer.text == client.get(f"{TIES}.csv", params={"actor": "actor/alta"}).text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "alta",
        "nothing/alta",
        "actor/ALTA",
        "x y",
        f"{ALTA}> }} ?s ?p ?o . VALUES ?t {{ <{ALTA}",
        f"{ALTA}\\u003e",
        "a" * 501,
        "javascript:x",
        "mailto:a@b.example",
        "cgo:Actor",
        "actor:ALTA",
        "actor/nobody",
        f"{ID}actor/nobody",
        "urn:isbn:0451450523",
    ],
)
def test_a_value_that_is_not_of_its_type_is_400_with_the_parameter_named(
    client: Client, value: str
) -> None:
    answer = client.get(f"{TIES}.json", params={"actor": value})
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "actor"
    shown = client.get(TIES, params={"actor": value}, headers=BROWSER)
    assert shown.status_code == 400
    assert "actor: " in Page(shown.text).text


def test_what_is_wrong_is_said_beside_the_form_as_it_was_filled_in(client: Client) -> None:
    for prefix, hint in (("", "A kind and key"), ("/es", "Una clase y clave")):
        answer = client.get(f"{prefix}{TIES}", params={"actor": "javascript:x"}, headers=BROWSER)
        read = Page(answer.text)
        (field,) = fields_of(read)
        assert (answer.status_code, answer.headers["cache-control"]) == (400, "no-store")
        assert (field["value"], field["aria-invalid"]) == ("javascript:x", "true")
        assert field["aria-describedby"] == "h-actor fault"
        assert hint in read.text
        assert f"nor an IRI, such as {ID}actor/medellin" in read.text
        assert f"{prefix}{TIES}" in read.links
        assert "/pt/queries/medellin-ties?actor=javascript%3Ax" in read.links


def test_of_several_values_the_right_ones_stay_and_the_wrong_one_is_marked(
    client: Client,
) -> None:
    given = {"one": "territory/esp", "other": "territory/nowhere"}
    answer = client.get("/queries/ties-between-countries", params=given, headers=BROWSER)
    fields = fields_of(Page(answer.text))
    assert {field["name"]: field["value"] for field in fields} == given
    assert [field["name"] for field in fields if "aria-invalid" in field] == ["other"]


def test_a_thing_that_is_not_there_is_said_not_to_be(client: Client) -> None:
    for value in ("actor/nobody", "actor:nobody", f"{ID}actor/nobody"):
        answer = client.get(f"{TIES}.csv", params={"actor": value})
        assert answer.status_code == 400
        assert answer.json()["detail"] == f"actor: no thing has this IRI: {ID}actor/nobody"


def test_a_parameter_that_a_question_does_not_have_is_400_with_those_it_has(
    client: Client,
) -> None:
    answer = client.get(f"{TIES}.csv", params={"actr": "actor/alta"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "actr")
    assert answer.json()["detail"].endswith("it takes actor, limit, offset, format")
    shown = client.get(TIES, params={"x" * 5000: "1"}, headers=BROWSER)
    assert (shown.status_code, "x" * 200 in shown.text) == (400, False)
    assert [field["name"] for field in fields_of(Page(shown.text))] == ["actor"]


def test_a_value_that_is_not_utf_8_is_400(client: Client) -> None:
    answer = client.get(f"{TIES}.csv?actor=%ff")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "actor")
    assert client.get(f"{TIES}?actor=%ff", headers=BROWSER).status_code == 400


def test_a_value_given_twice_is_400(client: Client) -> None:
    answer = client.get(f"{TIES}.json", params={"actor": ["actor/alta", "actor/baja"]})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "actor")


def test_a_question_that_is_not_stored_is_404_with_those_that_are(client: Client) -> None:
    answer = client.get("/queries/nothing.csv")
    assert answer.status_code == 404
    assert "medellin-ties" in answer.json()["detail"]
    with pytest.raises(NotFound):
        question_of(release(), "../checks/date-after-source")


def test_a_form_that_is_not_offered_is_406(client: Client) -> None:
    assert client.get(TIES, headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/queries", headers={"Accept": "image/png"}).status_code == 406


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    for address in ("/queries", TIES, f"{TIES}.csv"):
        tag = client.get(address, headers=BROWSER).headers["etag"]
        again = client.get(address, headers={**BROWSER, "If-None-Match": tag})
        assert again.status_code == 304


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_a_text_comes_back_as_it_was_typed_or_is_refused(text: str) -> None:
    question, typed = asks("text", "one", "two"), text.strip()
    if not typed or "\\" in typed or not typed.isprintable():
        with pytest.raises(BadParameter, match=r"^one: "):
            fill(question, {"one": text})
    else:
        rows = read_back(question, {"one": text})
        assert rows == [[Literal(typed), Literal("example")]]


@pytest.mark.parametrize("text", ["VALUES ?two { <x:y> }", '" } #', "'}", "}", "{"])
def test_a_text_that_looks_like_query_stays_a_text(text: str) -> None:
    rows = read_back(asks("text", "one", "two"), {"one": text, "two": "b"})
    assert rows == [[Literal(text), Literal("b")]]


def test_a_year_has_four_digits() -> None:
    ((year,),) = read_back(asks("year", "one"), {"one": "1998"})
    assert isinstance(year, Literal)
    assert year.datatype.value.endswith("#gYear")
    for text in ("98", "1998-06", "٤٤٤٤"):
        with pytest.raises(BadParameter):
            fill(asks("year", "one"), {"one": text})


def test_an_iri_of_another_vocabulary_is_an_iri() -> None:
    rows = read_back(asks("iri", "one"), {"one": "urn:isbn:0451450523"})
    assert rows == [[NamedNode("urn:isbn:0451450523")]]
    assert read_back(asks("iri", "one"), {"one": " tie/x "}) == [[NamedNode(f"{ID}tie/x")]]


def test_a_parameter_of_no_known_type_is_a_mistake_of_ours(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "queries" / "questions"
    folder.mkdir(parents=True)
    notes = "#+ title: {en: t, es: t, pt: t}\n#+ answers: a\n"
    parameter = "#+ parameters: {x: {type: colour, example: red}}\nASK {}\n"
    (folder / "q.rq").write_text(notes + parameter)
    with pytest.raises(CannotRun, match="colour"):
        stored_questions(tmp_path)
