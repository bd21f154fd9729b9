"""Every column is mapped or left out with a reason; every class with instances has a shape."""

import re
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store
from rdflib import RDF, SH, URIRef

from coopgraph.claims import date_literal
from coopgraph.errors import CannotRun
from coopgraph.mapping import MAPPERS, statements
from coopgraph.names import CGO, ID, TYPE
from coopgraph.tables.catalogue import Entry, Schema
from coopgraph.tables.read import Tables, read_tables
from coopgraph.tables.rows import Table
from coopgraph.validation.shapes import read_shapes
from tests.conftest import ROOT
from tests.released import real_assembly


@cache
def real_tables() -> Tables:
    tables = read_tables(ROOT)
    list(statements(tables))
    return tables


def real_graph() -> Store:
    return real_assembly().store


def test_every_column_of_every_kind_of_table_is_mapped_or_left_out_with_a_reason() -> None:
    unread: dict[str, list[set[str]]] = defaultdict(list)
    for table in real_tables().tables:
        if table.rows:
            unread[table.entry.schema.kind].append(table.unread)
    assert {kind: set.intersection(*sets) for kind, sets in unread.items()} == {
        kind: set() for kind in unread
    }


def test_no_column_is_both_mapped_and_left_out() -> None:
    for table in real_tables().tables:
        read = {name for row in table.rows for name in row.read}
        assert read & set(table.entry.schema.left_out) == set(), table.entry.path


def test_every_kind_of_schema_has_a_mapper_and_every_mapper_a_schema() -> None:
    assert set(MAPPERS) == {path.stem for path in (ROOT / "data/schema").glob("*.json")}


def test_the_kinds_that_a_table_may_name_are_classes_of_the_ontology() -> None:
    classes = {
        solution[0].value.removeprefix(CGO)
        for solution in rows("SELECT ?c { ?c a <http://www.w3.org/2002/07/owl#Class> }")
    }
    for table in real_tables().tables:
        kind: dict[str, Any] = next(
            (f for f in table.entry.schema.descriptor["fields"] if f["name"] == "kind"), {}
        )
        allowed = kind.get("constraints", {}).get("enum", [])
        if table.entry.schema.kind in ("actors", "parts", "territories", "ties"):
            assert set(allowed) <= classes, table.entry.path


def rows(query: str) -> QuerySolutions:
    solutions = real_graph().query(query)
    assert isinstance(solutions, QuerySolutions)
    return solutions


def test_every_class_with_instances_has_a_shape() -> None:
    shapes = read_shapes(ROOT)
    targets = {str(target) for target in shapes.objects(None, SH.targetClass)}
    classed = rows(
        f"SELECT DISTINCT ?c {{ {{ ?s a ?c }} UNION {{ GRAPH ?g {{ ?s a ?c }} }} "
        f"FILTER(STRSTARTS(STR(?c), '{CGO}')) }}"
    )
    supers = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    bare = []
    for solution in classed:
        above = rows(f"SELECT ?super {{ <{solution[0].value}> <{supers}>* ?super }}")
        if not targets & {row[0].value for row in above}:
            bare.append(solution[0].value)
    assert bare == []
    assert (None, RDF.type, URIRef(str(SH.PropertyShape))) in shapes


def test_every_statement_of_the_tables_has_a_cell_that_is_there() -> None:
    lengths = {
        table.entry.path: (len(table.rows), len(table.entry.schema.fields))
        for table in real_tables().tables
    }
    for _, cell in statements(real_tables()):
        count, width = lengths[cell.path]
        assert 2 <= cell.line <= count + 1
        assert 1 <= cell.field <= width


def printed(key: str, name: str) -> list[tuple[str, ...]]:
    """The words, lines and column of each claim that gives a property of a count."""
    said = ("asPrinted", "lines", "columnLabel")
    asked = f"""PREFIX cgo: <{CGO}> SELECT * {{ GRAPH ?graph {{
      ?claim cgo:claimSubject <{ID}observation/{key}> ; cgo:claimPredicate cgo:{name} ;
        cgo:asPrinted ?asPrinted ; cgo:lines ?lines
      OPTIONAL {{ ?claim cgo:columnLabel ?columnLabel }} }} }}"""
    return [tuple(str(row[what]) for what in said) for row in rows(asked)]


def test_what_a_heading_says_is_claimed_on_its_lines_and_a_number_on_those_of_its_row() -> None:
    key, head = "jalisco-agreements-2010-municipal-other", "Convenios que no son hermanamientos"
    assert printed(key, "agreementKind") == [(f'"{head}"@es', '"773-774"', f'"{head}"')]
    assert printed(key, "observedValue") == [('"4"@es', '"780"', f'"{head}"')]


def test_words_of_a_sentence_or_credit_are_claimed_on_its_lines_and_in_its_language() -> None:
    key = "jalisco-agreements-2010-municipal-other"
    assert printed(key, "observedEntity") == [('"Jalisco"@en', '"751-752"', "None")]
    assert printed(key, "asOf") == [('"2010"@en', '"754"', "None")]
    credit = rows(f"SELECT ?c {{ <{ID}part/aldana-table-2> <{CGO}credit> ?c }}")
    assert [str(row[0]).rpartition("@")[2] for row in credit] == ["en"]


def test_every_heading_that_a_count_stands_under_is_described() -> None:
    heads: dict[str, set[tuple[str, str, str]]] = {"counts": set(), "columns": set()}
    for table in real_tables().tables:
        if table.entry.schema.kind in heads:
            label = {"counts": "kind_printed", "columns": "label"}[table.entry.schema.kind]
            folder = table.entry.folder
            heads[table.entry.schema.kind] |= {(folder, r["part"], r[label]) for r in table.rows}
    assert heads["counts"]
    assert heads["counts"] <= heads["columns"]


def test_a_country_has_its_customary_name_beside_the_official_one_where_they_differ() -> None:
    other = "http://www.w3.org/2004/02/skos/core#altLabel"
    names = {
        key: {row[0].value for row in rows(f"SELECT ?n {{ <{ID}territory/{key}> <{other}> ?n }}")}
        for key in ("kor", "bra")
    }
    assert names == {"kor": {"South Korea"}, "bra": set()}


def test_what_is_associated_with_a_country_is_neither_a_country_nor_a_dependent_territory() -> None:
    for key in ("cok", "niu"):
        kinds = rows(
            f"SELECT ?c {{ <{ID}territory/{key}> a ?c FILTER(STRSTARTS(STR(?c), '{CGO}')) }}"
        )
        assert {row[0].value for row in kinds} == {CGO + "Territory"}


def test_a_government_of_a_whole_country_has_its_names_and_is_in_it() -> None:
    asked = f"PREFIX cgo: <{CGO}> SELECT ?key {{ ?key cgo:governs ?c ; cgo:inCountry ?c }}"
    assert [row[0].value for row in rows(asked)] == [f"{ID}actor/curacao"]
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    names = rows(f"SELECT ?n {{ <{ID}actor/curacao> <{label}> ?n }}")
    assert {str(row[0]) for row in names} == {'"Curazao"@es', '"Curaçao"@en'}


def test_a_date_is_kept_at_the_precision_known() -> None:
    kinds = [date_literal(text).datatype for text in ("1961", "1998-06", "2010-04-14")]
    assert [kind.value.rpartition("#")[2] for kind in kinds] == ["gYear", "gYearMonth", "date"]
    with pytest.raises(ValueError, match="is not a year, a month or a day"):
        date_literal("June 1998")


def test_a_table_of_a_kind_that_nothing_maps_is_named() -> None:
    entry = Entry("x", "data/x", "data/x/x.csv", Schema("poems", {"fields": []}))
    with pytest.raises(CannotRun, match=r"data/x/x.csv has the schema 'poems'; known: "):
        list(statements(Tables([Table(entry, [])], [], set())))


def test_a_claim_of_a_value_that_is_not_available_has_no_value() -> None:
    status = NamedNode("https://w3id.org/coopgraph/vocab/value-status/not-available")
    unavailable = [
        quad.subject for quad in real_graph().quads_for_pattern(None, None, status, None)
    ]
    claims = [node for node in unavailable if "/id/claim/" in str(node)]
    assert len(claims) == 5
    for node in claims:
        assert not list(real_graph().quads_for_pattern(node, NamedNode(CGO + "value"), None, None))
        assert list(real_graph().quads_for_pattern(node, TYPE, NamedNode(CGO + "Claim"), None))


def test_the_readme_of_the_data_counts_the_statements_that_are_remarks() -> None:
    said = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    for table in real_tables().tables:
        if table.entry.schema.kind == "statements":
            kinds = Counter(row["property"] for row in table.rows)
            numbers = [kinds[name] for name in ("remark", "characteristic", "objective")]
            [sentence] = re.findall(
                rf"{len(table.rows)}(?: statements)? of `{table.entry.source}` ([^.;]*)", said
            )
            assert [int(number) for number in re.findall(r"\d+", sentence)] == numbers


def test_a_misprint_in_a_cell_of_a_printed_table_has_both_forms_and_its_own_cell() -> None:
    found = rows(f"""PREFIX cgo: <{CGO}>
        SELECT ?printed ?corrected {{ GRAPH ?graph {{
          ?claim cgo:entry "aldana/medellin-monterrey-twinning/focus" ;
            cgo:asPrinted ?printed ; cgo:correctedForm ?corrected }} }}""")
    assert [(row[0].value, row[1].value) for row in found] == [("Notavailable", "Not available")]
