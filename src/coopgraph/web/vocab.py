"""The schemes and their concepts, with the things that use them: `/vocab/{scheme}/{concept}`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import QuerySolution
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import Labels, Reader, label, text
from coopgraph.names import BASE, SKOS
from coopgraph.search import Label
from coopgraph.web.addresses import MODEL, FormLink, form_links, negotiate, read_asked
from coopgraph.web.headers import unchanged
from coopgraph.web.languages import best, number
from coopgraph.web.negotiation import HTML
from coopgraph.web.panels import Panel, lasting, read_panels
from coopgraph.web.render import language_of, page, words_of
from coopgraph.web.site import site_of
from coopgraph.web.streaming import begin, send
from coopgraph.web.wording import Shown, Wording

_NAME, _DEFINITION, _SCOPE = (SKOS + name for name in ("prefLabel", "definition", "scopeNote"))
_PATH = re.compile(r"(?:/[a-z0-9]+(?:-[a-z0-9]+)*){2,3}")
_SHOWN = 30

Texts = Mapping[str, Mapping[str, tuple[Label, ...]]]


@dataclass(frozen=True)
class Use:
    """The things that name a concept by one property: how many, the first of them, the rest."""

    property: Shown
    count: str
    things: tuple[Shown, ...]
    more: str


@dataclass(frozen=True)
class ConceptEntry:
    """A concept in the list of its scheme."""

    concept: Shown
    definition: Label


@dataclass(frozen=True)
class VocabPage:
    """What the template shows of a scheme, with its concepts, or of a concept, with its uses."""

    iri: str
    title: Label
    scheme: Shown | None
    labels: tuple[Label, ...]
    definitions: tuple[Label, ...]
    notes: tuple[Label, ...]
    concepts: tuple[ConceptEntry, ...]
    panels: tuple[Panel, ...]
    uses: tuple[Use, ...]
    forms: tuple[FormLink, ...]


async def vocab(request: Request) -> Response:
    """A scheme or a concept: a page, or what the graph states of it."""
    asked = read_asked(request, request.scope["path"], MODEL)
    if not _PATH.fullmatch(asked.address):
        raise HTTPException(404)
    reader, iri = site_of(request).reader, BASE + asked.address.removeprefix("/")
    texts = await _texts(reader, iri)
    if iri not in texts:
        raise HTTPException(404)
    form, headers = negotiate(request, asked, MODEL)
    if same := unchanged(request, headers):
        return same
    if form is not HTML:
        query = reader.document("vocab_document", form.media_type, iri)
        return await send(request, await begin(request, query), headers)
    matter = await _page(request, iri, texts, form_links(asked.address, MODEL))
    lines = lasting(headers, matter.panels)
    return page(request, "vocab", matter, here=asked.address, headers=lines)


async def _texts(reader: Reader, iri: str) -> Texts:
    """What is said in words of a scheme and its concepts, or of a concept and its scheme."""
    texts: dict[str, dict[str, tuple[Label, ...]]] = {}
    for row in await reader.rows("vocab_texts", iri):
        about = texts.setdefault(text(row["about"]), {})
        name = text(row["property"])
        about[name] = (*about.get(name, ()), label(row["text"]))
    return texts


async def _page(request: Request, iri: str, texts: Texts, forms: tuple[FormLink, ...]) -> VocabPage:
    site = site_of(request)
    reader, limit = site.reader, site.settings.panel_limit
    counts = await reader.rows("vocab_uses", iri)
    things = _grouped(await reader.rows("vocab_things", iri))
    named = [text(row["property"]) for row in counts]
    named += [thing for found in things.values() for thing in found[:_SHOWN]]
    labels = {**await reader.labels(named), **_labels(texts)}
    wording = Wording(language_of(request), words_of(request), labels)
    others = sorted(other for other in texts if other != iri)
    is_scheme = any(other.startswith(iri) for other in others)
    return VocabPage(
        iri=iri,
        title=wording.label(iri),
        scheme=None if is_scheme or not others else wording.thing(others[0]),
        labels=texts[iri].get(_NAME, ()),
        definitions=texts[iri].get(_DEFINITION, ()),
        notes=texts[iri].get(_SCOPE, ()),
        concepts=tuple(_entry(wording, texts, each) for each in others) if is_scheme else (),
        panels=() if is_scheme else await read_panels(reader, iri, wording.language, limit),
        uses=tuple(_use(wording, row, things) for row in counts),
        forms=forms,
    )


def _grouped(rows: Iterable[QuerySolution]) -> Mapping[str, Sequence[str]]:
    things: dict[str, list[str]] = {}
    for row in rows:
        things.setdefault(text(row["property"]), []).append(text(row["thing"]))
    return things


def _labels(texts: Texts) -> Labels:
    return {iri: about.get(_NAME, ()) for iri, about in texts.items()}


def _entry(wording: Wording, texts: Texts, iri: str) -> ConceptEntry:
    definition = best(texts[iri].get(_DEFINITION, ()), wording.language)
    return ConceptEntry(wording.thing(iri), definition or Label("", ""))


def _use(wording: Wording, row: QuerySolution, things: Mapping[str, Sequence[str]]) -> Use:
    name, count = text(row["property"]), int(text(row["things"]))
    shown = tuple(wording.thing(iri) for iri in things.get(name, ())[:_SHOWN])
    return Use(
        property=wording.thing(name),
        count=number(count, wording.words),
        things=shown,
        more=number(count - len(shown), wording.words) if count > len(shown) else "",
    )
