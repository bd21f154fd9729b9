"""Random small graphs and shapes."""

from collections.abc import Callable

from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from coopgraph.shacl.terms import SH

EX = Namespace("http://example.org/")
NODES = [EX.a, EX.b, EX.c, EX.d, BNode("x"), BNode("y")]
CLASSES = [EX.One, EX.Two, EX.Three]
PROPERTIES = [EX.p, EX.q, EX.r]
LITERALS = [
    Literal("one"),
    Literal("two words"),
    Literal("line\n"),
    Literal(""),
    Literal("uno", lang="es"),
    Literal("dos", lang="es"),
    Literal("uno", lang="es-CO"),
    Literal("one", lang="en"),
    Literal("1", datatype=XSD.integer),
    Literal("7", datatype=XSD.integer),
    Literal("-3", datatype=XSD.integer),
    Literal("1.5", datatype=XSD.decimal),
    Literal("true", datatype=XSD.boolean),
    Literal("2001-02-03", datatype=XSD.date),
    Literal("2004-02-29", datatype=XSD.date),
    Literal("2001-02-30", datatype=XSD.date),
    Literal("2001", datatype=XSD.gYear),
    Literal("2001-05", datatype=XSD.gYearMonth),
    Literal("2001-02-03T04:05:06", datatype=XSD.dateTime),
    Literal("2001-02-03T04:05:07", datatype=XSD.dateTime),
    Literal("abc", datatype=XSD.integer),
    Literal("thing", datatype=EX.own),
]
DATATYPES = [
    XSD.string,
    RDF.langString,
    XSD.integer,
    XSD.decimal,
    XSD.boolean,
    XSD.date,
    XSD.gYear,
    XSD.dateTime,
    XSD.double,
    RDFS.Literal,
    EX.own,
]
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
PATTERNS = ("^one$", "o", "^[a-z ]+$", "u.o|d", "^$", r"\d+", r"^\w+$", "(?i)ONE", "s?", "a/.$")
BOUNDS = [each for each in LITERALS if each.datatype != EX.own and not each.ill_typed]

Draw = Callable[[st.SearchStrategy[Node]], Node]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A few things with types, subclasses, and values."""
    graph = Graph()
    things = st.sampled_from(NODES)
    for _ in range(draw(st.integers(1, 14))):
        value = draw(st.one_of(things, st.sampled_from(LITERALS)))
        graph.add((draw(things), draw(st.sampled_from(PROPERTIES)), value))
    for _ in range(draw(st.integers(0, 6))):
        graph.add((draw(things), RDF.type, draw(st.sampled_from(CLASSES))))
    for _ in range(draw(st.integers(0, 2))):
        lower, upper = draw(st.tuples(st.sampled_from(CLASSES), st.sampled_from(CLASSES)))
        graph.add((lower, RDFS.subClassOf, upper))
    return graph


@st.composite
def shape_graphs(draw: st.DrawFn) -> Graph:
    """One or two shapes with targets, and what they are made of."""
    graph = Graph()
    for number in range(draw(st.integers(1, 2))):
        shape = EX[f"shape{number}"]
        _fill(draw, graph, shape, 3)
        _aim(draw, graph, shape)
    return graph


def _aim(draw: st.DrawFn, graph: Graph, shape: Node) -> None:
    some = st.sampled_from
    graph.add((shape, SH.targetClass, draw(some(CLASSES))))
    if draw(st.booleans()):
        graph.add((shape, SH.targetNode, draw(some([EX.a, EX.absent, *LITERALS[:8]]))))
    if draw(st.booleans()):
        graph.add((shape, SH.targetSubjectsOf, draw(some(PROPERTIES))))
    if draw(st.booleans()):
        graph.add((shape, SH.targetObjectsOf, draw(some(PROPERTIES))))


def _fill(
    draw: st.DrawFn, graph: Graph, shape: Node, depth: int, *, path: bool | None = None
) -> None:
    is_property = draw(st.booleans()) if path is None else path
    graph.add((shape, RDF.type, SH.PropertyShape if is_property else SH.NodeShape))
    if is_property:
        graph.add((shape, SH.path, _path(draw, graph, 2)))
    if draw(st.integers(0, 15)) == 0:
        graph.add((shape, SH.deactivated, Literal(True)))
    if draw(st.integers(0, 5)) == 0:
        graph.add((shape, SH.severity, SH.Warning))
    makers = [*_OF_VALUES, *(_OF_PROPERTIES if is_property else ()), *(_OF_SHAPES if depth else ())]
    makers += [_qualified] if depth and is_property else []
    for maker in draw(st.lists(st.sampled_from(makers), min_size=1, max_size=2, unique=True)):
        maker(draw, graph, shape, depth)


def _path(draw: st.DrawFn, graph: Graph, depth: int) -> Node:
    kinds = ["iri", "iri", "iri"]
    if depth:
        kinds += ["inverse", "sequence", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne"]
    kind = draw(st.sampled_from(kinds))
    if kind == "iri":
        return draw(st.sampled_from(PROPERTIES))
    node = BNode()
    if kind == "inverse":
        graph.add((node, SH.inversePath, draw(st.sampled_from(PROPERTIES))))
    elif kind in ("sequence", "alternative"):
        steps = [_path(draw, graph, depth - 1) for _ in range(2)]
        if kind == "sequence":
            Collection(graph, node, steps)
        else:
            graph.add((node, SH.alternativePath, Collection(graph, BNode(), steps).uri))
    else:
        graph.add((node, SH[f"{kind}Path"], _path(draw, graph, depth - 1)))
    return node


Maker = Callable[[st.DrawFn, Graph, Node, int], None]


def _one_of(parameter: URIRef, values: list[Node]) -> Maker:
    def make(draw: st.DrawFn, graph: Graph, shape: Node, _: int) -> None:
        graph.add((shape, parameter, draw(st.sampled_from(values))))

    return make


def _listed(parameter: URIRef, values: list[Node]) -> Maker:
    def make(draw: st.DrawFn, graph: Graph, shape: Node, _: int) -> None:
        members = draw(st.lists(st.sampled_from(values), max_size=4, min_size=1))
        graph.add((shape, parameter, Collection(graph, BNode(), members).uri))

    return make


def _closed(draw: st.DrawFn, graph: Graph, shape: Node, depth: int) -> None:
    graph.add((shape, SH.closed, Literal(True)))
    if draw(st.booleans()):
        _listed(SH.ignoredProperties, [RDF.type, *PROPERTIES])(draw, graph, shape, depth)


def _inner(parameter: URIRef, *, path: bool | None = None) -> Maker:
    def make(draw: st.DrawFn, graph: Graph, shape: Node, depth: int) -> None:
        inner = BNode()
        graph.add((shape, parameter, inner))
        _fill(draw, graph, inner, depth - 1, path=path)

    return make


def _several(parameter: URIRef) -> Maker:
    def make(draw: st.DrawFn, graph: Graph, shape: Node, depth: int) -> None:
        inner: list[Node] = [BNode() for _ in range(draw(st.integers(1, 3)))]
        graph.add((shape, parameter, Collection(graph, BNode(), inner).uri))
        for each in inner:
            _fill(draw, graph, each, depth - 1)

    return make


def _qualified(draw: st.DrawFn, graph: Graph, shape: Node, depth: int) -> None:
    _inner(SH.qualifiedValueShape)(draw, graph, shape, depth)
    graph.add((shape, SH.qualifiedMinCount, Literal(draw(st.integers(0, 3)))))
    if draw(st.booleans()):
        graph.add((shape, SH.qualifiedMaxCount, Literal(draw(st.integers(0, 2)))))
    if draw(st.booleans()):
        graph.add((shape, SH.qualifiedValueShapesDisjoint, Literal(True)))


_NUMBERS: list[Node] = [Literal(number) for number in range(5)]
_OF_VALUES: list[Maker] = [
    _one_of(SH["class"], [*CLASSES]),
    _one_of(SH.datatype, [*DATATYPES]),
    _one_of(SH.nodeKind, [SH[kind] for kind in KINDS]),
    *(
        _one_of(SH[f"{end}{kind}"], [*BOUNDS])
        for end in ("min", "max")
        for kind in ("Inclusive", "Exclusive")
    ),
    _one_of(SH.minLength, _NUMBERS),
    _one_of(SH.maxLength, _NUMBERS),
    _one_of(SH.pattern, [Literal(pattern) for pattern in PATTERNS]),
    _listed(SH.languageIn, [Literal(tag) for tag in ("es", "en", "es-co", "fr")]),
    _one_of(SH.equals, [*PROPERTIES]),
    _one_of(SH.disjoint, [*PROPERTIES]),
    _one_of(SH.hasValue, [EX.a, EX.b, *LITERALS]),
    _listed(SH["in"], [EX.a, EX.b, EX.c, *LITERALS]),
    _closed,
]
_OF_PROPERTIES: list[Maker] = [
    _one_of(SH.minCount, _NUMBERS),
    _one_of(SH.maxCount, _NUMBERS),
    _one_of(SH.uniqueLang, [Literal(True)]),
    _one_of(SH.lessThan, [*PROPERTIES]),
    _one_of(SH.lessThanOrEquals, [*PROPERTIES]),
]
_OF_SHAPES: list[Maker] = [
    _inner(SH.node, path=False),
    _inner(SH.property, path=True),
    _inner(SH["not"]),
    _several(SH["and"]),
    _several(SH["or"]),
    _several(SH.xone),
]
