"""Finding things by name: a small index that a build writes and the service only reads.

Accents, case and the order of words do not matter, and every word may be the beginning of one.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from coopgraph.names import ID

# No name has more words than this, so a longer text finds nothing.
_MOST_WORDS = 32
_SHORTEST_STEM = 3
_WORD = re.compile(r"[^\W_]+")
_SCHEMA = """
    CREATE VIRTUAL TABLE names USING fts5(
        name, iri UNINDEXED, kind UNINDEXED, language UNINDEXED, form UNINDEXED, folded UNINDEXED,
        tokenize = "unicode61 remove_diacritics 2", prefix = "1 2 3"
    );
    CREATE TABLE labels (
        iri TEXT, language TEXT, name TEXT, PRIMARY KEY (iri, language, name)
    ) WITHOUT ROWID;
    CREATE TABLE governed (
        territory TEXT, government TEXT, PRIMARY KEY (territory, government)
    ) WITHOUT ROWID;
"""
_FIND = """
    SELECT iri, kind, name, language FROM names WHERE names MATCH :words
    ORDER BY iri LIKE :ties, folded <> :folded, substr(folded, 1, length(:folded)) <> :folded,
        iri LIKE :territories, form <> 'preferred', length(name), name, iri, language
"""


class Label(NamedTuple):
    """A name and its language; the language is empty where a source gives none."""

    text: str
    language: str


class Hit(NamedTuple):
    """A thing found: the name that matched, and its preferred names in every language."""

    iri: str
    kind: str
    name: Label
    labels: tuple[Label, ...]


Name = tuple[str, str, str, str, str]


def write_index(
    names: Iterable[Name], path: Path, governed: Iterable[tuple[str, str]] = ()
) -> None:
    """Write the index of names, the same bytes for the same names whatever their order.

    Args:
        names: for each name of a thing its IRI, the local name of its class, the name's language,
            the name, and its form (preferred, alternative or misprint).
        path: the file to make; there must be none yet.
        governed: pairs of a territory and the government that it stands behind.
    """
    # What is written is the text as typed on most keyboards: one code point for one letter.
    composed = {(*name[:3], unicodedata.normalize("NFC", name[3]), name[4]) for name in names}
    with closing(sqlite3.connect(path)) as index:
        index.executescript(_SCHEMA)
        index.executemany(
            "INSERT INTO names (iri, kind, language, name, form, folded) VALUES (?, ?, ?, ?, ?, ?)",
            ((*name, _folded(name[3])) for name in sorted(composed)),
        )
        index.executemany(
            "INSERT INTO labels (iri, language, name) VALUES (?, ?, ?)",
            sorted({(iri, lang, name) for iri, _, lang, name, form in composed if _first(form)}),
        )
        index.executemany("INSERT INTO governed VALUES (?, ?)", sorted(set(governed)))
        index.execute("INSERT INTO names (names) VALUES ('optimize')")
        index.commit()
        index.execute("VACUUM")


def find(path: Path, text: str, limit: int) -> list[Hit]:
    """The things of which a name has every word of the text, each a whole word or its beginning.

    Names equal to the text come first, then those that begin with it; actors come before
    territories, and a territory is left out where its government is found. Ties, which bear the
    names of their parties, come last.

    Args:
        path: the index.
        text: what a reader typed; any text is safe, and one without a word finds nothing.
        limit: how many things at most.
    """
    words = list(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", text))))
    if not 0 < len(words) <= _MOST_WORDS:
        return []
    with closing(_open(path)) as index:
        return list(_hits(index, words, _folded(text), limit))


def find_near(path: Path, text: str, limit: int) -> list[Hit]:
    """What `find` gives or, where that is nothing, what it gives for ever shorter beginnings."""
    for length in range(len(text), _SHORTEST_STEM - 1, -1)[:_MOST_WORDS]:
        if hits := find(path, text[:length], limit):
            return hits
    return []


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _hits(index: sqlite3.Connection, words: list[str], folded: str, limit: int) -> Iterator[Hit]:
    query = {
        "words": " ".join(f'"{word}"*' for word in words),
        "folded": folded,
        "territories": f"{ID}territory/%",
        "ties": f"{ID}tie/%",
    }
    found: set[str] = set()
    for iri, kind, name, language in index.execute(_FIND, query):
        if len(found) == limit:
            return
        if iri in found or not found.isdisjoint(_governments(index, iri)):
            continue
        found.add(iri)
        yield Hit(iri, kind, Label(name, language), _labels(index, iri))


def _governments(index: sqlite3.Connection, territory: str) -> list[str]:
    rows = index.execute("SELECT government FROM governed WHERE territory = ?", (territory,))
    return [government for (government,) in rows]


def _labels(index: sqlite3.Connection, iri: str) -> tuple[Label, ...]:
    rows = index.execute(
        "SELECT name, language FROM labels WHERE iri = ? ORDER BY language, name", (iri,)
    )
    return tuple(Label(*row) for row in rows)


def _first(form: str) -> bool:
    return form == "preferred"


def _folded(text: str) -> str:
    """The text without accents, case, marks and superfluous blanks."""
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(plain.casefold()))
