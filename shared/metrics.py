"""Figures about a process for Prometheus. Each app has a registry of its own; labels come from closed sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED: Final = "unmatched"
"""Route label of requests to addresses that do not exist: the address itself would make an endless set."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The figures of one process; a service adds its own to `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests",
            "Requests by route template, method and class of status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "http_request_seconds",
            "Seconds from the first byte of the request to the last of the answer.",
            ("route", "method"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.in_flight = Gauge("http_requests_in_flight", "Requests being answered now.", registry=self.registry)
        self.outbound_failures = Counter(
            "outbound_failures",
            "Calls to another service that failed, by what they were for.",
            ("purpose",),
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)

    def count(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request; `route` is a template, not an address."""
        known = method if method in METHODS else "other"
        self._requests.labels(route, known, f"{status // 100}xx").inc()
        self._seconds.labels(route, known).observe(seconds)

    @contextmanager
    def shown(self, *, host: str, port: int | None) -> Iterator[None]:
        """Show all figures at `/metrics` on a port of their own while this lasts; without a port nowhere.

        Raises OSError when the port is taken. A thread of its own answers, also while every other one is busy.
        """
        if port is None:
            yield
            return
        server, thread = start_http_server(port, addr=host, registry=self.registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
