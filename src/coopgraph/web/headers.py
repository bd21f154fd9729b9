"""Header lines: those that every answer carries, entity tags, links between forms."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coopgraph.names import BASE
from coopgraph.web.logs import ID_HEADER
from coopgraph.web.negotiation import Form
from coopgraph.web.site import Site

# On every answer: what a browser may do with it, and that pages of every host may read it.
EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"ETag, Link, Location, Retry-After, {ID_HEADER}",
}

# An answer may be kept, but not used again before asking whether the release is still the same.
REVALIDATE = "no-cache"

_MODEL = "/ontology"


class Everywhere:
    """Put the lines that stand everywhere on every answer of an application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the lines added (ASGI)."""

        async def send_with_lines(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in EVERYWHERE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_lines)


def entity_tag(site: Site, *parts: str) -> str:
    """The entity tag of an answer that the release, the program and these parts determine."""
    return f'"{sha256("|".join((site.edition, *parts)).encode()).hexdigest()[:32]}"'


def unchanged(request: Request, headers: Mapping[str, str]) -> Response | None:
    """The answer 304 where the client holds what the entity tag names (RFC 9110, 13.1.2)."""
    held = [
        tag.strip().removeprefix("W/")
        for tag in request.headers.get("if-none-match", "").split(",")
    ]
    if headers["ETag"].removeprefix("W/") in held or "*" in held:
        return Response(status_code=304, headers=headers)
    return None


def document_links(address: str, offered: Iterable[Form], *, in_rdf: bool = False) -> str:
    """The Link line of a document: its canonical address, each of its forms, and the model.

    The forms are named relative to the host, so that they are found wherever the service runs.
    What is sent in RDF also names the shapes that it is made to fit (RFC 6906).
    """
    links = [f'<{BASE}{address.removeprefix("/")}>; rel="canonical"']
    links += [
        f'<{address}.{form.names[0]}>; rel="alternate"; type="{form.media_type}"'
        for form in offered
    ]
    links.append(f'<{_MODEL}>; rel="describedby"')
    if in_rdf:
        links.append(f'<{BASE}shapes>; rel="profile"')
    return ", ".join(links)
