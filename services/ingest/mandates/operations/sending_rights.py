"""For whom a party may send beside itself: its mandates, asked of the registry and kept for when it is down.

An answer is used for `mandate_seconds`; so long may a withdrawal take to be felt. When the registry does not answer,
the last answer goes on counting for at most `mandate_days`, and whoever uses it is told how old it is. Without any
answer of that age nothing is decided: the sender is asked to come back (503), and nothing is refused for want of a
mandate that may well exist.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from prometheus_client import Gauge
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import sessionmaker

from services.ingest.mandates import store
from services.ingest.settings import Settings
from shared.database import PartySession
from shared.errors import Unavailable
from shared.http.outbound import ServiceTokens
from shared.identity.token_source import TokenRefused, TokensUnavailable
from shared.metrics import Metrics

NOTICE: Final = "notice"
_SCOPES: Final = ("registry:read",)
_TIMEOUT: Final = httpx.Timeout(3.0, connect=1.0)
_REST_SECONDS: Final = 5.0
"""After a failure the registry is left alone for so long: senders do not wait for a time-out each."""

_PURPOSE: Final = "sending-rights"
_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_log = logging.getLogger(__name__)


class Right(BaseModel):
    """A buyer for which a party may send, which kinds of data, until which day (exclusive), and by which mandate."""

    buyer: str
    kinds: list[str]
    until: date | None
    mandate: UUID


class _Answer(BaseModel):
    rights: list[Right]


@dataclass(frozen=True, slots=True)
class KnownRights:
    """What is known of the mandates of a party. `known_at` is None when they are not asked for.

    `outdated`: the registry did not answer just now; this is what it said before.
    """

    rights: Sequence[Right] = ()
    known_at: datetime | None = None
    outdated: bool = False

    def by_kind(self, *, on: date) -> dict[str, dict[str, str]]:
        """The mandates that hold on a day: by kind of data, by the key of the buyer."""
        holding: dict[str, dict[str, str]] = {}
        for right in self.rights:
            if right.until is None or on < right.until:
                for kind in right.kinds:
                    holding.setdefault(kind, {})[right.buyer] = str(right.mandate)
        return holding


class SendingRights:
    """Asks the registry, with the client of this service, and remembers. Safe between threads."""

    def __init__(
        self, settings: Settings, *, sessions: sessionmaker[PartySession], http: httpx.Client, metrics: Metrics
    ) -> None:
        self._settings = settings
        self._sessions = sessions
        self._http = http
        self._tokens = ServiceTokens(settings, http=http)
        self._failures = metrics.outbound_failures
        self._age = Gauge(
            "ppds_ingest_mandates_age_seconds",
            "Age of what the registry last said about mandates, when it was last used.",
            registry=metrics.registry,
        )
        self._asking = threading.Lock()
        self._rests_until = 0.0

    def of(self, party: str) -> KnownRights:
        """What is known now; raises Unavailable when nothing is known that is fresh enough to decide on.

        Without a client of its own this process cannot ask: everybody sends for itself only.
        """
        if self._settings.client_id is None:
            return KnownRights()
        kept = self._kept(party)
        if kept is not None and kept.known_at is not None and self._is_fresh(kept.known_at):
            return self._used(kept)
        asked = self._ask(party)
        if asked is not None:
            return self._used(asked)
        if kept is None or kept.known_at is None or not self._still_counts(kept.known_at):
            raise _unknown()
        return self._used(KnownRights(kept.rights, kept.known_at, outdated=True))

    def of_harvester(self, party: str) -> KnownRights:
        """What is known now of a party that needs no mandate to send: nothing, when nothing fresh enough is known."""
        try:
            return self.of(party)
        except Unavailable:
            return KnownRights()

    def _kept(self, party: str) -> KnownRights | None:
        with self._session(party) as session:
            last = store.last_answer(session, party)
        if last is None:
            return None
        asked_at, answer = last
        return KnownRights(_Answer.model_validate({"rights": answer}).rights, asked_at)

    def _ask(self, party: str) -> KnownRights | None:
        """What the registry says, None when it does not answer as it should.

        One at a time: who waited while a call timed out goes on without one of its own.
        """
        with self._asking:
            return None if time.monotonic() < self._rests_until else self._ask_now(party)

    def _ask_now(self, party: str) -> KnownRights | None:
        asked_at = datetime.now(UTC)
        try:
            rights = self._answer(party)
        except (httpx.HTTPError, TokenRefused, TokensUnavailable, ValidationError, ValueError) as failure:
            self._rests_until = time.monotonic() + _REST_SECONDS
            self._failures.labels(_PURPOSE).inc()
            _log.warning("the registry does not say who may send for whom: %s", type(failure).__name__)
            return None
        with self._session(party) as session, session.begin():
            stored = [right.model_dump(mode="json") for right in rights]
            store.remember(session, party, asked_at=asked_at, answer=stored)
        return KnownRights(rights, asked_at)

    def _answer(self, party: str) -> Sequence[Right]:
        answer = self._get(party)
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # revoked, or signed by a key that is gone
            self._tokens.forget()
            answer = self._get(party)
        return _Answer.model_validate(answer.raise_for_status().json()).rights

    def _get(self, party: str) -> httpx.Response:
        return self._http.get(
            f"{self._settings.registry_url}/v1/sending-rights",
            params={"party": party},
            headers=self._tokens.header("registry", scopes=_SCOPES),
            timeout=_TIMEOUT,
        )

    def _session(self, party: str) -> PartySession:
        session = self._sessions()
        session.act_for(party)
        return session

    def _is_fresh(self, known_at: datetime) -> bool:
        return datetime.now(UTC) - known_at < timedelta(seconds=self._settings.mandate_seconds)

    def _still_counts(self, known_at: datetime) -> bool:
        return datetime.now(UTC) - known_at < timedelta(days=self._settings.mandate_days)

    def _used(self, known: KnownRights) -> KnownRights:
        if known.known_at is not None:
            self._age.set((datetime.now(UTC) - known.known_at).total_seconds())
        return known


def day_of(moment: datetime) -> date:
    """The day it is in the Netherlands at a moment: mandates begin and end at midnight there."""
    return moment.astimezone(_ZONE).date()


def _unknown() -> Unavailable:
    return Unavailable(
        nl="Het register antwoordt niet en van uw partij is niet bekend voor wie zij mag inzenden. Probeer het later.",
        en="The registry does not answer, and for whom your party may send is not known here. Try again later.",
        retry_after=30,
    )
