"""Answers in fewer bytes: which coding, of what, and that nothing else of them changes."""

import zlib
from collections.abc import Iterator

import brotli
import httpx
import pytest

from coopgraph.web.codings import choose_coding
from tests.pooled import ROWS_FOR_EVER
from tests.released import serving

PAGE = "/doc/actor/alta"
TABLE = "/data/schema/ties.json"
ROWS = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2000"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving() as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def get(client: httpx.Client, url: str, coding: str, **headers: str) -> httpx.Response:
    return client.get(url, headers={"Accept-Encoding": coding, **headers})


def raw(client: httpx.Client, url: str, coding: str, **params: str) -> tuple[httpx.Response, bytes]:
    """An answer and its bytes as they were sent."""
    asked = client.stream("GET", url, params=params, headers={"Accept-Encoding": coding})
    with asked as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.9", "gzip"),
        ("GZIP ; q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("deflate", None),
        ("gzip;q=much", None),
        (",,;q=1", None),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(accept: str, coding: str | None) -> None:
    assert choose_coding(accept) == coding


@pytest.mark.parametrize(
    "url", [PAGE, "/doc/actor/alta.json", "/ontology.ttl", "/static/style.css"]
)
def test_every_coding_holds_the_same_bytes_and_has_a_tag_of_its_own(
    client: httpx.Client, url: str
) -> None:
    plain, whole = raw(client, url, "identity")
    zipped, in_gzip = raw(client, url, "gzip")
    pressed, in_brotli = raw(client, url, "br")
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert pressed.headers["content-encoding"] == "br"
    assert zlib.decompress(in_gzip, 31) == whole == brotli.decompress(in_brotli)
    assert len(in_brotli) < len(whole)
    assert len({answer.headers["etag"] for answer in (plain, zipped, pressed)}) == 3
    for answer in (plain, zipped, pressed):
        assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("url", [PAGE, "/doc/actor/alta.ttl", "/static/style.css"])
def test_head_tells_what_get_sends(client: httpx.Client, url: str, coding: str) -> None:
    told = client.head(url, headers={"Accept-Encoding": coding}).headers
    sent = get(client, url, coding).headers
    # The id is of the request, the date is the server's, and a length that is known only when the
    # answer has been made may be left out (RFC 9110, 9.3.2).
    own = {"x-request-id", "date", "content-length", "transfer-encoding"}
    assert dict(told.items() - sent.items()).keys() <= own
    assert dict(sent.items() - told.items()).keys() <= own
    assert told.get("content-length") in (None, sent.get("content-length"))


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_who_holds_an_answer_in_a_coding_is_told_that_it_is_the_same(
    client: httpx.Client, coding: str
) -> None:
    tag = get(client, PAGE, coding).headers["etag"]
    same = get(client, PAGE, coding, **{"If-None-Match": f'"other", {tag}'})
    assert (same.status_code, same.headers["etag"]) == (304, tag)
    assert "Accept-Encoding" in same.headers["vary"]
    other = get(client, PAGE, "identity", **{"If-None-Match": tag})
    assert other.status_code == 200


def test_files_and_what_is_short_or_compressed_go_as_they_are(
    client: httpx.Client,
) -> None:
    part = get(client, TABLE, "gzip", Range="bytes=0-99")
    assert (part.status_code, len(part.content)) == (206, 100)
    for url in ("/health", "/static/rosario-latin-wght-normal.woff2", TABLE, "/dumps/coopgraph.nq"):
        assert "content-encoding" not in get(client, url, "gzip, br").headers


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_rows_leave_in_their_coding_before_the_last_are_found(
    client: httpx.Client, coding: str
) -> None:
    asked = {"query": ROWS_FOR_EVER, "timeout": "20"}
    headers = {"Accept": "text/csv", "Accept-Encoding": coding}
    with client.stream("GET", "/sparql", params=asked, headers=headers) as answer:
        assert answer.headers["content-encoding"] == coding
        first = next(answer.iter_bytes())
    assert first.startswith(b"a,b,c")


def test_an_answer_of_the_endpoint_is_the_same_in_every_coding(client: httpx.Client) -> None:
    _, whole = raw(client, "/sparql", "identity", query=ROWS)
    _, in_gzip = raw(client, "/sparql", "gzip", query=ROWS)
    assert zlib.decompress(in_gzip, 31) == whole


def test_an_answer_that_is_broken_off_is_no_whole_in_any_coding() -> None:
    asked = {"query": ROWS_FOR_EVER}
    for coding in ("gzip", "br"):
        with serving(time_limit=0.5) as address, pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{address}/sparql", params=asked, headers={"Accept-Encoding": coding})
