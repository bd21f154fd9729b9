"""`coopgraph serve` as a process: how it begins, what it says, how it ends."""

import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic, sleep
from urllib.parse import quote, urlsplit

import httpx
import pytest

from coopgraph.errors import CannotRun
from coopgraph.web.app import create_app
from tests.pooled import NOTHING_FOR_EVER, ROWS_FOR_EVER, alive, children
from tests.released import release, settings

SOON = 30  # seconds in which a service begins, and ends, on a machine with other work to do


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "coopgraph", "serve", "--port", "0", *arguments]


def environment(root: Path | None = None) -> dict[str, str]:
    """Where a project is, and a time limit that no stop may wait for."""
    limit = {"COOPGRAPH_TIME_LIMIT": "600"}
    return {**os.environ, **limit, "COOPGRAPH_ROOT": str(root or settings().root)}


class Service:
    """A running service, and what it has written on standard error."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said = json.loads(self.line())
        self.address = self.said["address"].rstrip("/")

    def line(self) -> str:
        assert self.process.stderr
        return self.process.stderr.readline()

    def stop(self, by: signal.Signals) -> tuple[int, float]:
        """End it; its exit code, and the seconds that it took."""
        begun = monotonic()
        self.process.send_signal(by)
        return self.process.wait(SOON), monotonic() - begun


@contextmanager
def served(*arguments: str) -> Iterator[Service]:
    with subprocess.Popen(
        command(*arguments), env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        watch = Timer(300, process.kill)
        watch.start()
        try:
            yield Service(process)
        finally:
            process.kill()
            watch.cancel()


def refused(*arguments: str, root: Path | None = None) -> str:
    """What a service says that does not begin: one line, exit code 2."""
    done = subprocess.run(
        command(*arguments),
        env=environment(root),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("coopgraph: ")
    return line


def test_it_says_in_one_line_when_it_is_ready_and_answers_from_then_on() -> None:
    with served("--release", release().name) as service:
        assert httpx.get(f"{service.address}/ready").json()["release"] == release().name
        assert service.said["message"] == (
            f"serving release {release().name} on {service.address}/"
        )
        assert service.address.startswith("http://127.0.0.1:")


def test_each_request_is_one_line_of_json_with_the_id_of_its_answer() -> None:
    with served() as service:
        asked = {"query": "ASK { ?secret ?p ?o }"}
        plain = {"Accept-Encoding": "identity"}
        answer = httpx.get(f"{service.address}/sparql", params=asked, headers=plain)
        line = service.line()
        missing = httpx.get(f"{service.address}/nowhere", headers={"X-Request-ID": "mine"})
        other = json.loads(service.line())
    assert "secret" not in line
    told = json.loads(line)
    assert (told["method"], told["path"], told["status"]) == ("GET", "/sparql", 200)
    assert told["id"] == answer.headers["x-request-id"]
    assert told["bytes"] == len(answer.content)
    assert (other["id"], missing.headers["x-request-id"]) == ("mine", "mine")


UPGRADE = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"


def test_what_the_server_says_of_a_request_is_not_told_besides_its_line() -> None:
    with served() as service:
        with connected(service.address, UPGRADE, "GARBAGE\r\n\r\n"):
            lines = [json.loads(service.line()) for _ in range(2)]
        service.stop(signal.SIGTERM)
        assert service.line() == ""
    assert sorted(line["status"] for line in lines) == [200, 400]


def test_on_a_terminal_the_lines_are_for_people() -> None:
    ours, theirs = pty.openpty()
    with (
        os.fdopen(ours, encoding="utf-8") as screen,
        subprocess.Popen(command(), env=environment(), stderr=theirs) as process,
    ):
        os.close(theirs)
        try:
            line = screen.readline()
            address = line.split()[-1]
            httpx.get(f"{address}health")
            request = screen.readline()
        finally:
            process.kill()
    assert f" serving release {release().name} on http://127.0.0.1:" in line
    assert " method=GET path=/health status=200 " in request


def test_a_port_in_use_is_told_before_anything_begins() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        line = refused("--port", port)
    assert line == f"coopgraph: cannot listen on 127.0.0.1:{port}: Address already in use"


def test_an_address_of_another_machine_is_told() -> None:
    assert refused("--host", "192.0.2.1").startswith("coopgraph: cannot listen on 192.0.2.1:0: ")


def test_a_release_that_is_not_there_is_told_with_those_that_are() -> None:
    line = refused("--release", "0000")
    assert "releases/0000 is not a release" in line
    assert release().name in line


def damaged(root: Path, lost: str) -> Path:
    """A copy of the release that lacks a file or a folder."""
    folder = root / "build" / "releases" / "damaged"
    shutil.copytree(release(), folder)
    path = folder / lost
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    return folder


@pytest.mark.parametrize("name", ["store", "search/meta.json", "search"])
def test_a_release_that_lacks_a_file_is_not_served(tmp_path: Path, name: str) -> None:
    folder = damaged(tmp_path, name)
    line = refused("--release", "damaged", root=tmp_path)
    assert str(folder / Path(name).parts[0]) in line


@pytest.mark.parametrize(
    "name", ["dumps/coopgraph.nq", "data/authority/actors.csv", "queries/pages", "manifest.json"]
)
def test_every_file_that_the_manifest_names_is_looked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotRun, match=name):
        create_app(damaged(tmp_path, name), settings())


def asking(query: str) -> str:
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n"


CLIENTS = (
    asking(NOTHING_FOR_EVER),
    asking(ROWS_FOR_EVER),
    asking("ASK {}"),  # waits for a worker
    "GET /health HTTP/1.1\r\nHost: x\r\n\r\n",  # keeps its connection
    "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    "Content-Length: 9\r\n\r\nASK",  # owes the rest
    "GET /sparql?query=AS",
)


@contextmanager
def connected(address: str, *requests: str) -> Iterator[None]:
    """Clients that have sent something, and read nothing."""
    parts = urlsplit(address)
    place = (parts.hostname or "", parts.port or 0)
    with ExitStack() as clients:
        for request in requests:
            client = clients.enter_context(socket.create_connection(place, SOON))
            client.sendall(request.encode())
        sleep(0.5 if requests else 0)
        yield


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("clients", [(), CLIENTS], ids=["idle", "at work"])
def test_a_signal_ends_it_and_its_workers_whatever_clients_do(
    by: signal.Signals, clients: tuple[str, ...]
) -> None:
    with served() as service, connected(service.address, *clients):
        workers = children(service.process.pid)
        assert len(workers) == settings().workers
        code, seconds = service.stop(by)
        assert not any(alive(worker) for worker in workers)
        _, said = service.process.communicate()
    assert (code, "Traceback" in said) == (0, False)
    assert seconds < SOON


def test_what_runs_when_it_is_stopped_is_told_or_broken_off() -> None:
    def ask(query: str) -> httpx.Response:
        return httpx.get(f"{service.address}/sparql", params={"query": query}, timeout=SOON)

    with served() as service, ThreadPoolExecutor(2) as clients:
        waiting, reading = clients.submit(ask, NOTHING_FOR_EVER), clients.submit(ask, ROWS_FOR_EVER)
        sleep(1)
        service.stop(signal.SIGTERM)
        answer = waiting.result()
        with pytest.raises(httpx.RemoteProtocolError):
            reading.result()
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["type"].endswith("/stopping")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_signal_before_it_is_ready_ends_it_too() -> None:
    with subprocess.Popen(command(), env=environment(), stderr=subprocess.PIPE) as process:
        while not children(process.pid):
            assert process.poll() is None, "it ended before it began"
            sleep(0.005)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=SOON)
    assert process.returncode == 0
    assert b"Traceback" not in said


def test_its_workers_die_with_it_when_it_is_killed() -> None:
    with served() as service, connected(service.address, asking(NOTHING_FOR_EVER)):
        workers = children(service.process.pid)
        service.stop(signal.SIGKILL)
        deadline = monotonic() + SOON
        while any(alive(worker) for worker in workers) and monotonic() < deadline:
            sleep(0.01)
        assert not any(alive(worker) for worker in workers)
