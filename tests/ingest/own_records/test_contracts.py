"""Contracts with their commitments and the reports on them, from a body's bytes to the rows that figures count."""

from decimal import Decimal
from typing import Any

import pytest

from tests.ingest.own_records.records import (
    avoided_emissions,
    contract,
    findings,
    observed,
    records,
    report,
    sent,
    social_return,
)
from tests.ingest.service.builders import Sender, rows, work_off


def commitments(database: str) -> list[tuple[Any, ...]]:
    query = """
        select sender_key, commitment_key, met, realised, shown_by from procurement.fact_commitment order by 1, 2
    """
    return rows(database, query)


NOT_SHOWN = ("CON-1", "C2", None, None, "none")


def test_a_commitment_is_met_when_what_was_reported_reaches_its_target(database: str, sender: Sender) -> None:
    submission = sent(sender, contract(), report())
    work_off(database)
    assert records(sender, submission) == [("accepted", "contract", "1"), ("accepted", "performance-report", "1")]
    assert findings(sender, submission) == []
    assert commitments(database) == [("CON-1", "C1", True, Decimal(70000), "verified"), NOT_SHOWN]


def test_what_was_avoided_is_the_reference_less_what_happened(database: str, sender: Sender) -> None:
    emitted = observed(
        "2025-09-01",
        "2026-08-31",
        commitment="C2",
        realised=34900,
        reference=48000,
        unit="KGM",
        method={"name": "lca", "version": "EN 15804+A2"},
        uncertainty={"low": 31000, "high": 39000},
    )
    sent(sender, contract(), report("NAK-1", emitted))
    work_off(database)
    assert commitments(database)[1] == ("CON-1", "C2", True, Decimal("13.1"), "verified")
    query = "select indicator, reference_in_period - realised_in_period from procurement.fact_observation"
    assert rows(database, query) == [("KLI-E02", Decimal("13.1"))]


@pytest.mark.parametrize("order", [("contract", "report"), ("report", "contract")])
def test_a_report_that_comes_before_its_contract_is_kept_and_joined(
    database: str, sender: Sender, order: tuple[str, str]
) -> None:
    sendings = {"contract": contract(), "report": report()}
    submissions = []
    for name in order:
        submissions.append(sent(sender, sendings[name]))
        work_off(database)
    first = findings(sender, submissions[0])
    assert first == ([("PER-020", "/contract")] if order[0] == "report" else [])
    assert commitments(database) == [("CON-1", "C1", True, Decimal(70000), "verified"), NOT_SHOWN]


def test_a_withdrawn_contract_takes_its_commitments_and_observations_along_and_the_report_waits(
    database: str, sender: Sender
) -> None:
    sent(sender, contract(), report())
    work_off(database)
    sent(sender, contract(senderVersion=2, state="withdrawn", reason="Ontbonden"))
    work_off(database)
    assert commitments(database) == []
    assert rows(database, "select count(*) from procurement.fact_observation") == [(0,)]
    assert rows(database, "select count(*) from procurement.observation_history") == [(1,)]
    sent(sender, contract(senderVersion=3))
    work_off(database)
    assert len(commitments(database)) == 2


def test_a_report_that_moves_to_another_contract_leaves_the_first(database: str, sender: Sender) -> None:
    sent(sender, contract(), contract("CON-2"), report())
    work_off(database)
    sent(sender, report(senderVersion=2, contract="CON-2"))
    work_off(database)
    assert [(key, met) for key, name, met, *_ in commitments(database) if name == "C1"] == [
        ("CON-1", None),
        ("CON-2", True),
    ]


def test_a_better_checked_report_of_the_same_period_speaks(database: str, sender: Sender) -> None:
    sent(sender, contract(), report("NAK-1", observed(realised=70000), verification="declared"))
    sent(sender, report("NAK-2", observed(realised=50000), source="third-party", verification="audited"))
    work_off(database)
    assert commitments(database)[0] == ("CON-1", "C1", False, Decimal(50000), "audited")
    query = "select report_key, counted from procurement.observation order by 1"
    assert rows(database, query) == [("NAK-1", False), ("NAK-2", True)]


def test_two_reports_that_were_checked_alike_and_differ_show_nothing(database: str, sender: Sender) -> None:
    sent(sender, contract(), report("NAK-1"))
    work_off(database)
    last = sent(sender, report("NAK-2", observed(realised=50000)))
    work_off(database)
    assert findings(sender, last) == [("PER-024", "/observations/0/realised")]
    assert commitments(database)[0] == ("CON-1", "C1", None, None, "none")


def test_a_contract_stands_at_the_end_of_each_month_in_which_it_runs(database: str, sender: Sender) -> None:
    sent(sender, contract(), report())
    work_off(database)
    query = """
        select to_char(state_on, 'YYYY-MM-DD'), running, measured, measurement_due from procurement.fact_contract
        where state_on in ('2024-08-31', '2024-09-30', '2025-08-31', '2025-09-30', '2026-07-31', '2026-08-31',
            '2028-08-31', '2028-09-30')
        order by 1
    """
    assert rows(database, query) == [
        ("2024-09-30", True, False, False),
        ("2025-08-31", True, True, True),
        ("2025-09-30", True, True, True),
        ("2026-07-31", True, True, True),
        ("2026-08-31", True, False, True),
        ("2028-08-31", True, False, True),
    ]
    assert rows(database, "select count(*) from procurement.fact_contract") == [(48,)]
    assert rows(database, "select count(distinct month) from procurement.change_scope where fact = 'contract'") == [
        (48,)
    ]


def test_whether_a_contract_without_an_end_runs_is_unknown(database: str, sender: Sender) -> None:
    sent(sender, contract(endsOn=...))
    work_off(database)
    query = "select distinct running, count(*) over () from procurement.fact_contract"
    assert rows(database, query) == [(None, 120)]


def test_what_is_left_out_of_a_contract_is_unknown(database: str, sender: Sender) -> None:
    sent(sender, contract(responsibleRole=..., reportingClause=..., commitments=...), contract("CON-2", commitments=[]))
    work_off(database)
    query = """
        select distinct sender_key, has_commitments, measurable, has_manager, reporting_clause
        from procurement.fact_contract order by 1
    """
    assert rows(database, query) == [("CON-1", None, None, None, None), ("CON-2", False, False, True, True)]


def test_a_held_report_is_not_released_and_neither_is_the_verdict_that_rests_on_it(
    database: str, sender: Sender
) -> None:
    sent(sender, contract(), report(release="hold"))
    work_off(database)
    query = "select commitment_key, released from procurement.fact_commitment order by 1"
    assert rows(database, query) == [("C1", False), ("C2", True)]
    assert rows(database, "select released from procurement.fact_observation") == [(False,)]


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"endsOn": "2024-01-01"}, "CON-001", "/endsOn"),
        ({"endsOn": "2099-01-01"}, "CON-002", "/endsOn"),
        ({"kind": "call-off"}, "CON-003", "/framework"),
        ({"framework": "RAAM-1"}, "CON-004", "/framework"),
        ({"kind": "call-off", "framework": "CON-1"}, "CON-005", "/framework"),
        ({"commitments": [social_return(), social_return()]}, "CON-006", "/commitments/1/key"),
        ({"commitments": [social_return(dueOn="2024-01-01")]}, "CON-009", "/commitments/0/dueOn"),
        ({"commitments": [social_return(unit="TNE")]}, "CON-011", "/commitments/0/unit"),
        ({"commitments": [social_return(theme="klimaat")]}, "REC-007", "/commitments/0/theme"),
        ({"amount": {"value": -1}}, "REC-009", "/amount/value"),
        ({"supplier": {"scheme": "NL-KVK", "id": "123"}}, "REC-017", "/supplier/id"),
        ({"responsibleRole": "Jan Jansen"}, "REC-007", "/responsibleRole"),
        ({"startsOn": ...}, "REC-006", "/startsOn"),
        ({"signedOn": "2099-01-01"}, "REC-022", "/signedOn"),
    ],
)
def test_a_contract_that_cannot_be_is_refused_at_its_place_and_the_others_go_in(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    submission = sent(sender, contract("CON-1", **change), contract("CON-2"))
    work_off(database)
    assert [state for state, *_ in records(sender, submission)] == ["refused", "accepted"]
    place = location if code == "REC-022" else f"line 1{location}"
    assert findings(sender, submission) == [(code, place)]
    assert {row[0] for row in commitments(database)} == {"CON-2"}


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"target": ...}, "CON-007", "/commitments/0"),
        ({"compare": ...}, "CON-007", "/commitments/0"),
        ({"dueOn": ...}, "CON-008", "/commitments/0/dueOn"),
    ],
)
def test_a_commitment_that_nobody_can_test_goes_in_with_a_warning_and_is_never_met(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    submission = sent(sender, contract(commitments=[social_return(**change)]), report())
    work_off(database)
    assert findings(sender, submission) == [(code, f"line 1{location}")]
    assert [met for _, _, met, *_ in commitments(database)] == [None]


def test_a_commitment_that_is_due_after_the_contract_ends_goes_in_with_a_warning(database: str, sender: Sender) -> None:
    submission = sent(sender, contract(commitments=[social_return(dueOn="2030-01-01")]))
    work_off(database)
    assert findings(sender, submission) == [("CON-010", "line 1/commitments/0/dueOn")]
    assert commitments(database) == [("CON-1", "C1", None, None, "none")]


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"commitment": ...}, "PER-001", "/observations/0"),
        ({"period": {"from": "2025-02-01", "until": "2025-01-01"}}, "PER-002", "/observations/0/period/until"),
        ({"realised": -1}, "PER-004", "/observations/0/realised"),
        ({"realised": 3, "total": 2}, "PER-005", "/observations/0/realised"),
        ({"reference": 80000, "total": 80000}, "PER-006", "/observations/0/reference"),
        ({"unit": ...}, "PER-007", "/observations/0/unit"),
        ({"uncertainty": {"low": 1, "high": 2}}, "PER-008", "/observations/0/uncertainty"),
        ({"indicator": "SOR-E01"}, "CON-011", "/observations/0/unit"),
        ({"indicator": "MRA-E01a", "realised": 7, "reading": "state"}, "PER-011", "/observations/0/realised"),
        ({"realised": "veel"}, "REC-009", "/observations/0/realised"),
        ({"realised": None}, "REC-005", "/observations/0/realised"),
        ({"total": 0}, "REC-009", "/observations/0/total"),
        ({"period": {"from": "2026-01-01", "until": "2099-01-01"}}, "REC-022", "/observations/0/period/until"),
    ],
)
def test_a_report_that_cannot_be_is_refused_at_its_place(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    submission = sent(sender, contract(), report("NAK-1", observed(**change)))
    work_off(database)
    assert [state for state, *_ in records(sender, submission)] == ["accepted", "refused"]
    place = location if code == "REC-022" else f"line 2{location}"
    assert findings(sender, submission) == [(code, place)]


def test_one_commitment_is_read_in_one_way_within_a_report_and_over_reports(database: str, sender: Sender) -> None:
    first, second = observed(until="2024-12-31"), observed(reading="cumulative")
    mixed = sent(sender, contract(), report("NAK-1", first, second))
    work_off(database)
    assert findings(sender, mixed) == [("PER-003", "line 2/observations/1/reading")]
    sent(sender, report("NAK-1", first))
    work_off(database)
    later = sent(sender, report("NAK-2", second))
    work_off(database)
    assert findings(sender, later) == [("PER-022", "/observations/0/reading")]
    assert commitments(database)[0] == ("CON-1", "C1", None, None, "none")


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"commitment": "C9"}, "PER-021", "/observations/0/commitment"),
        ({"commitment": "C2"}, "PER-023", "/observations/0/unit"),
    ],
)
def test_an_observation_that_fits_no_commitment_is_kept_with_a_warning(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    sent(sender, contract(commitments=[social_return(), avoided_emissions(dueOn="2025-08-31")]))
    work_off(database)
    submission = sent(sender, report("NAK-1", observed(**change)))
    work_off(database)
    assert findings(sender, submission) == [(code, location)]
    assert [met for _, _, met, *_ in commitments(database)] == [None, None]
    assert rows(database, "select count(*) from procurement.fact_observation") == [(1,)]
