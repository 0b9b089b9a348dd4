"""Registrations below the threshold, from a body's bytes to the rows that figures count."""

import json
from typing import Any

import pytest

from tests.ingest.own_records.records import JSON, findings, records, registration, sent
from tests.ingest.service.builders import (
    OIN_OF_ALPHA,
    OIN_OF_BETA,
    Sender,
    beta,
    execute,
    rows,
    work_off,
    workers_on,
)
from tests.ingest.service.test_register_following import changed_in_the_register
from tests.services import eventually


def counted(database: str) -> list[tuple[Any, ...]]:
    query = "select sender_key, value_band, any_theme, circular, climate from procurement.fact_registration order by 1"
    return rows(database, query)


def test_a_registration_counts_with_the_themes_that_it_names(database: str, sender: Sender) -> None:
    submission = sent(sender, registration(1), registration(2, themes=[]), registration(3, themes=...))
    work_off(database)
    assert records(sender, submission) == [("accepted", "registration", "1")] * 3
    assert counted(database) == [
        ("BON-1", 2, True, True, False),
        ("BON-2", 2, False, False, False),
        ("BON-3", 2, None, None, None),
    ]


def test_one_document_holds_a_head_and_rows(database: str, sender: Sender) -> None:
    head = {"format": "ppds-registration", "formatVersion": "1.0", "buyer": OIN_OF_ALPHA}
    kept = ("senderKey", "awardedOn", "what", "valueBand", "themes")
    body = {**head, "rows": [{name: registration(number)[name] for name in kept} for number in (1, 2)]}
    submission = sender.sent(json.dumps(body, indent=1).encode(), JSON)
    work_off(database)
    assert records(sender, submission) == [("accepted", "registration", "1")] * 2
    assert [row[0] for row in counted(database)] == ["BON-1", "BON-2"]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_higher_version_replaces_a_lower_one_in_any_order(
    database: str, sender: Sender, order: tuple[int, int]
) -> None:
    for version in order:
        last = sent(sender, registration(senderVersion=version, valueBand=version))
        work_off(database)
    assert counted(database) == [("BON-1", 2, True, True, False)]
    assert [code for code, _ in findings(sender, last)] == ([] if order == (1, 2) else ["REC-021"])


def test_two_contents_of_one_version_count_where_they_agree(database: str, sender: Sender) -> None:
    sent(sender, registration(themes=["circular"]))
    work_off(database)
    last = sent(sender, registration(themes=["climate"]))
    work_off(database)
    assert findings(sender, last) == [("REC-020", "/senderVersion")]
    assert counted(database) == [("BON-1", 2, None, None, None)]
    sent(sender, registration(themes=["climate"], senderVersion=2))
    work_off(database)
    assert counted(database) == [("BON-1", 2, True, False, True)]


def test_a_withdrawal_needs_a_reason_leaves_history_and_takes_the_effect_away(database: str, sender: Sender) -> None:
    sent(sender, registration())
    work_off(database)
    bare = sent(sender, registration(senderVersion=2, state="withdrawn"))
    work_off(database)
    assert findings(sender, bare) == [("REC-015", "line 1/reason")]
    assert len(counted(database)) == 1
    sent(sender, registration(senderVersion=2, state="withdrawn", reason="Dubbel geboekt"))
    work_off(database)
    assert counted(database) == []
    assert rows(database, "select count(*) from procurement.registration_history") == [(1,)]
    assert rows(database, "select count(*) from procurement.own_record") == [(2,)]


def test_a_draft_is_kept_and_counts_nowhere(database: str, sender: Sender) -> None:
    sent(sender, registration())
    work_off(database)
    draft = sent(sender, registration(senderVersion=2, state="draft", valueBand=5))
    work_off(database)
    assert findings(sender, draft) == [("REC-016", "line 1/state")]
    assert counted(database) == [("BON-1", 2, True, True, False)]


def test_the_same_record_again_is_unchanged(database: str, sender: Sender) -> None:
    sent(sender, registration(1))
    work_off(database)
    again = sent(sender, registration(1), registration(2))
    work_off(database)
    assert [state for state, *_ in records(sender, again)] == ["unchanged", "accepted"]


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"awardedOn": "2026-13-01"}, "REC-008", "/awardedOn"),
        ({"awardedOn": "0001-01-01"}, "REC-008", "/awardedOn"),
        ({"valueBand": -1}, "REC-009", "/valueBand"),
        ({"valueBand": 14}, "REC-009", "/valueBand"),
        ({"valueBand": None}, "REC-005", "/valueBand"),
        ({"what": ...}, "REC-006", "/what"),
        ({"what": "stoelen"}, "REC-010", "/what"),
        ({"themes": ["klimaat"]}, "REC-007", "/themes/0"),
        ({"buyer": "123"}, "REC-012", "/buyer"),
        ({"format": "ppds-nothing"}, "REC-004", "/format"),
        ({"buyer": OIN_OF_BETA}, "ING-001", "/buyer"),
    ],
)
def test_what_is_wrong_is_named_at_its_place_and_the_others_go_in(
    database: str, sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    beta(database)
    submission = sent(sender, registration(1, **change), registration(2))
    work_off(database)
    assert [state for state, *_ in records(sender, submission)] == ["refused", "accepted"]
    assert findings(sender, submission) == [(code, location if code == "ING-001" else f"line 1{location}")]
    assert [row[0] for row in counted(database)] == ["BON-2"]


def test_an_unknown_property_is_kept_with_a_warning(database: str, sender: Sender) -> None:
    submission = sent(sender, registration(kleur="rood"))
    work_off(database)
    assert findings(sender, submission) == [("REC-011", "line 1/kleur")]
    assert rows(database, "select content ->> 'kleur' from procurement.own_record") == [("rood",)]


def test_contacts_are_gone_before_anything_is_kept(database: str, sender: Sender) -> None:
    submission = sent(sender, registration(toelichting="bel 06-12345678 of jan (at) gemeente.nl", contact="Jan"))
    work_off(database)
    assert "12345678" not in sender.get(f"/submissions/{submission}/payload").text
    [(content,)] = rows(database, "select content from procurement.own_record")
    assert content["toelichting"] == "bel [verwijderd] of [verwijderd]"
    assert "contact" not in content


def test_it_follows_its_body_in_the_register(database: str, sender: Sender) -> None:
    sent(sender, registration(1), registration(2))
    work_off(database)
    [(body, tier)] = rows(database, "select distinct lead_body, tier from procurement.fact_registration")
    assert tier == "municipality"
    execute(database, "update registry.party set tier = 'province' where uri = %s", [body])
    changed_in_the_register(database, body)
    tiers = "select distinct tier from procurement.fact_registration"
    with workers_on(database):
        eventually(lambda: rows(database, tiers) == [("province",)])
    places = "select distinct tier from procurement.change_scope where fact = 'registration' order by 1"
    assert rows(database, places) == [("municipality",), ("province",)]


def test_a_table_goes_in_as_json_does_and_a_body_need_not_name_itself(database: str, sender: Sender) -> None:
    body = "sleutel;datum;wat;staffel;thema's\nBON-1;14-04-2026;cpv:39130000;2;circulair\nBON-2;14-04-2026;stoelen;2;\n"
    submission = sender.sent(body.encode(), {"Content-Type": "text/csv"})
    work_off(database)
    assert [state for state, *_ in records(sender, submission)] == ["accepted", "refused"]
    assert findings(sender, submission) == [("REC-010", "row 3, wat")]
    assert counted(database) == [("BON-1", 2, True, True, False)]
