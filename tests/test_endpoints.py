"""What every address tells of itself, and what is refused before any address looks."""

from collections.abc import Iterator

import pytest
from httpx import Client

from tests.released import serving


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as address, Client(base_url=address, timeout=30) as client:
        yield client


def test_another_page_that_may_not_is_told_so_by_a_problem(client: Client) -> None:
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "DELETE"}
    answer = client.options("/doc/actor/alta", headers=asking)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("address", ["/", "/es/search", "/doc/actor/alta", "/static/style.css"])
def test_every_address_tells_its_methods(client: Client, address: str) -> None:
    answer = client.options(address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options("/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        (f"/search?q={'x' * 9000}", {}, 414),
        (f"/doc/actor/{'x' * 9000}", {}, 414),
        ("/es/", {"Accept-Language": "x" * 40_000}, 431),
    ],
)
def test_a_request_beyond_use_is_refused_by_its_length(
    client: Client, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get(address, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["type"].endswith("/too-long")
