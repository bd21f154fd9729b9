"""From bytes to records: every broken line is named once, at the character where it breaks."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.tables.scan import Scan, scan

HEADER = ("key", "name", "note")


def read(text: str) -> Scan:
    return scan("t.csv", text.encode(), HEADER)


def faults(text: str) -> list[str]:
    return [str(fault) for fault in read(text).faults]


def test_a_sound_table_gives_its_cells_with_the_columns_an_editor_shows() -> None:
    read_ = read('key,name,note\na,"Cádiz, ""la""",x\n')
    assert read_.faults == []
    assert read_.records[0].texts == ("a", 'Cádiz, "la"', "x")
    assert read_.records[0].columns == (1, 3, 19)


def test_what_spreadsheets_write_is_taken_a_mark_at_the_start_and_carriage_returns() -> None:
    read_ = scan("t.csv", "\ufeffkey,name,note\r\na,b,c\r\n".encode(), HEADER)
    assert read_.records[0].texts == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "t.csv:1:1: error: the table is empty [empty-table]"),
        (
            "key,name,note\n",
            "t.csv:1:1: error: the table has a header and no rows [empty-table]",
        ),
        (
            "key;name;note\na;b;c\n",
            "t.csv:1:1: error: the cells are separated by semicolons; save the file with commas "
            "[separator]",
        ),
        (
            "a,b,c\n",
            "t.csv:1:1: error: the first line is not the header; wanted: key,name,note "
            "[missing-header]",
        ),
        (
            "key,nmae,note\na,b,c\n",
            "t.csv:1:5: error: column 2 is named 'nmae'; wanted: 'name' [header]",
        ),
        ("key,name\na,b\n", "t.csv:1:5: error: the header ends before the column 'note' [header]"),
        (
            "key,name,note\na,b\n",
            "t.csv:2:3: error: this row has 2 cells, the header has 3; is a comma missing? "
            "[row-length]",
        ),
        (
            "key,name,note\na,b,c,d\n",
            "t.csv:2:7: error: this row has 4 cells, the header has 3; does a cell with a comma "
            "lack its quotes? [row-length]",
        ),
        (
            'key,name,note\na,"b,c\nd,e,f\n',
            "t.csv:2:3: error: the quotation mark that opens this cell is never closed "
            "[unclosed-quote]",
        ),
        (
            'key,name,note\na,"b\nc",d\ne,f,g\n',
            "t.csv:2:3: error: this cell holds a line break; write a space [line-break]",
        ),
        (
            'key,name,note\na,b"c,d\n',
            't.csv:2:4: error: a quotation mark inside a cell: put the whole cell in "…" and '
            "double the mark [stray-quote]",
        ),
        (
            'key,name,note\na,"b"c,d\n',
            "t.csv:2:3: error: the quotation marks of this cell do not match: text follows the one "
            "at 5 [stray-quote]",
        ),
        (
            "key,name,note\n\na,b,c\n",
            "t.csv:2:1: error: this line is empty; delete it [blank-line]",
        ),
        (
            "key,name,note\n,,\na,b,c\n",
            "t.csv:2:1: error: this row is empty; delete it [blank-line]",
        ),
    ],
)
def test_a_broken_table_is_named_in_one_line(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_a_file_that_is_not_utf8_is_named_at_its_first_wrong_byte() -> None:
    read_ = scan("t.csv", "key,name,note\na,Cádiz,c\n".encode("latin-1"), HEADER)
    assert [str(fault) for fault in read_.faults] == [
        "t.csv:2:4: error: the file is not UTF-8: byte 0xe1; save it again with the encoding UTF-8 "
        "[not-utf8]"
    ]


def test_a_broken_line_hurts_no_other() -> None:
    read_ = read('key,name,note\na,"b,c\nd,e,f\ng,h\ni,j,k\n')
    assert [record.line for record in read_.records] == [3, 5]
    assert [fault.cell.line for fault in read_.faults] == [2, 4]


@given(st.text())
def test_no_text_at_all_makes_the_scanner_fail_or_lose_a_line(text: str) -> None:
    read_ = scan("t.csv", ("key,name,note\n" + text).encode("utf-8", "replace"), HEADER)
    named = {fault.cell.line for fault in read_.faults} | {r.line for r in read_.records}
    assert named or not text


cells = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")))


@given(st.lists(st.tuples(cells, cells, cells).filter(any), min_size=1))
def test_what_the_csv_module_writes_is_read_back_cell_by_cell(
    rows: list[tuple[str, str, str]],
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows([HEADER, *rows])
    assert [record.texts for record in read(text.getvalue()).records] == rows
