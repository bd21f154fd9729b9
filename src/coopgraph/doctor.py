"""What is wrong with a set-up: `coopgraph doctor` looks, tells what to do, and changes nothing."""

import locale
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from coopgraph.release.folder import is_current, is_whole
from coopgraph.settings import Settings
from coopgraph.texts import LANGUAGES, NOTHING, Texts, told

_FOLDERS = ("data", "ontology", "queries", "shapes")
_OLDEST = (3, 11)
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)( ;)?", re.MULTILINE)
_LEAST_FREE = 1_000_000_000
_NAMED = 5


class Found(NamedTuple):
    """Something that was looked at; `mend` says what to do where it is not as it should be."""

    is_well: bool
    said: Texts
    mend: Texts = NOTHING

    def line(self, language: str = LANGUAGES[0]) -> str:
        """What was found, in a language, with what to do."""
        mark = "ok" if self.is_well else "!!"
        mend = f" → {self.mend.of(language)}" if self.mend.en else ""
        return f"{mark} {self.said.of(language)}{mend}"


def examine(settings: Settings, port: int) -> Iterator[Found]:
    """Look at everything that a curator needs, one thing after the other.

    Args:
        settings: where the project and its releases are.
        port: the one that the service would take.
    """
    yield _python()
    yield _packages(settings.root)
    yield _folder(settings.root)
    yield from _git(settings.root)
    yield _encoding()
    yield from _left_behind(settings.root)
    yield from _build(settings)
    yield _space(settings.root)
    yield _port(port)


def verdict(found: Iterable[Found]) -> Texts:
    """Whether all is well."""
    return told("doctor-well" if all(each.is_well for each in found) else "doctor-trouble")


def _found(is_well: bool, key: str, **values: str | int) -> Found:
    """What the catalogues say under `doctor-{key}`, and under `…-mend` where something is wrong."""
    said = told(f"doctor-{key}", **values)
    return Found(is_well, said) if is_well else Found(False, said, told(f"doctor-{key}-mend"))


def _python() -> Found:
    now = ".".join(map(str, sys.version_info[:3]))
    return _found(sys.version_info >= _OLDEST, "python", version=now)


def _packages(root: Path) -> Found:
    lock = root / "requirements.lock"
    if not lock.is_file():
        return _found(False, "no-lock")
    others = [
        f"{name} {has or '–'} ≠ {wanted}"
        for name, wanted, for_some in _LOCKED.findall(lock.read_text(encoding="utf-8"))
        if (has := _installed(name)) != wanted and (has or not for_some)
    ]
    if others:
        return _found(False, "packages", others=", ".join(others[:_NAMED]))
    return _found(True, "locked")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _folder(root: Path) -> Found:
    missing = [name for name in _FOLDERS if not (root / name).is_dir()]
    if missing:
        return _found(False, "no-folder", folder=str(root), missing=", ".join(missing))
    return _found(True, "folder", folder=str(root))


def _git(root: Path) -> Iterator[Found]:
    if shutil.which("git") is None:
        yield _found(False, "no-git")
        return
    if _asked_git(root, "rev-parse", "--is-inside-work-tree") != "true":
        yield _found(False, "no-repository", folder=str(root))
        return
    yield _found(True, "git", revision=_asked_git(root, "rev-parse", "--short", "HEAD") or "–")
    if _asked_git(root, "config", "core.autocrlf") == "true":
        yield _found(False, "line-ends")


def _asked_git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _encoding() -> Found:
    named = locale.getencoding()
    return _found(named.lower().replace("-", "") == "utf8", "encoding", encoding=named)


def _left_behind(root: Path) -> Iterator[Found]:
    """Tables that a spreadsheet has open, and workbooks that nobody reads."""
    data = root / "data"
    if names := sorted(path.name for path in data.rglob(".~lock.*#")):
        yield _found(False, "open", names=", ".join(names[:_NAMED]))
    if names := sorted(path.name for path in data.rglob("*") if path.suffix in (".xlsx", ".ods")):
        yield _found(False, "workbooks", names=", ".join(names[:_NAMED]))


def _build(settings: Settings) -> Iterator[Found]:
    releases = settings.build_folder / "releases"
    drafts = sorted(path.name for path in releases.glob(".d*-*"))
    if drafts:
        yield _found(False, "drafts", names=", ".join(drafts[:_NAMED]), folder=str(releases))
    served = settings.build_folder / "current"
    if not served.exists():
        yield _found(False, "no-release")
    elif not is_whole(served):
        yield _found(False, "broken-release", folder=str(served.resolve()))
    elif not is_current(settings):
        yield _found(False, "old-release")
    else:
        yield _found(True, "release", release=served.resolve().name)


def _space(root: Path) -> Found:
    free = shutil.disk_usage(root).free
    return _found(free >= _LEAST_FREE, "space", megabytes=free // 1_000_000)


def _port(port: int) -> Found:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return _found(False, "port-taken", port=port)
    return _found(True, "port", port=port)
