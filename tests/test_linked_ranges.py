"""Parts of files: RFC 9110, 14, for the dumps and for the curated tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from tests.released import BROWSER, release, serving

TABLE = "data/articles/bulletin/ties.csv"
NAMES = [
    "dumps/coopgraph.nq",
    "dumps/coopgraph.trig",
    "dumps/coopgraph.nq.bz2",
    "dumps/origins.csv",
    TABLE,
]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


def bytes_of(name: str) -> bytes:
    return Path(release() / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_part_of_a_file_is_sent_where_a_part_is_asked_for(client: Client, name: str) -> None:
    content = bytes_of(name)
    tag = client.head(f"/{name}").headers["etag"]
    for asked in ({"Range": "bytes=10-19"}, {"Range": "bytes=10-19", "If-Range": tag}):
        part = client.get(f"/{name}", headers=asked)
        assert (part.status_code, part.content) == (206, content[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
        assert part.headers["etag"] == tag


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=-1", -1, -1),
        ("bytes=-999999999", 0, -1),
        ("bytes=5-", 5, -1),
        ("bytes=5-999999999", 5, -1),
        ("Bytes=, 5-9 ,", 5, 9),
        ("bytes=999999999-, 5-9", 5, 9),
        ("bytes=5-7,6-9", 5, 9),
    ],
)
def test_what_is_asked_for_is_cut_at_the_end_of_the_file(
    client: Client, asked: str, first: int, last: int
) -> None:
    content = bytes_of(TABLE)
    size = len(content)
    answer = client.get(f"/{TABLE}", headers={"Range": asked})
    begin, end = first % size, last % size
    assert (answer.status_code, answer.content) == (206, content[begin : end + 1])
    assert answer.headers["content-range"] == f"bytes {begin}-{end}/{size}"


def test_several_parts_come_in_one_answer(client: Client) -> None:
    content = bytes_of(TABLE)
    answer = client.get(f"/{TABLE}", headers={"Range": "bytes=0-4,20-24"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    for first in (0, 20):
        line = f"Content-Range: bytes {first}-{first + 4}/{len(content)}\r\n\r\n".encode()
        assert line + content[first : first + 5] + b"\r\n" in answer.content


@pytest.mark.parametrize(
    "asked",
    [
        "rows=1-5",
        "bytes",
        "bytes=",
        "bytes=x",
        "bytes=-",
        "bytes=9-5",
        "bytes=0-4,9-5",
        "bytes=0-4,x",
        "bytes=0x1-2",
        "bytes=+1-2",
        "bytes=" + "9" * 5000 + "-",
        "bytes=" + ",".join(f"{number * 2}-{number * 2}" for number in range(200)),
    ],
)
def test_a_unit_or_a_part_that_cannot_be_read_gets_the_whole_file(
    client: Client, asked: str
) -> None:
    answer = client.get(f"/{TABLE}", headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, bytes_of(TABLE))
    assert "content-range" not in answer.headers


@pytest.mark.parametrize("condition", ['"x"', 'W/"x"', "Sat, 01 Jan 2000 00:00:00 GMT"])
@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=999999999-"])
def test_another_file_than_the_one_that_a_client_holds_is_sent_whole(
    client: Client, asked: str, condition: str
) -> None:
    answer = client.get(f"/{TABLE}", headers={"Range": asked, "If-Range": condition})
    assert (answer.status_code, answer.content) == (200, bytes_of(TABLE))


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=999999999-", "rows=1-5"])
@pytest.mark.parametrize("name", NAMES)
def test_the_head_of_a_file_is_that_of_all_of_it(client: Client, name: str, asked: str) -> None:
    head = client.head(f"/{name}", headers={"Range": asked})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(bytes_of(name)))
    assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes={size}-", "bytes={size}-{size},999999999-", "bytes=-0"])
@pytest.mark.parametrize("name", NAMES)
def test_parts_beyond_the_end_are_416_with_the_length_of_the_file(
    client: Client, name: str, asked: str
) -> None:
    size = len(bytes_of(name))
    answer = client.get(f"/{name}", headers={"Range": asked.format(size=size)})
    assert answer.status_code == 416
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-range"] == f"bytes */{size}"
    assert answer.json()["status"] == 416


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", [*NAMES, "data/schema/ties.json"])
def test_a_file_that_a_client_holds_is_not_sent_again(
    client: Client, name: str, method: str
) -> None:
    tag = client.request(method, f"/{name}").headers["etag"]
    again = client.request(method, f"/{name}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    part = {"If-None-Match": tag, "Range": "bytes=0-9"}
    assert client.request(method, f"/{name}", headers=part).status_code == 304


def test_the_page_of_a_table_has_a_tag_of_its_own_in_each_language(client: Client) -> None:
    addresses = [f"{prefix}/{TABLE}" for prefix in ("", "/es", "/pt")]
    tags = [client.get(address, headers=BROWSER).headers["etag"] for address in addresses]
    assert len({*tags, client.get(f"/{TABLE}").headers["etag"]}) == 4
    again = client.get(f"/{TABLE}", headers={**BROWSER, "If-None-Match": tags[0]})
    assert (again.status_code, again.content) == (304, b"")
