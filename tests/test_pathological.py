"""Queries made to hang, to fill memory or to crash: each ends at its limit and hurts nobody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from os import getpid
from pathlib import Path

import httpx
import pytest

from tests.pooled import children
from tests.released import serving

pytestmark = pytest.mark.slow

ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
MANY = "{ VALUES ?a { %s } VALUES ?b { %s } VALUES ?c { %s } VALUES ?d { %s } VALUES ?e { %s } }"
NUMBERS = " ".join(str(number) for number in range(200))
DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(45))
STOPPED, FULL, REFUSED, BROKEN, HARMLESS = 504, 503, 403, 0, 200
OVER = {STOPPED, FULL}

QUERIES: list[tuple[str, str, set[int]]] = [
    ("a count of a cross product", f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}", {STOPPED}),
    ("an endless stream of rows", f"SELECT * {{ {ALL} }}", {BROKEN}),
    ("an endless stream of triples", f"CONSTRUCT {{ ?a ?e ?l }} {{ {ALL} }}", {BROKEN}),
    ("a sort of a cross product", f"SELECT * {{ {ALL} }} ORDER BY ?l ?a", OVER),
    ("distinct rows of one", f"SELECT DISTINCT ?a ?f ?i ?l {{ {ALL} }} ORDER BY ?a", OVER),
    ("groups of one", f"SELECT ?a ?l (COUNT(*) AS ?n) {{ {ALL} }} GROUP BY ?a ?f ?l", OVER),
    ("a text of all of it", f"SELECT (GROUP_CONCAT(STR(?c)) AS ?x) {{ {ALL} }}", OVER),
    ("a text doubled", f"SELECT (STRLEN(?x45) AS ?n) {{ BIND('xxxx' AS ?x0) {DOUBLED} }}", OVER),
    (
        "a text replaced by longer ones",
        "SELECT (STRLEN(?e) AS ?n) { BIND('xxxxxxxxxx' AS ?a) "
        + " ".join(
            f"BIND(REPLACE(?{one}, 'x', 'xxxxxxxxxxxxxxxxxxxx') AS ?{two})"
            for one, two in zip("abcdefg", "bcdefgh", strict=True)
        )
        + " }",
        OVER | {HARMLESS},
    ),
    (
        "a regular expression that grows",
        "SELECT * { ?a ?b ?c FILTER REGEX(STR(?c), '((((x{99}){99}){99}){99}){99}') }",
        OVER | {HARMLESS},
    ),
    (
        "a regular expression that doubts",
        f"ASK {{ FILTER REGEX('{'a' * 5000}!', '^(a+)+(a+)+(a+)+$') }}",
        {HARMLESS, STOPPED},
    ),
    ("every path", f"SELECT (COUNT(*) AS ?n) {{ ?a (!<x:x>|^!<x:x>)* ?b . {ALL} }}", {STOPPED}),
    ("rows that are not", f"ASK {{ {ALL} FILTER(CONCAT(STR(?a), STR(?l)) = '-') }}", {STOPPED}),
    (
        "what exists not",
        f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {ALL} MINUS {{ ?a ?b ?c }} }} }}",
        OVER,
    ),
    ("a table of numbers", f"SELECT (SUM(?a) AS ?n) {MANY % ((NUMBERS,) * 5)}", OVER),
    ("groups in groups", f"ASK {'{' * 5000}{'}' * 5000}", {REFUSED}),
    ("brackets in brackets", f"ASK {{ FILTER({'(' * 20000}1{')' * 20000}) }}", {REFUSED}),
    (
        "thousands of patterns",
        f"ASK {{ {' . '.join(f'?v{i} <x:p> ?v{i + 1}' for i in range(4000))} }}",
        {REFUSED},
    ),
    ("thousands of unions", f"ASK {{ {{}}{' UNION {}' * 9000} }}", {REFUSED}),
    ("thousands of alternatives", f"ASK {{ FILTER(1{' || 1' * 9000}) }}", {REFUSED}),
    ("a call", "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {REFUSED}),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    limits = {"time_limit": 2.0, "memory_limit": 1024, "workers": 3}
    with serving(None, None, trusted_proxies=("127.0.0.0/8",), **limits) as address:
        yield address


def ask(address: str, query: str, client: str) -> int:
    """The status of an answer; 0 where it was broken off."""
    asked, told = {"query": query}, {"X-Forwarded-For": client}
    try:
        return httpx.post(f"{address}/sparql", data=asked, headers=told, timeout=120).status_code
    except httpx.RemoteProtocolError:
        return BROKEN


def resident() -> int:
    """The memory that the workers hold by themselves, in pages."""
    total = 0
    for process in children(getpid()):
        _, held, shared, *_ = Path(f"/proc/{process}/statm").read_text().split()
        total += int(held) - int(shared)
    return total


@pytest.mark.parametrize(
    ("query", "expected"),
    [(query, expected) for _, query, expected in QUERIES],
    ids=[name for name, _, _ in QUERIES],
)
def test_a_query_ends_at_its_limit_while_another_client_is_answered(
    address: str, query: str, expected: set[int]
) -> None:
    assert ask(address, "ASK {}", "192.0.2.2") == HARMLESS
    workers, held = len(children(getpid())), resident()
    with ThreadPoolExecutor(1) as other:
        bad = other.submit(ask, address, query, "192.0.2.1")
        answered = [ask(address, "ASK { ?s ?p ?o }", "192.0.2.2")]
        while not bad.done():
            answered.append(ask(address, "ASK { ?s ?p ?o }", "192.0.2.2"))
    assert bad.result() in expected
    assert set(answered) == {HARMLESS}
    for _ in range(workers):
        assert ask(address, "ASK {}", "192.0.2.2") == HARMLESS
    assert len(children(getpid())) == workers
    assert resident() < held + (64 << 20) / 4096
