"""Which nodes a shape looks at, as graph patterns."""

from rdflib import Literal
from rdflib.term import Node

from coopgraph.shacl.data import is_kept
from coopgraph.shacl.errors import Untranslatable
from coopgraph.shacl.paths import Path, step
from coopgraph.shacl.shapes import Shape, implied_class
from coopgraph.shacl.site import Focus
from coopgraph.shacl.terms import SH, is_blank, text
from coopgraph.shacl.translation import Translation


def targets(shape: Shape, work: Translation) -> Focus | None:
    """The targets of a shape (section 2.1.3), each once; nothing where the data has none."""
    node = work.variable()
    ways = [*_named(shape, node), *_instances(shape, node, work), *_with_property(shape, node)]
    if not ways:
        return None
    pattern, is_single = ways[0]
    if len(ways) > 1 or not is_single:
        union = " UNION ".join(f"{{ {way} }}" for way, _ in ways)
        pattern = f"{{ SELECT DISTINCT {node} WHERE {{ {union} }} }}"
    return Focus(pattern, (node,))


def values(focus: Focus, path: Path | None, work: Translation) -> Focus:
    """The value nodes: what the path leads to, or the focus nodes themselves where there is none.

    A value counts once for each focus node, by however many ways the path leads there.
    """
    if path is None:
        return focus
    value = work.variable()
    chain = (*focus.chain, value)
    pattern = step(path, focus.node, value, focus.pattern)
    if path.may_repeat:
        pattern = f"{{ SELECT DISTINCT {' '.join(chain)} WHERE {{ {pattern} }} }}"
    return Focus(pattern, chain)


def only_nodes(focus: Focus) -> Focus:
    """The same nodes, each once, by whatever chains they are reached."""
    if len(focus.chain) == 1:
        return focus
    pattern = f"{{ SELECT DISTINCT {focus.node} WHERE {{ {focus.pattern} }} }}"
    return Focus(pattern, (focus.node,))


def _named(shape: Shape, node: str) -> list[tuple[str, bool]]:
    wanted = [each for each in shape.values(SH.targetNode) if not is_blank(each)]
    if any(isinstance(each, Literal) and not is_kept(each) for each in wanted):
        raise Untranslatable("the store does not keep a target as it is written")
    nodes = [text(each) for each in wanted]
    return [(f"VALUES {node} {{ {' '.join(nodes)} }}", True)] if nodes else []


def _instances(shape: Shape, node: str, work: Translation) -> list[tuple[str, bool]]:
    implied = implied_class(shape)
    wanted: list[Node] = [*shape.values(SH.targetClass), *([implied] if implied else [])]
    classes = sorted({each for target in wanted for each in work.classes(target)})
    return [(f"{node} a {each} .", len(classes) == 1) for each in classes]


def _with_property(shape: Shape, node: str) -> list[tuple[str, bool]]:
    subjects = [f"{node} {text(p)} [] ." for p in shape.values(SH.targetSubjectsOf)]
    objects = [f"[] {text(p)} {node} ." for p in shape.values(SH.targetObjectsOf)]
    return [(pattern, False) for pattern in subjects + objects]
