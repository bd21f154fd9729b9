"""XML goes out well-formed and reads back as it was meant, or it does not go out."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from rdflib.query import Result

from coopgraph.errors import NotAcceptable
from coopgraph.store.base import TRIPLES, Answer
from coopgraph.store.sound_xml import SoundXml
from tests.pooled import EX, asynchronous, make_release, pool, read

ROWS_XML = "application/sparql-results+xml"
RDF_XML = "application/rdf+xml"
JSON_LD = "application/ld+json"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SOUND = "'sound' "
NO_CHARACTERS = ["\\u0000", "\\u0008", "\\u000B", "\\u000C", "\\u001F", "\\uFFFE", "\\uFFFF"]
HOLDS_ALL = ("text/turtle", "application/n-triples", "application/n-quads", "application/trig")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("release"))


def passed(data: bytes, *cuts: int) -> bytes:
    """What goes through of bytes that come in parts."""
    output = BytesIO()
    xml = SoundXml(output, ())
    for start, end in pairwise((0, *sorted(cuts), len(data))):
        assert xml.write(data[start:end]) == end - start
    return output.getvalue()


@given(st.text(), st.lists(st.integers(0, 40)))
def test_what_xml_holds_passes_in_whatever_parts_it_comes(text: str, cuts: list[int]) -> None:
    sound = all(c in "\t\n\r" or " " <= c <= "\ufffd" or c > "\uffff" for c in text)
    data = text.encode()
    cuts = [min(cut, len(data)) for cut in cuts]
    if sound:
        assert passed(data, *cuts) == data.replace(b"\r", b"&#13;")
    else:
        with pytest.raises(NotAcceptable):
            passed(data, *cuts)


@pytest.mark.parametrize("unsound", ["\ufffe".encode(), "\uffff".encode(), b"<oxprefix: "])
def test_what_makes_no_xml_is_seen_across_any_cut(unsound: bytes) -> None:
    data = b"<a>" + unsound + b"</a>"
    for first in range(len(data)):
        for second in range(first, len(data)):
            with pytest.raises(NotAcceptable):
                passed(data, first, second)


@pytest.mark.parametrize("character", NO_CHARACTERS)
@asynchronous
async def test_rows_that_xml_cannot_hold_are_offered_in_forms_that_can(
    release: Path, character: str
) -> None:
    text = f"SELECT ('a{character}b' AS ?x) {{}}"
    async with pool(release, time_limit=10) as store:
        with pytest.raises(NotAcceptable, match="XML cannot hold") as fault:
            await store.query(text, ROWS_XML)
        assert ROWS_XML not in fault.value.offered
        for media_type in fault.value.offered:
            assert await read(store, text, media_type)


@pytest.mark.parametrize(
    ("said", "media_type"),
    [
        ("<a:b> <a:c> 'a\\u0001b'", RDF_XML),
        (f"<a:b> <{EX}1> 1", RDF_XML),
        ("<a:b> <urn:x:> 1", RDF_XML),
        (f"<a:b> <{RDF}li> 1", RDF_XML),
        (f"<a:b> <a:c> <<( <a:b> <{EX}1> 1 )>>", RDF_XML),
        ("<a:b> <a:c> <<( <a:b> <a:c> 1 )>>", JSON_LD),
    ],
)
@asynchronous
async def test_a_graph_that_a_form_cannot_hold_is_offered_in_those_that_can(
    release: Path, said: str, media_type: str
) -> None:
    text = f"CONSTRUCT {{ {said} }} {{}}"
    async with pool(release, time_limit=10) as store:
        with pytest.raises(NotAcceptable) as fault:
            await store.query(text, media_type)
        assert fault.value.offered == HOLDS_ALL
        for form in fault.value.offered:
            answer = await read(store, text, form)
            assert len(list(parse(answer, format=RdfFormat.from_media_type(form)))) == 1


@pytest.mark.parametrize("form", TRIPLES)
@asynchronous
async def test_awkward_text_that_a_form_can_hold_reads_back(release: Path, form: str) -> None:
    awkward = "' a\\r\\nb\\r &<>\\\"\\uFFFD\\U0001F600\\t'"
    async with pool(release, time_limit=10) as store:
        answer = await read(store, f"CONSTRUCT {{ <a:b> <a:c> {awkward} }} {{}}", form)
    (found,) = parse(answer, format=RdfFormat.from_media_type(form))
    assert found.object.value == ' a\r\nb\r &<>"\ufffd\U0001f600\t'


@asynchronous
async def test_a_carriage_return_in_a_row_is_not_read_as_a_line_feed(release: Path) -> None:
    async with pool(release, time_limit=10) as store:
        answer = await read(store, "SELECT ('a\\r\\nb\\r' AS ?x) {}", ROWS_XML)
    (row,) = Result.parse(BytesIO(answer), format="xml").bindings
    assert [str(value) for value in row.values()] == ["a\r\nb\r"]


async def before_the_fault(answer: Answer) -> bytes:
    came = b""
    try:
        async for chunk in answer.chunks:
            came += chunk
    except NotAcceptable:
        return came
    pytest.fail("the whole answer came")


@asynchronous
async def test_what_is_found_on_the_way_breaks_the_answer_off(release: Path) -> None:
    text = f"SELECT * {{ VALUES ?x {{ {SOUND * 5000} '\\u0001' }} }}"
    async with pool(release, time_limit=10) as store:
        answer = await store.query(text, ROWS_XML)
        came = await before_the_fault(answer)
        assert b"<result>" in came
        assert b"\x01" not in came
        assert b"</sparql>" not in came
        assert await read(store, text, "text/csv")
