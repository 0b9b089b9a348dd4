"""The ledger: the state that the documents of the year must lead to, as the situations themselves know it.

Nothing here is computed by reading the documents. Unknown is None, with the reason beside it. Amounts are euros
excluding VAT. The counting rules (C1-C32) are explained in docs/reference/counting-rules.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypedDict


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWinner:
    """A winning tender of a lot. `sme` is None when the size of a member is missing and none is large."""

    tender_id: str
    sme: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLot:
    """A lot. `themes` holds one of the five states for each of the six themes; `any_theme` only the answer.

    `tenders_why` and `value_why` say why the number or the amount is unknown: withheld, silent, conflicting, no-rate or
    not-applicable (no award); "known" when it is known.
    """

    lot_id: str
    counted: bool
    state: str  # running, awarded, cancelled
    competition: str  # call, no-call, dps
    themes: Mapping[str, str]
    any_theme: bool | None
    accessible: bool | None
    signals: tuple[str, ...]
    strategic_complete: bool
    tenders_received: int | None
    tenders_why: str
    awarded_value: Decimal | None
    value_basis: str | None  # tenders, contract, ceiling
    value_why: str
    awarded_on: date | None
    nature: str | None
    cpv: str | None
    framework: bool | None
    duration_months: Decimal | None
    winners: tuple[ExpectedWinner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedProcedure:
    """A procedure. `key` has the form bt04:..., ocid:..., own:<scheme>=<buyer>:<number> or notice:...

    `findings` are rules that must fire somewhere on its records or on the procedure itself; others may fire as well.
    """

    key: str
    situations: tuple[str, ...]
    lead_body: str | None  # key of the party; None when the buyer is no party of the register
    tier: str | None
    took_part: tuple[str, ...]
    launched_on: date | None
    awarded_on: date | None
    counted: bool
    state: str  # planned, running, awarded, cancelled, other
    competition: str | None  # call, no-call, dps; None when nothing is bought
    nature: str | None
    cpv: str | None
    framework: bool | None
    duration_months: Decimal | None
    themes: Mapping[str, bool | None]
    any_theme: bool | None
    strategic_complete: bool | None
    lots: tuple[ExpectedLot, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFile:
    """What intake must say of one file: how many records, and what became of them.

    `no_procurement`: how many of the accepted ones are business registrations, which make no procurement.
    """

    path: str  # relative to the folder of the year
    format: str  # eforms, ocds
    records: int
    accepted: int
    refused: int
    no_procurement: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Personal data that stands in the documents and may be found nowhere behind the door."""

    kind: str  # name, email, telephone
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All of the year: procedures in the order of their keys, files in the order of their paths.

    `files` are sent in the demonstration; `faulty` are documents nobody should send, each refused whole.
    """

    seed: int
    year: int
    procedures: tuple[ExpectedProcedure, ...]
    files: tuple[ExpectedFile, ...]
    faulty: tuple[ExpectedFile, ...]
    planted: tuple[Planted, ...]

    def situations(self) -> dict[str, int]:
        """How often each situation occurs."""
        counts: dict[str, int] = {}
        for procedure in self.procedures:
            for situation in procedure.situations:
                counts[situation] = counts.get(situation, 0) + 1
        return dict(sorted(counts.items()))

    def write(self, path: Path) -> None:
        """Write the ledger as JSON: amounts and dates as text, so that nothing is rounded."""
        path.write_text(json.dumps(asdict(self), default=_text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """Read a ledger that `write` wrote."""
        found: _Written = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            seed=found["seed"],
            year=found["year"],
            procedures=tuple(_procedure(each) for each in found["procedures"]),
            files=tuple(ExpectedFile(**each) for each in found["files"]),
            faulty=tuple(ExpectedFile(**each) for each in found["faulty"]),
            planted=tuple(Planted(**each) for each in found["planted"]),
        )


class _WrittenWinner(TypedDict):
    tender_id: str
    sme: bool | None


class _WrittenLot(TypedDict):
    lot_id: str
    counted: bool
    state: str
    competition: str
    themes: dict[str, str]
    any_theme: bool | None
    accessible: bool | None
    signals: list[str]
    strategic_complete: bool
    tenders_received: int | None
    tenders_why: str
    awarded_value: str | None
    value_basis: str | None
    value_why: str
    awarded_on: str | None
    nature: str | None
    cpv: str | None
    framework: bool | None
    duration_months: str | None
    winners: list[_WrittenWinner]


class _WrittenProcedure(TypedDict):
    key: str
    situations: list[str]
    lead_body: str | None
    tier: str | None
    took_part: list[str]
    launched_on: str | None
    awarded_on: str | None
    counted: bool
    state: str
    competition: str | None
    nature: str | None
    cpv: str | None
    framework: bool | None
    duration_months: str | None
    themes: dict[str, bool | None]
    any_theme: bool | None
    strategic_complete: bool | None
    lots: list[_WrittenLot]
    findings: list[str]


class _WrittenFile(TypedDict):
    path: str
    format: str
    records: int
    accepted: int
    refused: int
    no_procurement: int


class _WrittenPlanted(TypedDict):
    kind: str
    value: str


class _Written(TypedDict):
    seed: int
    year: int
    procedures: list[_WrittenProcedure]
    files: list[_WrittenFile]
    faulty: list[_WrittenFile]
    planted: list[_WrittenPlanted]


def _procedure(found: _WrittenProcedure) -> ExpectedProcedure:
    return ExpectedProcedure(
        key=found["key"],
        situations=tuple(found["situations"]),
        lead_body=found["lead_body"],
        tier=found["tier"],
        took_part=tuple(found["took_part"]),
        launched_on=_day(found["launched_on"]),
        awarded_on=_day(found["awarded_on"]),
        counted=found["counted"],
        state=found["state"],
        competition=found["competition"],
        nature=found["nature"],
        cpv=found["cpv"],
        framework=found["framework"],
        duration_months=_number(found["duration_months"]),
        themes=found["themes"],
        any_theme=found["any_theme"],
        strategic_complete=found["strategic_complete"],
        lots=tuple(_lot(each) for each in found["lots"]),
        findings=tuple(found["findings"]),
    )


def _lot(found: _WrittenLot) -> ExpectedLot:
    return ExpectedLot(
        lot_id=found["lot_id"],
        counted=found["counted"],
        state=found["state"],
        competition=found["competition"],
        themes=found["themes"],
        any_theme=found["any_theme"],
        accessible=found["accessible"],
        signals=tuple(found["signals"]),
        strategic_complete=found["strategic_complete"],
        tenders_received=found["tenders_received"],
        tenders_why=found["tenders_why"],
        awarded_value=_number(found["awarded_value"]),
        value_basis=found["value_basis"],
        value_why=found["value_why"],
        awarded_on=_day(found["awarded_on"]),
        nature=found["nature"],
        cpv=found["cpv"],
        framework=found["framework"],
        duration_months=_number(found["duration_months"]),
        winners=tuple(ExpectedWinner(**each) for each in found["winners"]),
    )


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A ledger holds no {type(value).__name__}.")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
