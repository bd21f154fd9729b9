"""The page about the model: each term with its names, its definition and what it is tied to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from coopgraph.entities import Labels
from coopgraph.names import CGO, DCTERMS, OWL, PROJECT, RDF, RDFS, SDO, SKOS
from coopgraph.search import Label
from coopgraph.web.addresses import FormLink
from coopgraph.web.languages import Words, best, number, words
from coopgraph.web.wording import Shown, Wording

_TYPE = RDF + "type"
_KINDS = {
    OWL + "Class": "model_class",
    OWL + "ObjectProperty": "model_property",
    OWL + "DatatypeProperty": "model_property",
    OWL + "AnnotationProperty": "model_property",
}
_FUNCTIONAL = OWL + "FunctionalProperty"
_THING = OWL + "Thing"
# What a term says of others, and what is said of it by others, under the words of the page.
_SAID = (
    (RDFS + "subClassOf", "model_broader"),
    (RDFS + "subPropertyOf", "model_broader"),
    (RDFS + "domain", "model_domain"),
    (SDO + "domainIncludes", "model_domain"),
    (RDFS + "range", "model_range"),
    (SDO + "rangeIncludes", "model_range"),
    (OWL + "inverseOf", "model_inverse"),
    (OWL + "disjointWith", "model_disjoint"),
    (SKOS + "closeMatch", "model_match"),
)
_HEARD = (
    (RDFS + "subClassOf", "model_narrower"),
    (RDFS + "subPropertyOf", "model_narrower"),
    (RDFS + "domain", "model_properties"),
    (SDO + "domainIncludes", "model_properties"),
    (RDFS + "range", "model_values"),
    (SDO + "rangeIncludes", "model_values"),
    (OWL + "inverseOf", "model_inverse"),
    (OWL + "disjointWith", "model_disjoint"),
)
_ONTOLOGY = PROJECT + "/ontology"

Uses = Mapping[str, int]
Facts = Mapping[str, Mapping[str, Sequence[NamedNode | Literal]]]


@dataclass(frozen=True)
class Relation:
    """The terms to which one is tied in one way."""

    name: str
    terms: tuple[Shown, ...]


@dataclass(frozen=True)
class TermEntry:
    """A class or property."""

    iri: str
    anchor: str
    kind: str
    title: Label
    labels: tuple[Label, ...]
    definitions: tuple[Label, ...]
    relations: tuple[Relation, ...]
    single: bool
    uses: str


@dataclass(frozen=True)
class ModelPage:
    """What the template shows of the ontology."""

    iri: str
    version: str
    title: Label
    text: Label
    classes: tuple[TermEntry, ...]
    properties: tuple[TermEntry, ...]
    schemes: tuple[Shown, ...]
    forms: tuple[FormLink, ...]


def model_page(
    triples: Iterable[Triple],
    uses: Uses,
    schemes: Labels,
    forms: tuple[FormLink, ...],
    language: str,
) -> ModelPage:
    """The page of the ontology.

    Args:
        triples: the ontology and its alignments.
        uses: how many things a class has, how many statements a property.
        schemes: the schemes of concepts, with their names.
        forms: the ontology in other forms.
        language: a language of the interface.
    """
    facts = _facts(triples)
    wording = Wording(language, words(language), {**_labels(facts), **schemes})
    entries = sorted(_entries(facts, uses, wording), key=lambda entry: entry.title.text.casefold())
    (version,) = facts[_ONTOLOGY][OWL + "versionInfo"]
    return ModelPage(
        iri=_ONTOLOGY,
        version=version.value,
        title=_own(facts, _ONTOLOGY, DCTERMS + "title", language),
        text=_own(facts, _ONTOLOGY, DCTERMS + "description", language),
        classes=tuple(entry for entry in entries if entry.kind == "model_class"),
        properties=tuple(entry for entry in entries if entry.kind == "model_property"),
        schemes=tuple(map(wording.thing, schemes)),
        forms=forms,
    )


def _facts(triples: Iterable[Triple]) -> Facts:
    facts: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            about = facts.setdefault(triple.subject.value, {})
            about.setdefault(triple.predicate.value, []).append(triple.object)
    return facts


def _labels(facts: Facts) -> Labels:
    return {iri: _texts(about, RDFS + "label") for iri, about in facts.items()}


def _texts(about: Mapping[str, Sequence[NamedNode | Literal]], name: str) -> tuple[Label, ...]:
    texts = (value for value in about.get(name, ()) if isinstance(value, Literal))
    return tuple(sorted((Label(text.value, text.language or "") for text in texts), key=_language))


def _language(label: Label) -> str:
    return label.language


def _own(facts: Facts, iri: str, name: str, language: str) -> Label:
    return best(_texts(facts[iri], name), language) or Label("", "")


def _entries(facts: Facts, uses: Uses, wording: Wording) -> Iterator[TermEntry]:
    heard = _heard(facts)
    for iri, about in facts.items():
        types = [value.value for value in about.get(_TYPE, ())]
        kind = next((_KINDS[type_] for type_ in types if type_ in _KINDS), None)
        if kind is None or not iri.startswith(CGO):
            continue
        yield TermEntry(
            iri=iri,
            anchor=iri.removeprefix(CGO),
            kind=kind,
            title=wording.label(iri),
            labels=_texts(about, RDFS + "label"),
            definitions=_texts(about, SKOS + "definition"),
            relations=tuple(_relations(wording, about, heard.get(iri, {}))),
            single=_FUNCTIONAL in types,
            uses=_used(uses.get(iri, 0), kind, wording.words),
        )


def _used(count: int, kind: str, catalogue: Words) -> str:
    key = "model_things" if kind == "model_class" else "model_statements"
    return catalogue[key].format(count=number(count, catalogue))


def _heard(facts: Facts) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What other terms of ours say of each one, by property."""
    heard: dict[str, dict[str, list[str]]] = {}
    for iri, about in facts.items():
        for name, _ in _HEARD:
            for value in about.get(name, ()):
                heard.setdefault(value.value, {}).setdefault(name, []).append(iri)
    return heard


def _relations(
    wording: Wording,
    about: Mapping[str, Sequence[NamedNode | Literal]],
    heard: Mapping[str, Sequence[str]],
) -> Iterator[Relation]:
    related: dict[str, list[str]] = {}
    for name, key in _SAID:
        related.setdefault(key, []).extend(value.value for value in about.get(name, ()))
    for name, key in _HEARD:
        related.setdefault(key, []).extend(heard.get(name, ()))
    for key, iris in related.items():
        # Where the classes are named, that anything may stand there says nothing.
        named = [iri for iri in dict.fromkeys(iris) if iri != _THING] or iris[:1]
        if named:
            terms = sorted(map(wording.thing, named), key=lambda term: term.text.casefold())
            yield Relation(wording.words[key], tuple(terms))
