"""What a body uses itself and what the programme team keeps, from their bytes to the rows that figures count."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.ingest.own_records.records import findings, records, sent
from tests.ingest.service.builders import OIN_OF_ALPHA, Sender, alpha, ingest_on, rows, work_off


def measurement(number: int = 1, **others: object) -> dict[str, Any]:
    return {
        "format": "ppds-measurement",
        "buyer": OIN_OF_ALPHA,
        "senderKey": f"METER-{number}",
        "measured": "electricity",
        "startsOn": "2025-01-01",
        "endsOn": "2025-12-31",
        "amount": 125.5,
        "sustainable": 100,
        "unit": "MWH",
        **others,
    }


def programme(number: int = 1, **others: object) -> dict[str, Any]:
    stated = {"format": "ppds-programme-record", "senderKey": f"P-{number}", "type": "activity", "title": "Leergang"}
    return {**stated, "plannedOn": "2026-03-01", **others}


@pytest.fixture
def sender(database: str) -> Iterator[Sender]:
    party = alpha(database)
    with ingest_on(database) as http:
        yield Sender(http, party)


def test_a_measurement_counts_in_one_unit_with_its_sustainable_part(database: str, sender: Sender) -> None:
    sent(sender, measurement(1), measurement(2, measured="fleet", unit="C62", amount=40, sustainable=11))
    work_off(database)
    query = "select measured, amount, sustainable from procurement.fact_measurement order by 1"
    assert rows(database, query) == [
        ("electricity", Decimal("125500.0"), Decimal(100000)),
        ("fleet", Decimal(40), Decimal(11)),
    ]


def test_a_baseline_counts_in_the_same_unit_as_the_measurement(database: str, sender: Sender) -> None:
    stated = {"measured": "office-energy", "sustainable": ..., "baseline": 500, "baselineYear": 2008}
    sent(sender, {name: value for name, value in measurement(1, **stated).items() if value is not ...})
    work_off(database)
    query = "select amount, baseline, baseline_year from procurement.fact_measurement"
    assert rows(database, query) == [(Decimal("451.80"), Decimal("1800.0"), 2008)]


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"unit": "MTQ"}, "MEA-001", "/unit"),
        ({"endsOn": "2024-12-31"}, "MEA-002", "/endsOn"),
        ({"sustainable": 126}, "MEA-003", "/sustainable"),
        ({"amount": -1}, "REC-009", "/amount"),
        ({"baseline": 150}, "MEA-004", "/baselineYear"),
        ({"baselineYear": 2008}, "MEA-004", "/baseline"),
        ({"baseline": 150, "baselineYear": 2025}, "MEA-005", "/baselineYear"),
        ({"measured": "water"}, "REC-007", "/measured"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused_at_its_place(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    submission = sent(sender, measurement(1, **change), measurement(2))
    work_off(database)
    assert [state for state, *_ in records(sender, submission)] == ["refused", "accepted"]
    assert findings(sender, submission) == [(code, f"line 1{location}")]


def test_each_type_of_programme_record_counts_on_its_own_day(database: str, sender: Sender) -> None:
    plan = {"type": "chain-plan", "chain": "catering", "year": 2026}
    assessed = {"assessedOn": "2026-06-01"}
    sent(
        sender,
        programme(1, doneOn="2026-04-01"),
        programme(2),
        programme(3, **plan, adoptedOn="2026-05-01"),
        programme(4, type="chain-assessment", chain="catering", phase=2, **assessed),
        programme(5, type="participation", startsOn="2026-02-01", participant=OIN_OF_ALPHA),
        programme(6, type="category-assessment", category="Catering", meetsCriteria="no", **assessed),
    )
    work_off(database)
    query = """
        select sender_key, happened_on::text, carried_out, adopted, phase, meets_criteria
        from procurement.fact_programme_record order by 1
    """
    assert rows(database, query) == [
        ("P-1", "2026-03-01", True, None, None, None),
        ("P-2", "2026-03-01", False, None, None, None),
        ("P-3", "2026-12-31", None, True, None, None),
        ("P-4", "2026-06-01", None, None, 2, None),
        ("P-5", "2026-02-01", None, None, None, None),
        ("P-6", "2026-06-01", None, None, None, False),
    ]


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"type": "chain-plan"}, "PRG-001", "/chain"),
        (
            {
                "type": "chain-standard",
                "chain": "catering",
                "assessedOn": "2026-06-01",
                "standard": "NPR 8313",
                "contractsMeeting": 3,
                "contractsInChain": 2,
            },
            "PRG-002",
            "/contractsMeeting",
        ),
        ({"startsOn": "2026-02-01", "endsOn": "2026-01-01"}, "PRG-003", "/endsOn"),
    ],
)
def test_a_programme_record_says_what_it_lacks(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    submission = sent(sender, programme(1, **change))
    work_off(database)
    assert (code, f"line 1{location}") in findings(sender, submission)
    assert [state for state, *_ in records(sender, submission)] == ["refused"]
