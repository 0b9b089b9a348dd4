"""Figures about the worker of ingest for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

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
        self.supplements = Counter(
            "ppds_ingest_supplements",
            "Versions of supplements that were kept, by whether they state the minutes they took.",
            ("minutes",),
            registry=metrics.registry,
        )
        self.supplement_minutes = Histogram(
            "ppds_ingest_supplement_minutes",
            "Minutes that a supplement took, as its sender states them; one that states none is not in it.",
            registry=metrics.registry,
            buckets=(1, 2, 5, 10, 15, 30, 60, 120, 480),
        )
        self.erasures_waiting = Gauge(
            "ppds_ingest_erasures_waiting",
            "Erasures of sole traders that are not done, or not wholly.",
            ("schema",),
            registry=metrics.registry,
        )

    def supplement_kept(self, minutes: object) -> None:
        """Count a version of a supplement; `minutes` is what it states, None when it states nothing: that is not 0."""
        self.supplements.labels("unknown" if minutes is None else "stated").inc()
        if isinstance(minutes, int):
            self.supplement_minutes.observe(minutes)
