"""Telling kpi which position was reached: by a thread of its own, at most once in a while, the newest only."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import httpx

from services.ingest.settings import Settings
from shared.http import outbound
from shared.http.outbound import ServiceTokens
from shared.log.events import PROCUREMENT_POSITION, position_event, ring, source_of
from shared.metrics import Metrics


class Notifier:
    """Rings for the newest position; the worker never waits for it. Rings once more when it is closed."""

    def __init__(self, settings: Settings, *, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._position: int | None = None
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
        if settings.client_id is not None:
            self._thread.start()

    def reached(self, position: int) -> None:
        """Note a position to ring for."""
        with self._lock:
            self._position = max(position, self._position or 0)
        self._wake.set()

    def close(self) -> None:
        """Ring for what was noted last, and end the thread; waits a few seconds at most."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        with outbound.client() as http:
            tokens = ServiceTokens(self._settings, http=http)
            while True:
                self._wake.wait()
                self._wake.clear()
                self._ring(http, tokens)
                if self._closing.is_set():
                    self._ring(http, tokens)
                    return
                self._closing.wait(self._settings.change_wait_seconds)

    def _ring(self, http: httpx.Client, tokens: ServiceTokens) -> None:
        with self._lock:
            position, self._position = self._position, None
        if position is None:
            return
        event = position_event(
            source_of(self._settings, "ingest"), PROCUREMENT_POSITION, position, at=datetime.now(UTC)
        )
        ring(self._settings, event=event, tokens=tokens, http=http, metrics=self._metrics)
