"""sh:closed (section 4.8.1): which other properties a node has."""

from rdflib import RDF, RDFS, URIRef
from rdflib.term import Node

from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import all_of, any_of
from coopgraph.shacl.terms import SH, text
from coopgraph.shacl.translation import Translation


def allowed(shape: Shape, work: Translation) -> list[Node] | None:
    """The properties that a closed shape allows; nothing where it is not closed."""
    if not shape.is_true(SH.closed):
        return None
    paths = [work.shapes[node].path_node for node in shape.values(SH.property)]
    ignored = [
        each for head in shape.values(SH.ignoredProperties) for each in shape.graph.items(head)
    ]
    return sorted({each for each in [*paths, *ignored] if isinstance(each, URIRef)}, key=str)


def others(node: str, properties: list[Node], predicate: str, value: str) -> str:
    """The pattern of what a node has beside these properties; being a resource is no fault."""
    resource = all_of(
        [
            f"sameTerm({predicate}, {text(RDF.type)})",
            f"sameTerm({value}, {text(RDFS.Resource)})",
        ]
    )
    wanted = any_of([resource, *(f"sameTerm({predicate}, {text(each)})" for each in properties)])
    return f"{node} {predicate} {value} . FILTER(!{wanted})"
