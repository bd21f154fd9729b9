"""The curated tables as they are, so that the IRI of a cell resolves."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coopgraph.web.addresses import read_format
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.negotiation import CSV, HTML, JSON, Form, choose
from coopgraph.web.ranges import send_file
from coopgraph.web.render import language_of, page
from coopgraph.web.site import Site, site_of

_MEDIA_TYPES = {CSV: "text/csv; charset=utf-8; header=present", JSON: JSON.media_type}


@dataclass(frozen=True)
class TablePage:
    """A table of ours, each cell with the address that RFC 7111 gives it."""

    path: str
    header: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]


class _Served(NamedTuple):
    path: Path
    name: str


async def data(request: Request) -> Response:
    """A curated table, as CSV or, for a browser, as a page; or a schema or package file."""
    served = await run_sync(_served, site_of(request).data, request.path_params["path"])
    if served is None:
        raise HTTPException(404)
    form = JSON if served.path.suffix == ".json" else _choose(request)
    tag = entity_tag(site_of(request), served.name, form.media_type, language_of(request))
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": REVALIDATE}
    if form is not HTML:
        return await send_file(request, served.path, headers, _MEDIA_TYPES[form])
    if same := unchanged(request, headers):
        return same
    matter = await run_sync(_read, served)
    return page(request, "table", matter, here=f"/{served.name}", headers=headers)


def _choose(request: Request) -> Form:
    return choose(request.headers.get("accept"), (CSV, HTML), [read_format(request)])


async def is_served(site: Site, name: str) -> bool:
    """Whether there is a file of that name below `/data/`."""
    return await run_sync(_served, site.data, name) is not None


def _served(folder: Path, asked: str) -> _Served | None:
    """The file of that name; only names that the folder lists are compared, none is opened."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == asked and path.suffix in (".csv", ".json") and path.is_file():
            return _Served(path, f"data/{name}")
    return None


def _read(served: _Served) -> TablePage:
    with served.path.open(encoding="utf-8", newline="") as file:
        header, *records = csv.reader(file)
    return TablePage(served.name, tuple(header), tuple(tuple(record) for record in records))
