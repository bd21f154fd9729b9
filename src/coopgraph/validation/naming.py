"""What things and properties are called in a message: by label, with the key that tables write."""

from collections.abc import Iterator, Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from coopgraph.names import ID, LABEL, VOCAB, short, term
from coopgraph.texts import NOTHING, Texts, catalogue, in_each, same, told
from coopgraph.validation.results import Node

_FALLBACK = ("es", "pt", "en")
_SUBJECT, _PREDICATE = term("claimSubject"), term("claimPredicate")


class Names:
    """The names of what is in a dataset."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, node: Node | None) -> Texts:
        """A thing as `Baja (baja)`, a property or class by its label, a literal as it is.

        A claim has no name; it is called by what it says of what. Blank nodes are called nothing.
        """
        match node:
            case Literal():
                return same(node.value)
            case NamedNode() if node.value.startswith(f"{ID}claim/"):
                return self._claim(node)
            case NamedNode():
                return self._named(node)
            case _:
                return NOTHING

    def _named(self, node: NamedNode) -> Texts:
        labels, name, key = self._labels(node), short(node.value), _key(node.value)
        if not labels:  # terms of other vocabularies have no name in our graph
            return in_each(lambda code: catalogue(code)["term"].get(name, name))
        return in_each(lambda code: _best(labels, code) + (f" ({key})" if key else ""))

    def _labels(self, node: NamedNode) -> Mapping[str, str]:
        quads = self._store.quads_for_pattern(node, LABEL, None, DefaultGraph())
        literals = (quad.object for quad in quads if isinstance(quad.object, Literal))
        return dict(sorted(((each.language or "", each.value) for each in literals), reverse=True))

    def _claim(self, claim: NamedNode) -> Texts:
        said = [*self._values(claim, _SUBJECT)][:1], [*self._values(claim, _PREDICATE)][:1]
        if not all(said):
            return same(short(claim.value))
        (subject,), (predicate,) = said
        return told("claim", thing=self.of(subject), property=self.of(predicate))

    def _values(self, thing: NamedNode, path: NamedNode) -> Iterator[NamedNode]:
        for quad in self._store.quads_for_pattern(thing, path, None):
            if isinstance(quad.object, NamedNode):
                yield quad.object


def _best(labels: Mapping[str, str], language: str) -> str:
    known = (labels[code] for code in (language, *_FALLBACK) if code in labels)
    return next(known, next(iter(labels.values())))


def _key(iri: str) -> str:
    """How tables refer to a thing or concept; nothing for classes and properties."""
    if iri.startswith(ID):
        return iri.removeprefix(ID).partition("/")[2]
    return iri.removeprefix(VOCAB) if iri.startswith(VOCAB) else ""
