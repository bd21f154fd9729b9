"""Keys that name nothing any more: merged ones lead to the other thing, deleted ones say why."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from coopgraph.entities import Reader, text
from coopgraph.names import ID, KINDS, thing
from coopgraph.search import Hit
from coopgraph.web.addresses import Asked
from coopgraph.web.headers import REVALIDATE
from coopgraph.web.negotiation import TRIPLES, Form, choose
from coopgraph.web.problems import NothingLeft
from coopgraph.web.render import in_language, language_of
from coopgraph.web.site import site_of


class Retired(NamedTuple):
    """A key of a former thing: why it is retired, and the thing that stands for it, if any."""

    iri: str
    reason: str
    replacement: str


async def read_retired(reader: Reader, iri: str) -> Retired | None:
    """What is left of a thing whose key is retired; nothing where it is not."""
    rows = await reader.rows("document_retired", iri)
    if not rows:
        return None
    return Retired(iri, text(rows[0]["reason"]), text(rows[0]["replacement"]))


async def answer_retired(
    request: Request, retired: Retired, place: str, asked: Asked, offered: Sequence[Form]
) -> Response:
    """Lead to the thing that stands for another (301); for one that was deleted, its tombstone.

    Args:
        request: what is being answered.
        retired: what is left of the thing.
        place: `id` or `doc`, whichever was asked.
        asked: the address, with the forms that it names.
        offered: the forms of a document.

    Raises:
        NothingLeft: it was deleted, and the client takes no RDF.
        NotAcceptable: it was deleted, and the client takes none of the forms.
    """
    if retired.replacement:
        return _moved(request, retired.replacement, place, asked)
    form = choose(request.headers.get("accept"), offered, asked.forms)
    reader = site_of(request).reader
    if form not in TRIPLES:
        related = await _related(reader, retired.iri)
        raise NothingLeft(f"this key is used no more: {retired.reason}", related)
    answer = await reader.document("entity_document", form.media_type, retired.iri)
    tombstone = b"".join([chunk async for chunk in answer.chunks])
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    return Response(tombstone, 410, headers, form.media_type)


async def _related(reader: Reader, iri: str) -> tuple[Hit, ...]:
    """The things of other kinds under the same key, as a territory and its government often are."""
    kind, _, key = iri.removeprefix(ID).partition("/")
    labels = await reader.labels(thing(other, key).value for other in KINDS if other != kind)
    return tuple(Hit(related, "", names[0], names) for related, names in sorted(labels.items()))


def _moved(request: Request, replacement: str, place: str, asked: Asked) -> Response:
    target = f"/{place}/{quote(replacement.removeprefix(ID))}"
    if asked.suffix:
        target += f".{asked.suffix}"
    if asked.format:
        target += "?" + urlencode({"format": asked.format})
    location = in_language(language_of(request), target)
    return Response(status_code=301, headers={"Location": location, "Cache-Control": REVALIDATE})
