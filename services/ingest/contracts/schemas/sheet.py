"""What a supplier still has to report on a contract, as a table to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from services.ingest.contracts.operations import Promise, WholeContract
from services.ingest.contracts.rules.verdict import asked
from services.ingest.data_contracts.columns import Column, columns_of
from services.ingest.data_contracts.contract import Basis, Comparison
from services.ingest.data_contracts.model import Identifier
from services.ingest.data_contracts.performance_report import PerformanceReport, Source, Verification

_SHEET: Final = (
    "buyer", "senderKey", "contract", "source", "verification", "observations.key", "observations.commitment",
    "observations.note", "observations.period.from", "observations.period.until", "observations.reading",
    "observations.unit", "observations.realised", "observations.reference", "observations.total",
    "observations.method.name", "observations.method.table", "observations.method.version",
)  # fmt: skip


def sheet_columns() -> list[Column]:
    """The columns of a performance report that a supplier is asked for, in this order."""
    known = {column.name: column for column in columns_of(PerformanceReport)}
    return [known[name] for name in _SHEET]


def request_sheet(whole: WholeContract, *, today: date) -> Iterator[list[str]]:
    """What a supplier still has to report, once, as rows below `sheet_columns`: filled in, they can be sent."""
    stated = whole.stated.buyer
    buyer = stated.id if isinstance(stated, Identifier) else stated
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
            yield [row.get(name, "") for name in _SHEET]


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
