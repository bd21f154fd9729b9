"""The page about one thing: its facts in the words and the order in which a reader sees them."""

from collections.abc import Iterator
from dataclasses import dataclass

from coopgraph.entities import Claim, Entity, Links, Tie, Value
from coopgraph.names import CGO
from coopgraph.search import Label
from coopgraph.web.evidence import Evidence, Reading, as_printed, evidence, reading
from coopgraph.web.languages import words
from coopgraph.web.negotiation import JSONLD, NTRIPLES, RDFXML, TURTLE
from coopgraph.web.wording import Shown, Wording

_DATE, _FOCUS, _PARTY, _IN_COUNTRY = (
    CGO + name for name in ("date", "focus", "party", "inCountry")
)
# What the table of ties shows is not said again as lists of links.
_IN_TIES = {CGO + "partyTo", CGO + "twinnedWith", _PARTY}
# The bounds that queries compare are more exact than any source; people see the date itself.
_BOUNDS = {CGO + "earliest", CGO + "latest"}
_TITLES = ("preferred", "label")
_SHOWN_LINKS = 30
_FORMS = (("Turtle", TURTLE), ("N-Triples", NTRIPLES), ("JSON-LD", JSONLD), ("RDF/XML", RDFXML))


@dataclass(frozen=True)
class Fact:
    """A property of the thing, and its values."""

    property: str
    values: tuple[Shown, ...]


@dataclass(frozen=True)
class TieRow:
    """A tie in the table of an actor's ties."""

    href: str | None
    partner: Shown
    country: Shown | None
    date: Reading
    as_of: str
    focus: Reading
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class TieGroup:
    """The ties of one kind."""

    kind: str
    rows: tuple[TieRow, ...]


@dataclass(frozen=True)
class ClaimRow:
    """A claim about the thing."""

    href: str | None
    property: str
    value: Reading
    printed: Label
    evidence: Evidence


@dataclass(frozen=True)
class LinkGroup:
    """Things that name this one by one property; `more` are those not listed."""

    property: str
    count: int
    things: tuple[Shown, ...]
    more: int


@dataclass(frozen=True)
class FormLink:
    """The document in another form."""

    name: str
    media_type: str
    href: str


@dataclass(frozen=True)
class EntityPage:
    """What the template shows of a thing."""

    iri: str
    title: Label
    kind: str
    names: tuple[Label, ...]
    also: tuple[Label, ...]
    misprints: tuple[Label, ...]
    facts: tuple[Fact, ...]
    ties: tuple[TieGroup, ...]
    tie_count: int
    partner_count: int
    claims: tuple[ClaimRow, ...]
    links: tuple[LinkGroup, ...]
    forms: tuple[FormLink, ...]


def entity_page(entity: Entity, address: str, language: str) -> EntityPage:
    """The page of a thing in one language of the interface.

    Args:
        entity: the facts.
        address: the local address of the document, to which the suffixes of its forms are added.
        language: a language of the interface.
    """
    wording = Wording(language, words(language), entity.labels)
    title = wording.label(entity.iri)
    return EntityPage(
        iri=entity.iri,
        title=title,
        kind=_kind(wording, entity),
        names=tuple(name for name in _names(entity, *_TITLES) if name.text != title.text),
        also=_names(entity, "alternative"),
        misprints=_names(entity, "misprint"),
        facts=tuple(_facts(wording, entity)),
        ties=tuple(_groups(wording, entity)),
        tie_count=len({tie.iri for tie in entity.ties}),
        partner_count=len({tie.partner for tie in entity.ties}),
        claims=tuple(_claim_row(wording, claim) for claim in as_printed(entity.claims)),
        links=tuple(_links(wording, links) for links in entity.links if _is_told(entity, links)),
        forms=tuple(
            FormLink(name, form.media_type, f"{address}.{form.names[0]}") for name, form in _FORMS
        ),
    )


def _names(entity: Entity, *forms: str) -> tuple[Label, ...]:
    return tuple(dict.fromkeys(name for form, name in entity.names if form in forms))


def _kind(wording: Wording, entity: Entity) -> str:
    kinds = [wording.heading(kind) for kind in entity.types]
    countries = [value for name, value in entity.statements if name == _IN_COUNTRY]
    places = [wording.value(country).text for country in countries]
    return ", ".join([*(kinds or [wording.words["kind_unknown"]]), *places])


def _facts(wording: Wording, entity: Entity) -> Iterator[Fact]:
    values: dict[str, list[Shown]] = {}
    for name, value in entity.statements:
        if name not in _BOUNDS and not (entity.ties and name in _IN_TIES):
            values.setdefault(name, []).append(wording.value(value, name))
    for name in sorted(values, key=wording.heading):
        yield Fact(wording.heading(name), tuple(values[name]))


def _groups(wording: Wording, entity: Entity) -> Iterator[TieGroup]:
    """Ties by kind, the latest first and those without a date last; so are the kinds."""
    ties = sorted(entity.ties, key=lambda tie: wording.label(tie.partner).text)
    ties.sort(key=lambda tie: tie.date.value if tie.date else "", reverse=True)
    for kind in dict.fromkeys(tie.kind for tie in ties):
        rows = tuple(_tie_row(wording, tie) for tie in ties if tie.kind == kind)
        yield TieGroup(wording.heading(kind), rows)


def _tie_row(wording: Wording, tie: Tie) -> TieRow:
    as_of = wording.value(tie.as_of).text if tie.as_of else ""
    return TieRow(
        href=wording.thing(tie.iri).href,
        partner=wording.thing(tie.partner),
        country=wording.thing(tie.country) if tie.country else None,
        date=_tie_reading(wording, tie, _DATE, tie.date),
        as_of=wording.words["as_of"].format(date=as_of) if as_of else "",
        focus=_tie_reading(wording, tie, _FOCUS, tie.focus),
        evidence=evidence(wording, tie.claims),
    )


def _tie_reading(wording: Wording, tie: Tie, name: str, stated: Value | None) -> Reading:
    claims = [claim for claim in tie.claims if claim.property == name]
    return reading(wording, name, stated, claims, contested=name in tie.contested)


def _claim_row(wording: Wording, claim: Claim) -> ClaimRow:
    (mark,) = evidence(wording, [claim])
    return ClaimRow(
        href=wording.thing(claim.iri).href,
        property=wording.heading(claim.property),
        value=reading(wording, claim.property, claim.value, [claim]),
        printed=claim.printed,
        evidence=mark,
    )


def _is_told(entity: Entity, links: Links) -> bool:
    return not (entity.ties and links.property in _IN_TIES)


def _links(wording: Wording, links: Links) -> LinkGroup:
    things = tuple(wording.thing(iri) for iri in links.things[:_SHOWN_LINKS])
    return LinkGroup(
        wording.heading(links.property), links.count, things, links.count - len(things)
    )
