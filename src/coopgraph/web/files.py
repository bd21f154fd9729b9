"""Files as they are: the curated tables, so that the IRI of a cell resolves."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from coopgraph.web.addresses import read_format
from coopgraph.web.headers import REVALIDATE
from coopgraph.web.negotiation import CSV, HTML, JSON, choose
from coopgraph.web.render import page
from coopgraph.web.site import site_of


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
    if served.path.suffix == ".json":
        return _file(served, JSON.media_type)
    form = choose(request.headers.get("accept"), (CSV, HTML), [read_format(request)])
    if form is CSV:
        return _file(served, "text/csv; charset=utf-8; header=present")
    matter = await run_sync(_read, served)
    headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
    return page(request, "table", matter, here=f"/{served.name}", headers=headers)


def _file(served: _Served, media_type: str) -> Response:
    headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
    return FileResponse(served.path, media_type=media_type, headers=headers)


def _served(folder: Path, asked: str) -> _Served:
    """The file of that name; only names that the folder lists are compared, none is opened."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == asked and path.suffix in (".csv", ".json") and path.is_file():
            return _Served(path, f"data/{name}")
    raise HTTPException(404)


def _read(served: _Served) -> TablePage:
    with served.path.open(encoding="utf-8", newline="") as file:
        header, *records = csv.reader(file)
    return TablePage(served.name, tuple(header), tuple(tuple(record) for record in records))
