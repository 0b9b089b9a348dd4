"""Logs: one JSON object per line on standard output, each with the trace it belongs to.

What is never logged: tokens, keys, passwords, bodies, query strings, personal data. Loggers state what happened in a
sentence and put figures beside it: `log.info("batch done", extra={"fields": {"records": 1000}})`.
"""

import json
import logging
import logging.config
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

_TRACEPARENT: Final = re.compile(r"00-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-[0-9a-f]{2}")
_trace: ContextVar[str | None] = ContextVar("traceparent", default=None)


def traceparent() -> str | None:
    """The trace (W3C Trace Context) of the work at hand, to pass on to the next service."""
    return _trace.get()


def trace_id() -> str | None:
    """The 32 hexadecimal digits all services share for one piece of work."""
    current = _trace.get()
    return current.split("-")[1] if current else None


@contextmanager
def trace(received: str | None = None) -> Iterator[str]:
    """Work on the trace that was received, under a span of our own; on a new one when none or a malformed one came."""
    match = _TRACEPARENT.fullmatch(received or "")
    usable = match is not None and set(match["trace"]) != {"0"} and set(match["span"]) != {"0"}
    trace_number = match["trace"] if match is not None and usable else secrets.token_hex(16)
    ours = f"00-{trace_number}-{secrets.token_hex(8)}-01"
    token = _trace.set(ours)
    try:
        yield ours
    finally:
        _trace.reset(token)


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if current := _trace.get():
            entry["traceparent"] = current
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            entry |= {str(name): value for name, value in fields.items() if name not in entry}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure(*, service: str, level: str = "INFO") -> None:
    """Send all logs of this process to standard output as JSON. Called by the start of a process, never by a factory.

    The server's own access log is silenced: it writes query strings, and `shared.http.conventions` logs each request.
    """
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JsonLines, "service": service}},
            "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
            "root": {"level": level, "handlers": ["out"]},
            "loggers": {
                "uvicorn": {"handlers": [], "propagate": True},
                "uvicorn.error": {"handlers": [], "propagate": True},
                "uvicorn.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
                "httpx": {"level": "WARNING"},  # its lines hold whole addresses
                "httpcore": {"level": "WARNING"},
            },
        }
    )
