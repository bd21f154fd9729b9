"""The parts of a source, its tables and passages, each as printed and with what was taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from anyio.to_thread import run_sync
from pyoxigraph import NamedNode, QuerySolution

from coopgraph.entities import Claim, Reader, claims_of, label, stated, text
from coopgraph.names import ID
from coopgraph.search import Label
from coopgraph.web.curated import Layout, read_layout
from coopgraph.web.facsimile import Facsimile, facsimile
from coopgraph.web.languages import words
from coopgraph.web.panels import Tools, tools_of
from coopgraph.web.wording import Shown, Wording


@dataclass(frozen=True)
class PartShown:
    """A table or passage: what is printed around it, its rows, and how many it says it has."""

    anchor: str
    thing: Shown
    caption: Label
    credit: Label
    as_of: str
    lines: str
    printed: int | None
    facsimile: Facsimile
    absent: int
    contested: int
    tools: Tools


async def read_parts(
    reader: Reader, data: Path, iri: str, query: str, language: str
) -> tuple[PartShown, ...]:
    """The parts that a query of the pages finds for a source or for a part itself.

    Args:
        reader: of the release.
        data: its folder of tables.
        iri: the source or part.
        query: the query's name.
        language: a language of the interface.
    """
    parts = {text(row["part"]): row for row in await reader.rows(query, iri)}
    rows = await reader.rows("part_claims", *parts)
    claims = claims_of(rows)
    contested = frozenset(text(row["claim"]) for row in rows if row["contested"])
    layouts = {
        source: await run_sync(read_layout, data, source.removeprefix(f"{ID}source/"))
        for source in {claim.source for claim in claims}
    }
    labels = await reader.labels([*parts, *_mentioned(claims)])
    wording = Wording(language, words(language), labels)
    return tuple(
        _part(
            wording,
            row,
            _facsimile(
                wording, layouts, [claim for claim in claims if claim.part == part], contested
            ),
            tools_of(reader, "part_claims", part, language),
        )
        for part, row in parts.items()
    )


def _facsimile(
    wording: Wording, layouts: dict[str, Layout], claims: list[Claim], contested: frozenset[str]
) -> Facsimile:
    layout = layouts[claims[0].source] if claims else Layout({}, {})
    return facsimile(wording, layout, claims, contested)


def _part(wording: Wording, row: QuerySolution, shown: Facsimile, tools: Tools) -> PartShown:
    cells = [cell for printed in shown.rows for cell in printed.cells]
    as_of = stated(row["of"])
    return PartShown(
        anchor=_anchor(text(row["part"]), text(row["source"])),
        thing=wording.thing(text(row["part"])),
        caption=label(row["caption"]),
        credit=label(row["credit"]),
        as_of=wording.value(as_of).text if as_of else "",
        lines=text(row["lines"]),
        printed=int(text(row["rows"])) if row["rows"] else None,
        facsimile=shown,
        absent=sum(cell.absent for cell in cells),
        contested=sum(cell.contested for cell in cells),
        tools=tools,
    )


def _anchor(part: str, source: str) -> str:
    return part.removeprefix(f"{ID}part/{source.removeprefix(f'{ID}source/')}-")


def _mentioned(claims: Iterable[Claim]) -> Iterator[str]:
    for claim in claims:
        yield from (claim.subject, claim.property, claim.source)
        yield from filter(None, (*claim.saying.attributed_to, claim.saying.through))
        if isinstance(claim.value, NamedNode):
            yield claim.value.value
