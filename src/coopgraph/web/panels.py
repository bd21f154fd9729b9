"""Panels: what one stored query of a page answers, as a table, with the query and its data.

Which panels a page has is decided by the kind in the thing's IRI; the query's own notes name it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from pyoxigraph import NamedNode, QuerySolution

from coopgraph.entities import (
    Claim,
    Reader,
    Value,
    label,
    read_claims,
    stated,
    text,
)
from coopgraph.errors import QueryTimeout, QueryTooLarge, StoreBusy, StoreFailed
from coopgraph.names import CGO, ID, VOCAB
from coopgraph.queries import read_notes, with_values, without_notes
from coopgraph.web.contested import by_source
from coopgraph.web.evidence import Evidence, evidence
from coopgraph.web.languages import best, words
from coopgraph.web.maps import actor_map
from coopgraph.web.pictures import circle, columns, joined, sides, statistics, timeline
from coopgraph.web.render import in_language
from coopgraph.web.wording import Shown, Wording


class Picture(Protocol):
    """What the template of its kind draws (`templates/pictures.html`)."""

    @property
    def kind(self) -> str:
        """The name of that template."""


# Draws the rows of a panel about the thing with that IRI.
Draw = Callable[[Wording, str, Sequence[QuerySolution]], Picture | None]


class Spec(NamedTuple):
    """A panel: its query, the variables that it shows, and how.

    `proof` is the variable of the thing that a row is: the row links it, and its claims are shown
    as source marks. `group` is the variable by which rows stand together, `tally` the one whose
    values are counted in the note. What `draw` makes of the rows stands before them or in their
    place; a panel without columns and `draw` is the page's own. Where one that is `wanted` is
    empty, the page says so.
    """

    query: str
    columns: tuple[str, ...] = ()
    proof: str = ""
    group: str = ""
    tally: str = ""
    wanted: bool = False
    draw: Draw | None = None


_HYPOTHESES = Spec("entity_hypotheses", ("other", "because", "hypothesis"))
_CONFLICTS = Spec(
    "entity_conflicts",
    ("thing", "property", "value", "plain"),
    "claim",
    "conflict",
    draw=sides,
)
_REMARKS = Spec("entity_remarks", ("property", "value"), "claim")
_MODALITY = Spec("entity_modality", ("edition", "modality", "looked_up", "basis"))
_DETERMINED = ("tie", "initiative")
PANELS: Mapping[str, tuple[Spec, ...]] = {
    "actor": (
        Spec("actor_map", ("actor", "country", "latitude", "longitude"), draw=actor_map),
        Spec("actor_ties", wanted=True),
        _CONFLICTS,
        Spec("actor_members", ("member", "role", "since"), "membership", "country", "role"),
        Spec("actor_networks", ("network", "role", "since"), "membership", wanted=True),
        Spec("actor_initiatives", ("initiative", "role", "status", "when"), "initiative"),
        Spec("actor_joined", draw=joined),
        Spec("actor_bodies", ("body", "relation", "since", "task"), "body"),
        Spec("actor_steps", ("step", "kind", "when"), "step"),
        Spec("actor_counts", ("level", "agreements", "number", "of"), "observation"),
        Spec("actor_timeline", ("with", "kind", "when", "asOf", "number"), "thing", draw=timeline),
        Spec("actor_circle", ("actor", "country", "ties"), group="region", draw=circle),
        Spec("actor_statistics", draw=statistics),
        Spec("actor_similar", ("actor", "country", "partners", "networks", "themes")),
    ),
    "initiative": (Spec("initiative_roles", ("who", "role", "country"), wanted=True),),
    "person": (Spec("person_said", ("thing", "property", "value"), "claim"),),
    "concept": (
        Spec(
            "concept_definitions",
            ("definition", "author", "year", "meaning", "words"),
            "definition",
            draw=columns,
        ),
        Spec("concept_milestones", ("step", "relation", "when", "place"), "step", draw=timeline),
        Spec("concept_claims", ("property", "value"), "claim"),
    ),
    "source": (
        Spec("source_tested", ("tested", "test_kind", "lines", "finding"), group="result"),
        Spec("source_cites", ("work", "lines", "page")),
        Spec("source_cited", ("citing", "lines", "page")),
        Spec("source_omissions", ("lines", "because"), group="omission_kind"),
    ),
    "tested": (Spec("tested_claims", ("thing", "property", "value"), "claim", "side"),),
    "territory": (
        Spec("territory_place", ("territory", "kind"), wanted=True),
        Spec("territory_government", ("actor", "kind", "ties"), wanted=True),
        Spec("territory_within", ("territory", "kind", "government"), wanted=True),
        Spec("territory_actors", ("actor", "kind", "ties")),
    ),
    "tie": (
        Spec("tie_parties", ("actor", "kind", "country"), wanted=True),
        Spec("tie_listed", ("pair", "list"), "pair"),
    ),
    "hypothesis": (
        Spec("hypothesis_candidates", ("candidate", "kind", "country", "ties"), wanted=True),
    ),
}
DIRECT_TRIPLES = f"{ID}rule/direct-triples"
"""The rule by which what sources say becomes what the plain graph says."""

# What is said in each language of the interface is shown in that of the page.
_TRANSLATED = {"meaning"}
# How exactly these are known is shown; `of` is the time of which a source speaks.
_LONG = 36
_DATES = {"since": CGO + "beginDate", "when": CGO + "date", "looked_up": CGO + "date"}


@dataclass(frozen=True)
class Tools:
    """Where the query of a panel opens in the editor, and where its answer is had as CSV."""

    query: str
    csv: str


@dataclass(frozen=True)
class PanelRow:
    """A row: for each column its values, who says so, and where the thing is that the row is."""

    cells: Mapping[str, tuple[Shown, ...]]
    evidence: tuple[Evidence, ...]
    href: str | None


@dataclass(frozen=True)
class PanelGroup:
    """Rows that stand together, under a heading or none."""

    heading: Shown | None
    rows: tuple[PanelRow, ...]

    @property
    def columns(self) -> list[list[PanelRow]]:
        """The rows by source, where each is what a source says."""
        return by_source(self.rows, lambda row: row.evidence[0].mark if row.evidence else "")

    @property
    def is_long(self) -> bool:
        """Whether one of the values is a sentence; none is to look larger than another."""
        values = (value for row in self.rows for value in row.cells["value"])
        return any(len(value.text) > _LONG for value in values)

    @property
    def plain(self) -> int:
        """How many of the rows the plain graph states."""
        return sum(value.text == "true" for row in self.rows for value in row.cells["plain"])


@dataclass(frozen=True)
class Panel:
    """A panel; `columns` and `proof` are words of the interface, `tally` counts values.

    One that `failed` was not answered in time, and nothing is known of its rows.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    proof: str
    groups: tuple[PanelGroup, ...]
    count: int
    tally: tuple[tuple[Shown, int], ...]
    tools: Tools
    picture: Picture | None
    failed: bool
    rule: str | None


@dataclass(frozen=True)
class Asked:
    """What the panels of a page are asked: values, as SPARQL writes them, for their variables.

    `iri` is the thing that the page is about, `seconds` how long the query of a panel may take.
    """

    values: Mapping[str, Sequence[str]]
    language: str
    seconds: float
    iri: str = ""


class _Read(NamedTuple):
    spec: Spec
    rows: Sequence[QuerySolution] = ()
    claims: Mapping[str, Sequence[Claim]] = {}
    failed: bool = False


def kind_of(iri: str) -> str:
    """The kind of a thing, as it stands in its IRI; a concept has its own."""
    if iri.startswith(VOCAB):
        return "concept"
    return iri.removeprefix(ID).partition("/")[0]


def title_of(reader: Reader, query: str, language: str) -> str:
    """What the notes of a page's query call it."""
    title: str = _titles(reader.queries[query])[language]
    return title


def tools_of(reader: Reader, query: str, iri: str, language: str) -> Tools:
    """The links of a panel: its query about this thing, in the editor and as CSV."""
    return tools_with(reader, query, about(iri), language)


def tools_with(
    reader: Reader, query: str, values: Mapping[str, Sequence[str]], language: str
) -> Tools:
    """The links of a panel: its query with values for its variables, in the editor and as CSV."""
    asked = without_notes(with_values(reader.queries[query], values))
    return Tools(
        in_language(language, f"/sparql?{urlencode({'query': asked})}"),
        f"/sparql?{urlencode({'query': asked, 'format': 'csv'})}",
    )


def about(*iris: str) -> Mapping[str, Sequence[str]]:
    """The values that ask a query of the pages about things.

    Raises:
        ValueError: an IRI is none.
    """
    return {"this": [str(NamedNode(iri)) for iri in iris]}


def lasting(headers: Mapping[str, str], panels: Iterable[Panel]) -> dict[str, str]:
    """The header lines of a page, which nobody is to keep where a panel was not answered."""
    if not any(panel.failed for panel in panels):
        return dict(headers)
    kept = {name: line for name, line in headers.items() if name != "ETag"}
    return {**kept, "Cache-Control": "no-store"}


async def read_panels(reader: Reader, iri: str, language: str, seconds: float) -> tuple[Panel, ...]:
    """The panels of a thing, in their order; one that is empty and not wanted is left out.

    Args:
        reader: of the release.
        iri: the thing.
        language: a language of the interface.
        seconds: how long the query of a panel may take.
    """
    kind = kind_of(iri)
    own = PANELS.get(kind, ())
    specs = (
        _HYPOTHESES,
        *(() if _CONFLICTS in own else (_CONFLICTS,)),
        *own,
        *((_MODALITY,) if kind in _DETERMINED else ()),
        *(() if kind == "concept" else (_REMARKS,)),
    )
    return await read_specs(reader, specs, Asked(about(iri), language, seconds, iri))


async def read_specs(reader: Reader, specs: Iterable[Spec], asked: Asked) -> tuple[Panel, ...]:
    """Panels with what they are asked; one that is empty and not wanted is left out."""
    read = [await _read(reader, spec, asked) for spec in specs]
    labels = await reader.labels([*_mentioned(read), *filter(None, [asked.iri])])
    wording = Wording(asked.language, words(asked.language), labels)
    return tuple(
        _panel(wording, asked.iri, each, title_of(reader, each.spec.query, asked.language), tools)
        for each in read
        if each.rows or each.failed or each.spec.wanted
        for tools in [tools_with(reader, each.spec.query, asked.values, asked.language)]
    )


@cache
def _titles(query: str) -> Mapping[str, str]:
    titles: Mapping[str, str] = read_notes(query, "a query of the pages")["title"]
    return titles


async def _read(reader: Reader, spec: Spec, asked: Asked) -> _Read:
    """What a panel asks; one that is not answered leaves the others of the page alone."""
    try:
        return await _answered(reader, spec, asked)
    except (QueryTimeout, QueryTooLarge, StoreBusy, StoreFailed):
        return _Read(spec, failed=True)


async def _answered(reader: Reader, spec: Spec, asked: Asked) -> _Read:
    if not (spec.columns or spec.draw):
        return _Read(spec)
    rows = await (
        reader.rows_with(spec.query, asked.values, asked.seconds)
        if asked.values
        else reader.rows_once(spec.query, asked.seconds)
    )
    claims: dict[str, list[Claim]] = {}
    proven = {text(row[spec.proof]) for row in rows if row[spec.proof]} if spec.proof else set()
    of_claims = spec.proof == "claim"
    query = "claim_said" if of_claims else "entity_claims"
    for claim in await read_claims(reader, *sorted(proven), query=query):
        claims.setdefault(claim.iri if of_claims else claim.subject, []).append(claim)
    return _Read(spec, rows, claims)


def _mentioned(panels: Iterable[_Read]) -> Iterator[str]:
    for panel in panels:
        for row in panel.rows:
            yield from (value.value for value in row if isinstance(value, NamedNode))
        for claim in (claim for claims in panel.claims.values() for claim in claims):
            yield from (claim.source, claim.property)
            yield from filter(None, (*claim.saying.attributed_to, claim.saying.through))


def _panel(wording: Wording, iri: str, read: _Read, title: str, tools: Tools) -> Panel:
    spec, groups = read.spec, tuple(_groups(wording, read))
    rows = [row for group in groups for row in group.rows]
    counted = (value for row in rows for value in (row.cells[spec.tally] if spec.tally else ()))
    return Panel(
        name=spec.query,
        title=title,
        columns=spec.columns,
        proof=spec.proof,
        groups=groups,
        count=len(rows) or len(read.rows),
        tally=tuple(Counter(counted).most_common()),
        tools=tools,
        picture=spec.draw(wording, iri, read.rows) if spec.draw and read.rows else None,
        failed=read.failed,
        rule=wording.thing(DIRECT_TRIPLES).href,
    )


def _groups(wording: Wording, read: _Read) -> Iterator[PanelGroup]:
    """Rows by group; those about one thing, which has several values of something, are one row."""
    spec = read.spec
    key = spec.proof or spec.columns[0] if spec.columns else ""
    grouped: dict[Value | None, dict[str, list[QuerySolution]]] = {}
    for number, row in enumerate(read.rows if spec.columns else ()):
        group = stated(row[spec.group]) if spec.group else None
        # A row that is about no thing is a row by itself.
        grouped.setdefault(group, {}).setdefault(text(row[key]) or f"#{number}", []).append(row)
    for group, things in grouped.items():
        rows = tuple(
            PanelRow(
                {name: _cell(wording, name, solutions) for name in spec.columns},
                evidence(wording, read.claims.get(thing, ())),
                wording.thing(thing).href if spec.proof and not thing.startswith("#") else None,
            )
            for thing, solutions in things.items()
        )
        yield PanelGroup(wording.value(group) if group else None, rows)


def _cell(wording: Wording, name: str, rows: Sequence[QuerySolution]) -> tuple[Shown, ...]:
    values = dict.fromkeys(stated(row[name]) for row in rows)
    if name in _TRANSLATED:
        texts = [label(value) for value in values if value]
        return tuple(Shown(*text) for text in [best(texts, wording.language)] if text)
    return tuple(wording.value(value, _DATES.get(name, "")) for value in values if value)
