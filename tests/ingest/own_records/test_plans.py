"""Signatures, plans, assessments and tasks, from their bytes to the rows that figures count."""

from typing import Any

import pytest

from tests.ingest.own_records.records import findings, records, sent
from tests.ingest.service.builders import OIN_OF_ALPHA, Sender, alpha, ingest_on, rows, work_off, workers_on
from tests.ingest.service.test_register_following import changed_in_the_register
from tests.services import add_party, eventually

OTHER = "00000099100000007000"


def signature(number: int = 1, **others: object) -> dict[str, Any]:
    stated = {"format": "ppds-signature", "buyer": OIN_OF_ALPHA, "senderKey": f"M-{number}"}
    return {**stated, "document": "manifest-2022", "signedOn": "2022-11-24", **others}


def plan(number: int = 1, **others: object) -> dict[str, Any]:
    stated = {
        "format": "ppds-plan",
        "buyer": OIN_OF_ALPHA,
        "senderKey": f"PLAN-{number}",
        "type": "action-plan",
        "title": "Actieplan",
        "startsOn": "2024-01-01",
        "endsOn": "2024-12-31",
        "address": "https://www.voorbeeld.example/plan",
        "publishedOn": "2024-02-10",
        "scale": "manifest",
        "themes": [{"theme": "climate", "level": 3}, {"theme": "environment", "level": 2}],
        "goals": [{"key": "D1", "title": "Minder uitstoot", "theme": "climate", "value": 5, "unit": "TNE"}],
        "actions": [{"key": "A1", "title": "Uitvraag", "theme": "climate", "goals": ["D1"]}],
    }
    return {name: value for name, value in {**stated, **others}.items() if value is not ...}


def test_a_body_is_bound_from_its_signature_on_and_owes_a_plan_a_year_later(database: str, sender: Sender) -> None:
    sent(sender, signature(1), signature(2, document="manifest-2016", signedOn="2016-10-01"))
    work_off(database)
    bound = """
        select plan_due, min(state_on)::text, max(state_on)::text, count(*) from procurement.fact_pledge
        group by 1 order by 1
    """
    assert rows(database, bound) == [
        (False, "2016-10-31", "2023-10-31", 63 + 12),
        (True, "2023-11-30", "2030-12-31", 86),
    ]
    stated = "select document, plan_due_on::text, ends_on::text from procurement.fact_signature order by 1"
    assert rows(database, stated) == [
        ("manifest-2016", None, "2021-12-31"),
        ("manifest-2022", "2023-11-24", "2030-12-31"),
    ]


def test_a_plan_is_there_while_it_is_public_and_holds_for_each_body_that_it_names(
    database: str, sender: Sender
) -> None:
    other = add_party(database, name="Voorbeeldwaterschap Elders", kind="water-authority", oin=OTHER)
    sent(sender, signature(), plan(jointWith=[OTHER]))
    work_off(database)
    query = """
        select min(state_on)::text, max(state_on)::text from procurement.fact_pledge where has_plan
    """
    assert rows(database, query) == [("2024-02-29", "2024-12-31")]
    bodies = "select lead_body = kept_by, lead_body, tier from procurement.fact_plan order by place"
    assert rows(database, bodies)[1] == (False, other, "water-authority")
    moved = "select distinct fact from procurement.change_scope where body = :party"
    assert rows(database, moved.replace(":party", f"'{other}'")) == [("pledge",)]


def test_what_a_body_had_in_the_past_is_read_with_the_plans_of_that_past(database: str, sender: Sender) -> None:
    sent(sender, signature())
    work_off(database)
    sent(sender, plan())
    work_off(database)
    sent(sender, plan(senderVersion=2, state="withdrawn", reason="Vervallen"))
    work_off(database)
    query = """
        select has_plan, since_position, until_position from procurement.fact_pledge_at
        where state_on = '2024-06-30' order by since_position
    """
    (had, first, second), (has, _, third), (lost, last, until) = rows(database, query)
    assert (had, has, lost) == (False, True, False)
    assert first < second < third == last
    assert until is None


def test_a_body_that_enters_the_register_later_has_its_part_of_the_plan_from_then_on(
    database: str, sender: Sender
) -> None:
    sent(sender, plan(jointWith=[OTHER]))
    work_off(database)
    query = "select lead_body from procurement.fact_plan where place = 1"
    assert rows(database, query) == [(None,)]
    party = add_party(database, name="Voorbeeldwaterschap Later", kind="water-authority", oin=OTHER)
    changed_in_the_register(database, party)
    with workers_on(database):
        eventually(lambda: rows(database, query) == [(party,)])


def test_themes_stand_under_their_name_in_the_agenda_and_goals_say_what_they_state(
    database: str, sender: Sender
) -> None:
    sent(sender, plan())
    work_off(database)
    themes = "select distinct theme, scale, level from procurement.fact_plan_theme order by 1"
    assert rows(database, themes) == [("climate", "manifest", 3), ("pollution-biodiversity", "manifest", 2)]
    goals = "select distinct goal_key, has_value, has_baseline, has_owner, has_action from procurement.fact_plan_goal"
    assert rows(database, goals) == [("D1", True, False, False, True)]


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"endsOn": "2023-12-31"}, "PLN-001", "/endsOn"),
        ({"address": "http://www.voorbeeld.example/plan"}, "PLN-002", "/address"),
        ({"address": "https://wachtwoord@voorbeeld.example"}, "PLN-002", "/address"),
        ({"themes": [{"theme": "klimaat", "level": 2}]}, "PLN-003", "/themes/0/theme"),
        ({"themes": [{"theme": "climate", "level": 0}]}, "PLN-004", "/themes/0/level"),
        ({"scale": ...}, "PLN-005", "/scale"),
        ({"type": "category-plan"}, "PLN-006", "/category"),
        (
            {"actions": [{"key": "A1", "title": "Uitvraag", "goals": ["D1", "D9"]}]},
            "PLN-007",
            "/actions/0/goals/1",
        ),
        (
            {"goals": [{"key": "D1", "title": "Doel", "baselineYear": 2026, "targetYear": 2025}]},
            "PLN-008",
            "/goals/0/targetYear",
        ),
        ({"themes": [{"theme": "circular", "reason": "other"}]}, "PLN-009", "/themes/0/explanation"),
        ({"themes": [{"theme": "climate", "reason": "costs"}]}, "PLN-010", "/themes/0/reason"),
        (
            {"themes": [{"theme": "environment", "level": 1}, {"theme": "pollution-biodiversity", "level": 2}]},
            "PLN-011",
            "/themes/1/theme",
        ),
        ({"publishedOn": "2032-01-01"}, "REC-022", "/publishedOn"),
        ({"jointWith": ["123"]}, "REC-017", "/jointWith/0"),
        (
            {"exceptions": [{"what": "Kleding", "reason": "Weer", "endsOn": "2023-01-01"}]},
            "PLN-001",
            "/exceptions/0/endsOn",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_place(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    submission = sent(sender, plan(1, **change), plan(2))
    work_off(database)
    assert [state for state, *_ in records(sender, submission)] == ["refused", "accepted"]
    found = findings(sender, submission)
    assert (code, location) in {(rule, place.removeprefix("line 1")) for rule, place in found}, found


def test_goals_without_actions_and_actions_without_goals_are_said(database: str, sender: Sender) -> None:
    loose = plan(actions=[{"key": "A1", "title": "Uitvraag"}])
    submission = sent(sender, loose)
    work_off(database)
    assert findings(sender, submission) == [("PLN-013", "line 1/goals/0"), ("PLN-014", "line 1/actions/0")]


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"signedOn": "2021-11-24"}, "SIG-001", "/signedOn"),
        ({"document": "manifest-2016"}, "SIG-002", "/signedOn"),
        ({"endsOn": "2022-11-23"}, "PLN-001", "/endsOn"),
        ({"through": "0"}, "REC-017", "/through"),
    ],
)
def test_a_signature_that_cannot_be_is_refused_at_its_place(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    submission = sent(sender, signature(1, **change))
    work_off(database)
    assert findings(sender, submission) == [(code, f"line 1{location}")]


def test_a_task_goes_to_each_next_level_later(database: str, sender: Sender) -> None:
    task = {"format": "ppds-task", "senderKey": "T-1", "title": "Plan", "owner": "coördinator", "dueOn": "2026-10-01"}
    steps = [{"to": "ICIA", "fromOn": "2026-11-01"}, {"to": "ICBR", "fromOn": "2026-10-15"}]
    submission = sent(sender, {**task, "escalation": steps}, {**task, "senderKey": "T-2", "escalation": steps[:1]})
    work_off(database)
    assert findings(sender, submission) == [("TSK-001", "line 1/escalation/1/fromOn")]
    assert rows(database, "select sender_key, due_on::text from procurement.fact_task") == [("T-2", "2026-10-01")]


def test_the_published_list_of_who_signed_may_be_sent_for_all_of_them(database: str) -> None:
    party, other = alpha(database), add_party(database, name="Voorbeeldgemeente Elders", oin=OTHER)
    with ingest_on(database) as http:
        listed = [signature(), signature(2, buyer=OTHER)]
        own, harvester = Sender(http, party), Sender(http, party, any_buyer=True)
        refused = sent(own, *listed)
        taken = sent(harvester, *listed, plan(3, buyer=OTHER))
        work_off(database)
        assert [state for state, *_ in records(own, refused)] == ["accepted", "refused"]
        assert [state for state, *_ in records(harvester, taken)] == ["unchanged", "accepted", "refused"]
    bodies = rows(database, "select lead_body from procurement.fact_signature")
    assert {body for (body,) in bodies} == {party, other}
