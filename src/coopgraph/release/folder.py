"""Where releases are, and which of them is served."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import Any

from pyoxigraph import Store

from coopgraph.errors import CannotRun
from coopgraph.search import open_index
from coopgraph.settings import Settings

KEPT = ("data", "ontology", "queries", "shapes")
"""Folders of which a release keeps what it was made with."""

Manifest = Mapping[str, Any]
SOFTWARE = ("coopgraph", "pyoxigraph", "tantivy")
"""What makes a release: this program and its engines, of the graph and of the search."""

_KEPT_SUFFIXES = {".csv", ".json", ".rq", ".ttl"}
_PACKAGE = Path(__file__).parents[1]
_NOT_IN_A_RELEASE = (
    "asking.py",
    "cli.py",
    "curating.py",
    "differences/",
    "doctor.py",
    "figures/",
    "reconcile/",
    "release/publish.py",
    "sheets/",
    "watching.py",
    "web/",
)


def current(settings: Settings, release: str | None = None) -> Path:
    """The folder of a release: the one named, else the one served.

    Raises:
        CannotRun: there is none.
    """
    folder = settings.build_folder
    if release is not None and Path(release).name != release:
        raise CannotRun(f"{release!r} is not the name of a release, such as 1b1499d5eecdb22e")
    target = folder / "releases" / release if release else folder / "current"
    if not (target / "manifest.json").exists():
        known = sorted(path.parent.name for path in folder.glob("releases/[!.]*/manifest.json"))
        hint = f"; there are: {', '.join(known)}" if known else "; run `coopgraph build` first"
        raise CannotRun(f"{target} is not a release{hint}")
    return target.resolve()


def is_current(settings: Settings) -> bool:
    """Whether the release served was made from the inputs as they are now, and is whole."""
    served = settings.build_folder / "current"
    if not is_whole(served):
        return False
    return bool(read_manifest(served)["inputs"] == inputs_hash(settings.root))


def is_whole(folder: Path) -> bool:
    """Whether a release holds all that its manifest lists, and a store and an index that open."""
    try:
        files = read_manifest(folder)["files"].items()
        listed = all(file_hash(folder / name) == digest for name, digest in files)
        Store.read_only(str(folder / "store"))
        open_index(folder / "search")
    except (CannotRun, OSError, KeyError, AttributeError):
        return False
    return listed


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release.

    Raises:
        CannotRun: there is none, or it cannot be read.
    """
    path = folder / "manifest.json"
    try:
        read: Manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRun(f"{path} is not the manifest of a release: {error}") from error
    return read


def kept_files(folder: Path) -> list[Path]:
    """The tables, model, shapes and queries below a project's or a release's folder."""
    paths = (path for name in KEPT for path in sorted((folder / name).rglob("*")))
    return [path for path in paths if path.suffix in _KEPT_SUFFIXES and path.is_file()]


def inputs_hash(root: Path) -> str:
    """One hash over all that decides what a release holds: its inputs, our code, the engine."""
    digest = sha256("".join(f"{name} {version(name)}\n" for name in SOFTWARE).encode())
    for folder, paths in ((root, kept_files(root)), (_PACKAGE, sorted(_PACKAGE.rglob("*.py")))):
        for path in paths:
            name = path.relative_to(folder).as_posix()
            if not name.startswith(_NOT_IN_A_RELEASE):
                digest.update(f"{name}\0{file_hash(path)}\n".encode())
    return digest.hexdigest()


@contextmanager
def alone(build_folder: Path) -> Iterator[None]:
    """Let no other build write here meanwhile, and clear away what a cut one has left."""
    (build_folder / "releases").mkdir(parents=True, exist_ok=True)
    with (build_folder / ".lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"another build is writing to {build_folder}; wait for it") from None
        for draft in (build_folder / "releases").glob(".*-*"):
            rmtree(draft)
        yield


def switch(build_folder: Path, target: Path) -> None:
    """Let `current` name the release, in one step that no reader sees half done."""
    draft = build_folder / ".current-draft"
    draft.unlink(missing_ok=True)
    draft.symlink_to(Path("releases") / target.name)
    draft.replace(build_folder / "current")


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    return sha256(path.read_bytes()).hexdigest()


def flush_to_disk(folder: Path) -> None:
    """Wait until all that was written below a folder would survive a loss of power."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
