"""The releases that lie beside the one served, as a feed: `/releases.atom` (RFC 4287)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.names import BASE, PROJECT
from coopgraph.release import read_manifest
from coopgraph.web.citation import AUTHOR
from coopgraph.web.headers import REVALIDATE
from coopgraph.web.site import site_of

_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Written:
    """A release: its name, what it holds, and when it was written here.

    A release has no day of its own, for the same tables give the same release on any.
    """

    id: str
    triples: int
    warnings: int
    at: datetime


async def feed(request: Request) -> Response:
    """The releases, the latest first; of each what its manifest says."""
    site = site_of(request)
    found = await run_sync(read_releases, site.folder.parent)
    headers = {"Cache-Control": REVALIDATE}
    return Response(_feed(found), 200, headers, f"{_MEDIA_TYPE}; charset=utf-8")


def read_releases(folder: Path) -> list[Written]:
    """The releases of a folder, the latest first."""
    return sorted(_written(folder), key=lambda each: (each.at, each.id), reverse=True)


def _written(folder: Path) -> Iterator[Written]:
    for path in folder.glob("[!.]*/manifest.json"):
        manifest = read_manifest(path.parent)
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        yield Written(manifest["release"], manifest["triples"], manifest["warnings"], at)


def _feed(releases: list[Written]) -> bytes:
    Xml.register_namespace("", _ATOM)
    feed = Xml.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"{PROJECT}/releases")
    _add(feed, "title", "coopgraph: releases")
    _add(feed, "updated", releases[0].at.isoformat(timespec="seconds"))
    _add(_add(feed, "author"), "name", AUTHOR)
    _add(feed, "link", rel="self", href="/releases.atom", type=_MEDIA_TYPE)
    for release in releases:
        entry = _add(feed, "entry")
        _add(entry, "id", f"{BASE}releases/{release.id}")
        _add(entry, "title", f"Release {release.id}")
        _add(entry, "updated", release.at.isoformat(timespec="seconds"))
        _add(entry, "link", href=f"/releases/{release.id}")
        _add(entry, "summary", f"{release.triples} triples, {release.warnings} warnings")
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
    child = Xml.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text or None
    return child
