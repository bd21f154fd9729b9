"""Every claim's printed words stand in its source, at its lines.

The articles say no licence, so their texts are not in the repository. `COOPGRAPH_ARTICLES` names
the folder where they lie, in files of any name, known by their SHA-256. What came of it when the
tables were last changed is written in data/README.md.
"""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Store

from coopgraph.tables.read import read_tables
from tests.conftest import ROOT
from tests.quoting import misquoted_tests, misquotes
from tests.released import real_assembly

VARIABLE = "COOPGRAPH_ARTICLES"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The texts that are there, by SHA-256."""
    if VARIABLE not in os.environ:
        pytest.skip(f"{VARIABLE} names no folder with the texts of the articles")
    files = [path for path in Path(os.environ[VARIABLE]).iterdir() if path.is_file()]
    return {sha256(p.read_bytes()).hexdigest(): p.read_text(encoding="utf-8") for p in files}


TESTED = "data/articles/{}/tested.csv"


@pytest.fixture(scope="module")
def graph() -> Store:
    return real_assembly().store


@pytest.mark.parametrize("source", ["aldana", "espacios-2020"])
def test_what_is_printed_stands_in_the_article(
    texts: dict[str, str], graph: Store, source: str
) -> None:
    rows = next(t for t in read_tables(ROOT).tables if t.entry.name == "sources").rows
    [article] = [row for row in rows if row["key"] == source]
    text = texts.get(article["text_sha256"])
    assert text is not None, f"no file of {VARIABLE} has the SHA-256 of {source}"
    assert text.count("\n") == int(article["text_lines"])
    assert misquotes(graph, source, text) == []
    tested = next(t for t in read_tables(ROOT).tables if t.entry.path == TESTED.format(source))
    assert misquoted_tests(tested.rows, text) == []
