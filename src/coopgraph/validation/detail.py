"""What a shape found, in generated words: which thing, which property, which value, how many."""

from pyoxigraph import NamedNode

from coopgraph.texts import NOTHING, Texts, in_each, told
from coopgraph.validation.naming import Names
from coopgraph.validation.results import Result

_COUNTED = {"MinCount": "at-least", "MaxCount": "at-most"}
_WANTED = {"Class", "Datatype", "LessThan", "LessThanOrEquals", "Pattern", "UniqueLang"}
_WANTED |= {"Equals", "Disjoint", "HasValue", "NodeKind"}


def detail(result: Result, names: Names) -> Texts:
    """What stands in the graph, after the shape's own words; a check has said it in its own."""
    if result.component == "SPARQL":
        return NOTHING
    thing, path = names.of(result.focus), _path(result, names)
    if not path.en:
        return told("about", thing=thing)
    if result.component in _COUNTED:
        key = "counted" if result.counted else "none"
        return told(key, thing=thing, property=path, count=result.counted or 0)
    if result.value is None:
        return told("about-property", thing=thing, property=path)
    return told("has-value", thing=thing, property=path, value=names.of(result.value))


def wanted(result: Result, names: Names) -> Texts:
    """What the shape asks for; nothing where its own words must do, as for a choice of shapes."""
    if result.parameter is None:
        return NOTHING
    asked = names.of(result.parameter)
    if limit := _COUNTED.get(result.component):
        return told(limit, number=asked, property=_path(result, names))
    if result.component in _WANTED:
        return told(f"wanted-{result.component}", asked=asked)
    return NOTHING


def _path(result: Result, names: Names) -> Texts:
    """The property at fault, or those of which one is missing."""
    if isinstance(result.path, NamedNode):
        return names.of(result.path)
    paths = [names.of(path) for path in result.missing]
    return in_each(lambda code: " / ".join(path.of(code) for path in paths))
