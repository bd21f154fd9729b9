"""The whole dataset in memory: the model, the rows, what the rules derive, and the origins."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Quad, RdfFormat, Store, parse

from coopgraph.errors import CannotRun
from coopgraph.mapping import statements
from coopgraph.queries import read_queries
from coopgraph.rules import Origins, read_rule, rule_quads, run_rules
from coopgraph.tables.read import Tables
from coopgraph.tested import run_tests

AFTER_TESTS = "9"
"""The group of rules that may read what the tests find; no test asks what it derives."""


class Assembly(NamedTuple):
    """The dataset, the cells that its triples rest on, and how much each rule derived."""

    store: Store
    origins: Origins
    derived: Mapping[str, int]


def assemble(root: Path, tables: Tables) -> Assembly:
    """Make the dataset from the project's folder and its tables.

    Raises:
        CannotRun: a file of the ontology or a rule cannot be read.
    """
    store = Store()
    for path in model_files(root):
        store.extend(read_turtle(path))
    said = list(statements(tables))
    store.extend(statement.quad for statement in said)
    origins = Origins(said)
    rules = read_queries(root / "queries" / "rules")
    store.extend(quad for query in rules for quad in rule_quads(query))
    early = [read_rule(query) for query in rules if query.name < AFTER_TESTS]
    late = [read_rule(query) for query in rules if query.name >= AFTER_TESTS]
    derived = dict(run_rules(store, early, origins))
    run_tests(store, read_queries(root / "queries" / "tested"), origins)
    derived |= run_rules(store, late, origins)
    return Assembly(store, origins, derived)


def model_files(root: Path) -> list[Path]:
    """The ontology, what it is aligned with, and its schemes."""
    ontology = root / "ontology"
    schemes = sorted((ontology / "schemes").glob("*.ttl"))
    return [ontology / "coopgraph.ttl", ontology / "alignments.ttl", *schemes]


def read_turtle(path: Path) -> Iterator[Quad]:
    """The triples of a Turtle file, in the default graph.

    Raises:
        CannotRun: it cannot be read; with the line and column of the first fault.
    """
    try:
        yield from parse(path=path, format=RdfFormat.TURTLE)
    except SyntaxError as error:
        raise CannotRun(f"{path}:{error.lineno}:{error.offset}: {error.msg}") from error
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error}") from error
