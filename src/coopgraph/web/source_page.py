"""The page about a publication: what is known of it, then table by table what it prints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anyio.to_thread import run_sync
from pyoxigraph import QuerySolution
from starlette.requests import Request

from coopgraph.entities import Entity, Value, label, text
from coopgraph.names import CGO, DATA, DCTERMS, ID, RDFS
from coopgraph.search import Label
from coopgraph.web.addresses import DOCUMENT, FormLink, form_links
from coopgraph.web.entity_page import Fact
from coopgraph.web.languages import LANGUAGES, words
from coopgraph.web.panels import Panel, Tools, read_panels, title_of, tools_of
from coopgraph.web.parts import PartShown, read_parts
from coopgraph.web.render import language_of, link
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

_TITLE, _NOT_SAID = DCTERMS + "title", CGO + "notSaid"
_KNOWN = (
    _TITLE,
    *(DCTERMS + name for name in ("creator", "bibliographicCitation", "issued")),
    *(DCTERMS + name for name in ("type", "language", "license")),
)


@dataclass(frozen=True)
class NameRow:
    """A name that the source gives to a thing, the record of ours that has it, and the claim."""

    name: Label
    thing: Shown
    form: str
    lines: str
    record: Shown
    claim: str | None


@dataclass(frozen=True)
class SourcePage:
    """What the template shows of a publication."""

    iri: str
    title: Label
    mark: str
    publication: str
    is_titled: bool
    known: tuple[Fact, ...]
    notes: tuple[Label, ...]
    tables: tuple[Shown, ...]
    parts: tuple[PartShown, ...]
    panels: tuple[Panel, ...]
    names: tuple[NameRow, ...]
    names_title: str
    known_tools: Tools
    names_tools: Tools
    forms: tuple[FormLink, ...]

    @property
    def rows(self) -> int:
        """The rows taken from all its tables."""
        return sum(len(part.facsimile.rows) for part in self.parts if part.facsimile.is_printed)

    @property
    def absent(self) -> int:
        """The cells that say that there is no value."""
        return sum(part.absent for part in self.parts)

    @property
    def contested(self) -> int:
        """The cells with which another source does not agree."""
        return sum(part.contested for part in self.parts)


async def source_page(request: Request, entity: Entity, address: str) -> SourcePage:
    """The page of a publication.

    Args:
        request: what is being answered.
        entity: the facts about the publication.
        address: the local address of its document.
    """
    site, language = site_of(request), language_of(request)
    reader, iri = site.reader, entity.iri
    names = await reader.rows("source_names", iri)
    named = await reader.labels({text(row[name]) for row in names for name in ("thing", "form")})
    wording = Wording(language, words(language), {**entity.labels, **named})
    values: dict[str, list[Value]] = {}
    for name, value in entity.statements:
        values.setdefault(name, []).append(value)
    return SourcePage(
        iri=iri,
        title=wording.label(iri),
        mark="".join(value.value for value in values.get(CGO + "siglum", ())),
        publication="".join(value.value for value in values.get(DCTERMS + "type", ())),
        is_titled=_TITLE in values,
        known=tuple(_known(wording, values)),
        notes=tuple(label(value) for value in values.get(RDFS + "comment", ())),
        tables=await run_sync(_tables, site.data, iri.removeprefix(f"{ID}source/"), language),
        parts=await read_parts(reader, site.data, iri, "source_parts", language),
        panels=await read_panels(reader, iri, language, site.settings.panel_limit),
        names=tuple(_name(wording, row) for row in names),
        names_title=title_of(reader, "source_names", language),
        known_tools=tools_of(reader, "entity_statements", iri, language),
        names_tools=tools_of(reader, "source_names", iri, language),
        forms=form_links(address, DOCUMENT),
    )


def _known(wording: Wording, values: dict[str, list[Value]]) -> Iterator[Fact]:
    """What a reader would look for in a reference, also where the source does not say it."""
    unsaid = {value.value for value in values.get(_NOT_SAID, ())}
    for name in _KNOWN:
        if name in values or name in unsaid:
            shown = tuple(_shown(wording, value, name) for value in values.get(name, ()))
            yield Fact(wording.heading(name), shown)


def _shown(wording: Wording, value: Value, name: str) -> Shown:
    catalogue = wording.words
    if name == DCTERMS + "language" and value.value in LANGUAGES:
        return Shown(words(value.value)["language_name"], value.value)
    if name == DCTERMS + "type":
        return Shown(catalogue.get(f"publication_{value.value}", value.value))
    return wording.value(value)


def _tables(data: Path, key: str, language: str) -> tuple[Shown, ...]:
    """Our tables of a source: those of its article, or the reference set of its name."""
    paths: Sequence[Path] = sorted(data.glob(f"*/{key}/*.csv"))
    names = [path.relative_to(data).as_posix() for path in paths]
    return tuple(Shown(f"data/{name}", "", link(DATA + name, language)) for name in names)


def _name(wording: Wording, row: QuerySolution) -> NameRow:
    path, _, place = text(row["cell"]).partition("#cell=")
    record = f"{path.rpartition('/')[2]}:{place.partition(',')[0]}"
    return NameRow(
        label(row["name"]),
        wording.thing(text(row["thing"])),
        wording.heading(text(row["form"])),
        text(row["lines"]),
        Shown(record, "", wording.thing(text(row["cell"])).href),
        wording.thing(text(row["claim"])).href,
    )
