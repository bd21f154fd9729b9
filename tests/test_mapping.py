"""Every column is mapped or left out with a reason; every class with instances has a shape."""

from collections import defaultdict
from functools import cache
from typing import Any

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store
from rdflib import RDF, SH, URIRef

from coopgraph.assembly import assemble
from coopgraph.claims import date_literal
from coopgraph.errors import CannotRun
from coopgraph.mapping import MAPPERS, statements
from coopgraph.names import CGO, TYPE
from coopgraph.tables.catalogue import Entry, Schema
from coopgraph.tables.read import Tables, read_tables
from coopgraph.tables.rows import Table
from coopgraph.validation.shapes import read_shapes
from tests.conftest import ROOT


@cache
def real_tables() -> Tables:
    tables = read_tables(ROOT)
    list(statements(tables))
    return tables


@cache
def real_graph() -> Store:
    return assemble(ROOT, real_tables()).store


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
