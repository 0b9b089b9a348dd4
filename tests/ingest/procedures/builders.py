"""Notices for tests: each builder fills in what the test is not about."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from services.ingest.procedures.rules.kept import KeptNotice, keep
from services.ingest.procedures.rules.standing import Sent, Standing
from services.ingest.register.rules import Party, Register
from shared.procurement.money import Money
from shared.procurement.notice import (
    Buyer,
    Contract,
    Lot,
    LotResult,
    Notice,
    Organisation,
    SourceCode,
    SourceText,
    Stage,
    SubmissionCount,
    Tender,
)

MUNICIPALITY = Party("https://identifier.overheid.nl/tooi/id/gemeente/gm9901", "municipality", "municipality")
PROVINCE = Party("https://identifier.overheid.nl/tooi/id/provincie/pv9901", "province", "province")
REGISTER = Register({("kvk", "99000001"): MUNICIPALITY, ("kvk", "99000002"): PROVINCE})

BUYER = Buyer(Organisation("ORG-0001", "Voorbeeldgemeente Eikstad", (("kvk", "99000001"),), "NLD"))
SECOND_BUYER = Buyer(Organisation("ORG-0002", "Voorbeeldprovincie Beukland", (("kvk", "99000002"),), "NLD"))


def euro(amount: int | str) -> Money:
    return Money(Decimal(amount), "EUR")


def codes(*pairs: tuple[str, str]) -> tuple[SourceCode, ...]:
    return tuple(SourceCode(term, code, f"/*/lot/{term}") for term, code in pairs)


def texts(*sentences: str) -> tuple[SourceText, ...]:
    return tuple(SourceText("BT-734", sentence, "/*/lot/criterion") for sentence in sentences)


def lot(lot_id: str = "LOT-0001", **fields: Any) -> Lot:  # noqa: ANN401 - any field of the value
    return dataclasses.replace(Lot(lot_id, f"/*/lot[{lot_id}]", nature="services", cpv="90910000"), **fields)


def call(notice_id: str = "11111111-1111-4111-8111-111111111111", **fields: Any) -> Notice:  # noqa: ANN401 - as lot
    plain = Notice(
        source="eforms",
        notice_id=notice_id,
        version="01",
        stage=Stage.CALL,
        dispatched_at=None,
        dispatched_on=date(2025, 3, 3),
        subtype="16",
        procedure_id="aaaaaaaa-0000-4000-8000-000000000001",
        legal_basis="32014L0024",
        procedure_type="open",
        buyers=(BUYER,),
        lots=(lot(),),
    )
    return _dispatched(dataclasses.replace(plain, **fields))


def result(
    notice_id: str = "22222222-2222-4222-8222-222222222222",
    *,
    value: Money | None = None,
    received: int | None = 3,
    sizes: tuple[str | None, ...] = ("small",),
    status: str = "selec-w",
    **fields: Any,  # noqa: ANN401 - as lot
) -> Notice:
    """A result notice with one lot, one winner (a group when there are more sizes) and one contract."""
    firms = tuple(
        Organisation(f"ORG-01{number:02}", f"Fictief bedrijf {number}", (("kvk", f"9990000{number}"),), "NLD", size)
        for number, size in enumerate(sizes, start=1)
    )
    won = status == "selec-w"
    plain = dataclasses.replace(
        call(notice_id),
        stage=Stage.RESULT,
        subtype="29",
        dispatched_on=date(2025, 7, 1),
        dispatched_at=None,
        organisations=firms,
        results=(
            LotResult(
                "RES-0001",
                "LOT-0001",
                "/*/result[1]",
                status=status,
                submissions=() if received is None else (SubmissionCount("tenders", received),),
                tender_ids=("TEN-0001",) if won else (),
                contract_ids=("CON-0001",) if won else (),
            ),
        ),
        tenders=(
            (Tender("TEN-0001", "LOT-0001", value or euro(100_000), None, tuple(firm.ref for firm in firms)),)
            if won
            else ()
        ),
        contracts=(Contract("CON-0001", ("TEN-0001",), awarded_on=date(2025, 6, 18)),) if won else (),
    )
    return _dispatched(dataclasses.replace(plain, **fields))


def kept(*notices: Notice, harvested: bool = False) -> list[KeptNotice]:
    return [keep(notice, sent=Sent(Standing.HARVESTED if harvested else Standing.OWN))[0] for notice in notices]


def _dispatched(notice: Notice) -> Notice:
    if notice.dispatched_at or not notice.dispatched_on:
        return notice
    return dataclasses.replace(notice, dispatched_at=datetime.combine(notice.dispatched_on, time(12), UTC))
