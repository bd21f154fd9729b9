"""The errors of the project, each with a reader in mind.

`web` holds the one table that turns them into HTTP statuses; `cli` the one that turns them into
exit codes. Nothing else catches them.
"""


class CoopgraphError(Exception):
    """Something that a user can act on; its text says where, what was read and what was wanted."""


class CannotRun(CoopgraphError):
    """The command could not do its work at all: a folder, file or release is missing or broken."""


class Faulty(CoopgraphError):
    """The tables hold faults, so that no release was made."""


class QueryRefused(CoopgraphError):
    """The query is valid, but this service does not run its kind (an update, SERVICE, too deep)."""


class BadQuery(CoopgraphError):
    """The query cannot be parsed or is misused; with line and column where they are known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class BadParameter(CoopgraphError):
    """A parameter of an address is not of its type; with the parameter's name."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter


class QueryTimeout(CoopgraphError):
    """The query was stopped at its limit of time or of computing, before its first byte."""

    def __init__(self, seconds: float, unit: str = "seconds") -> None:
        super().__init__(
            f"the query was stopped after {seconds:g} {unit}; ask for less: fewer unbound "
            "patterns, no cross product, a LIMIT"
        )
        self.seconds = seconds


class QueryTooLarge(CoopgraphError):
    """The query needed more memory than a worker may have, or its answer is too long."""


class StoreBusy(CoopgraphError):
    """No worker came free in time, or the queue is full; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"all workers are busy; try again in {retry_after} seconds")
        self.retry_after = retry_after


class StoreFailed(CoopgraphError):
    """The store broke: a worker died or could not open its release."""


class NotAcceptable(CoopgraphError):
    """No form that the client accepts is offered, or can hold the answer; `offered` would do."""

    def __init__(
        self, offered: tuple[str, ...], why: str = "none of the accepted forms is offered here"
    ) -> None:
        super().__init__(f"{why}; offered: {', '.join(offered)}")
        self.offered = offered
        self.why = why


class NotFound(CoopgraphError):
    """There is no such thing; the text names what is near."""


class Gone(NotFound):
    """There was such a thing, and there is no more; the text says why."""
