"""The settings of the project, one table: name, default, help.

A setting `time_limit` is read from the environment as `COOPGRAPH_TIME_LIMIT`.
"""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from coopgraph.errors import CannotRun


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
    workers: int = field(default=2, metadata={"help": "worker processes that answer queries"})
    time_limit: float = field(default=30.0, metadata={"help": "seconds one query may take"})
    memory_limit: int = field(
        default=2048, metadata={"help": "address space of one worker in MiB; 0 for no limit"}
    )
    queue_limit: int = field(default=64, metadata={"help": "queries that may wait for a worker"})
    query_bytes: int = field(default=262144, metadata={"help": "longest query in bytes"})

    @property
    def build_folder(self) -> Path:
        """The folder for releases, as an absolute or root-relative path."""
        return self.root / self.build


def from_environment() -> Settings:
    """The settings, each overruled by its variable in the environment.

    Raises:
        CannotRun: a variable cannot be read as the setting's type.
    """
    read = {}
    for spec in fields(Settings):
        variable = f"COOPGRAPH_{spec.name.upper()}"
        if variable in os.environ:
            read[spec.name] = _read(variable, os.environ[variable], type(spec.default))
    return Settings(**read)


def _read(variable: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise CannotRun(
            f"{variable} has the value {text!r}, which is not {kind.__name__}"
        ) from None
