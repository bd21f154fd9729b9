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


def make_three(folder: Path) -> Path:
    """The world with a third article (see tests/third/README.md)."""
    make_world(folder)
    third = ROOT / "tests" / "third" / "data"
    for name in ("articles", "reference"):
        shutil.copytree(third / name, folder / "data" / name, dirs_exist_ok=True)
    for rows in (third / "authority").iterdir():
        with (folder / "data" / "authority" / rows.name).open("a", encoding="utf-8") as table:
            table.write(rows.read_text(encoding="utf-8"))
    return folder


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return make_world(tmp_path / "world")


@pytest.fixture
def three(tmp_path: Path) -> Path:
    return make_three(tmp_path / "three")
