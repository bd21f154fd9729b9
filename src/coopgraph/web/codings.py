"""Answers sent in fewer bytes: brotli or gzip, as Accept-Encoding asks (RFC 9110, 12.5.3).

Each part of a stream leaves when it is there. An answer in another coding has another entity tag,
and HEAD is told of the same coding as GET. What is compressed already or too short to gain goes as
it is, and so do files that are had in parts, whose length and sum are told.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SHORT = 500
# Levels that cost less time than they save on the way: about 1 ms for each 64 KiB.
_GZIP_LEVEL, _BROTLI_QUALITY = 5, 4
_GZIP_CONTAINER = 31
_DENSE = re.compile(
    r"text/.*|image/svg\+xml|application/(?:.*\+)?(?:json|xml)"
    r"|application/(?:n-triples|n-quads|trig|sparql-query|javascript)"
)
_ITEM = re.compile(r"([a-z0-9*-]+)(?:;q=(\d?\.?\d*))?")


class Encoder(Protocol):
    """A stream of bytes on its way into another coding."""

    def part(self, data: bytes) -> bytes:
        """What can be sent once these bytes are there; all of them can be read from it."""
        ...

    def end(self, data: bytes) -> bytes:
        """The rest, with these bytes as the last."""
        ...


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_CONTAINER)

    def part(self, data: bytes) -> bytes:
        return self._stream.compress(data) + self._stream.flush(zlib.Z_SYNC_FLUSH)

    def end(self, data: bytes) -> bytes:
        return self._stream.compress(data) + self._stream.flush()


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Compressor(quality=_BROTLI_QUALITY)

    def part(self, data: bytes) -> bytes:
        return bytes(self._stream.process(data) + self._stream.flush())

    def end(self, data: bytes) -> bytes:
        return bytes(self._stream.process(data) + self._stream.finish())


# The preferred one first.
_CODINGS: Mapping[str, Callable[[], Encoder]] = {"br": _Brotli, "gzip": _Gzip}


def choose_coding(accept: str) -> str | None:
    """The coding to send in; none where the client names none of ours or likes its bytes plain.

    Args:
        accept: Accept-Encoding, with its lines joined by commas.
    """
    items = (_ITEM.fullmatch("".join(item.split())) for item in accept.lower().split(","))
    liked = {item[1]: _quality(item[2]) for item in items if item}
    rest = liked.get("*", 0.0)
    best = max(_CODINGS, key=lambda coding: liked.get(coding, rest))
    quality = liked.get(best, rest)
    return best if quality > 0 and quality >= liked.get("identity", 0.0) else None


class Codings:
    """Send the answers of an application in the coding that a client asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, in another coding where that helps (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        coding = choose_coding(",".join(headers.getlist("accept-encoding")))
        answer = _Answer(send, coding, headers.get("if-none-match", ""))
        await self.app(_with_bare_tags(scope, coding), receive, answer.send)


class _Answer:
    """One answer on its way; its head is held back until the first of its body is there."""

    def __init__(self, send: Send, coding: str | None, held: str) -> None:
        self._send = send
        self._coding = coding
        self._held = held
        self._head: Message | None = None
        self._encoder: Encoder | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head = message
            return
        if (head := self._head) is not None:
            self._head = None
            self._encoder = self._begin(head)
            encoded = self._encoded(message)
            if self._encoder is not None:
                _measure(MutableHeaders(scope=head), message, encoded)
            await self._send(head)
            await self._send(encoded)
        else:
            await self._send(self._encoded(message))

    def _begin(self, head: Message) -> Encoder | None:
        """Write the header lines of the coding; none is begun where the answer goes as it is."""
        headers = MutableHeaders(scope=head)
        if head["status"] == 304:
            headers.add_vary_header("Accept-Encoding")
            if self._coding and self._tag(headers) in self._held:
                headers["ETag"] = self._tag(headers)
            return None
        if not _gains(headers):
            return None
        headers.add_vary_header("Accept-Encoding")
        if self._coding is None:
            return None
        headers["Content-Encoding"] = self._coding
        if "ETag" in headers:
            headers["ETag"] = self._tag(headers)
        return _CODINGS[self._coding]()

    def _tag(self, headers: MutableHeaders) -> str:
        return f'{headers.get("ETag", "").removesuffix(chr(34))}-{self._coding}"'

    def _encoded(self, message: Message) -> Message:
        if self._encoder is None:
            return message
        body, more = message.get("body", b""), message.get("more_body", False)
        return {**message, "body": (self._encoder.part if more else self._encoder.end)(body)}


def _measure(headers: MutableHeaders, plain: Message, encoded: Message) -> None:
    """Tell the length of an answer that is there as a whole; of others none is known."""
    if plain.get("body") and not plain.get("more_body", False):
        headers["Content-Length"] = str(len(encoded["body"]))
    else:
        del headers["Content-Length"]


def _quality(text: str | None) -> float:
    if text is None:
        return 1.0
    try:
        return float(text)
    except ValueError:
        return 0.0


def _gains(headers: Headers) -> bool:
    if "Accept-Ranges" in headers or "Content-Encoding" in headers:
        return False
    media_type = headers.get("Content-Type", "").partition(";")[0]
    length = int(headers.get("Content-Length", _SHORT))
    return length >= _SHORT and _DENSE.fullmatch(media_type) is not None


def _with_bare_tags(scope: Scope, coding: str | None) -> Scope:
    """A request that holds the tags of a coding as one that holds those of what was coded."""
    if coding is None:
        return scope
    suffix = f'-{coding}"'.encode()
    headers = [
        (name, value.replace(suffix, b'"') if name == b"if-none-match" else value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": headers}
