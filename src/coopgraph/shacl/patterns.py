"""Regular expressions: pySHACL matches with Python's `re`, a query with another engine."""

import re

from coopgraph.shacl.shapes import Shape

_PIECE = re.compile(
    r"""(?P<anchor>\^|\$(?=\)|\||\Z))          # $ only where nothing can follow it
    | (?P<plain>[A-Za-z0-9 _:/@\#,;'"=<>&%~!.-])
    | (?P<escaped>\\[.\-/+*?()\[\]{}|^$\\d])
    | (?P<group>\(\?:|\(|\)|\|)
    | (?P<many>(?:[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})(?![*+{])\??)
    | (?P<set>\[\^?(?:[A-Za-z0-9 _:/@\#,;'"=<>%!.](?:-[A-Za-z0-9])?|\\[.\-/+*?()\[\]{}|^$\\d])+-?\])
    """,
    re.VERBOSE,
)


def compiled(shape: Shape, pattern: str, flags: str) -> re.Pattern[str]:
    """The pattern as pySHACL reads it, which knows the flags i and m only.

    Raises:
        IllFormedShapes: it cannot be read.
    """
    low = flags.lower()
    bits = (re.IGNORECASE if "i" in low else 0) | (re.MULTILINE if "m" in low else 0)
    try:
        return re.compile(pattern, bits)
    except re.error as error:
        raise shape.ill_formed(f"has a pattern that cannot be read: {error}") from error


def same_in_sparql(pattern: re.Pattern[str]) -> str | None:
    r"""The pattern with the same meaning in a query; nothing where that is not sure.

    The one difference mended is that Python's $ also stands before a line break at the end.
    """
    if pattern.flags & (re.IGNORECASE | re.MULTILINE):
        return None
    pieces: list[str] = []
    place = 0
    while place < len(pattern.pattern):
        found = _PIECE.match(pattern.pattern, place)
        if found is None:
            return None
        pieces.append(r"\n?$" if found.group() == "$" else found.group())
        place = found.end()
    return "".join(pieces)
