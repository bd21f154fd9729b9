"""Whatever is killed, cut or full: nothing is lost, nothing wrong is answered, the rest goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import sleep

import httpx
import pytest

from coopgraph.release import build, current, is_current
from coopgraph.release.folder import is_whole
from coopgraph.settings import Settings
from tests.pooled import alive, children
from tests.released import release
from tests.test_release import edit
from tests.test_serve import served
from tests.test_switch import COUNT, plain

pytestmark = pytest.mark.slow

BUILD = [sys.executable, "-m", "coopgraph", "build"]


@pytest.fixture
def edited(world: Path) -> Settings:
    """A project with a release, of which a table has been edited since."""
    settings = Settings(root=world)
    build(settings, lambda _: None)
    edit(world, "The focus lacks its blank.", "The focus lacks a blank.")
    return settings


def environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "COOPGRAPH_ROOT": str(settings.root)}


def left(settings: Settings) -> list[str]:
    """What lies in the folder of releases."""
    return sorted(path.name for path in (settings.build_folder / "releases").iterdir())


@pytest.mark.parametrize("blocks", [8, 64, 256])
def test_a_disk_that_is_full_makes_no_release_and_is_told_in_a_line(
    edited: Settings, blocks: int
) -> None:
    before = current(edited)
    # No file may grow beyond so many blocks of 512 bytes: to a program, a disk that is full.
    command = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "build", *BUILD]
    full = subprocess.run(
        command, env=environment(edited), capture_output=True, text=True, check=False
    )
    assert full.returncode == 2
    assert full.stderr.splitlines()[-1].startswith("coopgraph: the release cannot be written: ")
    assert (current(edited), left(edited)) == (before, [before.name])
    assert is_whole(before)
    subprocess.run(BUILD, env=environment(edited), capture_output=True, check=True)
    assert is_current(edited)


@pytest.mark.parametrize("seconds", [0, 0.05, 0.2])
def test_a_build_that_is_killed_leaves_what_was_served_and_the_next_one_is_whole(
    edited: Settings, seconds: float
) -> None:
    before = current(edited)
    with subprocess.Popen(
        BUILD, env=environment(edited), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        while "writing the release" not in process.stderr.readline():
            assert process.poll() is None
        sleep(seconds)
        process.kill()
    assert is_whole(before)
    assert is_whole(current(edited))
    subprocess.run(BUILD, env=environment(edited), capture_output=True, check=True)
    assert is_current(edited)
    assert left(edited) == sorted({before.name, current(edited).name})


def test_workers_that_are_killed_again_and_again_fail_their_own_query_at_most() -> None:
    ended = Event()

    def keep_asking(address: str) -> list[int]:
        statuses = []
        with httpx.Client(base_url=address, timeout=60) as client:
            while not ended.is_set():
                try:
                    answer = client.get("/sparql", params={"query": COUNT, "format": "csv"})
                except httpx.RemoteProtocolError:  # broken off, and so not taken for whole
                    statuses.append(503)
                    continue
                assert answer.status_code == 503 or answer.text.split()[1] == plain(release())
                statuses.append(answer.status_code)
        return statuses

    with served() as service, ThreadPoolExecutor(4) as threads:
        threads.submit(lambda: [*iter(service.line, "")])  # read, or the service would wait
        asking = [threads.submit(keep_asking, service.address) for _ in range(3)]
        try:
            for _ in range(20):
                sleep(0.1)
                kill_one(children(service.process.pid))
            ended.set()
            statuses = [status for each in asking for status in each.result()]
            ready = httpx.get(f"{service.address}/ready", timeout=60).status_code
        finally:
            ended.set()
            service.process.kill()
    assert statuses.count(200) > statuses.count(503)
    assert ready == 200


def kill_one(processes: Iterable[int]) -> None:
    for process in sorted(processes)[:1]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def test_of_two_services_on_one_folder_the_other_answers_when_one_is_killed() -> None:
    with served() as one, served() as other:
        workers = children(one.process.pid)
        one.process.kill()
        for _ in range(20):
            answer = httpx.get(f"{other.address}/sparql", params={"query": COUNT, "format": "csv"})
            assert answer.text.split()[1] == plain(release())
        while any(map(alive, workers)):
            sleep(0.01)
        assert len(children(other.process.pid)) == len(workers)
