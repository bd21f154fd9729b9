"""A release given to an engine, and stores on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from coopgraph.release.publish import Target, publish
from coopgraph.settings import Settings
from coopgraph.store.base import Store
from coopgraph.store.embedded import open_store
from coopgraph.store.remote import Held, open_remote
from coopgraph.web.site import read_release
from tests.engines import Running


def give(folder: Path, engine: Running) -> list[str]:
    """Publish a release to an engine; returns what is told meanwhile."""
    told: list[str] = []
    settings = Settings(publish_user=engine.user, publish_password=engine.password)
    asyncio.run(publish(folder, Target(engine.endpoint), settings, told.append))
    return told


@asynccontextmanager
async def opened(folder: Path, engine: Running | None, **changes: Any) -> AsyncIterator[Store]:
    """A store of a release: on an engine that holds it, or without one its own."""
    settings = replace(Settings(), **changes)
    if engine is None:
        store: Store = await open_store(folder, settings)
    else:
        release = read_release(folder)
        held = Held(release.id, tuple(release.graphs))
        store = open_remote(engine.endpoint, settings, held)
    try:
        yield store
    finally:
        await store.close()


async def whole(store: Store, text: str, *media_types: str, **named: Any) -> bytes:
    """A whole answer."""
    answer = await store.query(text, *media_types, **named)
    return b"".join([chunk async for chunk in answer.chunks])
