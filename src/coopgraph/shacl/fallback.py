"""pySHACL, for the shapes that no set query says."""

from collections.abc import Iterator, Set

import pyshacl
from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Node

from coopgraph.shacl.data import Data, as_rdflib
from coopgraph.shacl.errors import IllFormedShapes
from coopgraph.shacl.report import Result, term_or_none
from coopgraph.shacl.shapes import TARGETING
from coopgraph.shacl.terms import SH, to_ox


def run_pyshacl(data: Data, shapes: Graph, wanted: Set[Node] | None = None) -> Iterator[Result]:
    """What pySHACL finds.

    Args:
        data: the data.
        shapes: the shapes graph.
        wanted: the shapes whose targets are looked at; all, if not given.

    Raises:
        IllFormedShapes: pySHACL cannot run them.
    """
    graph = _without_other_targets(shapes, wanted)
    _, report, text = pyshacl.validate(
        as_rdflib(data), shacl_graph=graph, inference="none", advanced=False
    )
    if not isinstance(report, Graph):
        raise IllFormedShapes(text)
    for result in report.objects(None, SH.result):
        yield _result(report, result)


def _without_other_targets(shapes: Graph, wanted: Set[Node] | None) -> Graph:
    """The shapes, all still to be referred to, with targets for the wanted ones only."""
    kept = Graph()
    classes = {*shapes.subjects(RDFS.subClassOf, RDFS.Class), RDFS.Class, OWL.Class}
    for subject, predicate, term in shapes:
        aims = predicate in TARGETING or (predicate == RDF.type and term in classes)
        if wanted is None or subject in wanted or not aims:
            kept.add((subject, predicate, term))
    return kept


def _result(report: Graph, node: Node) -> Result:
    def value(predicate: Node) -> Node:
        found = report.value(node, predicate)
        if found is None:
            raise IllFormedShapes(f"pySHACL gave a result without {predicate}")
        return found

    return Result(
        to_ox(value(SH.focusNode)),
        term_or_none(report.value(node, SH.resultPath)),
        term_or_none(report.value(node, SH.value)),
        to_ox(value(SH.sourceConstraintComponent)),
        to_ox(value(SH.resultSeverity)),
        to_ox(value(SH.sourceShape)),
        term_or_none(report.value(node, SH.sourceConstraint)),
    )
