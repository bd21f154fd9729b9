"""What sources say differently, side by side: one column a source, in order of publication."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from coopgraph.entities import Claim
from coopgraph.web.evidence import Evidence, evidence
from coopgraph.web.wording import Shown, Wording

_Said = TypeVar("_Said")


@dataclass(frozen=True)
class Variant:
    """A value, who gives it and where, and the claim that says so."""

    value: Shown
    evidence: Evidence
    claim: str | None


@dataclass(frozen=True)
class Contest:
    """A property of which sources give different values; the plain graph then states none.

    A column is what one source says; where one contradicts itself, what it says in one place.
    """

    property: str
    columns: tuple[tuple[Variant, ...], ...]


def contests(
    wording: Wording, claims: Iterable[Claim], contested: Sequence[tuple[str, str]]
) -> tuple[Contest, ...]:
    """What the claims about a thing do not agree on.

    Args:
        wording: how terms are worded.
        claims: all claims about the thing.
        contested: pairs of a contested property and a claim about it, in the order to show.
    """
    known = {claim.iri: claim for claim in claims}
    return tuple(
        Contest(
            wording.heading(name),
            tuple(
                tuple(_variant(wording, claim) for claim in said)
                for said in by_source(
                    [
                        known[iri]
                        for each, iri in dict.fromkeys(contested)
                        if each == name and iri in known
                    ],
                    lambda claim: claim.source,
                )
            ),
        )
        for name in dict.fromkeys(name for name, _ in contested)
    )


def by_source(said: Sequence[_Said], source: Callable[[_Said], str]) -> list[list[_Said]]:
    """What each source says, in their order; where there is one source, each of its sayings."""
    columns: dict[str, list[_Said]] = {}
    for each in said:
        columns.setdefault(source(each), []).append(each)
    return list(columns.values()) if len(columns) > 1 else [[each] for each in said]


def _variant(wording: Wording, claim: Claim) -> Variant:
    (mark,) = evidence(wording, [claim])
    value = wording.value(claim.value, claim.property) if claim.value is not None else Shown("")
    return Variant(value, mark, wording.thing(claim.iri).href)
