"""Figures about the worker of ingest for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from shared.metrics import Metrics


class WorkerMetrics:
    """Where the seconds of the worker go, and what it got done, apart for real data and the sandbox (by schema)."""

    def __init__(self, metrics: Metrics) -> None:
        self.process = metrics
        self.seconds = Counter(
            "ppds_ingest_seconds",
            "Seconds of work by phase: read (bytes to prepared records), compile, report, commit.",
            ("schema", "phase"),
            registry=metrics.registry,
        )
        self.records = Counter(
            "ppds_ingest_records",
            "Records written, by what became of them.",
            ("schema", "state"),
            registry=metrics.registry,
        )
        self.batches = Counter(
            "ppds_ingest_batches", "Batches by how they ended.", ("schema", "outcome"), registry=metrics.registry
        )
        self.submissions = Counter(
            "ppds_ingest_submissions",
            "Submissions concluded, by state.",
            ("schema", "state"),
            registry=metrics.registry,
        )
        self.erasures_waiting = Gauge(
            "ppds_ingest_erasures_waiting",
            "Erasures of sole traders that are not done, or not wholly.",
            ("schema",),
            registry=metrics.registry,
        )
