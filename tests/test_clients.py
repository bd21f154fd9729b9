"""Clients that others wrote get from the real graph what its dump holds."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import SPARQLWrapper as Wrapper
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from typer.testing import CliRunner

from coopgraph.asking import GRAPH_FORMATS, ROW_FORMATS
from coopgraph.cli import app
from coopgraph.names import BASE, GRAPH, ID
from coopgraph.queries import Query, read_queries
from tests.conftest import ROOT
from tests.released import real_release, real_settings, serving

QUESTIONS = read_queries(ROOT / "queries" / "questions")
MEDELLIN = f"{ID}actor/medellin"
SELECT = f"SELECT ?p ?o WHERE {{ <{MEDELLIN}> ?p ?o }} ORDER BY ?p ?o"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{MEDELLIN}> ?p ?o }}"

# SPARQLWrapper and rdflib's reader of JSON-LD use a class that rdflib calls old.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
    pytest.mark.filterwarnings("ignore:Sending Accept header"),  # of its format "rdf"
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(real_release()) as address:
        yield address


@pytest.fixture(scope="module")
def dump() -> Store:
    store = Store()
    store.bulk_load(path=real_release() / "dumps" / "coopgraph.nq", format=RdfFormat.N_QUADS)
    return store


def asked(address: str, query: str, form: str, method: str = Wrapper.GET) -> Any:
    """An answer as SPARQLWrapper gives it."""
    wrapper = Wrapper.SPARQLWrapper(f"{address}/sparql", returnFormat=form)
    wrapper.setMethod(method)
    wrapper.setQuery(query)
    return wrapper.query().convert()


def rows(results: Any) -> list[tuple[str, ...]]:
    assert isinstance(results, QuerySolutions)
    return [tuple(str(term or "") for term in row) for row in results]


def bare(dump: Store, query: str) -> list[list[str]]:
    """Rows of the dump as CSV has them."""
    found = dump.query(query)
    assert isinstance(found, QuerySolutions)
    return [[getattr(term, "value", "") for term in row] for row in found]


def triples(graph: Graph) -> set[Triple]:
    """What rdflib has read."""
    read = parse(graph.serialize(format="nt", encoding="utf-8"), RdfFormat.N_TRIPLES)
    return {quad.triple for quad in read}


def about(dump: Store, iri: str) -> set[Triple]:
    """What the dump states of a thing plainly."""
    quads = dump.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
    return {quad.triple for quad in quads}


def cells(term: dict[str, str]) -> tuple[str, str, str]:
    return term["value"], term.get("xml:lang", ""), term.get("datatype", "")


@pytest.mark.parametrize("method", [Wrapper.GET, Wrapper.POST])
def test_sparqlwrapper_gets_the_same_rows_in_every_form(
    address: str, dump: Store, method: str
) -> None:
    expected = rows(dump.query(SELECT))
    assert len(expected) > 20
    json = asked(address, SELECT, Wrapper.JSON, method)["results"]["bindings"]
    assert [row["o"]["value"] for row in json] == [line[1] for line in bare(dump, SELECT)]
    xml = asked(address, SELECT, Wrapper.XML, method).toxml().encode()
    assert rows(parse_query_results(xml, QueryResultsFormat.XML)) == expected
    tsv = asked(address, SELECT, Wrapper.TSV, method)
    assert rows(parse_query_results(tsv, QueryResultsFormat.TSV)) == expected
    comma = asked(address, SELECT, Wrapper.CSV, method).decode()
    assert list(csv.reader(io.StringIO(comma)))[1:] == bare(dump, SELECT)


@pytest.mark.parametrize("method", [Wrapper.GET, Wrapper.POST])
@pytest.mark.parametrize(
    "form",
    [Wrapper.TURTLE, Wrapper.N3, Wrapper.RDF, Wrapper.RDFXML, Wrapper.JSONLD, Wrapper.XML],
)
def test_sparqlwrapper_gets_the_same_graph_in_every_form(
    address: str, dump: Store, form: str, method: str
) -> None:
    read = asked(address, CONSTRUCT, form, method)
    graph = read if isinstance(read, Graph) else Graph().parse(data=read, format="turtle")
    assert triples(graph) == about(dump, MEDELLIN)


@pytest.mark.parametrize("form", [Wrapper.JSON, Wrapper.XML])
def test_sparqlwrapper_is_told_whether(address: str, form: str) -> None:
    for iri, there in ((MEDELLIN, "true"), (f"{MEDELLIN}x", "false")):
        answer = asked(address, f"ASK {{ <{iri}> ?p ?o }}", form)
        told = str(answer["boolean"]).lower() if form == Wrapper.JSON else answer.toxml()
        assert there in told


def test_sparqlwrapper_is_told_that_a_query_is_bad(address: str) -> None:
    with pytest.raises(Wrapper.SPARQLExceptions.QueryBadFormed, match="line 1, column 13"):
        asked(address, "SELECT WHERE", Wrapper.JSON)


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
def test_a_stored_question_is_answered_over_http_as_on_the_command_line(
    address: str, dump: Store, question: Query
) -> None:
    answer = asked(address, question.text, Wrapper.CSV)
    file = ROOT / "queries" / "questions" / f"{question.name}.rq"
    assert answer == ask("--file", str(file), "--format", "csv")
    lines = list(csv.reader(io.StringIO(answer.decode())))[1:]
    assert len(lines) > 1
    assert lines == bare(dump, question.text)


def ask(*arguments: str) -> bytes:
    """What `coopgraph query` writes."""
    settings = real_settings()
    names = {"COOPGRAPH_ROOT": str(settings.root), "COOPGRAPH_BUILD": str(settings.build)}
    done = CliRunner().invoke(app, ["query", *arguments], env=names, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout_bytes


@pytest.mark.parametrize(
    ("query", "form"),
    [*((SELECT, form) for form in ROW_FORMATS), *((CONSTRUCT, form) for form in GRAPH_FORMATS)],
)
def test_the_command_line_writes_the_same_bytes_of_a_service_and_of_a_release(
    address: str, query: str, form: str
) -> None:
    written = ask(query, "--format", form, "--endpoint", f"{address}/sparql")
    assert len(written) > 1000
    assert written == ask(query, "--format", form)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_rdflibs_store_finds_the_triples_of_a_thing(
    address: str, dump: Store, method: Any, form: str
) -> None:
    graph = Graph(SPARQLStore(f"{address}/sparql", method=method, returnFormat=form))
    found = Graph()
    found += graph.triples((URIRef(MEDELLIN), None, None))
    assert triples(found) == about(dump, MEDELLIN)
    assert len(graph) == len(list(dump.quads_for_pattern(None, None, None, DefaultGraph())))


def test_rdflibs_store_sees_each_source_in_its_graph(address: str, dump: Store) -> None:
    names = [name.value for name in dump.named_graphs() if isinstance(name, NamedNode)]
    assert len(names) > 3
    for name in names:
        store = SPARQLStore(f"{address}/sparql", context_aware=True)
        quads = dump.quads_for_pattern(None, None, None, NamedNode(name))
        assert len(Graph(store, URIRef(name))) == len(list(quads))
        assert name.startswith(GRAPH)


@pytest.mark.parametrize(
    "thing",
    [
        "actor/medellin",
        "actor/mercociudades",
        "territory/col",
        "tie/medellin-bilbao-twinning",
        "source/aldana",
        "part/aldana-table-1",
    ],
)
def test_rdflib_parses_a_thing_at_its_local_address_as_the_dump_has_it(
    address: str, dump: Store, thing: str
) -> None:
    iri = ID + thing
    graph = Graph().parse(iri.replace(BASE, f"{address}/"))
    found, held = triples(graph), {quad.triple for quad in dump}
    assert about(dump, iri) <= found
    assert found <= held
