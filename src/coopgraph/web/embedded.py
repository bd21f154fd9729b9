"""What a thing is to programs that read pages: JSON-LD with the words of schema.org.

The context stands in the object, so that nobody has to fetch it. Each value is one that the graph
states; what schema.org has no word for is left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from coopgraph.entities import Entity, Value
from coopgraph.names import BASE, CGO, DCTERMS, ORG, SDO, SKOS
from coopgraph.web.catalogue import LICENCE

CONTEXT: Mapping[str, Any] = {"@vocab": SDO}
"""All words are schema.org's; things are named by `@id`."""

# The narrowest class that schema.org has a word for counts.
_TYPES: Mapping[str, str] = {
    CGO + "Country": "Country",
    CGO + "MunicipalTerritory": "AdministrativeArea",
    CGO + "FirstLevelDivision": "AdministrativeArea",
    CGO + "Territory": "Place",
    CGO + "GovernmentActor": "GovernmentOrganization",
    CGO + "LocalGovernment": "GovernmentOrganization",
    CGO + "IntermediateGovernment": "GovernmentOrganization",
    CGO + "NationalGovernment": "GovernmentOrganization",
    CGO + "PublicAgency": "GovernmentOrganization",
    CGO + "Person": "Person",
    CGO + "Source": "CreativeWork",
    CGO + "Initiative": "Project",
    CGO + "LegalInstrument": "Legislation",
}
_BY_KIND: Mapping[str, str] = {
    "actor": "Organization",
    "territory": "Place",
    "source": "CreativeWork",
    "initiative": "Project",
}
_WORDS: Mapping[str, str] = {
    SKOS + "exactMatch": "sameAs",
    ORG + "memberOf": "memberOf",
    CGO + "partOfTerritory": "containedInPlace",
    DCTERMS + "creator": "author",
    DCTERMS + "issued": "datePublished",
    DCTERMS + "language": "inLanguage",
    DCTERMS + "license": "license",
    DCTERMS + "isPartOf": "isPartOf",
    "http://purl.org/spar/cito/cites": "citation",
}
_IN_COUNTRY = CGO + "inCountry"


def embed(entity: Entity, kind: str) -> str:
    """The facts about a thing as a JSON-LD object that may stand in a page (HTML, 4.12.1.3).

    Args:
        entity: the facts.
        kind: the kind of the thing.
    """
    members: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": entity.iri,
        "@type": _type(entity.types, kind),
        "name": [_text(*label) for label in entity.labels.get(entity.iri, ())],
        "alternateName": [_text(*name) for form, name in entity.names if form == "alternative"],
    }
    for name, value in _stated(entity, kind):
        members.setdefault(name, []).append(value)
    return _written({name: value for name, value in members.items() if value})


def embed_release(release: str) -> str:
    """The data set as graph/meta states it, with the release for its version."""
    return _written(
        {
            "@context": CONTEXT,
            "@id": f"{BASE}dataset/coopgraph",
            "@type": "Dataset",
            "name": _text("coopgraph", "en"),
            "identifier": release,
            "version": release,
            "license": {"@id": LICENCE.value},
        }
    )


def _written(members: Mapping[str, Any]) -> str:
    # No end of a script can stand in it, whatever a source prints.
    return json.dumps(members, ensure_ascii=False).replace("<", "\\u003c")


def _type(types: Iterable[str], kind: str) -> str:
    return next((_TYPES[each] for each in types if each in _TYPES), _BY_KIND.get(kind, "Thing"))


def _stated(entity: Entity, kind: str) -> Iterator[tuple[str, Any]]:
    for name, value in entity.statements:
        if name in _WORDS:
            yield _WORDS[name], _value(value)
        elif name == _IN_COUNTRY:
            yield "location" if kind == "actor" else "containedInPlace", _value(value)


def _value(value: Value) -> Any:
    if isinstance(value, NamedNode):
        return {"@id": value.value}
    return _text(value.value, value.language or "") if isinstance(value, Literal) else str(value)


def _text(text: str, language: str) -> Any:
    return {"@value": text, "@language": language} if language else text
