"""Whether the words that claims call printed stand in the text of their source, at their lines."""

from collections.abc import Iterable

from pyoxigraph import QuerySolutions, Store

from coopgraph.names import CGO, source_graph
from coopgraph.tables.coverage import line_numbers
from coopgraph.tables.rows import Row


def misquotes(store: Store, source: str, text: str) -> list[str]:
    """The claims of a source whose words are not found, each with its entry, lines and words.

    The lines of a claim are joined by one blank, the empty ones left out, as data/README.md says.
    """
    lines = text.split("\n")
    asked = f"""PREFIX cgo: <{CGO}> SELECT ?printed ?lines ?entry {{
      GRAPH <{source_graph(source).value}> {{
        ?claim cgo:asPrinted ?printed ; cgo:lines ?lines ; cgo:recordedAt ?cell
        OPTIONAL {{ ?claim cgo:entry ?key }} BIND(COALESCE(?key, STR(?cell)) AS ?entry) }}
    }} ORDER BY ?entry"""
    rows = store.query(asked)
    assert isinstance(rows, QuerySolutions)
    found = []
    for row in rows:
        printed, where, entry = (row[name].value for name in ("printed", "lines", "entry"))
        there = joined(lines, where)
        if "#cell=" in entry:  # a name has no printed twin, and single blanks between its words
            there = " ".join(there.split())
        if printed not in there:
            found.append(f"{entry}, lines {where}: {printed}")
    return found


def misquoted_tests(rows: Iterable[Row], text: str) -> list[str]:
    """The rows of a table of tested statements whose printed words are not found, by their keys."""
    lines = text.split("\n")
    return [r["key"] for r in rows if r.texts["printed"] not in joined(lines, r.texts["lines"])]


def joined(lines: list[str], where: str) -> str:
    """The lines that a cell of lines means, as one."""
    there = (lines[number - 1].strip(" \t\r\f") for number in line_numbers(where))
    return " ".join(line for line in there if line)
