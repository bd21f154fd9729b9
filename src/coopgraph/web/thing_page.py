"""Which page a thing has, and what it asks of the store besides the facts."""

from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import Claim, Entity, Reader, read_claims, text
from coopgraph.web.addresses import read_parameters
from coopgraph.web.embedded import embed
from coopgraph.web.entity_page import Beside, entity_page
from coopgraph.web.panels import kind_of, lasting, read_panels, tools_of
from coopgraph.web.parts import PartShown, read_parts
from coopgraph.web.render import language_of, page
from coopgraph.web.site import site_of
from coopgraph.web.source_page import source_page
from coopgraph.web.standing_page import standing_page

_EVERYWHERE = ("entity_statements", "entity_contested", "entity_claims", "entity_links")
_OF_ONE_KIND = {"claim": "claim_said", "part": "part_claims"}


async def thing_page(
    request: Request, entity: Entity, address: str, headers: dict[str, str]
) -> Response:
    """The page about a thing.

    Args:
        request: what is being answered.
        entity: the facts about the thing.
        address: the local address of the document, without the prefix of a language.
        headers: further header lines.

    Raises:
        BadParameter: the year as of which an actor is asked for is none, or given twice.
    """
    embedded = embed(entity, kind_of(entity.iri))
    if kind_of(entity.iri) == "source":
        source = await source_page(request, entity, address)
        lines = lasting(headers, source.panels)
        return page(request, "source", source, here=address, headers=lines, embedded=embedded)
    if kind_of(entity.iri) == "actor" and (asof := read_parameters(request, "asof").get("asof")):
        return await standing_page(request, entity, address, asof, headers)
    beside = await _beside(request, entity)
    matter = entity_page(entity, address, language_of(request), beside)
    lines = lasting(headers, beside.panels)
    return page(request, "entity", matter, here=address, headers=lines, embedded=embedded)


async def _beside(request: Request, entity: Entity) -> Beside:
    site, language, iri = site_of(request), language_of(request), entity.iri
    kind, reader = kind_of(iri), site.reader
    queries = (*_EVERYWHERE, *filter(None, [_OF_ONE_KIND.get(kind)]))
    return Beside(
        panels=await read_panels(reader, iri, language, site.settings.panel_limit),
        parts=await _parts(request, iri) if kind == "part" else (),
        contested=await _contested(reader, iri),
        said=await _said(reader, iri) if kind == "claim" else None,
        tools={query: tools_of(reader, query, iri, language) for query in queries},
    )


async def _parts(request: Request, iri: str) -> tuple[PartShown, ...]:
    site, language = site_of(request), language_of(request)
    return await read_parts(site.reader, site.data, iri, "part_about", language)


async def _contested(reader: Reader, iri: str) -> list[tuple[str, str]]:
    rows = await reader.rows("entity_contested", iri)
    return [(text(row["property"]), text(row["claim"])) for row in rows]


async def _said(reader: Reader, iri: str) -> Claim | None:
    claims = await read_claims(reader, iri, query="claim_said")
    return claims[0] if claims else None
