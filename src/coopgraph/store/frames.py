"""What goes through the pipes between the pool and a worker.

A frame is one letter, the length of what follows (four bytes, the highest first), and that many
bytes. A worker sends `READY` once, or a `FAULT` when it cannot open its store. Then for each
`QUERY`, a JSON object, it sends either a `FAULT`, or `BEGIN` with the media type of the answer, any
number of `DATA`, and `END` or `FAULT`. A fault is a JSON object: its kind, its message, and what
else is known of it.
"""

import json
from struct import Struct
from typing import Any

READY = b"R"
QUERY = b"Q"
BEGIN = b"B"
DATA = b"D"
END = b"E"
FAULT = b"F"

BAD = "bad query"
REFUSED = "refused"
FORM = "not in this form"
LARGE = "too large"
FAILED = "store failed"

HEAD = Struct(">cI")


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """The bytes of one frame."""
    return HEAD.pack(kind, len(content)) + content


def json_frame(kind: bytes, content: dict[str, Any]) -> bytes:
    """The bytes of a frame that holds a JSON object."""
    return frame(kind, json.dumps(content).encode())
