"""Our results beside those of pySHACL, term by term and as often as they come."""

import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox
from rdflib import Graph

from coopgraph.shacl import Result, validate
from coopgraph.shacl.data import one_graph
from coopgraph.shacl.fallback import run_pyshacl
from coopgraph.shacl.paths import read_path
from coopgraph.shacl.terms import Term, to_rdflib

Found = Counter[tuple[str, ...]]


def ours(data: ox.Store | Graph, shapes: Graph) -> Found:
    """The results of our engine."""
    with quiet():
        return counted(validate(data, shapes).results, shapes)


def theirs(data: ox.Store | Graph, shapes: Graph) -> Found:
    """The results of pySHACL."""
    with quiet():
        return counted(run_pyshacl(one_graph(data), shapes), shapes)


def counted(results: Iterable[Result], shapes: Graph) -> Found:
    return Counter(
        (
            spelled(found.focus),
            path_of(found.path, shapes),
            spelled(found.value),
            spelled(found.component),
            spelled(found.severity),
            spelled(found.shape),
        )
        for found in results
    )


def path_of(path: Term | None, shapes: Graph) -> str:
    """A path is known by what it says, for its node is copied into a report."""
    return "" if path is None else read_path(shapes, to_rdflib(path)).text


def spelled(term: Term | None) -> str:
    """A term as rdflib spells it."""
    return "" if term is None else to_rdflib(term).n3()


@contextmanager
def quiet() -> Iterator[None]:
    """rdflib tells of every malformed literal, and pySHACL warns of recursion."""
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
