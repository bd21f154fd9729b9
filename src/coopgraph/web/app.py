"""The application: its addresses, its layers, and the release that it opens and closes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypedDict

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from coopgraph.entities import Reader, page_queries
from coopgraph.settings import Settings
from coopgraph.store.embedded import open_store
from coopgraph.web.documents import document, thing_redirect
from coopgraph.web.files import data, robots
from coopgraph.web.headers import Safety
from coopgraph.web.languages import LANGUAGES
from coopgraph.web.pages import home, search
from coopgraph.web.problems import handle_problems
from coopgraph.web.site import Site, edition_of, read_release
from coopgraph.web.sparql import METHODS, sparql
from coopgraph.web.status import health, ready

Endpoint = Callable[[Request], Awaitable[Response]]

ROUTES: dict[str, Endpoint] = {
    "/": home,
    "/search": search,
    "/id/{kind}/{key}": thing_redirect,
    "/doc/{kind}/{key}": document,
    "/data/{path:path}": data,
    "/health": health,
    "/ready": ready,
    "/robots.txt": robots,
}
_STATIC = Path(__file__).parent / "static"


class State(TypedDict):
    """What a request finds in its state."""

    site: Site


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


def create_app(release_folder: Path, settings: Settings) -> FastAPI:
    """The service of one release.

    Args:
        release_folder: a release, as a build makes it.
        settings: the limits of a query.

    Raises:
        CannotRun: the release or the queries of the pages cannot be read.
    """
    release, queries = read_release(release_folder), page_queries(release_folder)
    index, edition = release_folder / "search" / "names.sqlite", edition_of(release, queries)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        store = await open_store(release_folder, settings)
        try:
            yield {
                "site": Site(
                    release, release_folder, Reader(store, queries), index, settings, edition
                )
            }
        finally:
            await store.close()

    app = FastAPI(
        title="coopgraph",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,
    )
    for path, endpoint in ROUTES.items():
        app.add_route(path, endpoint, ["GET"])
    app.add_route("/sparql", sparql, METHODS)
    app.mount("/static", StaticFiles(directory=_STATIC))
    handle_problems(app)
    app.add_middleware(Languages)
    app.add_middleware(Safety)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=METHODS,
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "Location", "Retry-After"],
    )
    return app
