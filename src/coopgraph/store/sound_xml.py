"""XML that its readers can read, and read as it was meant: https://www.w3.org/TR/xml/#charsets.

The engine writes every character as itself, also those that XML has no way to hold, and a carriage
return, which a reader takes for a line feed. A predicate that ends in no XML name it writes as an
element without one.
"""

from typing import BinaryIO

from coopgraph.errors import NotAcceptable

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_NAMELESS = b"<oxprefix: "


class SoundXml:
    """The file into which the engine writes XML; what is sound goes on into another one."""

    def __init__(self, output: BinaryIO, offered: tuple[str, ...]) -> None:
        self._output = output
        self._offered = offered
        self._end = b""

    def write(self, data: bytes) -> int:
        """Pass bytes on, each carriage return as a character reference.

        Raises:
            NotAcceptable: they make no XML; it names the forms that are offered instead.
        """
        seen = self._end + data
        if len(data.translate(None, _CONTROLS)) < len(data) or _holds(seen, *_NO_CHARACTERS):
            raise NotAcceptable(self._offered, "the answer holds a character that XML cannot hold")
        if _holds(seen, _NAMELESS):
            raise NotAcceptable(self._offered, "RDF/XML needs predicates that end in an XML name")
        self._end = seen[1 - len(_NAMELESS) :]
        self._output.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        """Pass on what is held."""
        self._output.flush()


def _holds(data: bytes, *parts: bytes) -> bool:
    return any(part in data for part in parts)
