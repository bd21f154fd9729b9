"""The whole release as files: `/dumps/`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.web.addresses import negotiate, read_served
from coopgraph.web.headers import REVALIDATE, unchanged
from coopgraph.web.languages import Words, number
from coopgraph.web.negotiation import CSV, HTML, JSON, NQUADS, NTRIPLES, TRIG, TURTLE
from coopgraph.web.ranges import send_file
from coopgraph.web.render import page, words_of
from coopgraph.web.site import site_of

_FOLDER = "dumps/"
_ADDRESS = "/dumps"
_FORMS = (HTML, JSON)
_MEDIA_TYPES: Mapping[str, str] = {
    **{f".{form.names[0]}": form.media_type for form in (NQUADS, TRIG, TURTLE, NTRIPLES, JSON)},
    ".csv": f"{CSV.media_type}; charset=utf-8; header=present",
    ".bz2": "application/x-bzip2",
    "": "text/plain; charset=utf-8",
}


class Dump(NamedTuple):
    """A file of the release: its name, what it is written in, its bytes, and their SHA-256."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class DumpRow:
    """A file in the list."""

    name: str
    href: str
    media_type: str
    size: str
    sha256: str


@dataclass(frozen=True)
class DumpsPage:
    """What the template shows of the files."""

    rows: tuple[DumpRow, ...]


def read_dumps(folder: Path) -> tuple[Dump, ...]:
    """The dumps that the manifest of a release names."""
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return tuple(
        _dump(folder / path, path.removeprefix(_FOLDER), digest)
        for path, digest in sorted(files.items())
        if path.startswith(_FOLDER)
    )


async def dumps(request: Request) -> Response:
    """What files there are, how long they are, and the sums by which a copy is checked."""
    asked = replace(read_served(request, _FORMS, _ADDRESS, f"/{_FOLDER}"), address=_ADDRESS)
    form, headers = negotiate(request, asked, _FORMS)
    if same := unchanged(request, headers):
        return same
    found = await run_sync(read_dumps, site_of(request).folder)
    if form is JSON:
        files = [dump._asdict() | {"href": f"/{_FOLDER}{dump.name}"} for dump in found]
        members = {"release": site_of(request).release.id, "files": files}
        return JSONResponse(members, headers=headers)
    matter = DumpsPage(tuple(_row(dump, words_of(request)) for dump in found))
    return page(request, "dumps", matter, here=f"/{_FOLDER}", headers=headers)


async def dump(request: Request) -> Response:
    """One file, or the part of it that a client asks for."""
    folder, name = site_of(request).folder, request.path_params["name"]
    for found in await run_sync(read_dumps, folder):
        if found.name == name:
            # The sum names the bytes, so a tag holds for a part as for the whole.
            headers = {"ETag": f'"{found.sha256}"', "Cache-Control": REVALIDATE}
            return await send_file(request, folder / _FOLDER / name, headers, found.media_type)
    raise HTTPException(404)


def _row(dump: Dump, catalogue: Words) -> DumpRow:
    return DumpRow(
        dump.name,
        f"/{_FOLDER}{dump.name}",
        dump.media_type.partition(";")[0],
        number(dump.size, catalogue),
        dump.sha256,
    )


def _dump(path: Path, name: str, digest: str) -> Dump:
    media_type = _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
    return Dump(name, media_type, path.stat().st_size, digest)
