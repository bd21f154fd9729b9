"""What a row means: one short generator for each kind of table, from a typed row to statements.

A mapper cleans nothing, reads nothing and catches nothing: what it cannot map, the table's schema
has refused. A table's kind is the name of its schema.
"""

from collections.abc import Callable, Iterator, Mapping

from coopgraph.claims import Statement
from coopgraph.errors import CannotRun
from coopgraph.mapping import (
    actors,
    classifications,
    counts,
    curation,
    lists,
    memberships,
    pairs,
    places,
    retired,
    said,
    sources,
    themes,
    things,
    ties,
)
from coopgraph.mapping.source import Source, source_of
from coopgraph.tables.catalogue import Entry
from coopgraph.tables.read import Tables, by_kind
from coopgraph.tables.rows import Row

Mapper = Callable[[Row, Source], Iterator[Statement]]

MAPPERS: Mapping[str, Mapper] = {
    "territories": places.territory,
    "territory-names": places.territory_name,
    "territory-identifiers": places.territory_identifier,
    "geonames-cities": places.geonames_city,
    "country-codes": places.country,
    "editions": classifications.edition,
    "world-bank-income": classifications.income_group,
    "m49-status": classifications.development_status,
    "g77": classifications.g77_member,
    "actors": actors.actor,
    "actor-names": actors.actor_name,
    "identities": curation.identity,
    "retired": retired.retired,
    "sources": sources.source,
    "parts": sources.part,
    "columns": sources.column,
    "ties": ties.tie,
    "themes": themes.theme,
    "memberships": memberships.membership,
    "listed-pairs": pairs.listed_pair,
    "crs-purposes": lists.crs_purpose,
    "sdg-targets": lists.sdg_target,
    "counts": counts.count,
    "things": things.declared,
    "statements": said.said,
    "corrections": curation.correction,
    "tested": curation.tested,
    "conflicts": curation.conflict,
    "left-out": curation.left_out,
    "exceptions": curation.exception,
}


def statements(tables: Tables) -> Iterator[Statement]:
    """Every statement of every row, in the order of the tables.

    Raises:
        CannotRun: a table is of a kind that nothing maps.
    """
    kinds = by_kind(tables.tables)
    for table in tables.tables:
        folder = table.entry.folder
        beside = (kinds.get((folder, kind)) for kind in ("parts", "columns", "corrections"))
        source = source_of(table.entry.source, *(found.rows if found else [] for found in beside))
        mapper = _mapper(table.entry)
        for row in table.rows:
            yield from mapper(row, source)


def _mapper(entry: Entry) -> Mapper:
    kind = entry.schema.kind
    if kind not in MAPPERS:
        raise CannotRun(f"{entry.path} has the schema {kind!r}; known: {', '.join(MAPPERS)}")
    return MAPPERS[kind]
