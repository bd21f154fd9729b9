"""A pool of workers that answers what it is asked, and outlives every query."""

import asyncio
from os import getpid
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from coopgraph.errors import (
    BadQuery,
    NotAcceptable,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
)
from coopgraph.names import ORG
from coopgraph.store.base import ROWS, TRIPLES
from tests.pooled import (
    CITIES,
    EX,
    NOTHING_FOR_EVER,
    ONE,
    ONE_ROW,
    ROWS_FOR_EVER,
    asynchronous,
    becomes,
    children,
    make_release,
    pool,
    read,
    stream,
)

NAMES = "SELECT ?name { ?x ?p ?name }"
NAMES_IN_GRAPHS = "SELECT ?name { GRAPH ?g { ?x ?p ?name } } ORDER BY ?name"


def doubled(times: int) -> str:
    """A group that binds ?x and a number to a string, each time twice as long."""
    links = "".join(f" BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(times))
    return f"BIND('twice as long each time' AS ?x0){links}"


DOUBLING = f"SELECT (STRLEN(?x40) AS ?n) {{ {doubled(40)} }}"
JOINING = f"SELECT (GROUP_CONCAT(?x12) AS ?all) {{ {doubled(12)} ?a ?b ?c . ?d ?e ?f }}"

LONG_TO_READ = f"ASK {{ FILTER(1 IN (1{',' * 260_000})) }}"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("release"))


@pytest.mark.parametrize("media_type", ROWS)
@asynchronous
async def test_rows_and_truth_come_in_every_format_for_them(release: Path, media_type: str) -> None:
    async with pool(release) as store:
        rows = await read(store, ONE, media_type)
        truth = await read(store, f"ASK {{ <{EX}5> ?p ?o }}", media_type)
    assert b"true" in truth
    if media_type == "text/csv":
        assert rows == ONE_ROW
    else:
        found = parse_query_results(rows, format=QueryResultsFormat.from_media_type(media_type))
        assert isinstance(found, QuerySolutions)
        assert [str(row["city"]) for row in found] == [f"<{EX}5>"]


@pytest.mark.parametrize("media_type", TRIPLES)
@asynchronous
async def test_triples_come_in_every_format_for_them(release: Path, media_type: str) -> None:
    rdf_format = RdfFormat.from_media_type(media_type)
    async with pool(release) as store:
        made = await read(store, "CONSTRUCT WHERE { ?s ?p ?o }", media_type)
        told = await read(store, f"DESCRIBE <{EX}5>", media_type)
    assert len({str(quad.subject) for quad in parse(made, format=rdf_format)}) == CITIES
    assert [str(quad.object) for quad in parse(told, format=rdf_format)] == ['"city 5"']


@pytest.mark.parametrize("media_type", ["text/turtle", "application/trig"])
@asynchronous
async def test_formats_with_prefixes_use_those_of_the_project(
    release: Path, media_type: str
) -> None:
    async with pool(release) as store:
        made = await read(store, f"CONSTRUCT {{ <{EX}5> a <{ORG}Membership> }} {{}}", media_type)
    assert b" a org:Membership ." in made


@asynchronous
async def test_a_form_is_not_written_in_the_formats_of_another(release: Path) -> None:
    async with pool(release) as store:
        with pytest.raises(NotAcceptable) as refused:
            await store.query("ASK {}", "text/turtle")
        assert refused.value.offered == ROWS
        with pytest.raises(NotAcceptable):
            await store.query("DESCRIBE ?x {}", "text/csv")
        with pytest.raises(NotAcceptable):
            await store.query("ASK {}")


@asynchronous
async def test_the_form_of_the_query_chooses_among_formats(release: Path) -> None:
    async with pool(release) as store:
        for text, chosen in (("ASK {}", "text/csv"), ("DESCRIBE ?x {}", "text/turtle")):
            answer = await store.query(text, "text/turtle", "text/csv", "application/trig")
            assert answer.media_type == chosen
            await stream(answer).aclose()


@asynchronous
async def test_graphs_of_the_protocol_replace_those_of_the_query(release: Path) -> None:
    one, two, none = EX + "one", EX + "two", EX + "none"
    from_two = NAMES.replace("{", f"FROM <{two}> {{", 1)
    async with pool(release) as store:
        assert await read(store, from_two) == b"name\r\ntwo\r\n"
        assert await read(store, from_two, default_graphs=[one]) == b"name\r\none\r\n"
        assert await read(store, from_two, default_graphs=[none]) == b"name\r\n"
        assert await read(store, from_two, named_graphs=[one]) == b"name\r\n"
        assert await read(store, NAMES_IN_GRAPHS) == b"name\r\none\r\ntwo\r\n"
        assert await read(store, NAMES_IN_GRAPHS, named_graphs=[two]) == b"name\r\ntwo\r\n"
        assert await read(store, NAMES_IN_GRAPHS, default_graphs=[one]) == b"name\r\n"
        with pytest.raises(BadQuery):
            await store.query(NAMES, "text/csv", default_graphs=["not an IRI"])


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT ?x\n{ ?x ?p }", 2, 10),
        ("SELECT (1 AS ?x) ?x {}", 1, 23),
        ("ASK {\n  ?x org:name 1 }", 2, 6),
    ],
)
@asynchronous
async def test_a_fault_of_syntax_has_its_line_and_column(
    release: Path, text: str, line: int, column: int
) -> None:
    async with pool(release) as store:
        with pytest.raises(BadQuery, match=f"line {line}, column {column}: ") as fault:
            await store.query(text, "text/csv")
    assert (fault.value.line, fault.value.column) == (line, column)


@asynchronous
async def test_bad_expressions_are_the_askers_fault_or_unbound(release: Path) -> None:
    async with pool(release) as store:
        with pytest.raises(BadQuery, match="not supported"):
            await store.query(f"ASK {{ FILTER(<{EX}function>(1)) }}", "text/csv")
        for expression in ("1/0", "REGEX('a', '(')", "STRDT('a', 1)", "ABS('a')"):
            assert await read(store, f"SELECT ({expression} AS ?x) {{}}") == b'x\r\n""\r\n'


@pytest.mark.parametrize(
    "text", ["CLEAR ALL", f"ASK {{ SERVICE <{EX}> {{}} }}", f"ASK {{ FILTER{'(' * 50000} }}"]
)
@asynchronous
async def test_what_the_guard_refuses_leaves_its_worker_as_it_was(release: Path, text: str) -> None:
    async with pool(release, workers=1, time_limit=10) as store:
        before = children(getpid()).keys()
        with pytest.raises(QueryRefused):
            await store.query(text, "text/csv")
        assert await read(store, ONE) == ONE_ROW
        assert children(getpid()).keys() == before


@asynchronous
async def test_the_guard_reads_within_the_limit_and_others_are_answered(release: Path) -> None:
    async with pool(release, time_limit=0.1) as store:
        reading = asyncio.create_task(store.query(LONG_TO_READ, "text/csv"))
        await asyncio.sleep(0)
        assert await read(store, ONE, timeout=10) == ONE_ROW
        with pytest.raises(QueryTimeout):
            await reading


@asynchronous
async def test_the_first_bytes_leave_while_the_query_runs(release: Path) -> None:
    async with pool(release) as store:
        answer = await store.query(ROWS_FOR_EVER, "text/csv")
        assert (await anext(answer.chunks)).startswith(b"a,b,c,")
        with pytest.raises(QueryTimeout):
            async for _ in answer.chunks:
                pass


@asynchronous
async def test_a_reader_that_pauses_has_the_worker_pause(release: Path) -> None:
    async with pool(release, workers=1, time_limit=5) as store:
        answer = await store.query(ROWS_FOR_EVER, "text/csv")
        await asyncio.sleep(0.2)
        before = children(getpid())
        await asyncio.sleep(0.3)
        assert children(getpid()) == before
        await anext(answer.chunks)
        await stream(answer).aclose()


@asynchronous
async def test_a_query_is_stopped_at_its_limit_while_others_are_answered(release: Path) -> None:
    async with pool(release) as store:
        endless = asyncio.create_task(store.query(NOTHING_FOR_EVER, "text/csv"))
        answered = 0
        while not endless.done():
            assert await read(store, ONE) == ONE_ROW
            answered += 1
        assert answered > 10
        with pytest.raises(QueryTimeout) as fault:
            await endless
        assert fault.value.seconds == 0.5


@asynchronous
async def test_a_client_may_lower_the_limit_and_not_raise_it(release: Path) -> None:
    async with pool(release, time_limit=0.3) as store:
        for asked, kept in ((0.1, 0.1), (60, 0.3)):
            with pytest.raises(QueryTimeout) as fault:
                await store.query(NOTHING_FOR_EVER, "text/csv", timeout=asked)
            assert fault.value.seconds == kept


@asynchronous
async def test_the_limit_holds_for_a_reader_that_stops_reading(release: Path) -> None:
    async with pool(release, workers=1, time_limit=0.3) as store:
        answer = await store.query(ROWS_FOR_EVER, "text/csv")
        (stalled,) = children(getpid())
        assert await becomes(lambda: stalled not in children(getpid()))
        await store.ready()
        assert await read(store, ONE) == ONE_ROW
        with pytest.raises(QueryTimeout):
            async for _ in answer.chunks:
                pass


@pytest.mark.parametrize("bomb", [DOUBLING, JOINING])
@asynchronous
async def test_a_query_that_eats_memory_hurts_itself_only(release: Path, bomb: str) -> None:
    async with pool(release, time_limit=10, memory_limit=900) as store:
        exploding = asyncio.create_task(store.query(bomb, "text/csv"))
        while not exploding.done():
            assert await read(store, ONE) == ONE_ROW
        with pytest.raises(QueryTooLarge):
            await exploding
        assert await becomes(lambda: len(children(getpid())) == 2)
