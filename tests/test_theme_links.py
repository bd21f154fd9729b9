"""The links of thematic areas: to targets and purposes that their publishers have."""

import csv
from functools import cache

from rdflib import RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from coopgraph.assembly import model_files
from tests.conftest import ROOT

VENDOR = ROOT / "tests" / "vendor"
SDG = "http://metadata.un.org/sdg/"
VOCAB = "https://w3id.org/coopgraph/vocab/"
CRS, AREA = f"{VOCAB}crs/", f"{VOCAB}thematic-area/"


@cache
def model() -> Graph:
    graph = Graph()
    for path in model_files(ROOT):
        graph.parse(path)
    return graph


def linked() -> set[tuple[Node, Node]]:
    matches = (SKOS.closeMatch, SKOS.broadMatch)
    found = {pair for match in matches for pair in model().subject_objects(match)}
    return {(area, other) for area, other in found if str(area).startswith(AREA)}


def ends(start: str) -> set[str]:
    found = (str(other) for _, other in linked())
    return {iri.removeprefix(start) for iri in found if iri.startswith(start)}


def test_an_area_is_linked_to_targets_and_purposes_only() -> None:
    assert linked()
    assert {iri for _, iri in linked() if not str(iri).startswith((SDG, CRS))} == set()


def test_a_linked_target_is_one_of_the_169_and_has_a_name() -> None:
    targets = (VENDOR / "sdg-targets.txt").read_text(encoding="utf-8").split()
    assert len(targets) == 169
    assert ends(SDG) <= set(targets)
    assert {target for target in ends(SDG) if not names(URIRef(SDG + target), RDFS.label)} == set()


def test_the_purposes_mirrored_are_those_linked_with_their_published_names() -> None:
    with (VENDOR / "crs-codes.csv").open(encoding="utf-8", newline="") as file:
        published = {
            row["code"]: row["name"] for row in csv.DictReader(file) if row["status"] == "active"
        }
    scheme = URIRef(CRS.removesuffix("/"))
    mirrored = {str(code).removeprefix(CRS) for code in model().subjects(SKOS.inScheme, scheme)}
    assert mirrored == ends(CRS)
    ours = {code: names(URIRef(CRS + code), SKOS.prefLabel)["en"] for code in mirrored}
    assert ours == {code: published[code] for code in mirrored}


def names(thing: URIRef, predicate: URIRef) -> dict[str | None, str]:
    texts = [text for text in model().objects(thing, predicate) if isinstance(text, Literal)]
    return {text.language: str(text) for text in texts}
