"""The settings of the project, one table: name, default, help.

A setting `time_limit` is read from the environment as `COOPGRAPH_TIME_LIMIT`.
"""

import os
import re
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from coopgraph.errors import CannotRun

_ADDRESS = re.compile(r"https?://[^\s\"<>]+")


@dataclass(frozen=True)
class Settings:
    """What can be set from outside; every field has its help in its metadata."""

    root: Path = field(
        default=Path(),
        metadata={"help": "folder that holds data/, ontology/, shapes/ and queries/"},
    )
    build: Path = field(
        default=Path("build"),
        metadata={"help": "folder for releases, below the root unless absolute"},
    )
    workers: int = field(
        default=4,
        metadata={
            "help": "worker processes that answer queries; one is kept for the pages, and one more "
            "from any single client",
            "range": (2, 256),
        },
    )
    time_limit: float = field(
        default=30.0, metadata={"help": "seconds one query may take", "range": (0.1, 3600)}
    )
    cpu_limit: float = field(
        default=30.0, metadata={"help": "seconds of computing in one query", "range": (0.1, 3600)}
    )
    panel_limit: float = field(
        default=10.0,
        metadata={
            "help": "seconds one panel of a page may take; the page stands without it then",
            "range": (0.1, 3600),
        },
    )
    memory_limit: int = field(
        default=2048,
        metadata={
            "help": "address space of one worker in MiB, on Linux; 0 for no limit",
            "range": (0, 1048576),
        },
    )
    queue_limit: int = field(
        default=64, metadata={"help": "queries that may wait for a worker", "range": (0, 65536)}
    )
    queue_seconds: float = field(
        default=10.0, metadata={"help": "seconds a query may wait for one", "range": (0, 3600)}
    )
    result_limit: int = field(
        default=1024, metadata={"help": "longest answer in MiB", "range": (1, 1048576)}
    )
    query_bytes: int = field(
        default=262144, metadata={"help": "longest query in bytes", "range": (1, 67108864)}
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(),
        metadata={
            "help": "networks whose X-Forwarded-For is believed, with commas between them",
        },
    )
    tracker: str = field(
        default="",
        metadata={
            "help": "address at which the tracker of errors takes a new issue, such as "
            "https://github.com/someone/coopgraph/issues/new; empty for no links to it",
        },
    )

    publish_user: str = field(
        default="", metadata={"help": "who writes to an endpoint; nobody where it asks for none"}
    )
    publish_password: str = field(
        default="", repr=False, metadata={"help": "the password of publish_user"}
    )

    @property
    def build_folder(self) -> Path:
        """The folder for releases, as an absolute or root-relative path."""
        return self.root / self.build


def from_environment() -> Settings:
    """The settings, each overruled by its variable in the environment.

    Raises:
        CannotRun: a variable cannot be read as the setting's type, or is out of its range.
    """
    read = {}
    for spec in fields(Settings):
        variable = f"COOPGRAPH_{spec.name.upper()}"
        if variable in os.environ:
            read[spec.name] = _read(variable, os.environ[variable], spec)
    return Settings(**read)


def _read(variable: str, text: str, spec: Field[Any]) -> Any:
    kind: Any = type(spec.default)
    if issubclass(kind, Path):
        if text:
            return Path(text)
        raise CannotRun(f"{variable} is empty; wanted: a folder")
    if issubclass(kind, tuple):
        return tuple(_network(variable, each.strip()) for each in text.split(",") if each.strip())
    if kind is str:
        return _address(variable, text) if spec.name == "tracker" else text
    low, high = spec.metadata["range"]
    wanted = f"a {'whole ' if kind is int else ''}number from {low} to {high}"
    try:
        number = kind(text)
    except ValueError:
        raise CannotRun(f"{variable} has the value {text!r}; wanted: {wanted}") from None
    if not low <= number <= high:
        raise CannotRun(f"{variable} has the value {text!r}; wanted: {wanted}")
    return number


def _address(variable: str, text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise CannotRun(f"{variable} has the value {text!r}; wanted: an address, https://…")
    return text


def _network(variable: str, text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise CannotRun(
            f"{variable} names {text!r}; wanted: networks such as 10.0.0.0/8 ({error})"
        ) from None
