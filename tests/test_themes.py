"""The themes of ties: read from the words of their fields, all of them and nothing else."""

import csv
from collections import Counter

from pyoxigraph import QuerySolutions, Store

from coopgraph.names import CGO, ID, VOCAB
from tests.conftest import ROOT
from tests.released import real_assembly

# Their fields are printed and name no theme.
NO_THEME = {
    "minas-gerais-daegu-twinning",
    "minas-gerais-brandenburg-twinning",
    "medellin-curacao-alliance",
    "medellin-fundacion-kreanta-alliance",
}


def graph() -> Store:
    return real_assembly().store


def table(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted((ROOT / "data/articles").glob(f"*/{name}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found


def rows(query: str) -> list[tuple[str, ...]]:
    solutions = graph().query(f"PREFIX cgo: <{CGO}> {query}")
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [tuple(row[name].value for name in names) for row in solutions]


def test_every_tie_whose_field_is_printed_has_a_theme_or_is_known_to_name_none() -> None:
    printed = {row["key"] for row in table("ties") if row["focus"] not in ("", "not available")}
    assert printed - {row["tie"] for row in table("themes")} == NO_THEME


def test_a_row_is_named_for_its_tie_and_theme_and_stands_where_the_tie_does() -> None:
    ties = {row["key"]: row for row in table("ties")}
    for row in table("themes"):
        named = f"{row['tie']}-{row['theme']}"
        assert row["key"] in (named, f"{named}-2"), row["key"]
        tie = ties[row["tie"]]
        assert [row[name] for name in ("part", "row", "lines")] == [
            tie[name] for name in ("part", "row", "lines")
        ]


def test_a_theme_is_stated_plainly_and_by_a_claim_with_its_words_and_column() -> None:
    tie = f"{ID}tie/minas-gerais-yamanashi-twinning"
    plain = {theme for (theme,) in rows(f"SELECT ?t {{ <{tie}> cgo:thematicArea ?t }}")}
    assert plain == {
        f"{VOCAB}thematic-area/{name}"
        for name in ("energy", "agro-industry", "environment", "mining", "ict", "training")
    }
    said = rows(f"""SELECT ?words ?column ?lines ?row {{ GRAPH ?graph {{
      ?claim cgo:claimSubject <{tie}> ; cgo:asPrinted ?words ; cgo:columnLabel ?column ;
        cgo:lines ?lines ; cgo:row ?row ; cgo:value <{VOCAB}thematic-area/ict> }} }}""")
    assert said == [("computer science", "FOCUS OF THE AGREEMENT", "832-838", "2")]


def test_a_theme_named_twice_in_one_field_is_claimed_twice_and_stated_once() -> None:
    tie = f"{ID}tie/minas-gerais-jiangsu-twinning"
    words = rows(f"""SELECT ?words {{ GRAPH ?graph {{ ?claim cgo:claimSubject <{tie}> ;
      cgo:value <{VOCAB}thematic-area/science-technology> ; cgo:asPrinted ?words }} }}""")
    assert Counter(words) == Counter([("Science, technology",), ("biotechnology",)])
