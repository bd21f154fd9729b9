"""Two states compared: each difference once, under the name that the field has for it."""

from collections.abc import Iterator
from typing import NamedTuple

from coopgraph.differences.states import Facts, State, Subject
from coopgraph.names import DCTERMS

KINDS = (
    "added",
    "merged",
    "deleted",
    "gone",
    "ended",
    "re-dated",
    "source-gained",
    "source-lost",
    "re-attributed",
    "said",
    "said-otherwise",
    "said-no-more",
    "result-changed",
    "reclassified",
    "term-added",
    "term-deprecated",
    "term-gone",
)
"""The kinds of difference, in the order in which they are told."""

_NONE: frozenset[str] = frozenset()
_REPLACED = DCTERMS + "isReplacedBy"


class Difference(NamedTuple):
    """Something that differs: of a thing a property, with the values before and after."""

    kind: str
    thing: str
    property: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    claim: str = ""


def compare(before: State, after: State) -> list[Difference]:
    """What differs, by kind and thing."""
    stayed = _things(before) & _things(after)
    found = {
        *_came_and_went(before, after),
        *_changes(before, after, stayed),
        *_sources(before, after, stayed),
        *_claims(before, after, stayed),
        *_terms(before, after),
    }
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each[1:]))


def _things(state: State) -> set[str]:
    return {subject.thing for subject in state.facts["thing"]}


def _came_and_went(before: State, after: State) -> Iterator[Difference]:
    old, new = before.facts["thing"], after.facts["thing"]
    for subject in new.keys() - old.keys():
        yield _difference("added", subject, _NONE, new[subject])
    for subject in old.keys() - new.keys():
        kind, left = _left(after, subject.thing)
        yield _difference(kind, subject, old[subject], left)
    for subject in old.keys() & new.keys():
        if old[subject] != new[subject]:
            yield _difference("reclassified", subject, old[subject], new[subject])


def _left(after: State, thing: str) -> tuple[str, frozenset[str]]:
    """What is left of a thing: what stands for it, that its key is retired, or nothing."""
    retired = {subject for subject in after.facts["retired"] if subject.thing == thing}
    replaced = after.facts["retired"].get(Subject(thing, _REPLACED), _NONE)
    return ("merged" if replaced else "deleted" if retired else "gone"), replaced


def _changes(before: State, after: State, stayed: set[str]) -> Iterator[Difference]:
    for name, first, later in (
        ("end", "ended", "re-dated"),
        ("date", "re-dated", "re-dated"),
        ("result", "result-changed", "result-changed"),
    ):
        for subject, old, new in _changed(before.facts[name], after.facts[name]):
            if subject.thing in stayed:
                yield _difference(later if old else first, subject, old, new)


def _sources(before: State, after: State, stayed: set[str]) -> Iterator[Difference]:
    for subject, old, new in _changed(before.facts["source"], after.facts["source"]):
        if subject.thing in stayed:
            for source in new - old:
                yield _difference("source-gained", subject, _NONE, frozenset({source}))
            for source in old - new:
                yield _difference("source-lost", subject, frozenset({source}), _NONE)


def _claims(before: State, after: State, stayed: set[str]) -> Iterator[Difference]:
    """What claims of a thing that stayed say, and whom they credit; dates are told as such."""
    dated = {subject.property for name in ("date", "end") for subject in after.facts[name]}
    for subject, old, new in _changed(before.facts["claim"], after.facts["claim"]):
        if subject.about in stayed and subject.property not in dated:
            kind = "said" if not old else "said-no-more" if not new else "said-otherwise"
            yield _difference(kind, subject, old, new)
    kept = _claimed(before) & _claimed(after)
    changed = _changed(before.facts["attribution"], after.facts["attribution"])
    for subject, old, new in changed:
        if subject.thing in kept:
            yield _difference("re-attributed", subject, old, new)


def _claimed(state: State) -> set[str]:
    return {subject.thing for subject in state.facts["claim"]}


def _terms(before: State, after: State) -> Iterator[Difference]:
    for subject, old, new in _changed(before.facts["term"], after.facts["term"]):
        if not old:
            yield _difference("term-added", subject, _NONE, _NONE)
        elif not new:
            yield _difference("term-gone", subject, _NONE, _NONE)
        elif "true" in new:
            yield _difference("term-deprecated", subject, _NONE, _NONE)


def _changed(
    before: Facts, after: Facts
) -> Iterator[tuple[Subject, frozenset[str], frozenset[str]]]:
    for subject in before.keys() | after.keys():
        old, new = before.get(subject, _NONE), after.get(subject, _NONE)
        if old != new:
            yield subject, old, new


def _difference(
    kind: str, subject: Subject, before: frozenset[str], after: frozenset[str]
) -> Difference:
    thing, claim = (subject.about, subject.thing) if subject.about else (subject.thing, "")
    values = tuple(sorted(before)), tuple(sorted(after))
    return Difference(kind, thing, subject.property, *values, claim)
