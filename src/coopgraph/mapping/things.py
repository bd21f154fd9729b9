"""Things that are neither actor, territory nor source, under names of ours."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from coopgraph.claims import Statement, statement
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import DCTERMS, SKOS, thing
from coopgraph.tables.rows import Row

_NAME = NamedNode(SKOS + "prefLabel")
_ABOUT = NamedNode(DCTERMS + "description")
LANGUAGES = ("en", "es", "pt")


def declared(row: Row, _: Source) -> Iterator[Statement]:
    """A thing: its class, its name and what it is, in three languages."""
    if not (row["kind"] and row["key"]):
        return
    subject = thing(row["kind"], row["key"])
    yield from common.is_a(row, subject, "class")
    yield from common.note(row, subject)
    yield from in_languages(row, subject, _NAME, "label")
    yield from in_languages(row, subject, _ABOUT, "about")


def in_languages(
    row: Row, subject: NamedNode, predicate: NamedNode, stem: str
) -> Iterator[Statement]:
    """What the columns `label_en`, `label_es`, … say of a thing, each in its language."""
    for language in LANGUAGES:
        column = f"{stem}_{language}"
        if row[column]:
            literal = Literal(row[column], language=language)
            yield statement(subject, predicate, literal, row.cell(column))
