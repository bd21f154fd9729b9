"""What sources say differently, side by side: one column a source, in order of publication."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coopgraph.entities import Claim
from coopgraph.web.evidence import Evidence, evidence
from coopgraph.web.wording import Shown, Wording


@dataclass(frozen=True)
class Variant:
    """A value, who gives it and where, and the claim that says so."""

    value: Shown
    evidence: Evidence
    claim: str | None


@dataclass(frozen=True)
class Contest:
    """A property of which sources give different values; the plain graph then states none."""

    property: str
    variants: tuple[Variant, ...]


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
                _variant(wording, known[iri])
                for each, iri in dict.fromkeys(contested)
                if each == name and iri in known
            ),
        )
        for name in dict.fromkeys(name for name, _ in contested)
    )


def _variant(wording: Wording, claim: Claim) -> Variant:
    (mark,) = evidence(wording, [claim])
    value = wording.value(claim.value, claim.property) if claim.value is not None else Shown("")
    return Variant(value, mark, wording.thing(claim.iri).href)
