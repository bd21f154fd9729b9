"""What a store is to the rest of the program."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

# Media types that a store can be asked for, by the form of the query.
ROWS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
TRIPLES = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/n-quads",
    "application/trig",
)


class Answer(NamedTuple):
    """An answer on its way: its media type, and its bytes as they are found.

    A fault after the first bytes is raised from `chunks`, so that the connection is aborted and
    no part is taken for the whole.
    """

    media_type: str
    chunks: AsyncIterator[bytes]


class Store(Protocol):
    """A read-only SPARQL engine on one release."""

    async def query(
        self,
        text: str,
        *media_types: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
        guest: str | None = None,
    ) -> Answer:
        """Answer one query; returns once the first bytes are there.

        Args:
            text: SPARQL 1.1 query.
            media_types: the answer is written in the first that fits the form of the query: one of
                `ROWS` for SELECT and ASK, of `TRIPLES` for CONSTRUCT and DESCRIBE.
            default_graphs: IRIs that replace the dataset's default graph (SPARQL 1.1 Protocol).
            named_graphs: IRIs that replace the dataset's named graphs.
            timeout: seconds, never more than the store's own limit.
            guest: the client, where a stranger wrote the query or reads the answer at leisure;
                where the store has workers, one is kept from all such queries, and each client
                has a share of the others.

        Raises:
            NotAcceptable: no media type fits the form of the query, or the one that does cannot
                hold what was found.
            BadQuery: the text cannot be parsed.
            QueryRefused: an update, a SERVICE call, or a query beyond the bounds of length,
                nesting and number of patterns.
            QueryTimeout: the limit, or that of computing, was met before the first byte.
            QueryTooLarge: the worker's memory was met before the first byte, or the answer is
                longer than one may be (then raised from the answer's chunks).
            StoreBusy: no worker came free, or the queue is full.
            StoreFailed: the worker died otherwise.
        """
        ...

    async def close(self) -> None:
        """End every worker; running queries are aborted."""
        ...
