"""The proxy of `deploy/nginx` before two services that share nothing but a release."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_connection, create_server
from time import monotonic, sleep
from urllib.parse import urlsplit

import httpx
import pytest

from tests.conftest import ROOT
from tests.pooled import ROWS_FOR_EVER
from tests.released import release, serving, settings

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        NGINX is None and os.environ.get("CI") != "true",
        reason="nginx is not installed (apt-get install nginx-light)",
    ),
]
DEPLOY = ROOT / "deploy" / "nginx"
NAME_RELEASE = DEPLOY / "name-release"
ASK = {"query": "SELECT * { ?s ?p ?o } LIMIT 5"}
MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/1; uwsgi_temp_path {folder}/2; scgi_temp_path {folder}/3;
    include {folder}/site.conf;
}}
"""


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def proxy(folder: Path, *services: str) -> Iterator[str]:
    """Nginx with the project's own configuration, but for its ports and folders."""
    port, ports = free_port(), [str(urlsplit(service).port) for service in services]
    site = (DEPLOY / "coopgraph.conf").read_text()
    for fixed, ours in (
        ("127.0.0.1:8080", f"127.0.0.1:{port}"),
        ("127.0.0.1:8001", f"127.0.0.1:{ports[0]}"),
        ("127.0.0.1:8002", f"127.0.0.1:{ports[-1]}"),
        ("/var/cache/nginx/coopgraph", f"{folder}/cache"),
        ("/etc/nginx/coopgraph-release", f"{folder}/release"),
    ):
        assert fixed in site
        site = site.replace(fixed, ours)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    subprocess.run([NAME_RELEASE, settings().build_folder, folder / "release"], check=True)
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            await_port(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def await_port(port: int) -> None:
    deadline = monotonic() + 30
    while monotonic() < deadline:
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not begin")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with ExitStack() as opened:
        limits = {"time_limit": 1.0, "workers": 2}
        services = [opened.enter_context(serving(release(), None, **limits)) for _ in range(2)]
        address = opened.enter_context(proxy(tmp_path, *services))
        yield opened.enter_context(httpx.Client(base_url=address, timeout=30))


def cached(answer: httpx.Response) -> str:
    assert answer.status_code == 200
    return answer.headers["x-cache"]


def test_a_second_answer_comes_from_the_cache_in_its_own_form(client: httpx.Client) -> None:
    assert cached(client.get("/sparql", params=ASK)) == "MISS"
    again = client.get("/sparql", params=ASK)
    assert cached(again) == "HIT"
    comma = {"Accept": "text/csv"}
    other = client.get("/sparql", params=ASK, headers=comma)
    assert (cached(other), other.headers["content-type"][:8]) == ("MISS", "text/csv")
    assert cached(client.get("/sparql", params=ASK, headers=comma)) == "HIT"
    held = {"If-None-Match": again.headers["etag"]}
    assert client.get("/sparql", params=ASK, headers=held).status_code == 304


def test_what_nobody_may_keep_is_not_kept(client: httpx.Client) -> None:
    for query in ("SELECT (NOW() AS ?now) {}", "nonsense"):
        told = [client.get("/sparql", params={"query": query}) for _ in range(2)]
        assert [answer.headers["x-cache"] for answer in told] == ["MISS", "MISS"]
    posted = [client.post("/sparql", data=ASK) for _ in range(2)]
    assert "HIT" not in [answer.headers.get("x-cache") for answer in posted]


def test_a_broken_off_answer_is_not_taken_for_whole_and_not_kept(client: httpx.Client) -> None:
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/sparql", params={"query": ROWS_FOR_EVER})


def test_another_release_finds_nothing_of_the_last(tmp_path: Path) -> None:
    with serving() as service:
        with proxy(tmp_path, service) as address:
            assert cached(httpx.get(f"{address}/sparql", params=ASK)) == "MISS"
            assert cached(httpx.get(f"{address}/sparql", params=ASK)) == "HIT"
        with proxy(tmp_path, service) as address:
            assert cached(httpx.get(f"{address}/sparql", params=ASK)) == "HIT"
        named = (tmp_path / "release").read_text()
        assert re.fullmatch(r'default "[0-9a-f]{16}";\n', named)
        site = (tmp_path / "site.conf").read_text()
        (tmp_path / "other").write_text('default "0000000000000000";\n')
        other = site.replace(f"{tmp_path}/release", f"{tmp_path}/other")
        port = free_port()
        other = re.sub(r"listen 127\.0\.0\.1:\d+", f"listen 127.0.0.1:{port}", other)
        (tmp_path / "site.conf").write_text(other)
        command = [str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            await_port(port)
            answer = httpx.get(f"http://127.0.0.1:{port}/sparql", params=ASK)
            process.send_signal(signal.SIGTERM)
    assert cached(answer) == "MISS"


def test_a_service_that_is_gone_is_not_noticed(tmp_path: Path) -> None:
    with serving() as one, ExitStack() as other:
        two = other.enter_context(serving())
        with proxy(tmp_path, one, two) as address:
            for path in ("/health", "/ready", "/doc/actor/alta"):
                assert httpx.get(address + path, timeout=30).status_code == 200
            other.close()
            for number in range(6):
                answer = httpx.get(f"{address}/health", params={"n": number}, timeout=30)
                assert answer.status_code == 200


def test_a_client_cannot_say_that_it_is_another(tmp_path: Path) -> None:
    trusted = {"trusted_proxies": ("127.0.0.0/8",), "workers": 3, "queue_limit": 0}
    with (
        serving(release(), None, time_limit=20, **trusted) as service,
        proxy(tmp_path, service) as address,
        httpx.stream("GET", f"{address}/sparql", params={"query": ROWS_FOR_EVER}) as endless,
    ):
        assert endless.status_code == 200
        feigned = {"X-Forwarded-For": "192.0.2.7"}
        answer = httpx.get(f"{address}/sparql", params=ASK, headers=feigned, timeout=30)
    assert answer.status_code == 503
