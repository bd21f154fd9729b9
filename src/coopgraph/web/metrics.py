"""What is counted while the service runs, for Prometheus: `/metrics`.

Each process counts its own. Several services add up by `sum` over what is scraped of each, by
`sum by (le)` for the histograms.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from coopgraph.store.base import Store
from coopgraph.store.embedded import Embedded, Load
from coopgraph.web.logs import Entry

# From a look-up of one thing to the longest time limit that is usual.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Meters:
    """The counters of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "coopgraph_http_requests",
            "Requests answered.",
            ("method", "address", "status"),
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "coopgraph_http_request_seconds",
            "From the head of a request to the last byte of its answer.",
            ("address",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.queries = Counter(
            "coopgraph_queries",
            "Queries by who asked (guest, or the service for a page) and how they ended.",
            ("asker", "outcome"),
            registry=self.registry,
        )
        self.query_seconds = Histogram(
            "coopgraph_query_seconds",
            "From a query to the first byte and to the last byte of its answer, waiting included.",
            ("asker", "to"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._serving = _Serving()
        self.registry.register(self._serving)

    def see_request(self, entry: Entry) -> None:
        """Count a request that has been answered; one that is broken off counts as status 0."""
        status = str(entry.status if entry.whole else 0)
        method = entry.method if entry.method in _METHODS else "other"
        self.requests.labels(method, entry.address, status).inc()
        self.request_seconds.labels(entry.address).observe(entry.seconds)

    def show(self, release: str, store: Store) -> None:
        """Tell from now on of a release, and of the pool of workers where a store has one."""
        self._serving.release = release
        self._serving.pool = store if isinstance(store, Embedded) else None


_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST"))


class _Serving(Collector):
    """What is served, and the state of its pool of workers, read when it is asked for."""

    def __init__(self) -> None:
        self.release = ""
        self.pool: Embedded | None = None

    def collect(self) -> Iterator[Metric]:
        release = GaugeMetricFamily(
            "coopgraph_release", "The release that is served.", labels=["release"]
        )
        release.add_metric([self.release], 1)
        yield release
        if self.pool:
            yield from _load(self.pool.load())


def _load(load: Load) -> Iterator[Metric]:
    workers = GaugeMetricFamily(
        "coopgraph_workers", "Worker processes by what they do.", labels=["state"]
    )
    for state in ("free", "with_guests", "with_pages", "starting"):
        workers.add_metric([state], getattr(load, state))
    queue = GaugeMetricFamily(
        "coopgraph_queue", "Queries that wait for a worker.", labels=["asker"]
    )
    queue.add_metric(["guest"], load.guests_waiting)
    queue.add_metric(["page"], load.pages_waiting)
    ended = CounterMetricFamily(
        "coopgraph_workers_ended", "Worker processes that were ended or died.", load.ended
    )
    yield from (workers, queue, ended)
