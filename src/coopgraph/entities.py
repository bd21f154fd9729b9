"""What the graph says about one thing, and who says it, read with the queries in `queries/pages`.

Facts are kept as the store gives them, as terms of RDF; which words a reader sees is for the pages
to choose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from coopgraph.claims import PLAINLY, Saying
from coopgraph.errors import NotFound, StoreFailed
from coopgraph.names import CGO, short
from coopgraph.queries import read_queries, with_values
from coopgraph.search import Label
from coopgraph.store.base import ROWS, Answer, Store

JSON = ROWS[0]
ACTOR = CGO + "Actor"

UNSAID = Label("", "")

# So many IRIs at a time keep a query far below the bounds of any store.
_BATCH = 400
_PARAMETER = "VALUES ?this {"

Term = NamedNode | BlankNode | Literal | Triple
Value = NamedNode | Literal
Labels = Mapping[str, tuple[Label, ...]]


@dataclass(frozen=True)
class Claim:
    """What one place of a source says of a property of a thing; without value: that it has none.

    In its saying, `attributed_to` and `through` are IRIs. The note is the curator's, on a reading
    that needed judgement.
    """

    iri: str
    subject: str
    property: str
    value: Value | None
    printed: Label
    source: str
    mark: str
    part: str
    place: str
    row: str
    column: str
    lines: str
    cell: str
    saying: Saying = PLAINLY
    note: Label = UNSAID


@dataclass(frozen=True)
class Tie:
    """A tie seen from one of its parties, with the claims that speak of it."""

    iri: str
    kind: str
    partner: str
    country: str
    date: Value | None
    as_of: Value | None
    focus: Value | None
    contested: frozenset[str]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Links:
    """The things that name this one by one property: how many, and the first of them."""

    property: str
    count: int
    things: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """The facts about one thing; `labels` has the names of every thing that the facts mention."""

    iri: str
    names: tuple[tuple[str, Label], ...]
    types: tuple[str, ...]
    statements: tuple[tuple[str, Value], ...]
    ties: tuple[Tie, ...]
    claims: tuple[Claim, ...]
    links: tuple[Links, ...]
    labels: Labels


@dataclass(frozen=True)
class Reader:
    """A store of one release, and the queries that the pages ask of it."""

    store: Store
    queries: Mapping[str, str]
    _kept: dict[str, list[QuerySolution]] = field(default_factory=dict)

    async def rows(self, name: str, *iris: str) -> list[QuerySolution]:
        """The solutions of a SELECT, for the things named where the query has a place for them.

        Raises:
            ValueError: an IRI is none.
        """
        query = self.queries[name]
        if _PARAMETER not in query:
            return await self._solutions(query)
        found = []
        for batch in _batches(iris):
            found += await self._solutions(with_this(query, batch))
        return found

    async def rows_with(
        self, name: str, values: Mapping[str, Sequence[str]], timeout: float | None = None
    ) -> list[QuerySolution]:
        """The solutions of a SELECT with values for its variables (see `with_values`).

        Args:
            name: the query's.
            values: for each variable its values, as SPARQL writes a term.
            timeout: seconds that it may take, where less than the store's own limit.
        """
        return await self._solutions(with_values(self.queries[name], values), timeout)

    async def rows_once(self, name: str, timeout: float | None = None) -> list[QuerySolution]:
        """The solutions of a SELECT about no thing, asked once: a release never changes.

        For queries that read all of the graph and find little; `timeout` as above.
        """
        if name not in self._kept:
            self._kept[name] = await self._solutions(self.queries[name], timeout)
        return self._kept[name]

    async def document(
        self, name: str, media_type: str, iri: str, *, guest: str | None = None
    ) -> Answer:
        """The answer to a query about one thing, as it comes from the store (see `Store.query`)."""
        text = with_this(self.queries[name], [iri])
        return await self.store.query(text, media_type, guest=guest)

    async def exists(self, iri: str) -> bool:
        """Whether the graph says anything of a thing."""
        answer = await self._read(with_this(self.queries["entity_exists"], [iri]))
        return isinstance(answer, QueryBoolean) and bool(answer)

    async def labels(self, iris: Iterable[str]) -> Labels:
        """The names under which things are shown; a thing without one is not among them."""
        named: dict[str, list[Label]] = {}
        for row in await self.rows("labels", *sorted(set(iris))):
            named.setdefault(text(row["this"]), []).append(label(row["label"]))
        return {iri: tuple(found) for iri, found in named.items()}

    async def _solutions(self, query: str, timeout: float | None = None) -> list[QuerySolution]:
        answer = await self._read(query, timeout)
        if not isinstance(answer, QuerySolutions):
            raise StoreFailed("a query of the pages was answered by something else than rows")
        return list(answer)

    async def _read(
        self, query: str, timeout: float | None = None
    ) -> QuerySolutions | QueryBoolean:
        answer = await self.store.query(query, JSON, timeout=timeout)
        data = b"".join([chunk async for chunk in answer.chunks])
        return parse_query_results(data, format=QueryResultsFormat.JSON)


def page_queries(root: Path) -> Mapping[str, str]:
    """The queries that the pages ask, by name.

    Args:
        root: the project's folder, which holds `queries/pages`.

    Raises:
        CannotRun: there are none, or one cannot be read.
    """
    return {query.name: query.text for query in read_queries(root / "queries" / "pages")}


def with_this(query: str, iris: Sequence[str]) -> str:
    """A page's query about other things than its example.

    Nothing can be smuggled in: what stands in the braces afterwards are IRIs that RDF's own parser
    has accepted, and an IRI can hold neither `>` nor a blank nor a backslash.

    Raises:
        ValueError: one of the IRIs is none, or the query has no line `VALUES ?this { … }`.
    """
    return with_values(query, {"this": [str(NamedNode(iri)) for iri in iris]})


async def describe(reader: Reader, iri: str) -> Entity:
    """The facts about one thing.

    Raises:
        NotFound: the graph says nothing of it.
    """
    if not await reader.exists(iri):
        raise NotFound(f"the graph says nothing of {short(iri)}")
    names = await reader.rows("entity_names", iri)
    types = await reader.rows("entity_types", iri)
    statements = await reader.rows("entity_statements", iri)
    entity = Entity(
        iri,
        names=tuple((text(row["form"]), label(row["name"])) for row in names),
        types=tuple(text(row["type"]) for row in types),
        statements=tuple((text(row["property"]), _value(row["value"])) for row in statements),
        ties=await _ties(reader, iri),
        claims=tuple(await read_claims(reader, iri)),
        links=await _links(reader, iri),
        labels={},
    )
    return replace(entity, labels=await reader.labels(_mentioned(entity)))


def text(term: Term | None) -> str:
    """The characters of a literal or of an IRI; none for what a query left open."""
    return "" if term is None else str(term) if isinstance(term, Triple) else term.value


def label(term: Term | None) -> Label:
    """A literal as a name with its language."""
    language = term.language if isinstance(term, Literal) else None
    return Label(text(term), language or "")


async def read_claims(reader: Reader, *iris: str, query: str = "entity_claims") -> list[Claim]:
    """The claims about things, or those that another query of the pages finds for them."""
    return claims_of(await reader.rows(query, *iris))


def claims_of(rows: Iterable[QuerySolution]) -> list[Claim]:
    """The claims of rows that bind what a claim has; who credits several has a row for each."""
    grouped: dict[str, list[QuerySolution]] = {}
    for row in rows:
        grouped.setdefault(text(row["claim"]), []).append(row)
    return [_claim(of_one) for of_one in grouped.values()]


def _claim(rows: Sequence[QuerySolution]) -> Claim:
    row = rows[0]
    return Claim(
        iri=text(row["claim"]),
        subject=text(row["subject"]),
        property=text(row["property"]),
        value=stated(row["value"]),
        printed=label(row["printed"]),
        source=text(row["source"]),
        mark=text(row["mark"]),
        part=text(row["part"]),
        place=text(row["place"]),
        row=text(row["row"]),
        column=text(row["column"]),
        lines=text(row["lines"]),
        cell=text(row["cell"]),
        saying=Saying(
            denied=text(row["denied"]) == "true",
            approximate=text(row["approximate"]) == "true",
            attributed_to=tuple(sorted({text(one["credited"]) for one in rows} - {""})),
            through=text(row["through"]),
            page=text(row["page"]),
            corrected=text(row["corrected"]),
            reason=text(row["because"]),
        ),
        note=label(row["note"]),
    )


async def _ties(reader: Reader, iri: str) -> tuple[Tie, ...]:
    # A tie with several dates or fields of work has a row for each; they are one tie all the same.
    pairs: dict[tuple[str, str], list[QuerySolution]] = {}
    for row in await reader.rows("actor_ties", iri):
        pairs.setdefault((text(row["tie"]), text(row["partner"])), []).append(row)
    claims: dict[str, list[Claim]] = {}
    for claim in await read_claims(reader, *sorted({tie for tie, _ in pairs})):
        claims.setdefault(claim.subject, []).append(claim)
    return tuple(_tie(rows, claims.get(tie, [])) for (tie, _), rows in pairs.items())


def _tie(rows: Sequence[QuerySolution], claims: Iterable[Claim]) -> Tie:
    row = rows[0]
    return Tie(
        iri=text(row["tie"]),
        kind=text(row["kind"]),
        partner=text(row["partner"]),
        country=text(row["country"]),
        date=stated(row["date"]),
        as_of=stated(row["asOf"]),
        focus=stated(row["focus"]),
        contested=frozenset(text(each["contested"]) for each in rows if each["contested"]),
        claims=tuple(claims),
    )


async def _links(reader: Reader, iri: str) -> tuple[Links, ...]:
    things: dict[str, list[str]] = {}
    for row in await reader.rows("entity_links", iri):
        things.setdefault(text(row["property"]), []).append(text(row["thing"]))
    counts = await reader.rows("entity_link-counts", iri)
    return tuple(
        Links(name, int(text(row["things"])), tuple(things.get(name, ())))
        for row in counts
        if (name := text(row["property"]))
    )


def _mentioned(entity: Entity) -> Iterator[str]:
    """The IRI of everything that the facts name, the thing itself among them."""
    yield entity.iri
    yield from entity.types
    yield from _named(part for statement in entity.statements for part in statement)
    for tie in entity.ties:
        yield from _named((tie.kind, tie.partner, tie.country))
    for claim in (*entity.claims, *(claim for tie in entity.ties for claim in tie.claims)):
        yield from _named((claim.subject, claim.property, claim.value, claim.source))
        yield from _named((*claim.saying.attributed_to, claim.saying.through))
    for links in entity.links:
        yield from (links.property, *links.things)


def _named(values: Iterable[Value | str | None]) -> Iterator[str]:
    for value in values:
        if isinstance(value, NamedNode):
            yield value.value
        elif isinstance(value, str) and value:
            yield value


def _batches(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(iris), _BATCH):
        yield iris[start : start + _BATCH]


def stated(term: Term | None) -> Value | None:
    """A term as a value, where a query has found one."""
    return None if term is None else _value(term)


def _value(term: Term | None) -> Value:
    """A value as the pages know it: our data have no blank nodes and no quoted triples."""
    return term if isinstance(term, NamedNode | Literal) else Literal(text(term))
