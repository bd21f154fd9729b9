"""How a page is cited: BibTeX, RIS, CSL-JSON, a sentence.

Nothing is made up: the author is whom the licence says to name, the version is the release with the
sum of its graph, and there is no day, for the same tables give the same release on any.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import unquote

from coopgraph.names import BASE, PROJECT
from coopgraph.web.languages import LANGUAGES, Words

AUTHOR = "coopgraph"
"""Whom LICENSE says to name."""

GRAPH = "dumps/coopgraph.nq"
"""The file of a release that holds its graph, whose sum a citation names."""

_PLACES = re.compile(rf"/(?:{'|'.join(LANGUAGES)})(?=/)")
# What TeX takes for a command (The TeXbook, chapter 7).
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


@dataclass(frozen=True)
class Citation:
    """What is cited: its title and the language of that, its IRI, the release and its sum."""

    title: str
    language: str
    iri: str
    release: str
    sha256: str

    @property
    def key(self) -> str:
        """A key for lists of references, the same for the same page of the same release."""
        return f"{AUTHOR}-{sha256(f'{self.iri} {self.release}'.encode()).hexdigest()[:8]}"

    @property
    def version(self) -> str:
        """The release with the sum of its graph."""
        return f"release {self.release}, SHA-256 of {GRAPH} {self.sha256}"


def iri_of(address: str) -> str:
    """The canonical IRI of what a page is about, whatever its language.

    Of a list, and of a thing as of a year, it is that of the page with what is asked for.
    """
    bare = _PLACES.sub("", address, count=1)
    path, mark, query = bare.partition("?")
    if path == "/":
        return PROJECT
    if path.startswith("/doc/") and not query:
        return f"{BASE}id/{unquote(path.removeprefix('/doc/').removesuffix('.html'))}"
    return f"{BASE}{path.removeprefix('/')}{mark}{query}"


def sentence(citation: Citation, words: Words) -> str:
    """The citation in words."""
    return words["cite_sentence"].format(
        author=AUTHOR, title=citation.title, release=citation.release, iri=citation.iri
    )


def bibtex(citation: Citation) -> str:
    """An entry for BibTeX; letters with accents are left to be read as UTF-8."""
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{_tex(citation.title)}}}",
        "howpublished": f"{AUTHOR}, release {citation.release}",
        "url": citation.iri.replace("{", "%7B").replace("}", "%7D"),
        "note": _tex(citation.version),
        "language": citation.language,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}\n}}\n"


def ris(citation: Citation) -> str:
    """A record of RIS, whose lines end as those of DOS do."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _tagged(citation))


def csl(citation: Citation) -> str:
    """An item of CSL-JSON 1.0.2."""
    item = {
        "id": citation.key,
        "type": "dataset",
        "author": [{"literal": AUTHOR}],
        "title": citation.title,
        "container-title": AUTHOR,
        "version": citation.release,
        "URL": citation.iri,
        "language": citation.language,
        "note": citation.version,
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _tagged(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "DATA"
    yield "ID", citation.key
    yield "AU", AUTHOR
    yield "TI", " ".join(citation.title.split())
    yield "T2", AUTHOR
    yield "ET", citation.release
    yield "UR", citation.iri
    yield "LA", citation.language
    yield "N1", citation.version
    yield "ER", ""


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)
