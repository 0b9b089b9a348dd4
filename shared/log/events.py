"""Telling kpi that there is something new: CloudEvents (NL GOV profile 1.1) that carry only a position.

An event is a notifier, not a message: kpi reads what changed from the change log by its own cursor, and also looks by
itself now and then. So a bell that is lost, late or rung twice does no harm, and ringing never fails the work before
it.
"""

import logging
from datetime import UTC, datetime
from typing import Final

import httpx

from shared.http.outbound import ServiceTokens
from shared.metrics import Metrics
from shared.settings import ServiceName, ServiceSettings

MEDIA_TYPE: Final = "application/cloudevents+json"
PROCUREMENT_POSITION: Final = "procurement.position-reached"
TYPE_PREFIX: Final = "nl.overheid."
"""Reverse domain without the name of an organisation, as the profile asks: organisations merge, types stay."""

RING_TIMEOUT: Final = httpx.Timeout(2.0, connect=1.0)
SCOPES: Final = ("kpi:events",)

_log = logging.getLogger(__name__)


def source_of(settings: ServiceSettings, service: ServiceName) -> str:
    """Which system speaks: `urn:nld:oin:<oin>:systeem:<name>`."""
    return f"urn:nld:oin:{settings.oin}:systeem:ppds-{service}"


def position_event(source: str, kind: str, position: int, at: datetime) -> dict[str, object]:
    """The event that the log of `kind` reached this position. The same position always gives the same id."""
    return {
        "specversion": "1.0",
        "id": f"{kind}:{position}",
        "source": source,
        "type": TYPE_PREFIX + kind,
        "time": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"position": position},
    }


def ring(
    settings: ServiceSettings,
    *,
    event: dict[str, object],
    tokens: ServiceTokens,
    http: httpx.Client,
    metrics: Metrics | None = None,
) -> bool:
    """Post the event to kpi. Says whether kpi took it; never raises, and takes a few seconds at most."""
    try:
        answer = http.post(
            f"{settings.kpi_url}/v1/events",
            json=event,
            headers={"Content-Type": MEDIA_TYPE, **tokens.header("kpi", scopes=SCOPES)},
            timeout=RING_TIMEOUT,
        )
    except Exception as failure:  # noqa: BLE001 - whatever is wrong with the bell, what was stored stays stored
        return _not_rung(type(failure).__name__, event=event, metrics=metrics)
    if answer.is_success:
        return True
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        tokens.forget()
    return _not_rung(f"status {answer.status_code}", event=event, metrics=metrics)


def _not_rung(reason: str, *, event: dict[str, object], metrics: Metrics | None) -> bool:
    _log.warning("kpi was not told of %s: %s; it will find out by itself", event["id"], reason)
    if metrics is not None:
        metrics.outbound_failures.labels("event").inc()
    return False
