"""Files, whole or the parts of them that a client asks for (RFC 9110, 14)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from coopgraph.web.headers import unchanged

# Positions of more digits are in no file of ours and in no number that is worth reading.
_PART = re.compile(r"(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-(?P<length>[0-9]{1,18})")
_ASKING = (b"range", b"if-range")


class Part(NamedTuple):
    """A part of a file: its first byte and its last, counted from 0."""

    first: int
    last: int


class _File(FileResponse):
    """A file of which those parts are sent, whatever Range says; without parts all of it."""

    def __init__(
        self, path: Path, parts: list[Part], headers: Mapping[str, str], media_type: str
    ) -> None:
        super().__init__(path, headers=headers, media_type=media_type)
        self._parts = ",".join(f"{part.first}-{part.last}" for part in parts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [line for line in scope["headers"] if line[0] not in _ASKING]
        if self._parts:
            headers.append((b"range", f"bytes={self._parts}".encode()))
        await super().__call__({**scope, "headers": headers}, receive, send)


async def send_file(
    request: Request, path: Path, headers: Mapping[str, str], media_type: str
) -> Response:
    """A file, or what is asked for of it, or 304.

    All of it is sent where Range is not for us to follow: to HEAD, in a unit that is not bytes,
    malformed, or for a file other than the one that If-Range names.

    Args:
        request: GET or HEAD.
        path: the file.
        headers: header lines, among them an entity tag that names these bytes.
        media_type: what the file is written in.

    Raises:
        HTTPException: 416, the file ends before every part that is asked for.
    """
    if same := unchanged(request, headers):
        return same
    asked = _asked(request, headers["ETag"])
    size = (await run_sync(path.stat)).st_size
    parts = list(_inside(asked, size))
    if asked and not parts:
        detail = f"the file has {size} bytes, and no part that is asked for is among them"
        raise HTTPException(416, detail, headers={"Content-Range": f"bytes */{size}"})
    return _File(path, parts, headers, media_type)


def _asked(request: Request, tag: str) -> list[re.Match[str]]:
    """The parts that a request asks for; none where it asks for all of the file."""
    # A date is no strong validator here, so If-Range with one is for another file (13.1.5).
    if request.method != "GET" or request.headers.get("if-range", tag) != tag:
        return []
    unit, _, listed = request.headers.get("range", "").partition("=")
    if unit.strip().lower() != "bytes":
        return []
    asked = [_PART.fullmatch(part) for each in listed.split(",") if (part := each.strip())]
    return [part for part in asked if part] if all(map(_is_sound, asked)) else []


def _is_sound(part: re.Match[str] | None) -> bool:
    return part is not None and not (part["last"] and int(part["last"]) < int(part["first"]))


def _inside(asked: list[re.Match[str]], size: int) -> Iterator[Part]:
    """Of the parts asked for those that the file holds, cut at its end."""
    for part in asked:
        length = int(part["length"] or 0)
        first = int(part["first"]) if part["first"] else max(size - length, 0)
        last = min(int(part["last"] or size), size - 1)
        if first <= last and (part["first"] or length):
            yield Part(first, last)
