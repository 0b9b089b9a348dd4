"""A contract with all that is known of it, from its body and from notices, in the words of the API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, Self, TypeAlias
from urllib.parse import quote

from pydantic import Field

from services.ingest.contracts.operations import Promise, WholeContract
from services.ingest.contracts.rules.noticed import Noticed
from services.ingest.contracts.rules.observed import Observed
from services.ingest.contracts.rules.verdict import NOTHING, Status
from services.ingest.contracts.schemas.contract import ContractOut, Told
from services.ingest.contracts.schemas.noticed import ConflictOut, ModificationOut, NoticedOut, NoticeNamed, ReasonOut
from services.ingest.data_contracts.contract import Basis, Comparison
from services.ingest.data_contracts.model import Theme
from services.ingest.data_contracts.performance_report import Reading, Source, Verification
from services.ingest.procedures.schemas import Amount
from shared.http.schema import ApiModel, Day, OptionalDay
from shared.procurement.notice import Stage

Happening: TypeAlias = Literal[
    "notice", "awarded", "signed", "starts", "due", "measured", "changed", "completed", "ends"
]


class PromiseOut(ApiModel):
    """A commitment and how it stands today."""

    key: str
    inherited: bool = Field(description="It is that of the framework agreement.")
    theme: Theme
    indicator: str | None
    target: Amount
    unit: str | None
    compare: Comparison | None
    basis: Basis
    due_on: OptionalDay
    evidence: str | None
    status: Status
    realised: Amount = Field(description="What was realised by the due date, in its unit; null: not shown.")
    shown_by: Verification | None = Field(description="The least verification that the status rests on.")

    @classmethod
    def of(cls, promise: Promise) -> Self:
        """The commitment as it stands."""
        stated, shown = promise.commitment, promise.verdict
        same = ("key", "theme", "indicator", "target", "unit", "compare", "basis", "due_on", "evidence")
        return cls(
            **{name: getattr(stated, name) for name in same},
            inherited=promise.inherited,
            status=promise.status,
            realised=shown.realised,
            shown_by=None if shown.shown_by == NOTHING else Verification(shown.shown_by),
        )


class ObservationOut(ApiModel):
    """What was measured over one period."""

    report: str
    key: str
    commitment: str | None
    indicator: str | None
    theme: Theme | None
    from_: Day = Field(alias="from")
    until: Day
    reading: Reading
    realised: Amount
    reference: Amount
    total: Amount
    unit: str | None
    method: str | None
    low: Amount
    high: Amount
    source: Source
    verification: Verification
    verified_on: OptionalDay
    counts: bool = Field(description="No: another report of the same period was checked better, or they contradict.")

    @classmethod
    def of(cls, each: Observed) -> Self:
        """The observation."""
        stated, within = each.stated, each.stated.uncertainty
        return cls.model_validate(
            {
                **{name: getattr(stated, name) for name in ("key", "commitment", "reading", "realised", "reference")},
                **{name: getattr(each, name) for name in ("report", "indicator", "theme", "method", "source")},
                "total": stated.total,
                "unit": stated.unit,
                "from": stated.period.from_,
                "until": each.until,
                "low": None if within is None else within.low,
                "high": None if within is None else within.high,
                "verification": each.verification,
                "verified_on": each.verified_on,
                "counts": each.speaks and not each.conflicting,
            }
        )


class EventOut(ApiModel):
    """Something that happened or will, on its day, and who tells of it. `key`: of the commitment, or of the report."""

    on: Day
    what: Happening
    source: Told
    key: str | None = None
    notice: NoticeNamed | None = None
    changes: list[ModificationOut] = Field(
        default=[], description="What the notice says otherwise than those before it."
    )
    reasons: list[ReasonOut] = Field(default=[], description="What was changed and why, in the words of the notice.")


class TimelineLinks(ApiModel):
    """Where to read on: the record that the body sent, and the reports on it."""

    record: str
    reports: list[str]

    @classmethod
    def of(cls, whole: WholeContract) -> Self:
        """Addresses of single records, each with its body."""
        buyer = quote(whole.row.lead_body, safe="")
        reports = dict.fromkeys(each.report for each in whole.observed)
        return cls(
            record=f"/v1/contracts/{quote(whole.row.sender_key, safe='')}?buyer={buyer}",
            reports=[f"/v1/performance-reports/{quote(report, safe='')}?buyer={buyer}" for report in reports],
        )


class TimelineOut(ContractOut):
    """A contract with all that is known of it."""

    framework_known: bool | None = Field(description="Whether the agreement it is called off from was sent.")
    promises: list[PromiseOut]
    observations: list[ObservationOut]
    noticed: NoticedOut | None = Field(description="Null: no notice that is known names it.")
    conflicts: list[ConflictOut]
    events: list[EventOut]
    links: TimelineLinks | None = Field(description="Null: its body sent no record of it.")

    @classmethod
    def told(cls, whole: WholeContract) -> Self:
        """The contract, its commitments and those it inherits, what was measured, and what happened in order."""
        own = [each.status.value for each in whole.promises if not each.inherited]
        noticed = whole.noticed
        return cls(
            **cls._stated(whole.row, {name: own.count(name) for name in own}, noticed),
            framework_known=whole.framework_known,
            promises=[PromiseOut.of(each) for each in whole.promises],
            observations=[ObservationOut.of(each) for each in whole.observed],
            noticed=None if noticed is None else NoticedOut.of(noticed),
            conflicts=[] if noticed is None else [ConflictOut.of(each) for each in noticed.conflicts(whole.row)],
            events=_in_order([*_own_events(whole), *_noticed_events(noticed)]),
            links=TimelineLinks.of(whole),
        )

    @classmethod
    def told_by_notices(cls, noticed: Noticed) -> Self:
        """A contract that notices alone tell of."""
        return cls(
            **cls._told(noticed),
            framework_known=None,
            promises=[],
            observations=[],
            noticed=NoticedOut.of(noticed),
            conflicts=[],
            events=_in_order(_noticed_events(noticed)),
            links=None,
        )


def _in_order(events: Iterable[EventOut]) -> list[EventOut]:
    return sorted(events, key=lambda each: each.on)


def _own_events(whole: WholeContract) -> Iterator[EventOut]:
    contract = whole.stated
    for notice in whole.notices:
        named = NoticeNamed(
            stage=Stage(notice.stage),
            notice_id=notice.notice_id,
            version=notice.version,
            publication_number=notice.publication_number,
        )
        yield EventOut(on=notice.dispatched_on, what="notice", source="notices", notice=named)
    if contract.signed_on is not None:
        yield EventOut(on=contract.signed_on, what="signed", source="own")
    yield EventOut(on=contract.starts_on, what="starts", source="own")
    for promise in whole.promises:
        if promise.commitment.due_on is not None:
            yield EventOut(on=promise.commitment.due_on, what="due", source="own", key=promise.commitment.key)
    for report, until in sorted({(each.report, each.until) for each in whole.observed}):
        yield EventOut(on=until, what="measured", source="own", key=report)
    if contract.ends_on is not None:
        yield EventOut(on=contract.ends_on, what="ends", source="own")


def _noticed_events(noticed: Noticed | None) -> Iterator[EventOut]:
    """What notices tell: each day as last said, by the first notice that says so; each change; the completion."""
    if noticed is None:
        return
    standing = noticed.standing
    named: tuple[tuple[Happening, str], ...] = (
        ("awarded", "awarded_on"), ("signed", "signed_on"), ("starts", "starts_on"), ("ends", "ends_on")
    )  # fmt: skip
    for what, name in named:
        day: date | None = getattr(standing, name)
        if day is not None:
            saying = next(each for each in noticed.contract.statements if getattr(each, name) == day)
            yield EventOut(on=day, what=what, source="notices", notice=NoticeNamed.of(saying))
    for statement, changes in noticed.changes():
        days = [each.changed_on for each in statement.modifications if each.changed_on is not None]
        on = max(days, default=statement.told_on)
        if on is not None and (changes or statement.modifications):
            yield EventOut(
                on=on,
                what="changed",
                source="notices",
                notice=NoticeNamed.of(statement),
                changes=[ModificationOut.of(each) for each in changes],
                reasons=[
                    ReasonOut(code=each.reason, rationale=each.rationale, description=each.description)
                    for each in statement.modifications
                ],
            )
    completed = noticed.completed
    if completed is not None and completed.told_on is not None:
        yield EventOut(on=completed.told_on, what="completed", source="notices", notice=NoticeNamed.of(completed))
