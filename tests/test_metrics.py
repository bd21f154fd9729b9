"""What the service counts of itself: queries by how they ended, workers, the queue, the release."""

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from tests.pooled import NOTHING_FOR_EVER, ROWS_FOR_EVER
from tests.released import release, serving


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with serving(time_limit=0.5) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def read(client: httpx.Client) -> dict[str, float]:
    """All samples, each by its name and its labels."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        f"{sample.name} {' '.join(f'{key}={value}' for key, value in sample.labels.items())}": (
            sample.value
        )
        for family in families(answer.text)
        for sample in family.samples
    }


def test_queries_are_counted_by_how_they_end(client: httpx.Client) -> None:
    asked = {
        "answered": "ASK {}",
        "bad-query": "ASK",
        "refused": "CLEAR ALL",
        "time-limit": NOTHING_FOR_EVER,
    }
    before = read(client)
    for query in asked.values():
        client.get("/sparql", params={"query": query})
    client.head("/sparql", params={"query": ROWS_FOR_EVER})
    after = read(client)
    for outcome in (*asked, "left"):
        name = f"coopgraph_queries_total asker=guest outcome={outcome}"
        assert after[name] - before.get(name, 0) == 1, outcome
    to_last = "coopgraph_query_seconds_count asker=guest to=last"
    assert after[to_last] - before.get(to_last, 0) == 1


def test_a_broken_off_answer_is_no_answer(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/sparql", params={"query": ROWS_FOR_EVER})
    counted = read(client)
    assert counted["coopgraph_queries_total asker=guest outcome=time-limit"] == 1
    assert counted["coopgraph_http_requests_total address=/sparql method=GET status=0"] == 1


def test_requests_are_counted_by_the_pattern_of_their_address(client: httpx.Client) -> None:
    for path in ("/doc/actor/alta", "/doc/actor/baja", "/nowhere/at/all", "/doc/actor/none"):
        client.get(path)
    client.request("BREW", "/health")
    counted = read(client)
    pattern = "coopgraph_http_requests_total address=/doc/{kind}/{key} method=GET status="
    assert (counted[f"{pattern}200"], counted[f"{pattern}404"]) == (2, 1)
    assert counted["coopgraph_http_requests_total address= method=GET status=404"] == 1
    assert counted["coopgraph_http_requests_total address= method=other status=405"] == 1


def test_workers_the_queue_and_the_release_are_told(client: httpx.Client) -> None:
    counted = read(client)
    states = ("free", "with_guests", "with_pages", "starting")
    assert sum(counted[f"coopgraph_workers state={state}"] for state in states) == 4
    assert counted["coopgraph_queue asker=guest"] == 0
    assert counted[f"coopgraph_release release={release().name}"] == 1
    client.get("/sparql", params={"query": NOTHING_FOR_EVER})
    assert read(client)["coopgraph_workers_ended_total "] == 1
