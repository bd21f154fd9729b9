"""Finding things by name: an index of Tantivy that a build writes and the service only reads.

Accents, case and the order of words do not matter, every word may be the beginning of one, and
where that finds nothing a word may be misspelt.
"""

import json
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tantivy import (
    DocAddress,
    Document,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzerBuilder,
    Tokenizer,
)

from coopgraph.errors import CannotRun
from coopgraph.names import ID

# No name has more words or longer ones than this, so a longer text finds nothing.
_MOST_WORDS, _LONGEST_WORD = 32, 64
# So many words may be misspelt, for each takes as long to find as a whole name.
_MOST_NEAR = 6
_MOST_STEMS = 32
# Names that are read at first for each thing that is wanted: most things have two or three.
_NAMES_A_THING = 4
# From how many letters on a word may hold one slip, and two.
_ONE_SLIP, _TWO_SLIPS = 4, 6
# How near a misspelt word must be, the nearest first: slips in it, and whether it may be longer.
_NEARNESS = ((1, False), (1, True), (2, False), (2, True))
# What counts first is how well the text fits; a tie, which bears the names of its parties, comes
# after all else, a territory and a name that is not the usual one after others that fit as well.
_WHOLE, _BEGINNING, _WORDS = 4.0, 2.0, 1.0
_TIE, _TERRITORY, _OTHER_NAME = 1 / 16, 0.75, 0.85
_HEAP = 256_000_000  # bytes; what fits in it becomes one segment, so that the order is ours
_FOLDING = (
    TextAnalyzerBuilder(Tokenizer.simple())
    .filter(Filter.lowercase())
    .filter(Filter.ascii_fold())
    .build()
)


class Label(NamedTuple):
    """A name and its language; the language is empty where a source gives none."""

    text: str
    language: str


class Hit(NamedTuple):
    """A thing found: the name that matched, its preferred names, and its country's IRI or none."""

    iri: str
    kind: str
    name: Label
    labels: tuple[Label, ...]
    country: str = ""


Name = tuple[str, str, str, str, str]


def write_index(
    names: Iterable[Name],
    folder: Path,
    governed: Iterable[tuple[str, str]] = (),
    countries: Iterable[tuple[str, str]] = (),
) -> None:
    """Write the index of names, which answers alike for the same names whatever their order.

    Args:
        names: for each name of a thing its IRI, the local name of its class, the name's language,
            the name, and its form (preferred, alternative or misprint).
        folder: the folder to make; there must be none yet.
        governed: pairs of a territory and the government that it stands behind.
        countries: pairs of a thing and its country.
    """
    # What is written is the text as typed on most keyboards: one code point for one letter.
    composed = {(*name[:3], unicodedata.normalize("NFC", name[3]), name[4]) for name in names}
    facts = _facts(composed, governed, countries)
    folder.mkdir()
    index = Index(_schema(), path=str(folder), reuse=False)
    writer = index.writer(_HEAP, num_threads=1)
    # Names that fit equally well are found in the order in which they are written.
    for name in sorted(composed, key=lambda name: (len(name[3]), name[3], name)):
        writer.add_document(_document(name, facts[name[0]]))
    writer.commit()
    writer.wait_merging_threads()
    for path in folder.iterdir():
        path.chmod(0o644)
        if path.suffix == ".lock":
            path.unlink()


def find(folder: Path, text: str, limit: int) -> list[Hit]:
    """The things of which a name has every word of the text, each a whole word or its beginning.

    Names equal to the text come first, then those that begin with it; actors come before
    territories, and a territory is left out where its government is found. Ties, which bear the
    names of their parties, come last.

    Args:
        folder: the index.
        text: what a reader typed; any text is safe, and one without a word finds nothing.
        limit: how many things at most.
    """
    words = _words(text)
    if not words:
        return []
    wanted = [(Occur.Must, _beginning("words", word)) for word in words]
    whole = " ".join(_folded(text))
    better = [
        (Occur.Should, Query.const_score_query(query, score))
        for query, score in (
            (Query.term_query(_schema(), "whole", whole), _WHOLE - _BEGINNING),
            (_beginning("whole", whole), _BEGINNING - _WORDS),
        )
    ]
    query = Query.const_score_query(Query.boolean_query(wanted), _WORDS)
    return _found(folder, Query.boolean_query([(Occur.Must, query), *better]), limit)


def find_near(folder: Path, text: str, limit: int) -> list[Hit]:
    """What `find` gives or, where that is nothing, things of which a name is nearly so.

    Words may hold a slip, or two where they are long, and names with the nearest words come alone.
    Where no name has all words, those with most of them are found; where none has any, names that
    begin with as much of the text as any does, which is half of it or more.
    """
    if hits := find(folder, text, limit):
        return hits
    words = _words(text)[:_MOST_NEAR]
    fewer = [(count, _NEARNESS[0]) for count in range(len(words) - 1, 0, -1)]
    for count, (slips, longer) in [*((len(words), nearness) for nearness in _NEARNESS), *fewer]:
        near = [(Occur.Should, _near(word, slips, longer=longer)) for word in words]
        if words and (hits := _found(folder, Query.boolean_query(near, count), limit)):
            return hits
    stems = (text[:length] for length in range(len(text) - 1, len(text) // 2, -1)[:_MOST_STEMS])
    return next((hits for stem in stems if (hits := find(folder, stem, limit))), [])


def is_kind(folder: Path, kind: str) -> bool:
    """Whether any name is of a thing of that kind, which is the local name of a class."""
    return _searcher(folder).doc_freq("kind", kind) > 0


def _facts(
    names: Iterable[Name],
    governed: Iterable[tuple[str, str]],
    countries: Iterable[tuple[str, str]],
) -> Mapping[str, str]:
    """What a hit tells of each thing besides the name that matched, as JSON."""
    labels: dict[str, list[tuple[str, str]]] = {}
    for iri, _, language, name, form in sorted(names):
        labels.setdefault(iri, []).extend([(name, language)] if form == "preferred" else [])
    governments: dict[str, list[str]] = {}
    for territory, government in sorted(set(governed)):
        governments.setdefault(territory, []).append(government)
    country = dict(sorted(countries, reverse=True))
    return {
        iri: json.dumps([named, country.get(iri, ""), governments.get(iri, [])])
        for iri, named in labels.items()
    }


def _document(name: Name, facts: str) -> Document:
    iri, kind, language, text, form = name
    words = " ".join(_folded(text))
    return Document(
        words=words,
        whole=words,
        weight=_weight(iri, form),
        iri=iri,
        kind=kind,
        language=language,
        name=text,
        facts=facts,
    )


def _weight(iri: str, form: str) -> float:
    """The weight by which a score is multiplied as it should be: Tantivy takes log2(2 + weight)."""
    factor = 1.0 if form == "preferred" else _OTHER_NAME
    if iri.startswith(f"{ID}territory/"):
        factor *= _TERRITORY
    return 2 ** (16 * (_TIE if iri.startswith(f"{ID}tie/") else factor)) - 2


@cache
def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    builder.add_float_field("weight", fast=True)
    for name in ("iri", "kind", "language", "name", "facts"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def open_index(folder: Path) -> Searcher:
    """An index, opened to be asked.

    Tantivy takes a lock by writing into the folder that it opens (quickwit-oss/tantivy#557), and a
    release may lie where nobody may write. So a copy is opened, whose files live on while they are
    mapped into memory.

    Raises:
        CannotRun: it is not there, or not whole.
    """
    try:
        with TemporaryDirectory(prefix="coopgraph-names-") as copy:
            shutil.copytree(folder, copy, dirs_exist_ok=True)
            index = Index.open(copy)
            index.config_reader("manual")  # else a thread watches for a change that never comes
            index.reload()
            return index.searcher()
    except (OSError, ValueError) as error:
        raise CannotRun(f"the index of names {folder} cannot be read: {error}") from error


# A release never changes, so its index is opened once.
_searcher = cache(open_index)


def _found(folder: Path, query: Query, limit: int) -> list[Hit]:
    """The first things of a query, more names being read where they are names of few things."""
    searcher = _searcher(folder)
    names = limit * _NAMES_A_THING
    while True:
        result = searcher.search(query, names, count=False, weight_by_field="weight")
        hits = list(_things(searcher, result.hits))
        if len(hits) >= limit or len(result.hits) < names:
            return hits[:limit]
        names *= _NAMES_A_THING


def _things(searcher: Searcher, found_at: Iterable[tuple[Any, DocAddress]]) -> Iterator[Hit]:
    found: set[str] = set()
    for _, address in found_at:
        document = searcher.doc(address)
        iri, kind, name, language, facts = (
            str(document.get_first(field)) for field in ("iri", "kind", "name", "language", "facts")
        )
        labels, country, governments = json.loads(facts)
        if iri in found or not found.isdisjoint(governments):
            continue
        found.add(iri)
        yield Hit(
            iri, kind, Label(name, language), tuple(Label(*label) for label in labels), country
        )


def _beginning(field: str, text: str) -> Query:
    """What begins with a text; the text itself is no syntax."""
    return Query.fuzzy_term_query(_schema(), field, text, distance=0, prefix=True)


def _near(word: str, slips: int, *, longer: bool) -> Query:
    allowed = (len(word) >= _ONE_SLIP) + (len(word) >= _TWO_SLIPS)
    if not allowed:
        return _beginning("words", word)
    near = Query.fuzzy_term_query(
        _schema(), "words", word, distance=min(slips, allowed), prefix=longer
    )
    return Query.disjunction_max_query([_beginning("words", word), near])


def _words(text: str) -> list[str]:
    """The words to look for; none where no name can have them all."""
    words = list(dict.fromkeys(_folded(text)))
    if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
        return []
    return words


def _folded(text: str) -> list[str]:
    """The words of a text without accents, case and marks."""
    composed = unicodedata.normalize("NFKC", text).encode("utf-8", "replace").decode()
    return _FOLDING.analyze(composed)
