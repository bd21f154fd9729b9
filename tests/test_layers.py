"""The order of modules, the sizes, and what the documentation promises of the tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "coopgraph"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400


def order() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if line.startswith("`names →"))
    return line.strip("`").split(" → ")


def layer(dotted: str) -> str:
    return dotted.split(".")[1]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("coopgraph"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (names if node.module == "coopgraph" else [str(node.module)])
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("coopgraph."))


def test_every_module_imports_from_its_left_only() -> None:
    place = {name: number for number, name in enumerate(order())}
    wrong = []
    for path in MODULES:
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own.startswith("__"):
            continue
        wrong += [
            f"{path.relative_to(ROOT)} imports {name}"
            for name in imports(path)
            if layer(name) != own and place[layer(name)] >= place[own]
        ]
    assert wrong == []


def test_the_order_names_every_module_and_no_other() -> None:
    there = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    assert set(order()) == {name for name in there if not name.startswith("__")}


def test_no_file_is_longer_than_a_reader_bears() -> None:
    files = [*MODULES, *(ROOT / "tests").glob("*.py")]
    long = [path.name for path in files if len(path.read_text().splitlines()) > MOST_LINES]
    assert long == []


def test_only_the_command_line_imports_inside_functions() -> None:
    wrong = [
        path.name
        for path in MODULES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert set(wrong) <= {"cli.py", "curating.py"}


def test_nothing_is_caught_broadly_or_silenced() -> None:
    silenced = re.compile(r"except Exception|except:|# *type: *ignore|# *noqa")
    wrong = [path.name for path in MODULES if silenced.search(path.read_text(encoding="utf-8"))]
    assert wrong == []


def test_every_folder_with_a_rule_states_it_in_a_readme() -> None:
    folders = ["data", "ontology", "shapes", "queries", "tests", "src/coopgraph"]
    folders += [path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("queries/*/*.rq")]
    missing = [folder for folder in set(folders) if not (ROOT / folder / "README.md").exists()]
    assert missing == []


def test_every_setting_is_explained() -> None:
    from dataclasses import fields

    from coopgraph.settings import Settings

    assert [spec.name for spec in fields(Settings) if not spec.metadata.get("help")] == []


def test_no_address_of_a_registry_stands_in_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"https?://|index-url|find-links", lock) == []
