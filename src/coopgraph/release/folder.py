"""Where releases are, and which of them is served."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from coopgraph.errors import CannotRun
from coopgraph.settings import Settings

KEPT = ("data", "ontology", "queries", "shapes")
"""Folders of which a release keeps what it was made with."""

INPUTS = (*KEPT, "src")
"""Folders whose files decide what a release holds."""

Manifest = Mapping[str, Any]
_KEPT_SUFFIXES = {".csv", ".json", ".rq", ".ttl"}


def current(settings: Settings, release: str | None = None) -> Path:
    """The folder of a release: the one named, else the one served.

    Raises:
        CannotRun: there is none.
    """
    folder = settings.build_folder
    target = folder / "releases" / release if release else folder / "current"
    if not (target / "manifest.json").exists():
        known = sorted(path.parent.name for path in folder.glob("releases/*/manifest.json"))
        hint = f"; there are: {', '.join(known)}" if known else "; run `coopgraph build` first"
        raise CannotRun(f"{target} is not a release{hint}")
    return target.resolve()


def is_current(settings: Settings) -> bool:
    """Whether the release served was made from the inputs as they are now."""
    noted = settings.build_folder / "inputs"
    served = settings.build_folder / "current" / "manifest.json"
    if not (noted.exists() and served.exists()):
        return False
    return noted.read_text(encoding="utf-8") == inputs_hash(settings.root)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release."""
    read: Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return read


def kept_files(folder: Path) -> list[Path]:
    """The tables, model, shapes and queries below a project's or a release's folder."""
    paths = (path for name in KEPT for path in sorted((folder / name).rglob("*")))
    return [path for path in paths if path.suffix in _KEPT_SUFFIXES and path.is_file()]


def inputs_hash(root: Path) -> str:
    """One hash over every file that decides what a release holds."""
    digest = sha256()
    for folder in INPUTS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(root).as_posix()
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
        for draft in (build_folder / "releases").glob(".draft-*"):
            rmtree(draft)
        yield


def switch(build_folder: Path, target: Path, inputs: str) -> None:
    """Let `current` name the release, in one step that no reader sees half done."""
    draft = build_folder / f".current-{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(Path("releases") / target.name)
    draft.replace(build_folder / "current")
    (build_folder / "inputs").write_text(inputs, encoding="utf-8")


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    return sha256(path.read_bytes()).hexdigest()
