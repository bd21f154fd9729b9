"""The world: a small project in a folder of its own (see tests/world/README.md)."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def make_world(folder: Path) -> Path:
    """The world's data beside the project's own schemas, ontology, shapes and queries."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "tests" / "world" / "data", folder / "data")
    shutil.copytree(ROOT / "data" / "schema", folder / "data" / "schema")
    return folder


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return make_world(tmp_path / "world")
