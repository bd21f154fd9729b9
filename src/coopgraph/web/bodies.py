"""The body of a request, read no further than it may be long."""

from contextlib import aclosing

from starlette.exceptions import HTTPException
from starlette.requests import Request


async def read_body(request: Request, limit: int) -> bytes:
    """All of the body.

    Raises:
        HTTPException: 413, it is longer than the limit in bytes.
    """
    body = bytearray()
    async with aclosing(request.stream()) as chunks:
        async for chunk in chunks:
            body += chunk
            if len(body) > limit:
                raise HTTPException(413, f"the body is longer than {limit} bytes")
    return bytes(body)
