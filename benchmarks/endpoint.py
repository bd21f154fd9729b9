"""What the endpoint takes, side by side with its peers in one run: python -m benchmarks.endpoint.

Each server has the same made-up data (`agreements.py`) and is asked the same queries one after the
other, then the look-ups of one thing by sixteen connections. Peers that are not installed are left
out: `pip install -r benchmarks/peers.txt`.
"""

import argparse
import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import NamedTuple

import httpx
from pyoxigraph import RdfFormat, Store

from benchmarks.agreements import EX, triples
from coopgraph.release import current
from coopgraph.settings import from_environment

CONNECTIONS, CITIES, TIMES = 16, 200, 7
QUERIES = {
    "one thing": "SELECT * { <%(ex)scity7> ?p ?o }",
    "star of two": "SELECT * { ?a <%(ex)sparty> <%(ex)scity7> ; <%(ex)ssigned> ?d }",
    "agreements of a city": "SELECT * { ?a <%(ex)sparty> <%(ex)scity7> ; <%(ex)slabel> ?l }",
    "name by FILTER": 'SELECT * { ?c <%(ex)sname> ?n FILTER STRSTARTS(?n, "City 1") }',
    "count by theme": "SELECT ?t (COUNT(*) AS ?n) { ?a <%(ex)stheme> ?t } GROUP BY ?t",
    "partners by region": "SELECT ?r (COUNT(DISTINCT ?o) AS ?n) { ?a <%(ex)sparty> ?c, ?o . "
    "?c <%(ex)swithin> ?r FILTER(?c != ?o) } GROUP BY ?r",
    "same network": "SELECT (COUNT(*) AS ?n) { ?m <%(ex)snetwork> <%(ex)snetwork1> ; "
    "<%(ex)smember> ?c . ?k <%(ex)snetwork> <%(ex)snetwork2> ; <%(ex)smember> ?c }",
    "path": "SELECT (COUNT(*) AS ?n) { ?c <%(ex)swithin>+ <%(ex)scountry1> }",
    "sorted": "SELECT * { ?a <%(ex)ssigned> ?d } ORDER BY DESC(?d) LIMIT 100",
    "10,000 rows": "SELECT * { ?s ?p ?o } LIMIT 10000",
}


class Server(NamedTuple):
    """A server that runs: what it is called, and the address of its endpoint."""

    name: str
    endpoint: str


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Print a table; 1 where a server answers with other rows than the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="triples")
    parser.add_argument("--seconds", type=float, default=5, help="for the look-ups")
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "data.nt"
        data.write_text("\n".join(triples(asked.size, every=10**9)) + "\n", encoding="utf-8")
        agreed = [_measured(folder, data, kind, asked.seconds) for kind in _kinds()]
    return len({found for found in agreed if found}) > 1


def _kinds() -> Iterator[str]:
    yield "coopgraph"
    for name in ("oxigraph", "rdflib-endpoint"):
        if _program(name):
            yield name
        else:
            _tell(f"{name} is not installed, and left out")


def _measured(folder: Path, data: Path, kind: str, seconds: float) -> str:
    """Measure one server; returns how many rows each query had."""
    with _running(folder, data, kind) as server:
        _tell(f"\n{server.name}")
        counted = []
        for name, query in QUERIES.items():
            took, rows = _asked(server, query % {"ex": EX})
            counted.append(rows)
            _tell(f"  {name:22} {took * 1000:9.1f} ms  {rows:6} rows")
        rate = asyncio.run(_rate(server, seconds))
        _tell(f"  {CONNECTIONS} connections {rate:17.0f} look-ups a second")
    return str(counted)


def _asked(server: Server, query: str) -> tuple[float, int]:
    headers = {"Accept": "application/sparql-results+json", "Accept-Encoding": "identity"}
    took = []
    with httpx.Client(timeout=300, headers=headers) as client:
        for _ in range(TIMES):
            begun = perf_counter()
            answer = client.get(server.endpoint, params={"query": query})
            took.append(perf_counter() - begun)
    return statistics.median(took), len(answer.raise_for_status().json()["results"]["bindings"])


async def _rate(server: Server, seconds: float) -> float:
    """Look-ups of one thing a second; each connection asks for one city after the other."""
    url = httpx.URL(server.endpoint)
    begun = perf_counter()
    done = await asyncio.gather(
        *(_look_up(url, number, begun + seconds) for number in range(CONNECTIONS))
    )
    return sum(done) / (perf_counter() - begun)


async def _look_up(url: httpx.URL, connection: int, end: float) -> int:
    reader, writer = await asyncio.open_connection(url.host, url.port)
    done = 0
    while perf_counter() < end:
        query = QUERIES["one thing"] % {"ex": EX}
        city = query.replace("city7", f"city{(connection * 13 + done) % CITIES}")
        target = url.copy_merge_params({"query": city}).raw_path.decode()
        writer.write(
            f"GET {target} HTTP/1.1\r\nHost: {url.host}\r\n"
            "Accept: application/sparql-results+json\r\n\r\n".encode()
        )
        await _read_answer(reader)
        done += 1
    writer.close()
    return done


async def _read_answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise SystemExit(f"a look-up was not answered: {head.decode()}")
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    if length:
        await reader.readexactly(int(length))
        return
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


@contextmanager
def _running(folder: Path, data: Path, kind: str) -> Iterator[Server]:
    port = _free_port()
    command, path = _command(folder, data, kind, port)
    quiet = subprocess.DEVNULL
    environment = os.environ | {
        "COOPGRAPH_BUILD": str(folder / "build"),
        "COOPGRAPH_WORKERS": str(2 + 2 * (os.cpu_count() or 1)),
        "COOPGRAPH_TIME_LIMIT": "300",
    }
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            server = Server(kind, f"http://127.0.0.1:{port}{path}")
            _await(server, process)
            yield server
        finally:
            process.terminate()


def _command(folder: Path, data: Path, kind: str, port: int) -> tuple[Sequence[str], str]:
    match kind:
        case "coopgraph":
            _release(folder, data)
            return [_program("coopgraph"), "serve", "--port", str(port)], "/sparql"
        case "oxigraph":
            store = folder / "oxigraph"
            load = [_program(kind), "load", "--location", str(store), "--file", str(data)]
            subprocess.run(load, check=True, capture_output=True)
            place = ["--location", str(store), "--bind", f"127.0.0.1:{port}"]
            return [_program(kind), "serve-read-only", *place], "/query"
        case _:
            bind = ["--host", "127.0.0.1", "--port", str(port)]
            return [_program(kind), "serve", *bind, str(data)], "/"


def _release(folder: Path, data: Path) -> None:
    """The release that is served here, with made-up data in its store."""
    made = folder / "build" / "releases" / "0000000000000000"
    skip = shutil.ignore_patterns("store")
    shutil.copytree(current(from_environment()).resolve(), made, ignore=skip)
    store = Store(str(made / "store"))
    store.bulk_load(path=data, format=RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()
    (folder / "build" / "current").symlink_to(made)


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"{server.name} has ended with {process.returncode}")
        try:
            if httpx.get(server.endpoint, params={"query": "ASK {}"}, timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        sleep(0.2)
    raise SystemExit(f"{server.name} does not begin")


def _program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else (shutil.which(name) or "")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
