"""What a body uses itself and what the programme team keeps, from their bytes to the rows that figures count."""

from decimal import Decimal
from typing import Any

import pytest

from tests.ingest.own_records.records import findings, records, sent
from tests.ingest.service.builders import OIN_OF_ALPHA, Sender, rows, work_off, workers_on
from tests.ingest.service.test_register_following import changed_in_the_register
from tests.services import add_party, eventually


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
        select sender_key, happened_on::text, carried_out, adopted, meets_criteria
        from procurement.fact_programme_record order by 1
    """
    assert rows(database, query) == [
        ("P-1", "2026-03-01", True, None, None),
        ("P-2", "2026-03-01", False, None, None),
        ("P-3", "2026-12-31", None, True, None),
        ("P-6", "2026-06-01", None, None, False),
    ]
    [(party,)] = rows(database, "select distinct lead_body from procurement.fact_programme_record")
    took_part = "select sender_key, happened_on::text, lead_body, tier from procurement.fact_participation"
    assert rows(database, took_part) == [("P-5", "2026-02-01", party, "municipality")]
    [(first, phase)] = rows(database, "select min(state_on)::text, min(phase) from procurement.fact_chain_phase")
    assert (first, phase) == ("2026-06-30", 2)


def test_an_assessment_of_a_chain_holds_until_the_next_one_in_any_order_of_arrival(
    database: str, sender: Sender
) -> None:
    of_chain = {"type": "chain-assessment", "chain": "catering"}
    later = programme(1, **of_chain, assessedOn="2025-11-03", phase=3)
    sent(sender, later, programme(2, **of_chain, assessedOn="2025-06-10", phase=2))
    work_off(database)
    sent(sender, programme(3, **of_chain, assessedOn="2025-03-01", phase=1))
    work_off(database)
    query = """
        select phase, min(state_on)::text, max(state_on)::text from procurement.fact_chain_phase
        where state_on <= '2025-12-31' group by phase order by phase
    """
    assert rows(database, query) == [
        (1, "2025-03-31", "2025-05-31"),
        (2, "2025-06-30", "2025-10-31"),
        (3, "2025-11-30", "2025-12-31"),
    ]
    sent(sender, {**later, "senderVersion": 2, "chain": "kantoormeubilair"})
    work_off(database)
    assert rows(database, query.replace("2025-12-31", "2025-12-01")) == [
        (1, "2025-03-31", "2025-05-31"),
        (2, "2025-06-30", "2025-11-30"),
        (3, "2025-11-30", "2025-11-30"),
    ]


def test_two_assessments_of_a_day_that_differ_say_nothing(database: str, sender: Sender) -> None:
    of_chain = {"type": "chain-assessment", "chain": "catering", "assessedOn": "2025-03-01"}
    sent(sender, programme(1, **of_chain, phase=1), programme(2, **of_chain, phase=2))
    work_off(database)
    query = "select distinct phase from procurement.fact_chain_phase"
    assert rows(database, query) == [(None,)]


def test_a_participant_that_enters_the_register_later_counts_from_then_on(database: str, sender: Sender) -> None:
    oin = "00000099100000007000"
    sent(sender, programme(1, type="participation", startsOn="2026-02-01", participant=oin))
    work_off(database)
    query = "select lead_body, tier from procurement.fact_participation"
    assert rows(database, query) == [(None, None)]
    party = add_party(database, name="Voorbeeldwaterschap Later", kind="water-authority", oin=oin)
    changed_in_the_register(database, party)
    with workers_on(database):
        eventually(lambda: rows(database, query) == [(party, "water-authority")])


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
