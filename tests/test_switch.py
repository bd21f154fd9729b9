"""A running service goes over to another release, and no request notices."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from coopgraph.release import build, current, read_manifest
from coopgraph.release.folder import switch
from coopgraph.settings import Settings
from tests.conftest import make_three
from tests.pooled import alive, children
from tests.released import release
from tests.test_serve import Service, served

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the world with a third source."""
    settings = Settings(root=make_three(tmp_path_factory.mktemp("later") / "three"))
    build(settings, lambda _: None)
    return current(settings)


@pytest.fixture
def releases(tmp_path: Path, later: Path) -> Path:
    """A folder with both releases, of which the earlier is served."""
    (tmp_path / "releases").mkdir()
    for folder in (release(), later):
        (tmp_path / "releases" / folder.name).symlink_to(folder)
    switch(tmp_path, release())
    return tmp_path


@contextmanager
def following(releases: Path, *arguments: str) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COOPGRAPH_BUILD", str(releases))
        with served(*arguments) as service:
            yield service


def plain(folder: Path) -> str:
    """How many triples the default graph of a release has."""
    return str(read_manifest(folder)["graphs"]["default"])


def served_by(address: str) -> str:
    return str(httpx.get(f"{address}/ready", timeout=60).json()["release"])


def wait_for(address: str, folder: Path) -> None:
    while served_by(address) != folder.name:
        pass


def test_a_service_goes_over_to_the_release_that_current_names(releases: Path, later: Path) -> None:
    with following(releases) as service:
        assert served_by(service.address) == release().name
        before = children(service.process.pid)
        switch(releases, later)
        wait_for(service.address, later)
        assert httpx.get(f"{service.address}/doc/actor/alta").status_code == 200
        while any(map(alive, before)):  # those of the release before end with their last request
            pass
        assert len(children(service.process.pid)) == len(before)
        assert service.stop(signal.SIGTERM)[0] == 0


def test_a_release_that_is_asked_for_by_name_stays(releases: Path, later: Path) -> None:
    with following(releases, "--release", release().name) as named, following(releases) as other:
        switch(releases, later)
        wait_for(other.address, later)
        assert served_by(named.address) == release().name


def test_a_release_that_cannot_be_read_is_told_once_and_the_other_stays(
    releases: Path, later: Path
) -> None:
    (releases / "releases" / "empty").mkdir()
    with following(releases) as service:
        switch(releases, releases / "releases" / "empty")
        assert "empty is not served: " in service.line()
        assert served_by(service.address) == release().name
        assert '"path": "/ready"' in service.line()
        switch(releases, later)
        wait_for(service.address, later)


@pytest.mark.slow
def test_under_load_no_request_fails_and_none_is_of_two_releases(
    releases: Path, later: Path
) -> None:
    folders = (release(), later)
    right = {folder.name: plain(folder) for folder in folders}
    ended = Event()

    def keep_asking(address: str) -> list[tuple[str, str]]:
        seen = []
        with httpx.Client(base_url=address, timeout=120) as client:
            while not ended.is_set():
                rows = client.get("/sparql", params={"query": COUNT, "format": "csv"})
                page, dump = client.get("/doc/actor/alta.json"), client.get("/dumps/meta.ttl.bz2")
                assert [each.status_code for each in (rows, page, dump)] == [200] * 3
                assert rows.text.split()[1] in right.values()
                seen.append((rows.text.split()[1], page.json()["release"]))
        return seen

    with following(releases) as service, ThreadPoolExecutor(4) as threads:
        # What is written is read, or the service would wait for a reader.
        threads.submit(lambda: [*iter(service.line, "")])
        asking = [threads.submit(keep_asking, service.address) for _ in range(3)]
        for folder in (*folders[::-1], *folders[::-1]):
            switch(releases, folder)
            wait_for(service.address, folder)
        ended.set()
        answers = [pair for each in asking for pair in each.result()]
        assert {count for count, _ in answers} == set(right.values())
        assert {name for _, name in answers} == set(right)
        service.process.kill()


@pytest.mark.slow
def test_an_answer_that_began_before_ends_as_it_began(releases: Path, later: Path) -> None:
    with (
        following(releases) as service,
        httpx.stream(
            "GET",
            f"{service.address}/graph/default.nt",
            headers={"Accept-Encoding": "identity"},
            timeout=60,
        ) as answer,
    ):
        pieces = answer.iter_raw(1024)
        first = next(pieces)
        switch(releases, later)
        wait_for(service.address, later)
        whole = b"".join([first, *pieces])
    assert str(len(list(parse(whole, RdfFormat.N_TRIPLES)))) == plain(release())
