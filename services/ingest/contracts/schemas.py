"""A contract in the words of the API: in a list, as one answer with its timeline, and as a sheet to be filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, Self, TypeAlias
from uuid import UUID

from pydantic import Field

from services.ingest.contracts.operations import Promise, WholeContract
from services.ingest.contracts.rules.observed import Observed
from services.ingest.contracts.rules.verdict import NOTHING, Status, asked
from services.ingest.contracts.tables import Contract
from services.ingest.data_contracts.columns import columns_of
from services.ingest.data_contracts.contract import Basis, Comparison, ContractKind
from services.ingest.data_contracts.model import Identifier, Theme
from services.ingest.data_contracts.performance_report import PerformanceReport, Reading, Source, Verification
from services.ingest.procedures.schemas import Amount
from shared.http.schema import ApiModel, Day, OptionalDay
from shared.procurement.notice import Stage
from shared.shown_text import cell

Happening: TypeAlias = Literal["notice", "signed", "starts", "due", "measured", "ends"]


class AmountOut(ApiModel):
    """The value of a contract; of a framework agreement its maximum, which is never added to its call-offs."""

    value: Amount
    currency: str
    vat_included: Literal["yes", "no", "unknown"]


class SupplierNumberOut(ApiModel):
    """The supplier, by its number."""

    scheme: str
    id: str


class StandingsOut(ApiModel):
    """How many of its own commitments stand how."""

    met: int
    not_met: int
    not_shown: int = Field(description="Due, and nothing that was reported tells whether they were met.")
    not_yet_due: int
    undated: int = Field(description="Of which no day is stated by which they are due.")


class ContractOut(ApiModel):
    """A contract, framework agreement or call-off."""

    id: UUID
    buyer: str
    sender_key: str
    kind: ContractKind
    framework: str | None
    procedure_id: str | None
    lot_id: str | None
    signed_on: OptionalDay
    starts_on: Day
    ends_on: OptionalDay
    amount: AmountOut | None
    supplier: SupplierNumberOut | None
    responsible_role: str | None
    reporting_clause: bool | None
    themes: list[Theme] | None = Field(description="Themes of its own commitments; null: not said.")
    commitments: StandingsOut
    overdue: bool = Field(description="A commitment was due and was not shown to be met or missed.")

    @classmethod
    def of(cls, row: Contract, standings: Mapping[str, int]) -> Self:
        """The contract as it stands in a list."""
        return cls(**cls._stated(row, standings))

    @staticmethod
    def _stated(row: Contract, standings: Mapping[str, int]) -> dict[str, Any]:
        amount = None
        if row.amount is not None:
            amount = {"value": row.amount, "currency": row.currency, "vat_included": row.vat_included}
        supplier = None
        if row.supplier_id is not None:
            supplier = {"scheme": row.supplier_scheme, "id": row.supplier_id}
        same = ("sender_key", "kind", "framework", "procedure_id", "lot_id", "signed_on", "starts_on", "ends_on",
                "responsible_role", "reporting_clause", "themes")  # fmt: skip
        return {
            **{name: getattr(row, name) for name in same},
            "id": row.unit,
            "buyer": row.lead_body,
            "amount": amount,
            "supplier": supplier,
            "commitments": {each.value.replace("-", "_"): standings.get(each.value, 0) for each in Status},
            "overdue": standings.get(Status.NOT_SHOWN.value, 0) > 0,
        }


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


class NoticeNamed(ApiModel):
    """A notice of the procedure of a contract."""

    stage: Stage
    notice_id: str
    version: str
    publication_number: str | None


class EventOut(ApiModel):
    """Something that happened or will, on its day. `key`: of the commitment, or of the report."""

    on: Day
    what: Happening
    key: str | None = None
    notice: NoticeNamed | None = None


class TimelineOut(ContractOut):
    """A contract with all that is known of it."""

    framework_known: bool | None = Field(description="Whether the agreement it is called off from was sent.")
    promises: list[PromiseOut]
    observations: list[ObservationOut]
    events: list[EventOut]

    @classmethod
    def told(cls, whole: WholeContract) -> Self:
        """The contract, its commitments and those it inherits, what was measured, and what happened in order."""
        own = [each.status.value for each in whole.promises if not each.inherited]
        return cls(
            **cls._stated(whole.row, {name: own.count(name) for name in own}),
            framework_known=whole.framework_known,
            promises=[PromiseOut.of(each) for each in whole.promises],
            observations=[ObservationOut.of(each) for each in whole.observed],
            events=sorted(_events(whole), key=lambda each: each.on),
        )


def _events(whole: WholeContract) -> Iterator[EventOut]:
    contract = whole.stated
    for notice in whole.notices:
        named = NoticeNamed(
            stage=Stage(notice.stage),
            notice_id=notice.notice_id,
            version=notice.version,
            publication_number=notice.publication_number,
        )
        yield EventOut(on=notice.dispatched_on, what="notice", notice=named)
    if contract.signed_on is not None:
        yield EventOut(on=contract.signed_on, what="signed")
    yield EventOut(on=contract.starts_on, what="starts")
    for promise in whole.promises:
        if promise.commitment.due_on is not None:
            yield EventOut(on=promise.commitment.due_on, what="due", key=promise.commitment.key)
    for report, until in sorted({(each.report, each.until) for each in whole.observed}):
        yield EventOut(on=until, what="measured", key=report)
    if contract.ends_on is not None:
        yield EventOut(on=contract.ends_on, what="ends")


_SHEET: Final = (
    "buyer", "senderKey", "contract", "source", "verification", "observations.key", "observations.commitment",
    "observations.note", "observations.period.from", "observations.period.until", "observations.reading",
    "observations.unit", "observations.realised", "observations.reference", "observations.total",
    "observations.method.name", "observations.method.table", "observations.method.version",
)  # fmt: skip


def request_sheet(whole: WholeContract, *, today: date) -> Iterator[str]:
    """What a supplier still has to report, once, as the table of a performance report: filled in, it can be sent."""
    stated = whole.stated.buyer
    buyer = stated.id if isinstance(stated, Identifier) else stated
    headings = {column.name: column.nl for column in columns_of(PerformanceReport)}
    yield _line(headings[name] for name in _SHEET)
    for promise in whole.promises:
        commitment = promise.commitment
        contract = whole.stated
        for first, last, reading in asked(
            commitment, promise.observed, starts_on=contract.starts_on, ends_on=contract.ends_on
        ):
            row = {
                "buyer": buyer or whole.row.lead_body,
                "senderKey": f"{whole.row.sender_key[:80]}-{today}",
                "contract": whole.row.sender_key,
                "source": Source.SUPPLIER.value,
                "verification": Verification.DECLARED.value,
                "observations.key": f"{commitment.key[:80]}-{last}",
                "observations.commitment": commitment.key,
                "observations.note": _promised(promise),
                "observations.period.from": str(first),
                "observations.period.until": str(last),
                "observations.reading": reading.value,
                "observations.unit": commitment.unit or "",
            }
            yield _line(row.get(name, "") for name in _SHEET)


_COMPARED: Final = {
    Comparison.AT_LEAST: "ten minste",
    Comparison.AT_MOST: "ten hoogste",
    Comparison.EQUAL: "precies",
    None: "",
}


def _promised(promise: Promise) -> str:
    """What was promised, in a sentence for who fills it in."""
    stated = promise.commitment
    target = "" if stated.target is None else f"{_plain(stated.target)} {stated.unit or ''}"
    year = "per jaar" if stated.basis is Basis.PER_YEAR else "over het hele contract"
    due = "" if stated.due_on is None else f", uiterlijk {stated.due_on}"
    return " ".join(f"{stated.theme}: {_COMPARED[stated.compare]} {target} {year}{due}".split())


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _line(cells: Iterator[str]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow([cell(each) for each in cells])
    return written.getvalue()
