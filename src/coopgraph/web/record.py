"""A thing as one plain JSON object, for programs that read no RDF.

Its members are told in README.md; new ones may come, none changes its meaning. A thing is named by
its IRI, and `mentioned` has the labels of every IRI in the object.
"""

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from coopgraph.entities import Claim, Entity, Links, Tie, Value
from coopgraph.names import ID
from coopgraph.search import Label

Member = Mapping[str, Any]


def as_record(entity: Entity, release: str) -> Member:
    """The facts about a thing.

    Args:
        entity: the facts.
        release: the name of the release that states them.
    """
    return {
        "iri": entity.iri,
        "kind": entity.iri.removeprefix(ID).partition("/")[0],
        "release": release,
        "labels": _labels(entity.labels.get(entity.iri, ())),
        "names": [{"form": form, **name._asdict()} for form, name in entity.names],
        "types": list(entity.types),
        "statements": [
            {"property": name, "value": _value(value)} for name, value in entity.statements
        ],
        "ties": [_tie(tie) for tie in entity.ties],
        "claims": [_claim(claim) for claim in entity.claims],
        "links": [_link(links) for links in entity.links],
        "mentioned": {iri: _labels(labels) for iri, labels in sorted(entity.labels.items())},
    }


def _tie(tie: Tie) -> Member:
    return {
        "iri": tie.iri,
        "kind": tie.kind,
        "partner": tie.partner,
        "country": tie.country or None,
        "date": _value(tie.date),
        "asOf": _value(tie.as_of),
        "focus": _value(tie.focus),
        "contested": sorted(tie.contested),
        "claims": [_claim(claim) for claim in tie.claims],
    }


def _claim(claim: Claim) -> Member:
    return {
        "iri": claim.iri,
        "subject": claim.subject,
        "property": claim.property,
        "status": "not-available" if claim.value is None else "stated",
        "value": _value(claim.value),
        "printed": claim.printed._asdict(),
        "source": claim.source,
        "place": {
            "part": claim.part or None,
            "label": claim.place or None,
            "row": int(claim.row) if claim.row else None,
            "column": claim.column or None,
            "lines": claim.lines,
        },
        "cell": claim.cell,
        "denied": claim.saying.denied,
        "approximate": claim.saying.approximate,
        "attributedTo": list(claim.saying.attributed_to),
        "through": claim.saying.through or None,
        "page": claim.saying.page or None,
        "corrected": claim.saying.corrected or None,
        "note": claim.note.text or None,
    }


def _link(links: Links) -> Member:
    return {"property": links.property, "count": links.count, "things": list(links.things)}


def _labels(labels: tuple[Label, ...]) -> list[Member]:
    return [label._asdict() for label in labels]


def _value(value: Value | None) -> Member | None:
    """A thing as its IRI, a text with its language, another literal with its datatype."""
    if value is None:
        return None
    if isinstance(value, NamedNode):
        return {"iri": value.value}
    return {"text": value.value, **_kind(value)}


def _kind(literal: Literal) -> Member:
    if literal.language:
        return {"language": literal.language}
    return {"datatype": literal.datatype.value}
