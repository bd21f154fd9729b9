"""Memberships of networks."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from coopgraph.claims import Statement, claim, date_literal
from coopgraph.mapping import common
from coopgraph.mapping.source import Source
from coopgraph.names import ORG, TYPE, concept, term, thing
from coopgraph.tables.rows import Row

_TABLE = "memberships"
_MEMBER = NamedNode(ORG + "member")


def membership(row: Row, source: Source) -> Iterator[Statement]:
    """A source's word that an actor belongs to a network, in a role and since a date."""
    if not source.knows(row):
        return
    subject = thing("membership", row["key"])
    place = source.place(row, _TABLE, "network")
    kind = term("NetworkMembership")
    printed = row["role_printed"] or row["network_printed"]
    yield from claim(place, subject, TYPE, kind, printed, row.cell("key"))
    yield from common.note(row, subject)
    values = {
        "network": (term("network"), thing("actor", row["network"])),
        "member": (_MEMBER, thing("actor", row["member"])),
        "role": (term("membershipKind"), concept("membership-kind", row["role"])),
    }
    for column, (predicate, value) in values.items():
        yield from common.cell_claim(source, row, _TABLE, subject, predicate, column, value)
    if row["begin"]:
        begin = date_literal(row["begin"])
        predicate = term("beginDate")
        yield from common.cell_claim(source, row, _TABLE, subject, predicate, "begin", begin)
    yield from common.actor_in_country(source, row, _TABLE, "member")
