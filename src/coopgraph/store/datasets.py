"""The dataset that a query names itself, by https://www.w3.org/TR/sparql11-query/#specifyingDataset."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from coopgraph.errors import BadQuery
from coopgraph.store.tokens import Token, scan


class Dataset(NamedTuple):
    """The graphs that are read as one, and those that GRAPH names."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def take_dataset(text: str) -> tuple[str, Dataset]:
    """A query without its FROM clauses, and what they say.

    Args:
        text: a query that the guard has admitted.

    Raises:
        BadQuery: a graph is not named by an absolute IRI.
    """
    tokens = list(scan(text))
    prefixes = dict(_prefixes(tokens))
    graphs: dict[bool, list[str]] = {False: [], True: []}
    kept, end = "", 0
    for place, token in enumerate(tokens):
        if _is(token, "FROM"):
            following = tokens[place + 1 : place + 3]
            named = bool(following) and _is(following[0], "NAMED")
            # What names no graph is left for the engine to refuse.
            for name in (each for each in following[named:][:1] if each.kind in {"iri", "name"}):
                graphs[named].append(_iri(name, prefixes))
                kept += text[end : token.start] + " "
                end = name.start + len(name.text)
    return kept + text[end:], Dataset(tuple(graphs[False]), tuple(graphs[True]))


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _prefixes(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if _is(word, "PREFIX"):
            yield name.text, iri.text[1:-1]


def _iri(token: Token, prefixes: dict[str, str]) -> str:
    if token.kind == "iri":
        iri = token.text[1:-1]
    else:
        prefix, colon, local = token.text.partition(":")
        iri = prefixes.get(prefix + colon, "") + local.replace("\\", "")
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise BadQuery(f"FROM {token.text}: not an absolute IRI: {error}") from error
