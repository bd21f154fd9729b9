"""The stored questions: their notes, and values put in for their parameters, each type-checked.

What is put in is a term that RDF's own parser has accepted, written as SPARQL writes it, so nothing
that a reader types can end the term and go on as query.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from coopgraph.errors import BadParameter, CannotRun, NotFound
from coopgraph.names import ID, KINDS, XSD, thing
from coopgraph.queries import Query, read_queries, with_values
from coopgraph.web.languages import shortened

# As an address has it, or as short IRIs are shown.
_KEY = re.compile(r"([a-z]+)[/:]([a-z0-9]+(?:-[a-z0-9]+)*)")
# A thing is named by these; `javascript:x` is an IRI too, and a slip.
_IRI = re.compile(r"(?:https?://|urn:)\S+")
_YEAR = re.compile(r"\d{4}", re.ASCII)
LONGEST = 500
"""Characters of a value: far more than any name has, far fewer than a query may have."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question: its name in the query, what it is called, its type, an example."""

    name: str
    labels: Mapping[str, str]
    type: str
    example: str


@dataclass(frozen=True)
class Question:
    """A stored question; its texts are by language."""

    name: str
    titles: Mapping[str, str]
    answers: Mapping[str, str]
    expected: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    text: str


@cache
def stored_questions(folder: Path) -> Mapping[str, Question]:
    """The questions of a release, by name.

    Args:
        folder: the folder of a release, which never changes.

    Raises:
        CannotRun: there are none, or the notes of one are not as they should be.
    """
    return {query.name: _question(query) for query in read_queries(folder / "queries/questions")}


def question_of(folder: Path, name: str) -> Question:
    """A question of a release.

    Raises:
        NotFound: there is none of that name.
    """
    questions = stored_questions(folder)
    if name not in questions:
        raise NotFound(f"there is no such question; there are: {', '.join(questions)}")
    return questions[name]


def fill(question: Question, given: Mapping[str, str]) -> str:
    """The query of a question with values for its parameters; the example where none is given.

    Raises:
        BadParameter: a value is not of its parameter's type.
    """
    values = {
        parameter.name: [str(_term(parameter, given[parameter.name]))]
        for parameter in question.parameters
        if parameter.name in given
    }
    return with_values(question.text, values)


def things(question: Question, given: Mapping[str, str]) -> Mapping[str, str]:
    """The IRIs that are given for parameters, by the parameter's name.

    Raises:
        BadParameter: a value is not of its parameter's type.
    """
    return {
        parameter.name: _term(parameter, given[parameter.name]).value
        for parameter in question.parameters
        if parameter.type == "iri" and parameter.name in given
    }


def in_short(parameter: Parameter, value: str) -> str:
    """A value as people type it: the IRI of a thing as its kind and key."""
    return value.removeprefix(ID) if parameter.type == "iri" else value


def _question(query: Query) -> Question:
    notes = query.notes
    try:
        return Question(
            query.name,
            notes["title"],
            _in_languages(notes["answers"]),
            _in_languages(notes.get("expected", {})),
            tuple(_parameter(name, said) for name, said in notes.get("parameters", {}).items()),
            query.text,
        )
    except (KeyError, TypeError) as error:
        raise CannotRun(f"the notes of the question {query.name} lack {error}") from error


def _parameter(name: str, notes: Mapping[str, Any]) -> Parameter:
    if notes["type"] not in _READERS:
        raise CannotRun(f"a parameter has the type {notes['type']!r}; known: {', '.join(_READERS)}")
    labels = notes.get("label", {})
    return Parameter(name, labels, notes["type"], str(notes["example"]))


def _in_languages(said: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"en": said} if isinstance(said, str) else said


def _term(parameter: Parameter, value: str) -> NamedNode | Literal:
    text = value.strip()
    if not text:
        raise BadParameter(parameter.name, "nothing is given")
    if len(text) > LONGEST:
        raise BadParameter(parameter.name, f"it is longer than {LONGEST} characters")
    return _READERS[parameter.type](parameter.name, text)


def read_iri(name: str, text: str) -> NamedNode:
    """The thing that a parameter names, by kind and key or by its IRI.

    Raises:
        BadParameter: it is neither.
    """
    key = _KEY.fullmatch(text)
    if key and key[1] in KINDS:
        return thing(key[1], key[2])
    refusal = BadParameter(
        name,
        f"{shortened(text)!r} is neither a kind and key, such as actor/medellin, "
        f"nor an IRI, such as {ID}actor/medellin",
    )
    if not _IRI.fullmatch(text):
        raise refusal
    try:
        return NamedNode(text)
    except ValueError as error:
        raise refusal from error


def _text(name: str, text: str) -> Literal:
    # SPARQL may read an escape before it parses (19.2), so no backslash is let in at all.
    if "\\" in text or not text.isprintable():
        raise BadParameter(name, "a text has no backslashes and no control characters")
    return Literal(text)


def read_year(name: str, text: str) -> Literal:
    """The year that a parameter gives.

    Raises:
        BadParameter: it is not one of four digits.
    """
    if not _YEAR.fullmatch(text):
        raise BadParameter(name, f"{shortened(text)!r} is not a year of four digits")
    return Literal(text, datatype=NamedNode(XSD + "gYear"))


_READERS: Mapping[str, Callable[[str, str], NamedNode | Literal]] = {
    "iri": read_iri,
    "text": _text,
    "year": read_year,
}
