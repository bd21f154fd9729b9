"""Whatever is sent, the service answers, and never with a fault of its own."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from coopgraph.queries import read_queries
from tests.conftest import ROOT
from tests.released import serving

pytestmark = pytest.mark.slow

DOCUMENTED = {503, 504}
QUESTIONS = [query.text for query in read_queries(ROOT / "queries" / "questions")]
KEYWORDS = """
SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES EXISTS
NOT IN AS DISTINCT REDUCED ORDER BY GROUP HAVING LIMIT OFFSET PREFIX BASE SERVICE COUNT SUM SAMPLE
REGEX REPLACE SUBSTR CONCAT IF COALESCE BNODE IRI STRDT LANG UUID NOW RAND ?s ?p ?o ?g $x * + / ^ |
! = < > <= && || ( ) { } [ ] . ; , a true 1 -1.5 1e9 'x' "y"@en <http://e/x> <x> rdfs:label :x _:b
<< >> {| |} # 𝔸 é
"""
WORDS = (*KEYWORDS.split(), "\\u0041", "\\", "\n", "\t", "\x00", "\ufffe", "'''z'''")
MEDIA_TYPES = ("*/*", "text/csv", "application/sparql-results+xml", "text/turtle", "text/html")

texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.text(max_size=200),
    st.builds(
        lambda text, at, word: text[: at % len(text)] + word + text[at % len(text) :],
        st.sampled_from(QUESTIONS),
        st.integers(0, 5000),
        st.sampled_from(WORDS),
    ),
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(time_limit=2.0, memory_limit=1024) as address:
        yield address


def test_no_request_meets_a_fault_of_ours(address: str) -> None:
    described = schemathesis.openapi.from_url(f"{address}/openapi.json")
    for operation in described.get_all_operations():
        assert isinstance(operation, Ok)
        send_each(operation.ok().as_strategy())


def send_each(cases: Any) -> None:
    @given(case=cases)
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def send(case: Any) -> None:
        answer = case.call()
        assert answer.status_code < 500 or answer.status_code in DOCUMENTED
        if answer.status_code >= 400:
            told = answer.headers["content-type"][0]
            assert told.startswith(("application/problem+json", "text/html"))

    send()


@given(query=texts, accept=st.sampled_from(MEDIA_TYPES))
@example("SELECT * { ?s ?p ?o } LIMIT 3", "*/*")
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_text_of_a_query_meets_a_fault_of_ours(address: str, query: str, accept: str) -> None:
    encoded = {"query": query.encode("utf-8", "replace")}
    try:
        answer = httpx.post(
            f"{address}/sparql", data=encoded, headers={"Accept": accept}, timeout=60
        )
    except httpx.RemoteProtocolError:
        return  # a limit met on the way breaks the answer off
    assert answer.status_code in {200, 400, 403, 406} | DOCUMENTED
    if answer.status_code != 200 and "json" in answer.headers["content-type"]:
        assert answer.json()["status"] == answer.status_code
