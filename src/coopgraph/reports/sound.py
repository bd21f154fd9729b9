"""Texts for forms that cannot hold every character."""

import re

_UNSOUND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def sound(text: str) -> str:
    """A text in which what XML 1.0 cannot hold is replaced by U+FFFD."""
    return _UNSOUND.sub("\ufffd", text)
