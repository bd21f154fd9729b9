"""The application: its addresses, its layers, and the release that it opens and closes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, TypedDict

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from coopgraph.entities import Reader, page_queries
from coopgraph.settings import Settings
from coopgraph.store.base import Store
from coopgraph.store.embedded import open_store
from coopgraph.store.remote import Held, open_remote
from coopgraph.web.analysis import analysis
from coopgraph.web.bounds import Bounds
from coopgraph.web.browse_page import browse, kinds
from coopgraph.web.cite import cite
from coopgraph.web.codings import Codings
from coopgraph.web.compare_page import compare
from coopgraph.web.current import Current, Served, following
from coopgraph.web.dataset import dataset, dataset_redirect
from coopgraph.web.documents import document, short_address, thing_redirect
from coopgraph.web.dumps import dump, dumps
from coopgraph.web.endpoints import Endpoint, complete
from coopgraph.web.feed import feed
from coopgraph.web.files import data
from coopgraph.web.graphs import graph
from coopgraph.web.headers import Everywhere
from coopgraph.web.languages import LANGUAGES
from coopgraph.web.logs import RequestLog
from coopgraph.web.lookup import lookup
from coopgraph.web.metered import Metered
from coopgraph.web.metrics import Meters
from coopgraph.web.model import alignments, ontology, shapes
from coopgraph.web.openapi_page import docs, openapi
from coopgraph.web.pages import home, sources
from coopgraph.web.problems import handle_problems
from coopgraph.web.question_pages import question, questions
from coopgraph.web.reconcile import METHODS as RECONCILE_METHODS
from coopgraph.web.reconcile import preview, propose, reconcile, suggest_name, view
from coopgraph.web.release_pages import release_diff, releases
from coopgraph.web.rules_page import rule, rules
from coopgraph.web.search_page import search
from coopgraph.web.site import INDEX, Release, Site, edition_of, read_release
from coopgraph.web.sitemap import robots, sitemap, sitemap_part
from coopgraph.web.sparql import METHODS, sparql
from coopgraph.web.status import health, metrics, ready
from coopgraph.web.suggest import suggest
from coopgraph.web.tested_page import tested
from coopgraph.web.validation_page import validation
from coopgraph.web.vocab import vocab
from coopgraph.web.worklists import worklists

_STATIC = StaticFiles(directory=Path(__file__).parent / "static")


async def static(request: Request) -> Response:
    """A file that the pages need.

    Raises:
        HTTPException: 404.
    """
    response = await _STATIC.get_response(request.path_params["name"], request.scope)
    # Nobody reads a style in parts, and without that it is sent in fewer bytes.
    del response.headers["Accept-Ranges"]
    return response


ROUTES: dict[str, Endpoint] = {
    "/": home,
    "/search": search,
    "/search.{suffix}": search,
    "/suggest": suggest,
    "/cite": cite,
    "/cite.{suffix}": cite,
    "/releases.atom": feed,
    "/browse": kinds,
    "/browse/{kind}": browse,
    "/analysis": analysis,
    "/compare": compare,
    "/sources": sources,
    "/sources/{key}": short_address,
    "/claims/{key}": short_address,
    "/queries": questions,
    "/queries.{suffix}": questions,
    "/queries/{name}": question,
    "/openapi.json": openapi,
    "/docs": docs,
    "/tested": tested,
    "/validation": validation,
    "/validation.{suffix}": validation,
    "/rules": rules,
    "/rules.{suffix}": rules,
    "/rules/{name}": rule,
    "/id/{kind}/{key}": thing_redirect,
    "/doc/{kind}/{key}": document,
    "/lookup": lookup,
    "/ontology": ontology,
    "/ontology.{suffix}": ontology,
    "/ontology/{version}": ontology,
    "/alignments": alignments,
    "/alignments.{suffix}": alignments,
    "/alignments/{version}": alignments,
    "/shapes": shapes,
    "/shapes.{suffix}": shapes,
    "/vocab/{scheme}": vocab,
    "/vocab/{scheme}/{concept}": vocab,
    "/graph/{name:path}": graph,
    "/dataset": dataset,
    "/dataset.{suffix}": dataset,
    "/dataset/coopgraph": dataset_redirect,
    "/.well-known/void": dataset,
    "/.well-known/void.{suffix}": dataset,
    "/dumps": dumps,
    "/dumps.{suffix}": dumps,
    "/dumps/": dumps,
    "/dumps/{name:path}": dump,
    "/data/{path:path}": data,
    "/worklists": worklists,
    "/worklists.json": worklists,
    "/worklists.csv": worklists,
    "/worklists/{name}": worklists,
    "/releases": releases,
    "/releases.json": releases,
    "/releases/{name}": releases,
    "/releases/{before}/diff/{after}": release_diff,
    "/reconcile/view": view,
    "/reconcile/preview": preview,
    "/reconcile/propose": propose,
    "/reconcile/suggest/{what}": suggest_name,
    "/health": health,
    "/ready": ready,
    "/metrics": metrics,
    "/sitemap.xml": sitemap,
    "/sitemap-{number}.xml": sitemap_part,
    "/robots.txt": robots,
    "/static/{name:path}": static,
}
_READING = ["GET", "HEAD", "OPTIONS"]


class State(TypedDict):
    """What a request finds in its state, from which it is lent its site."""

    served: Served
    meters: Meters


class Languages:
    """Take the prefix of a language off an address (`/es/search`) and keep it in the state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does at the address without the prefix (ASGI)."""
        if scope["type"] == "http":
            _, _, rest = scope["path"].partition("/")
            language, _, path = rest.partition("/")
            if language in LANGUAGES:
                state = {**scope.get("state", {}), "language": language}
                scope = {**scope, "path": f"/{path}", "state": state}
        await self.app(scope, receive, send)


def create_app(
    release_folder: Path,
    settings: Settings,
    remote: str | None = None,
    follow: Path | None = None,
) -> FastAPI:
    """The service of a release.

    Args:
        release_folder: a release, as a build makes it.
        settings: the limits of a query.
        remote: a SPARQL endpoint that holds the release and is asked in place of its own store.
        follow: a link to a release; when it comes to name another, that one is served.

    Raises:
        CannotRun: the release or the queries of the pages cannot be read.
    """
    matter, meters = _read(release_folder, settings), Meters()

    async def open_other(folder: Path) -> Site:
        return await _open(await run_sync(_read, folder, settings), settings, remote, meters)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        served = Served(await _open(matter, settings, remote, meters))
        try:
            async with following(served, follow, open_other):
                yield {"served": served, "meters": meters}
        finally:
            await served.close()

    app = FastAPI(
        title="coopgraph",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,
    )
    for path, endpoint in ROUTES.items():
        app.add_route(path, complete(path, endpoint, _READING), _READING)
    for path in ("/sparql", "/sparql.{suffix}"):
        app.add_route(path, complete(path, sparql, METHODS), METHODS)
    route = "/reconcile"
    app.add_route(route, complete(route, reconcile, RECONCILE_METHODS), RECONCILE_METHODS)
    handle_problems(app)
    app.add_middleware(Bounds)
    app.add_middleware(Languages)
    app.add_middleware(Everywhere)
    app.add_middleware(Codings)
    # Around all else, so that it sees also what is answered where something broke.
    inner = Current(app.build_middleware_stack())
    app.middleware_stack = RequestLog(inner, meters.see_request)
    return app


class _Matter(NamedTuple):
    """What is read of a release before its store is opened."""

    folder: Path
    release: Release
    queries: Mapping[str, str]
    edition: str


def _read(folder: Path, settings: Settings) -> _Matter:
    release, queries = read_release(folder), page_queries(folder)
    return _Matter(folder, release, queries, edition_of(release, queries, settings.tracker))


async def _open(matter: _Matter, settings: Settings, remote: str | None, meters: Meters) -> Site:
    release, folder = matter.release, matter.folder
    if remote is None:
        store: Store = await open_store(folder, settings)
    else:
        store = open_remote(remote, settings, Held(release.id, tuple(release.graphs)))
    reader = Reader(Metered(store, meters), matter.queries)
    return Site(release, folder, reader, folder / INDEX, settings, matter.edition)
