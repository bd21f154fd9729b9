"""A third article is a folder of tables and rows of the authority, and no code."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, Store

from coopgraph.assembly import assemble
from coopgraph.names import PREFIXES
from coopgraph.release.dumps import coverage_csv
from coopgraph.tables.coverage import coverage, covered, spans
from coopgraph.tables.read import read_tables
from coopgraph.validation.check import validate
from tests.conftest import ROOT, make_three
from tests.quoting import misquotes

HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
FOLDER = "data/articles/chronicle"


@cache
def graph() -> Store:
    root = make_three(Path(mkdtemp()) / "three")
    return assemble(root, read_tables(root)).store


def holds(pattern: str) -> bool:
    answer = graph().query(f"{HEAD} ASK {{ {pattern} }}")
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def column(pattern: str) -> list[str]:
    """The values of ?x, in order."""
    rows = graph().query(f"{HEAD} SELECT ?x {{ {pattern} }} ORDER BY ?x")
    assert isinstance(rows, QuerySolutions)
    return [str(row["x"]) for row in rows]


def test_the_three_are_sound(three: Path) -> None:
    assert [str(fault) for fault in validate(three, lambda _: None).faults] == []


def test_what_the_text_says_is_said_plainly() -> None:
    assert holds("initiative:fair-of-letters cgo:provider actor:baja ; cgo:participant actor:alta")
    assert holds("observation:fair-of-letters-guests cgo:observedValue 40 ; rdfs:label ?name")


def test_whom_and_what_a_text_credits_stands_at_the_claim() -> None:
    pattern = """GRAPH <https://w3id.org/coopgraph/graph/source/chronicle> {
      ?claim cgo:claimPredicate cgo:provider ; cgo:attributedTo person:writer ;
        cgo:viaWork source:bulletin ; cgo:pageLabel "3" ; cgo:asPrinted ?x }"""
    assert column(pattern) == ['"where Baja gave advice to Alta"@en']


def test_what_a_text_denies_is_no_plain_triple_and_stands_as_a_claim() -> None:
    denied = "?claim cgo:denied true ; cgo:claimSubject actor:alta ; cgo:value actor:centro"
    assert holds(f"GRAPH ?g {{ {denied} }}")
    assert holds("actor:alta cgo:twinnedWith actor:centro")  # the bulletin lists the twinning
    assert holds("GRAPH ?g { ?claim cgo:approximate true ; cgo:value 40 }")


def test_a_misprint_has_its_printed_and_its_corrected_form() -> None:
    pattern = "GRAPH ?g { ?claim cgo:asPrinted ?printed ; cgo:correctedForm ?x }"
    assert column(pattern) == ['"Alta has the most twinnings of the three cities."@en']


def test_two_dates_of_one_thing_are_both_kept_and_neither_is_plain() -> None:
    assert holds("initiative:fair-of-letters cgo:contestedProperty cgo:beginDate")
    assert not holds("initiative:fair-of-letters cgo:beginDate ?any")


def test_a_curators_conflict_finds_the_claims_of_both_sources() -> None:
    pattern = "<https://w3id.org/coopgraph/id/conflict/alta-centro-denied> cgo:conflictingClaim ?c"
    assert column(f"{pattern} . GRAPH ?g {{ ?c cgo:entry ?x }}") == [
        '"bulletin/alta-centro/party_2"',
        '"chronicle/s009/value"',
    ]


def test_every_line_of_the_text_stands_in_a_row(three: Path) -> None:
    lines = coverage(read_tables(three).tables, "chronicle", 10)
    assert [line.number for line in lines if not line.rows] == []
    assert lines[6].rows == (("statements", 10), ("statements", 13))
    assert [line.left_out for line in lines if line.left_out] == ["blank"] * 3 + ["connective"]


def test_the_coverage_of_both_articles_has_every_line_and_a_reason_where_nothing_is_taken() -> None:
    found = covered(read_tables(ROOT).tables)
    assert {source: len(lines) for source, lines in found.items()} == {
        "aldana": 1141,
        "espacios-2020": 630,
    }
    for lines in found.values():
        assert [line.number for line in lines if not line.rows] == []
        assert coverage_csv(lines).startswith("line,rows,left_out\n1,")


def test_what_is_printed_stands_in_the_text_at_its_lines() -> None:
    text = (ROOT / "tests" / "third" / "chronicle.txt").read_text(encoding="utf-8")
    assert misquotes(graph(), "chronicle", text) == []


def test_words_that_do_not_stand_at_their_lines_are_found() -> None:
    text = (ROOT / "tests" / "third" / "chronicle.txt").read_text(encoding="utf-8")
    [found] = misquotes(graph(), "chronicle", text.replace("with Centro", "with  Centro"))
    assert found == "chronicle/s009/value, lines 7: It has no twinning with Centro"


@pytest.mark.parametrize(
    ("numbers", "cell"), [([1], "1"), ([1, 2, 3, 7], "1-3, 7"), ([4, 6], "4, 6")]
)
def test_numbers_are_written_as_a_cell_of_lines(numbers: list[int], cell: str) -> None:
    assert spans(numbers) == cell
