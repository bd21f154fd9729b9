"""Constraints on a value by itself (sections 4.1, 4.3 to 4.5 and 4.8), as conditions on a variable.

A condition is true or false of any term, never an error. What SPARQL can settle it settles; what
it cannot, or would settle otherwise than pySHACL, a function of `exact` does.
"""

import operator
from collections.abc import Callable, Iterator

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

from coopgraph.shacl import exact, patterns
from coopgraph.shacl.shapes import Shape
from coopgraph.shacl.site import ALWAYS, NEVER, Site, Test, all_of, any_of
from coopgraph.shacl.terms import SH, is_blank, text
from coopgraph.shacl.translation import Translation

_Condition = Callable[[Site], str]
_Reader = Callable[[Shape, Translation], Iterator[_Condition]]


def value_tests(shape: Shape, site: Site, work: Translation) -> Iterator[Test]:
    """The constraints of a shape that each value meets or does not, whatever the others are.

    Raises:
        IllFormedShapes: a parameter has no value that it can have.
    """
    for parameter, (component, read) in _READERS.items():
        if (shape.node, parameter, None) in shape.graph:
            yield from (Test(SH[component], holds(site)) for holds in read(shape, work))


def _class(shape: Shape, work: Translation) -> Iterator[_Condition]:
    for wanted in shape.values(SH["class"]):
        yield _is_instance(work.classes(wanted))


def _is_instance(classes: list[str]) -> _Condition:
    if not classes:
        return lambda _: NEVER
    if len(classes) == 1:
        return lambda site: f"EXISTS {{ {site.value} a {classes[0]} }}"
    listed = ", ".join(classes)
    return lambda site: (
        f"EXISTS {{ {site.value} a {site.value}_c . FILTER({site.value}_c IN ({listed})) }}"
    )


def _datatype(shape: Shape, work: Translation) -> Iterator[_Condition]:
    wanted = shape.value(SH.datatype)
    if wanted == RDF.langString:
        yield lambda site: f'COALESCE(LANG({site.value}) != "", false)'
    elif wanted is not None and not is_blank(wanted):
        yield _has_datatype(wanted, work.function(exact.has_datatype(wanted)))


def _has_datatype(wanted: Node, judge: str) -> _Condition:
    sure = _WELL_FORMED.get(wanted, NEVER)

    def holds(site: Site) -> str:
        same = f"DATATYPE({site.value}) = {text(wanted)} && {sure.format(f'STR({site.value})')}"
        settled = f"COALESCE({same}, false)"
        return f"(isLiteral({site.value}) && {unless(settled, judge, site.value)})"

    return holds


def _node_kind(shape: Shape, _: Translation) -> Iterator[_Condition]:
    wanted = shape.value(SH.nodeKind)
    functions = _NODE_KINDS.get(wanted)
    if functions is None:
        raise shape.ill_formed(f"has {wanted} for sh:nodeKind")
    kinds = functions
    yield lambda site: "(" + " || ".join(f"{kind}({site.value})" for kind in kinds) + ")"


def _range(parameter: URIRef, sign: str, accepts: Callable[[int, int], bool]) -> _Reader:
    def read(shape: Shape, work: Translation) -> Iterator[_Condition]:
        for bound in shape.values(parameter):
            if not isinstance(bound, Literal):
                raise shape.ill_formed(f"has {bound} for {parameter}, which is no literal")
            judge = work.function(exact.in_range(bound, lambda order: accepts(order, 0)))
            yield _in_range(bound, sign, judge)

    return read


def _in_range(bound: Literal, sign: str, judge: str) -> _Condition:
    datatype = bound.datatype or XSD.string
    if len(bound) != COMPARABLE.get(datatype, -1) and datatype != XSD.integer:
        return _judged(judge)

    def holds(site: Site) -> str:
        same = f"{is_comparable(site.value, datatype)} && {site.value} {sign} {text(bound)}"
        return unless(f"COALESCE({same}, false)", judge, site.value)

    return holds


def is_comparable(value: str, datatype: Node) -> str:
    """Whether a value is of a datatype that SPARQL orders as pySHACL does, and of that form."""
    length = COMPARABLE[datatype]
    form = ALWAYS if length is None else f"STRLEN(STR({value})) = {length}"
    return all_of([f"DATATYPE({value}) = {text(datatype)}", form])


def unless(settled: str, judge: str, *values: str) -> str:
    """True where the query can settle it, else what a function says.

    Not written with ||, both sides of which Oxigraph may evaluate, in the slower order.
    """
    return f"IF({settled}, true, {judge}({', '.join(values)}))"


def _length(parameter: URIRef, sign: str, accepts: Callable[[int, int], bool]) -> _Reader:
    def read(shape: Shape, work: Translation) -> Iterator[_Condition]:
        bound = shape.whole_number(parameter)
        if bound is None:
            return
        if bound == 0 and parameter == SH.minLength:
            yield lambda _: ALWAYS
            return
        limit = bound
        judge = work.function(exact.has_length(lambda length: accepts(length, limit)))
        yield on_words(lambda words: f"STRLEN({words}) {sign} {limit}", judge)

    return read


def on_words(condition: Callable[[str], str], judge: str) -> _Condition:
    """A condition on the text of a value; that of a rare datatype is rdflib's, not the store's."""

    def holds(site: Site) -> str:
        value = site.value
        plain = f"(isIRI({value}) || DATATYPE({value}) IN ({_WORDS}))"
        settled = f"IF({plain}, {condition(f'STR({value})')}, {judge}({value}))"
        return f"IF(isBlank({value}), false, {settled})"

    return holds


def _pattern(shape: Shape, work: Translation) -> Iterator[_Condition]:
    flags = next(iter(shape.values(SH.flags)), None)
    for wanted in shape.values(SH.pattern):
        if not isinstance(wanted, Literal):
            raise shape.ill_formed(f"has {wanted} for sh:pattern, which is no text")
        compiled = patterns.compiled(shape, str(wanted), str(flags or ""))
        judge = work.function(exact.matches(compiled))
        same = patterns.same_in_sparql(compiled)
        if same is None:
            yield _judged(judge)
        else:
            yield on_words(_matching(text(Literal(same))), judge)


def _judged(judge: str) -> _Condition:
    return lambda site: f"{judge}({site.value})"


def _matching(pattern: str) -> Callable[[str], str]:
    return lambda words: f"REGEX({words}, {pattern})"


def _language_in(shape: Shape, _: Translation) -> Iterator[_Condition]:
    tags = [str(tag).lower() for tag in _listed(shape, SH.languageIn)]
    if "*" in tags:
        yield lambda site: f'COALESCE(LANG({site.value}) != "", false)'
        return
    listed = ", ".join(text(Literal(tag)) for tag in tags)

    def holds(site: Site) -> str:
        tag = f"LCASE(LANG({site.value}))"
        first = f'STRBEFORE(CONCAT({tag}, "-"), "-")'
        return f'COALESCE({tag} != "" && ({tag} IN ({listed}) || {first} IN ({listed})), false)'

    yield holds


def _in(shape: Shape, _: Translation) -> Iterator[_Condition]:
    known = [text(member) for member in _listed(shape, SH["in"]) if not is_blank(member)]
    yield lambda site: any_of(f"sameTerm({site.value}, {member})" for member in known)


def _listed(shape: Shape, parameter: URIRef) -> list[Node]:
    head = shape.value(parameter)
    return [] if head is None else list(shape.graph.items(head))


COMPARABLE: dict[Node, int | None] = {XSD.integer: None, XSD.date: 10, XSD.gYear: 4}
"""Datatypes whose values SPARQL orders as pySHACL does, if their text has this length."""

_WORDS = ", ".join(
    text(each)
    for each in (XSD.string, RDF.langString, XSD.integer, XSD.date, XSD.gYear, XSD.anyURI)
)
"""Datatypes whose literals rdflib leaves as they are written."""

_DAY = (
    "[1-9][0-9]{{3}}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_WELL_FORMED: dict[Node, str] = {
    XSD.string: ALWAYS,
    XSD.anyURI: ALWAYS,
    XSD.gYear: ALWAYS,
    XSD.gYearMonth: ALWAYS,
    XSD.integer: 'REGEX({0}, "^-?[0-9]{{1,18}}$")',
    XSD.decimal: 'REGEX({0}, "^-?[0-9]+(?:[.][0-9]+)?$")',
    XSD.boolean: '{0} IN ("true", "false")',
    XSD.date: 'REGEX({0}, "^' + _DAY + '$")',
    XSD.dateTime: 'REGEX({0}, "^' + _DAY + 'T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?$")',
}
"""When it is sure that pySHACL takes a literal of the datatype for well-formed; {0} is its text."""

_NODE_KINDS: dict[Node | None, tuple[str, ...]] = {
    SH.IRI: ("isIRI",),
    SH.BlankNode: ("isBlank",),
    SH.Literal: ("isLiteral",),
    SH.BlankNodeOrIRI: ("isBlank", "isIRI"),
    SH.BlankNodeOrLiteral: ("isBlank", "isLiteral"),
    SH.IRIOrLiteral: ("isIRI", "isLiteral"),
}

_READERS: dict[Node, tuple[str, _Reader]] = {
    SH["class"]: ("ClassConstraintComponent", _class),
    SH.datatype: ("DatatypeConstraintComponent", _datatype),
    SH.nodeKind: ("NodeKindConstraintComponent", _node_kind),
    SH.minExclusive: (
        "MinExclusiveConstraintComponent",
        _range(SH.minExclusive, ">", operator.gt),
    ),
    SH.minInclusive: (
        "MinInclusiveConstraintComponent",
        _range(SH.minInclusive, ">=", operator.ge),
    ),
    SH.maxExclusive: (
        "MaxExclusiveConstraintComponent",
        _range(SH.maxExclusive, "<", operator.lt),
    ),
    SH.maxInclusive: (
        "MaxInclusiveConstraintComponent",
        _range(SH.maxInclusive, "<=", operator.le),
    ),
    SH.minLength: ("MinLengthConstraintComponent", _length(SH.minLength, ">=", operator.ge)),
    SH.maxLength: ("MaxLengthConstraintComponent", _length(SH.maxLength, "<=", operator.le)),
    SH.pattern: ("PatternConstraintComponent", _pattern),
    SH.languageIn: ("LanguageInConstraintComponent", _language_in),
    SH["in"]: ("InConstraintComponent", _in),
}
