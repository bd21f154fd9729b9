"""Writing to an endpoint: graphs by SPARQL 1.1 Graph Store HTTP Protocol, and updates."""

from collections.abc import Generator, Mapping

import httpx

from coopgraph.errors import CannotRun
from coopgraph.store.rewriting import WIRE_TRIPLES

_PATIENCE = 10  # seconds to connect; what is written takes as long as it takes
_MOST_WORDS = 500


class Password(httpx.Auth):
    """A user's name and password, given as the engine asks for them (RFC 7616, else RFC 7617)."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._asked_for: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Ask the first time without a body, which an engine that refuses may not read to its end.

        What is told then is used from then on.
        """
        if self._asked_for is None:
            question = httpx.Request("HEAD", request.url)
            if asked_for := self._fitting((yield question)):
                yield from asked_for.auth_flow(question)
        asked_for = self._asked_for
        if asked_for is None:
            asked_for = self._fitting((yield request))
        if asked_for is not None:
            yield from asked_for.auth_flow(request)

    def _fitting(self, answer: httpx.Response) -> httpx.Auth | None:
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            challenge = answer.headers.get("WWW-Authenticate", "").lower()
            self._asked_for = self._digest if challenge.startswith("digest") else self._basic
        return self._asked_for


class GraphStore:
    """The addresses at which an engine is written to; whoever makes it closes it."""

    def __init__(self, graphs: str, updates: str, auth: httpx.Auth | None) -> None:
        self._graphs = graphs
        self._updates = updates
        self._client = httpx.AsyncClient(
            auth=auth,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=_PATIENCE),
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def replace(self, graph: str, triples: bytes) -> None:
        """Let a graph hold these triples and no others (PUT).

        Args:
            graph: its IRI.
            triples: N-Triples.

        Raises:
            CannotRun: the engine cannot be reached, or refuses.
        """
        await self._send("PUT", self._graphs, graph, triples)

    async def add(self, graph: str, triples: bytes) -> None:
        """Let a graph hold these triples too (POST); arguments and errors as of `replace`."""
        await self._send("POST", self._graphs, graph, triples)

    async def update(self, text: str) -> None:
        """Run one request of SPARQL 1.1 Update; errors as of `replace`."""
        await self._done("POST", self._updates, data={"update": text})

    async def _send(self, method: str, address: str, graph: str, triples: bytes) -> None:
        headers = {"Content-Type": WIRE_TRIPLES}
        await self._done(method, address, params={"graph": graph}, content=triples, headers=headers)

    async def _done(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        try:
            answer = await self._client.request(
                method, address, params=params, content=content, data=data, headers=headers
            )
        except httpx.HTTPError as error:
            raise CannotRun(f"{address} cannot be written to: {error!r}") from error
        if not answer.is_success:
            words = " ".join(answer.text[:_MOST_WORDS].split())
            raise CannotRun(f"{address} refuses to be written to: {answer.status_code} {words}")
