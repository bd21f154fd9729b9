"""Whose turn it is when a worker comes free.

The pages wait in one line and are served first. Guests wait apart, each client in a line of its
own: served next is the client that holds the fewest workers and, among equals, was served longest
ago. A full queue sends away the last comer of the longest line, so that who asks most waits for
himself, and not the others.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from typing import NamedTuple

from coopgraph.errors import CoopgraphError, StoreBusy
from coopgraph.store.process import Worker

Client = str | None
"""A guest by its address, or none: the service itself."""


class Ticket(NamedTuple):
    """The place of one query in the queue, and the worker that it will get."""

    client: Client
    worker: asyncio.Future[Worker]


class Turns:
    """The queue of those who wait for a worker."""

    def __init__(self, limit: int, retry_after: int) -> None:
        self._limit = limit
        self._retry_after = retry_after
        self._lines: dict[Client, deque[Ticket]] = {}

    def join(self, client: Client) -> Ticket:
        """A place at the end of a client's line.

        Raises:
            StoreBusy: the queue is full, and no other line is longer.
        """
        if self.waiting(guests=client is not None) >= self._limit:
            self._make_room(client)
        ticket = Ticket(client, asyncio.get_running_loop().create_future())
        self._lines.setdefault(client, deque()).append(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> bool:
        """Give a place up; whether there was one still."""
        line = self._lines.get(ticket.client, ())
        if ticket not in line:
            return False
        self._remove(ticket)
        return True

    def first(self, held: Counter[str], may: Callable[[Client], bool]) -> Ticket | None:
        """The place whose turn it is, or none where nobody who waits may have a worker.

        Args:
            held: how many workers each guest holds.
            may: whether a client may have one more.
        """
        if None in self._lines and may(None):
            return self._lines[None][0]
        guests = (client for client in self._lines if client is not None and may(client))
        client = min(guests, key=lambda guest: held[guest], default=None)
        return None if client is None else self._lines[client][0]

    def serve(self, ticket: Ticket, worker: Worker) -> None:
        """Give a worker to the first of a line, whose rest is served after all other lines."""
        self._remove(ticket)
        if rest := self._lines.pop(ticket.client, None):
            self._lines[ticket.client] = rest
        ticket.worker.set_result(worker)

    def refuse(self, reason: CoopgraphError) -> None:
        """Send everybody away."""
        lines, self._lines = self._lines, {}
        for line in lines.values():
            for ticket in line:
                ticket.worker.set_exception(reason)

    def waiting(self, *, guests: bool) -> int:
        """How many queries of guests, or of the service itself, wait."""
        return sum(
            len(line) for client, line in self._lines.items() if (client is not None) == guests
        )

    def busy(self) -> StoreBusy:
        """What is said to who is sent away."""
        return StoreBusy(self._retry_after)

    def _make_room(self, client: Client) -> None:
        guests = (line for name, line in self._lines.items() if name is not None)
        longest = max(guests, key=len, default=deque[Ticket]())
        if client is None or len(longest) <= len(self._lines.get(client, ())) + 1:
            raise self.busy()
        last = longest[-1]
        self._remove(last)
        last.worker.set_exception(self.busy())

    def _remove(self, ticket: Ticket) -> None:
        line = self._lines[ticket.client]
        line.remove(ticket)
        if not line:
            del self._lines[ticket.client]
