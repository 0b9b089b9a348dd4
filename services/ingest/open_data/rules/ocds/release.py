"""A procedure of the data space as OCDS 1.1: its releases by stage, its compiled release and its record.

Pure: the same rows give the same bytes. The id of a release holds a hash of its content, so it changes when the
content does and never otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from typing import Final

import orjson

from services.ingest.open_data.rules.ocds.awards import Outcome, outcome_of
from services.ingest.open_data.rules.ocds.parties import Parties
from services.ingest.open_data.rules.ocds.tender import systems, tender_of
from services.ingest.open_data.rules.ocds.values import moment, stated
from services.ingest.open_data.rules.rows import Json, Published

_DIGEST: Final = 8
_LANGUAGE: Final = "nl"
_BOUGHT: Final = ("result", "direct-award")


def ocid_of(published: Published, prefix: str) -> str:
    """The ocid of a procedure: the prefix of whoever runs the data space, and the id of the procedure."""
    return f"{prefix}-{published.procedure.id}"


def releases_of(published: Published, *, prefix: str) -> list[Json]:
    """The releases of a procedure, in the order of their dates: the call as far as it is known, then what came of it.

    A procedure of which neither is known has one release, tagged by the furthest stage of its notices.
    """
    whole = _Whole(published, prefix)
    releases = []
    if whole.is_called:
        releases.append(whole.call())
    if whole.has_outcome or not releases:
        releases.append(whole.result())
    return releases


def record_of(published: Published, *, prefix: str) -> Json:
    """The record of a procedure: its releases, and what they say together."""
    releases = releases_of(published, prefix=prefix)
    return {"ocid": releases[0]["ocid"], "releases": releases, "compiledRelease": _compiled(releases[-1])}


def _compiled(last: Json) -> Json:
    """The last release repeats what those before it say, so together they say what it says."""
    return {**last, "id": f"{last['ocid']}-{last['date']}", "tag": ["compiled"]}


class _Whole:
    """A procedure with what its releases share."""

    __slots__ = ("_ocid", "_outcome", "_parties", "_published", "_under")

    def __init__(self, published: Published, prefix: str) -> None:
        self._published = published
        self._ocid = ocid_of(published, prefix)
        self._under = systems(published.lots)
        self._parties = Parties(published)
        self._outcome: Outcome = outcome_of(published, self._parties, self._under)

    @property
    def is_called(self) -> bool:
        procedure = self._published.procedure
        return procedure.launch_known and procedure.launched_on is not None

    @property
    def has_outcome(self) -> bool:
        return bool(self._outcome.awards)

    def call(self) -> Json:
        """The release of the call."""
        procedure = self._published.procedure
        day = procedure.launched_on or date.min
        cancelled = procedure.state == "cancelled" and not self.has_outcome
        return self._release(["tenderCancellation" if cancelled else "tender"], day, called=True)

    def result(self) -> Json:
        """The release of what came of it, with the call repeated."""
        return self._release(list(self._tags()), self._told_on(), called=False)

    def _tags(self) -> Iterator[str]:
        stage, state = self._published.procedure.stage, self._published.procedure.state
        if self.has_outcome:
            yield "award"
            if self._outcome.contracts:
                yield "contract"
            if any("implementation" in each for each in self._outcome.contracts):
                yield "implementation"
        elif state == "planned":
            yield "planning"
        elif stage == "modification":
            yield from ("awardUpdate", "contractUpdate")
        elif state == "other":
            yield "implementation"
        elif stage in _BOUGHT:
            yield "award"
        else:
            yield "tenderCancellation" if state == "cancelled" else "tender"

    def _told_on(self) -> date:
        """The day on which the outcome was told: the last result, without a call the first one."""
        told, planned = self._published.told, self._published.procedure.state == "planned"
        days = [told[stage] for stage in (("planning",) if planned else _BOUGHT) if stage in told]
        if not days:
            days = list(told.values())
        if not days:
            return self._published.recorded_at.date()
        return max(each.last for each in days) if self.is_called else min(each.first for each in days)

    def _release(self, tags: list[str], day: date, *, called: bool) -> Json:
        procedure, outcome = self._published.procedure, self._outcome
        tender = tender_of(procedure, self._published.lots, self._under, own_id=self._ocid, called=called)
        release: Json = {
            "ocid": self._ocid,
            "id": "",
            "date": moment(day),
            "tag": tags,
            "initiationType": "tender",
            "language": _LANGUAGE,
            **stated(
                parties=self._parties.before_award() if called else self._parties.listed,
                buyer=self._parties.buyers[0] if self._parties.buyers else None,
                tender=tender,
                relatedProcesses=self._elsewhere(),
                withheldInformation=[] if called and self.has_outcome else outcome.withheld,
            ),
        }
        if not called:
            release |= stated(
                bids=stated(details=outcome.bids, statistics=outcome.statistics),
                awards=outcome.awards,
                contracts=outcome.contracts,
            )
        digest = blake2b(orjson.dumps(release), digest_size=_DIGEST).hexdigest()
        release["id"] = f"{self._published.procedure.id}-{tags[0]}-{digest}"
        return release

    def _elsewhere(self) -> list[Json]:
        """The ocid under which its source published the same process, where it has one."""
        ocid = self._published.procedure.ocid
        return [{"id": "1", "scheme": "ocid", "identifier": ocid, "relationship": ["sameProcess"]}] if ocid else []
