"""The wrong and right examples that the pages of the rules show, made of `tests/wrong`.

`python -m tests.examples` writes them into the package, which does not read the tests.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PACKAGED = ROOT / "src/coopgraph/reports/examples.json"
_WRONG = ROOT / "tests" / "wrong"
_MOST = 2


def examples() -> dict[str, dict[str, Any]]:
    """By rule, up to two lines of tables that break it, else a graph that does."""
    found: dict[str, dict[str, Any]] = {}
    for rule, example in [*_of_tables(), *_told()]:
        tables = found.setdefault(rule, {"tables": []})["tables"]
        if len(tables) < _MOST:
            tables.append(example)
    for path in sorted((*(_WRONG / "shapes").iterdir(), *(_WRONG / "checks").iterdir())):
        found.setdefault(path.stem, {"graph": path.read_text(encoding="utf-8")})
    return dict(sorted(found.items()))


def written() -> str:
    """The examples as the package has them."""
    return json.dumps(examples(), ensure_ascii=False, indent=1) + "\n"


def _of_tables() -> Iterator[tuple[str, dict[str, Any]]]:
    for case in _read("tables.toml").values():
        rule = case["says"].rpartition("[")[2].rstrip("]")
        text = (ROOT / "tests/world" / case["file"]).read_text(encoding="utf-8")
        right, wrong = _lines(case, text)
        says = {"en": case["says"], "es": case["es"], "pt": case["pt"]}
        yield rule, {"path": case["file"], "wrong": wrong, "right": right, "says": says}


def _told() -> Iterator[tuple[str, dict[str, Any]]]:
    """Rules of which a line says enough, though no small world can break them."""
    for rule, case in _read("told.toml").items():
        says = {language: case[language] for language in ("en", "es", "pt")}
        yield rule, {name: case[name] for name in ("path", "wrong", "right")} | {"says": says}


def _lines(case: dict[str, Any], text: str) -> tuple[str, str]:
    """The lines that a case changes, as they are and as it leaves them."""
    first = text.splitlines()[0]
    if "old" in case:
        start = text.rfind("\n", 0, text.index(case["old"])) + 1
        end = text.find("\n", text.index(case["old"]) + len(case["old"].rstrip("\n")))
        right = text[start:end]
        return right, (text[start : end + 1].replace(case["old"], case["new"])).rstrip("\n")
    if "separator" in case:
        return first, first.replace(",", case["separator"])
    if "encoding" in case:
        line = next(line for line in text.splitlines() if not line.isascii())
        return line, line.encode(case["encoding"]).decode("utf-8", "replace")
    return first, case.get("content", "")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_WRONG / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    PACKAGED.write_text(written(), encoding="utf-8")
