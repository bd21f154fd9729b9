"""A release is given to an engine graph by graph, and answers there only when it is whole."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coopgraph.errors import CannotRun, QueryTimeout, StoreFailed
from coopgraph.names import BASE, GRAPH
from coopgraph.release import build, current
from coopgraph.release.publish import Target, publish
from coopgraph.settings import Settings
from tests.conftest import make_three
from tests.engines import ENGINES, Running, Start, oxigraph
from tests.published import give, opened, whole
from tests.released import listening, release

pytestmark = pytest.mark.slow

PLAIN = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SAID = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the world with a third source."""
    settings = Settings(root=make_three(tmp_path_factory.mktemp("later") / "three"))
    build(settings, lambda _: None)
    return current(settings)


@pytest.fixture(params=ENGINES)
def start(request: pytest.FixtureRequest) -> Start:
    return ENGINES[request.param]


@pytest.fixture
def engine(start: Start, tmp_path: Path) -> Iterator[Running]:
    with start(tmp_path) as running:
        yield running


def ask(folder: Path, engine: Running | None, text: str) -> bytes:
    async def answer() -> bytes:
        async with opened(folder, engine) as store:
            return await whole(store, text, "text/csv")

    return asyncio.run(answer())


def holds(engine: Running, folder: Path) -> bool:
    """Whether an engine answers of a release as the release's own store does."""
    return all(ask(folder, engine, text) == ask(folder, None, text) for text in (PLAIN, SAID))


def sent(told: list[str]) -> list[str]:
    """The graphs of which something was sent, by what was told."""
    return [
        line.split()[1].removeprefix(f"{GRAPH}").rstrip(":") for line in told if "sending" in line
    ]


def test_a_release_is_there_after_it_is_published_and_is_not_sent_again(engine: Running) -> None:
    told = give(release(), engine)
    assert {"default", "meta", "curation", "source/bulletin"} <= set(sent(told))
    assert holds(engine, release())
    assert give(release(), engine) == []


def test_another_release_takes_its_place_whole(engine: Running, later: Path) -> None:
    give(later, engine)
    give(release(), engine)
    assert holds(engine, release())
    assert b"staged" not in everything(engine)
    with pytest.raises(StoreFailed, match="and the endpoint holds"):
        ask(later, engine, PLAIN)


def everything(engine: Running) -> bytes:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    headers = {"Accept": "application/sparql-results+json"}
    return httpx.post(engine.endpoint, data={"query": query}, headers=headers).content


def test_one_that_is_killed_leaves_what_was_there_and_goes_on(engine: Running, later: Path) -> None:
    give(release(), engine)
    environment = {
        **os.environ,
        "COOPGRAPH_ROOT": str(later.parents[2]),
        "COOPGRAPH_PUBLISH_USER": engine.user,
        "COOPGRAPH_PUBLISH_PASSWORD": engine.password,
    }
    command = [sys.executable, "-m", "coopgraph", "publish", "--to", engine.endpoint]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as cut:
        assert cut.stderr
        lines = [next(cut.stderr) for _ in range(4)]
        cut.kill()
    assert cut.returncode == -signal.SIGKILL
    assert holds(engine, release())
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert not set(sent(lines[:3])) & set(sent(again.stderr.splitlines()))
    assert again.stderr.endswith(f"{engine.endpoint} holds release {later.name}\n")
    assert holds(engine, later)


class Cut(Exception):
    """The publication stops here."""


def test_a_graph_goes_on_at_the_piece_that_is_missing(
    engine: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coopgraph.release.publish.PIECE", 100)
    told: list[str] = []

    def stop_after_three(line: str) -> None:
        told.append(line)
        if f"{GRAPH}default: 300 of" in line:
            raise Cut

    with pytest.raises(Cut):
        publish_to(engine, release(), stop_after_three)
    rest = give(release(), engine)
    assert f"sending {GRAPH}default: 300 of" in rest[0]
    assert holds(engine, release())


def publish_to(engine: Running, folder: Path, progress: Callable[[str], None]) -> None:
    settings = Settings(publish_user=engine.user, publish_password=engine.password)
    asyncio.run(publish(folder, Target(engine.endpoint), settings, progress))


def test_an_engine_that_is_killed_meanwhile_is_given_the_rest_when_it_is_back(
    start: Start, tmp_path: Path
) -> None:
    with start(tmp_path) as engine:

        def kill_at_last(line: str) -> None:
            if f"{GRAPH}default" in line:
                engine.process.kill()
                engine.process.wait()

        with pytest.raises(CannotRun, match="cannot be"):
            publish_to(engine, release(), kill_at_last)
    (tmp_path / "virtuoso.lck").unlink(missing_ok=True)
    with start(tmp_path) as engine:
        assert sent(give(release(), engine))[-1] == "default"
        assert holds(engine, release())


def test_what_is_not_whole_in_its_place_is_no_release(engine: Running) -> None:
    give(release(), engine)

    def spoil(line: str) -> None:
        if line == "switching":
            graph = f"{BASE}staged/{release().name}/graph/curation"
            update(engine, f"INSERT DATA {{ GRAPH <{graph}> {{ <{BASE}a> <{BASE}b> 1 }} }}")

    update(engine, f"DROP SILENT GRAPH <{GRAPH}curation>")
    with pytest.raises(CannotRun, match="the endpoint holds no release now; publish again"):
        publish_to(engine, release(), spoil)
    with pytest.raises(StoreFailed, match="holds none that is whole"):
        ask(release(), engine, PLAIN)
    give(release(), engine)
    assert holds(engine, release())


def update(engine: Running, text: str) -> None:
    address = "sparql-auth" if engine.user else "update"
    auth = httpx.DigestAuth(engine.user, engine.password) if engine.user else None
    httpx.post(
        httpx.URL(engine.endpoint).join(address), data={"update": text}, auth=auth
    ).raise_for_status()


def test_while_it_switches_no_answer_is_wrong(engine: Running, later: Path) -> None:
    give(release(), engine)
    right = {folder: ask(folder, None, SAID) for folder in (release(), later)}
    answers: dict[Path, list[bytes]] = {folder: [] for folder in right}
    ended = Event()

    async def keep_asking(folder: Path) -> None:
        async with opened(folder, engine) as store:
            while not ended.is_set():
                try:
                    answers[folder].append(await whole(store, SAID, "text/csv"))
                except (StoreFailed, QueryTimeout):
                    await asyncio.sleep(0.01)

    asking = [Thread(target=lambda each=each: asyncio.run(keep_asking(each))) for each in right]
    for thread in asking:
        thread.start()
    for folder in (later, release(), later):
        give(folder, engine)
    ended.set()
    for thread in asking:
        thread.join()
    for folder, given in answers.items():
        assert set(given) == {right[folder]}


def test_an_engine_that_is_not_known_is_told_where_it_is_written_to(tmp_path: Path) -> None:
    with oxigraph(tmp_path) as engine, hidden(engine) as endpoint:
        with pytest.raises(CannotRun, match="is not one known here: say with --graph-store"):
            asyncio.run(publish(release(), Target(endpoint), Settings(), print))
        base = engine.endpoint.removesuffix("query")
        target = Target(endpoint, f"{base}store", f"{base}update")
        asyncio.run(publish(release(), target, Settings(), lambda _: None))
        assert holds(engine, release())


def test_a_writer_whom_the_engine_does_not_know_is_told_so(tmp_path: Path) -> None:
    with ENGINES["virtuoso"](tmp_path) as engine, pytest.raises(CannotRun, match="401"):
        give(release(), engine._replace(user="nobody"))


@contextmanager
def hidden(engine: Running) -> Iterator[str]:
    """The endpoint behind a proxy, which does not say what it is."""

    async def forward(request: Request) -> Response:
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                engine.endpoint,
                content=await request.body(),
                headers={name: request.headers[name] for name in ("accept", "content-type")},
            )
        return Response(
            answer.content, answer.status_code, media_type=answer.headers["content-type"]
        )

    with listening(Starlette(routes=[Route("/sparql", forward, methods=["POST"])])) as address:
        yield f"{address}/sparql"
