"""What every address needs to answer: the release that is served, and how it is read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from starlette.requests import Request

from coopgraph.entities import Reader
from coopgraph.errors import CannotRun
from coopgraph.search import open_index
from coopgraph.settings import Settings

INDEX = "search"
"""Where a release has its index of names."""

_PROGRAM = Path(__file__).parents[1]
_SHAPING = {".py", ".html", ".toml"}


@dataclass(frozen=True)
class Release:
    """What the manifest says of a release.

    Its name, the triples in its default graph and in each named one, the versions of what made it,
    and the SHA-256 of each of its files.
    """

    id: str
    plain: int
    graphs: Mapping[str, int]
    software: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Site:
    """A release that is being served; `kept` is what was read of all of its graph."""

    release: Release
    folder: Path
    reader: Reader
    index: Path
    settings: Settings
    edition: str
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The folder of the curated tables."""
        return self.folder / "data"


def site_of(request: Request) -> Site:
    """The release that answers a request."""
    site: Site = request.state.site
    return site


def read_release(folder: Path) -> Release:
    """What the manifest of a release says.

    Raises:
        CannotRun: the folder holds no manifest, or not one of ours, or lacks what that names.
    """
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        graphs = dict(manifest["graphs"])
        _check_whole(folder, manifest["files"])
        open_index(folder / INDEX)
        software, files = dict(manifest["software"]), dict(manifest["files"])
        return Release(manifest["release"], graphs.pop("default"), graphs, software, files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotRun(f"{path} is not the manifest of a release: {error!r}") from error


def edition_of(release: Release, queries: Mapping[str, str], tracker: str = "") -> str:
    """A name for all that shapes an answer besides its address: release, queries, program, links.

    Args:
        release: the release that is served.
        queries: those that the pages ask.
        tracker: where errors are told.
    """
    parts = [release.id, tracker, *(f"{name} {text}" for name, text in sorted(queries.items()))]
    program = sorted(path for path in _PROGRAM.rglob("*") if path.suffix in _SHAPING)
    digests = (sha256(path.read_bytes()).hexdigest() for path in program)
    return sha256("\n".join([*parts, *digests]).encode()).hexdigest()


def _check_whole(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if not (folder / name).is_file():
            raise CannotRun(f"the release {folder} lacks {name}; delete it and build it again")
