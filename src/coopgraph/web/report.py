"""The validation report of the release that is served: its faults, its rules, its tables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coopgraph.faults import Fault, from_data
from coopgraph.reports.rules import Rule, read_rules
from coopgraph.web.curated import Records, read_records


@dataclass(frozen=True)
class Published:
    """The faults of a release, the rules it was checked by, and the tables that were read."""

    faults: tuple[Fault, ...]
    rules: Mapping[str, Rule]
    tables: Mapping[str, Records]

    @property
    def errors(self) -> int:
        """How many faults forbid a release."""
        return sum(fault.is_error for fault in self.faults)

    @property
    def warnings(self) -> int:
        """How many are published with it."""
        return len(self.faults) - self.errors


@cache
def read_report(folder: Path) -> Published:
    """The report of a release, whose folder never changes."""
    data = json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))
    paths = sorted((folder / "data").rglob("*.csv"))
    return Published(
        tuple(from_data(fault) for fault in data),
        read_rules(folder),
        {path.relative_to(folder).as_posix(): read_records(path) for path in paths},
    )
