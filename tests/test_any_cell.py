"""Break any one cell that has a rule: that cell is named, in one line, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coopgraph.faults import Severity
from coopgraph.tables.catalogue import Entry, catalogue
from coopgraph.tables.rows import cells_of
from coopgraph.tables.scan import Record, scan
from coopgraph.validation.check import validate
from tests.conftest import ROOT, make_three

pytestmark = pytest.mark.slow
WRONG = "¿?"


def ruled_columns() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "data/schema").glob("*.json")):
        for field in json.loads(path.read_text(encoding="utf-8"))["fields"]:
            constraints = field.get("constraints", {})
            if "leftOut" in field:
                continue
            if "enum" in constraints or "pattern" in constraints or field["type"] == "integer":
                yield path.stem, field["name"]


def free(pattern: str) -> bool:
    return pattern.startswith("\\S+")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_three(tmp_path_factory.mktemp("cells") / "three")


def last_row(project: Path, entry: Entry) -> Record:
    content = (project / entry.path).read_bytes()
    return scan(entry.path, content, entry.schema.fields).records[-1]


def told(project: Path) -> list[tuple[str, int, str, str]]:
    faults = validate(project, lambda _: None).faults
    return [
        (fault.cell.path, fault.cell.line, fault.cell.header, fault.severity) for fault in faults
    ]


@pytest.mark.parametrize(("kind", "column"), list(ruled_columns()))
@pytest.mark.parametrize("broken", [WRONG, ""])
def test_a_broken_cell_is_named_alone(project: Path, kind: str, column: str, broken: str) -> None:
    entry = next(entry for entry in catalogue(project) if entry.schema.kind == kind)
    field = next(f for f in entry.schema.descriptor["fields"] if f["name"] == column)
    constraints = field.get("constraints", {})
    if broken == "" and not constraints.get("required"):
        pytest.skip("an empty cell is allowed here")
    if broken and free(constraints.get("pattern", "")) and "enum" not in constraints:
        pytest.skip("any words are allowed here")
    path, record = project / entry.path, last_row(project, entry)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    cell = cells_of(entry.path, entry.schema.fields, record)[column]
    start, end = span(lines[record.line - 1], record, cell.field)
    mended = "".join(lines)
    lines[record.line - 1] = lines[record.line - 1][:start] + broken + lines[record.line - 1][end:]
    path.write_text("".join(lines), encoding="utf-8")
    try:
        assert told(project) == [(entry.path, record.line, column, Severity.ERROR)]
    finally:
        path.write_text(mended, encoding="utf-8")


def span(line: str, record: Record, field: int) -> tuple[int, int]:
    start = record.columns[field - 1] - 1
    if field < len(record.columns):
        return start, record.columns[field] - 2
    return start, len(line.rstrip("\n"))
