"""Data Packages and schemas: what is broken in them is said, and no table is passed over."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coopgraph.errors import CannotRun
from coopgraph.tables.catalogue import catalogue
from coopgraph.tables.read import read_tables
from coopgraph.validation.check import validate
from coopgraph.validation.shapes import read_shapes

PACKAGE = "data/articles/gaceta/datapackage.json"


def change(root: Path, name: str, edit: Callable[[Any], Any]) -> None:
    path = root / name
    read = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(edit(read)), encoding="utf-8")


def test_a_table_that_no_package_lists_is_a_fault_and_not_passed_over(world: Path) -> None:
    (world / "data/articles/gaceta/more-ties.csv").write_text("key\n", encoding="utf-8")
    faults = validate(world, lambda _: None).faults
    assert [str(fault) for fault in faults] == [
        "data/articles/gaceta/more-ties.csv:1:1: error: no Data Package lists this table; "
        "add it to the datapackage.json beside it [unlisted-table]"
    ]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda _: [], "holds no JSON object"),
        (lambda read: {**read, "resources": []}, "lists no tables"),
        (lambda read: {**read, "resources": 5}, "lists no tables"),
        (lambda read: {**read, "resources": ["ties"]}, "lacks its name, path or schema"),
        (
            lambda read: {
                **read,
                "resources": [{**read["resources"][0], "path": "../../../../etc/passwd"}],
            },
            "does not lie beside its Data Package",
        ),
        (
            lambda read: {**read, "resources": [*read["resources"], read["resources"][0]]},
            "name a table 'gaceta-parts'",
        ),
        (
            lambda read: {
                **read,
                "resources": [{**read["resources"][0], "schema": "../../schema/nowhere.json"}],
            },
            "nowhere.json cannot be read",
        ),
    ],
)
def test_a_broken_package_is_named_with_what_is_wanted(
    world: Path, edit: Callable[[Any], Any], words: str
) -> None:
    change(world, PACKAGE, edit)
    with pytest.raises(CannotRun, match=words):
        catalogue(world)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda read: {**read, "fields": 5}, "ties.json is not a table schema"),
        (
            lambda read: {**read, "fields": [{**read["fields"][0], "type": "strnig"}]},
            "ties.json is not a table schema",
        ),
        (
            lambda read: {
                **read,
                "foreignKeys": [
                    {"fields": "part", "reference": {"resource": "actors", "fields": "nobody"}}
                ],
            },
            "refers to the column 'nobody' of actors",
        ),
        (
            lambda read: {
                **read,
                "foreignKeys": [
                    {"fields": "part", "reference": {"resource": "poems", "fields": "key"}}
                ],
            },
            "refers to a table 'poems' that no package lists",
        ),
    ],
)
def test_a_broken_schema_is_named(world: Path, edit: Callable[[Any], Any], words: str) -> None:
    change(world, "data/schema/ties.json", edit)
    with pytest.raises(CannotRun, match=words):
        catalogue(world)


def test_a_file_of_json_that_cannot_be_parsed_is_named_with_line_and_column(world: Path) -> None:
    (world / PACKAGE).write_text('{"name": }', encoding="utf-8")
    with pytest.raises(CannotRun, match=r"datapackage.json:1:10: not JSON"):
        read_tables(world)


def test_without_shapes_nothing_is_called_sound(world: Path) -> None:
    for path in (world / "shapes").glob("*.ttl"):
        path.unlink()
    with pytest.raises(CannotRun, match="holds no shapes"):
        read_shapes(world)


def test_a_shape_that_is_not_turtle_is_named_with_line_and_column(world: Path) -> None:
    (world / "shapes/broken.ttl").write_text("@prefix a: <http://a> .\na:b a:c", encoding="utf-8")
    with pytest.raises(CannotRun, match=r"shapes/broken.ttl:\d+:\d+: "):
        read_shapes(world)
