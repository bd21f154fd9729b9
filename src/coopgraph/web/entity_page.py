"""The page about one thing: its facts in the words and the order in which a reader sees them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal

from coopgraph.entities import Claim, Entity, Links, Tie, Value
from coopgraph.names import CGO, ID, ORG
from coopgraph.search import Label
from coopgraph.web.addresses import DOCUMENT, FormLink, form_links
from coopgraph.web.contested import Contest, contests
from coopgraph.web.evidence import Evidence, Reading, as_printed, evidence, reading
from coopgraph.web.languages import words
from coopgraph.web.panels import DIRECT_TRIPLES, Panel, Tools, kind_of
from coopgraph.web.parts import PartShown
from coopgraph.web.render import in_language
from coopgraph.web.wording import Shown, Wording

_DATE, _FOCUS, _PARTY, _IN_COUNTRY = (
    CGO + name for name in ("date", "focus", "party", "inCountry")
)
_RATIONALE, _CANDIDATE = CGO + "rationale", CGO + "candidate"
# The bounds that queries compare are more exact than any source; people see the date itself.
# What is contested has a panel of its own.
_UNTOLD = {CGO + name for name in ("earliest", "latest", "contestedProperty")}
# So have the sentences in which a source speaks of it.
_UNTOLD |= {CGO + name for name in ("remark", "characteristic", "objective")}
# What the rules of direction go by; the panel of modality tells what comes of it.
_UNTOLD |= {CGO + name for name in ("asOfEarliest", "asOfLatest", "acrossBorders", "coreParty")}
_COUNTED = frozenset(
    CGO + name for name in ("coreParty", "thirdParty", "countedSouth", "countedNorth", "notCounted")
)
# What the panels of a kind show is not said again among the facts or as lists of links.
_TOLD: Mapping[str, frozenset[str]] = {
    "actor": frozenset(
        {
            _PARTY,
            *(CGO + name for name in ("partyTo", "twinnedWith", "network", "observedEntity")),
            *(ORG + name for name in ("member", "memberOf")),
            *_COUNTED,
        }
    ),
    "territory": frozenset({_IN_COUNTRY, CGO + "governs", CGO + "partOfTerritory"}),
    "tie": frozenset({_PARTY, CGO + "partyTo"}),
    "hypothesis": frozenset({_RATIONALE}),
    "tested": frozenset(
        CGO + name
        for name in (
            *("assertingClaim", "itemClaim", "contradictedBy"),
            *("assertingEntry", "itemEntry"),
        )
    ),
}
_TITLES = ("preferred", "label")
_SHOWN_LINKS = 30


@dataclass(frozen=True)
class Fact:
    """A property of the thing and its values; `href` leads to the property in the model."""

    property: str
    values: tuple[Shown, ...]
    href: str | None = None


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
class Said:
    """What a claim says: about what, which property, the value read, and the words printed."""

    subject: Shown
    property: str
    value: Reading
    evidence: Evidence


@dataclass(frozen=True)
class Beside:
    """What stands on the page beside the facts: answers of further queries, and their links.

    `said` is what the page is about where that is a claim, `contested` are pairs of a property and
    a claim about it, in their order; `tools` belong to the panels that every kind has.
    """

    panels: tuple[Panel, ...] = ()
    parts: tuple[PartShown, ...] = ()
    contested: Sequence[tuple[str, str]] = ()
    said: Claim | None = None
    tools: Mapping[str, Tools] = field(default_factory=dict)


@dataclass(frozen=True)
class EntityPage:
    """What the template shows of a thing; `silent` are the panels of which nothing is known."""

    iri: str
    here: str
    compare: str
    title: Label
    kind: str
    classes: tuple[Shown, ...]
    names: tuple[Label, ...]
    also: tuple[Label, ...]
    misprints: tuple[Label, ...]
    lede: tuple[Label, ...]
    facts: tuple[Fact, ...]
    said: Said | None
    contests: tuple[Contest, ...]
    rule: str | None
    parts: tuple[PartShown, ...]
    panels: tuple[Panel, ...]
    silent: tuple[Panel, ...]
    ties: tuple[TieGroup, ...]
    tie_count: int
    partner_count: int
    claims: tuple[ClaimRow, ...]
    links: tuple[LinkGroup, ...]
    tools: Mapping[str, Tools]
    forms: tuple[FormLink, ...]


def entity_page(
    entity: Entity, address: str, language: str, beside: Beside | None = None
) -> EntityPage:
    """The page of a thing in one language of the interface.

    Args:
        entity: the facts.
        address: the local address of the document, to which the suffixes of its forms are added.
        language: a language of the interface.
        beside: what stands beside the facts.
    """
    beside = beside or Beside()
    wording = Wording(language, words(language), entity.labels)
    title = _title(wording, entity, beside.said)
    filled = tuple(panel for panel in beside.panels if _is_shown(panel, entity))
    return EntityPage(
        iri=entity.iri,
        here=in_language(language, address),
        compare=_compare(entity.iri, language),
        title=title,
        kind=_kind(wording, entity),
        classes=tuple(map(wording.thing, entity.types)),
        names=tuple(name for name in _names(entity, *_TITLES) if name.text != title.text),
        also=_names(entity, "alternative"),
        misprints=_names(entity, "misprint"),
        lede=_lede(entity),
        facts=() if beside.said else tuple(_facts(wording, entity)),
        said=_said(wording, beside.said) if beside.said else None,
        contests=contests(wording, entity.claims, beside.contested),
        rule=wording.thing(DIRECT_TRIPLES).href,
        parts=beside.parts,
        panels=filled,
        silent=tuple(panel for panel in beside.panels if panel not in filled),
        ties=tuple(_groups(wording, entity)),
        tie_count=len({tie.iri for tie in entity.ties}),
        partner_count=len({tie.partner for tie in entity.ties}),
        claims=tuple(_claim_row(wording, claim) for claim in as_printed(entity.claims)),
        links=tuple(
            _links(wording, links) for links in entity.links if links.property not in _told(entity)
        ),
        tools=beside.tools,
        forms=form_links(address, DOCUMENT),
    )


def _compare(iri: str, language: str) -> str:
    """Where an actor is compared with others; nowhere for what is none."""
    actor = kind_of(iri) == "actor"
    return in_language(language, f"/compare?id={iri.removeprefix(ID)}") if actor else ""


def _title(wording: Wording, entity: Entity, said: Claim | None) -> Label:
    """The name of a thing; a claim and a hypothesis are called by what they are about."""
    if said:
        subject = wording.label(said.subject)
        return Label(f"{subject.text}: {wording.label(said.property).text}", subject.language)
    two = [value.value for name, value in entity.statements if name == _CANDIDATE]
    if two:
        names = [wording.label(iri).text for iri in two]
        return Label(wording.words["hypothesis_title"].format(names=" / ".join(names)), "")
    return wording.label(entity.iri)


def _is_shown(panel: Panel, entity: Entity) -> bool:
    """Whether a panel has something to say; the ties of an actor are drawn by the page itself."""
    return bool(panel.count or panel.failed or (panel.name == "actor_ties" and entity.ties))


def _lede(entity: Entity) -> tuple[Label, ...]:
    """Why two things may be one, in the words of whoever thinks so."""
    return tuple(
        Label(value.value, value.language or "")
        for name, value in entity.statements
        if name == _RATIONALE and isinstance(value, Literal)
    )


def _said(wording: Wording, claim: Claim) -> Said:
    (mark,) = evidence(wording, [claim])
    return Said(
        wording.thing(claim.subject),
        wording.heading(claim.property),
        reading(wording, claim.property, claim.value, [claim]),
        mark,
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
        if name not in _UNTOLD and name not in _told(entity):
            values.setdefault(name, []).append(wording.value(value, name))
    for name in sorted(values, key=wording.heading):
        href = wording.thing(name).href if name.startswith(CGO) else None
        yield Fact(wording.heading(name), tuple(values[name]), href)


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


def _told(entity: Entity) -> frozenset[str]:
    return _TOLD.get(kind_of(entity.iri), frozenset()) | {_CANDIDATE}


def _links(wording: Wording, links: Links) -> LinkGroup:
    things = tuple(wording.thing(iri) for iri in links.things[:_SHOWN_LINKS])
    return LinkGroup(
        wording.heading(links.property), links.count, things, links.count - len(things)
    )
