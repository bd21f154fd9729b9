"""The release that is served now, and how a running service goes over to another one.

A request is answered by the release with which it began, to its last byte. The new release is
opened and asked before the first request goes to it; the old one is closed after its last.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.types import ASGIApp, Receive, Scope, Send

from coopgraph.entities import JSON
from coopgraph.errors import CoopgraphError
from coopgraph.web.logs import LOGGER
from coopgraph.web.site import Site

_INTERVAL = 0.5  # seconds after which it is looked whether there is another release
Open = Callable[[Path], Awaitable[Site]]


class _Lent:
    """A site, and how many requests it is answering."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.requests = 0


class Served:
    """The site that new requests go to; those before it are closed when nobody reads from them."""

    def __init__(self, site: Site) -> None:
        self._now = _Lent(site)

    @property
    def folder(self) -> Path:
        """The folder of the release that is served."""
        return self._now.site.folder

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Site]:
        """The site for one request, which it keeps until its end."""
        lent = self._now
        lent.requests += 1
        try:
            yield lent.site
        finally:
            lent.requests -= 1
            await self._close_unread(lent)

    async def replace(self, site: Site) -> None:
        """Let new requests go to another site."""
        before, self._now = self._now, _Lent(site)
        await self._close_unread(before)

    async def close(self) -> None:
        """Close the site that is served."""
        await self._now.site.reader.store.close()

    async def _close_unread(self, lent: _Lent) -> None:
        if lent is not self._now and not lent.requests:
            await lent.site.reader.store.close()


class Current:
    """Answer each request from the release that is served when it comes (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the site in the state of the request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        served: Served = scope["state"]["served"]
        async with served.lend() as site:
            scope["state"]["site"] = site
            await self.app(scope, receive, send)


@asynccontextmanager
async def following(served: Served, link: Path | None, open_site: Open) -> AsyncIterator[None]:
    """Go over to whichever release a link names, as long as the context lasts.

    Args:
        served: what is served.
        link: names the release to serve; nothing is followed without one.
        open_site: opens a release.
    """
    task = asyncio.create_task(_follow(served, link, open_site)) if link else None
    try:
        yield
    finally:
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _follow(served: Served, link: Path, open_site: Open) -> None:
    refused: Path | None = None
    while True:
        await asyncio.sleep(_INTERVAL)
        folder = await run_sync(link.resolve)
        if folder == served.folder:
            continue
        try:
            await _go_over(served, await open_site(folder))
        except (CoopgraphError, OSError) as error:
            # It may yet come: an endpoint is given a release after `current` names it.
            if folder != refused:
                LOGGER.error(
                    "%s is not served: %s; %s stays", folder.name, error, served.folder.name
                )
            refused = folder


async def _go_over(served: Served, site: Site) -> None:
    store = site.reader.store
    try:
        answer = await store.query("ASK {}", JSON)
        async for _ in answer.chunks:
            pass
    except CoopgraphError:
        await store.close()
        raise
    await served.replace(site)
    told = f"serving release {site.release.id}"
    LOGGER.info(told, extra={"members": {"message": told, "release": site.release.id}})
