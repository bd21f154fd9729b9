"""The data set as a whole: `/dataset`, and `/.well-known/void` (RFC 5785) for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from coopgraph.names import CGO, DATASET
from coopgraph.web.addresses import (
    GRAPH,
    FormLink,
    as_rdf,
    form_links,
    negotiate,
    read_served,
)
from coopgraph.web.facts import Count, read_counts, read_facts
from coopgraph.web.graphs import sizes
from coopgraph.web.headers import unchanged
from coopgraph.web.languages import number
from coopgraph.web.negotiation import HTML
from coopgraph.web.render import in_language, language_of, page, words_of
from coopgraph.web.site import site_of
from coopgraph.web.void import describe_dataset
from coopgraph.web.wording import Shown, Wording

_ADDRESS, _WELL_KNOWN = "/dataset", "/.well-known/void"


@dataclass(frozen=True)
class Counted:
    """A graph, class or property, and how much there is of it."""

    thing: Shown
    number: str


@dataclass(frozen=True)
class DatasetPage:
    """What the template shows of the data set."""

    iri: str
    graphs: tuple[Counted, ...]
    classes: tuple[Counted, ...]
    properties: tuple[Counted, ...]
    forms: tuple[FormLink, ...]


async def dataset(request: Request) -> Response:
    """What the data set holds, counted: a page, or a description in RDF."""
    asked = replace(read_served(request, GRAPH, _ADDRESS, _WELL_KNOWN), address=_ADDRESS)
    form, headers = negotiate(request, asked, GRAPH)
    if same := unchanged(request, headers):
        return same
    if form is HTML:
        matter = await _page(request)
        return page(request, "dataset", matter, here=_ADDRESS, headers=headers)
    described = describe_dataset(await read_facts(site_of(request)))
    return Response(as_rdf(described, form), 200, headers, form.media_type)


async def dataset_redirect(request: Request) -> Response:
    """Lead from the data set to what describes it (303)."""
    return RedirectResponse(in_language(language_of(request), _ADDRESS), 303)


async def _page(request: Request) -> DatasetPage:
    reader = site_of(request).reader
    classes = await read_counts(reader, "dataset_classes")
    properties = await read_counts(reader, "dataset_properties")
    totals = [total(classes), total(properties)]
    labels = await reader.labels({iri for found in totals for iri in found})
    wording = Wording(language_of(request), words_of(request), labels)
    graphs = sizes(site_of(request).release)
    return DatasetPage(
        iri=DATASET.value,
        graphs=_counted(wording, graphs),
        classes=_counted(wording, totals[0]),
        properties=_counted(wording, totals[1]),
        forms=form_links(_ADDRESS, GRAPH),
    )


def total(counts: Iterable[Count]) -> Mapping[str, int]:
    """The counts of all graphs together, by class or property."""
    totals: dict[str, int] = {}
    for count in counts:
        totals[count.term] = totals.get(count.term, 0) + count.number
    return totals


def _counted(wording: Wording, numbers: Mapping[str, int]) -> tuple[Counted, ...]:
    """Our own terms first, the most frequent before the others."""
    ordered = sorted(numbers, key=lambda iri: (not iri.startswith(CGO), -numbers[iri], iri))
    return tuple(
        Counted(wording.thing(iri), number(numbers[iri], wording.words)) for iri in ordered
    )
