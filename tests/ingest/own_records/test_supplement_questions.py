"""The form of a supplement: what notices say is known with its place, and only what remains is asked."""

from decimal import Decimal
from typing import Any

import pytest
from httpx2 import Response

from services.ingest.procedures.rules.lot.price import price_weight
from services.ingest.supplements.rules.questions import LotAtHand, ProcedureAtHand, form_of
from shared.procurement.notice import AwardCriterion
from shared.reference.themes import local_themes
from tests.ingest.own_records.test_own_themes import ADAPTS, adds_themes
from tests.ingest.own_records.test_supplements import OCID, THEMES, award, call, lot, send, supplement
from tests.ingest.service.builders import Sender, beta, release, rows


def form(sender: Sender, **query: object) -> dict[str, Any]:
    answer = sender.get("/supplements", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def asked(form: dict[str, Any]) -> dict[str, list[str] | None]:
    return {each["field"]: each["lots"] for each in form["open"]}


def with_codes(*lots: tuple[str, list[str]]) -> dict[str, object]:
    listed = [
        {
            "id": lot_id,
            "title": lot_id,
            "status": "active",
            "hasSustainability": True,
            "sustainability": strategies(*goals),
        }
        for lot_id, goals in lots
    ]
    tender = {"id": "T-1", "title": "Meubilair", "mainProcurementCategory": "services", "lots": listed}
    return release(1, tender=tender)


def strategies(*goals: str) -> list[dict[str, str]]:
    return [{"goal": goal, "strategy": "awardCriteria"} for goal in goals]


def test_what_a_notice_says_is_known_with_its_place_and_not_asked(database: str, sender: Sender) -> None:
    send(database, sender, with_codes(("LOT-0001", ["environmental.climateChangeMitigation"])))
    read = form(sender, find=OCID)
    [known] = [each for each in read["known"] if each["field"] == "themes/climate"]
    assert (known["value"], known["source"], known["lotId"]) == ("yes", "notice", "LOT-0001")
    assert known["noticeId"]
    assert known["place"].startswith("/tender/lots/0")
    open_fields = asked(read)
    assert "themes/climate" not in open_fields
    assert {f"themes/{theme}" for theme in THEMES if theme != "climate"} <= open_fields.keys()
    assert "criteria" in open_fields
    assert read["questions"] == len(open_fields) < read["questionsBefore"]
    assert all(each["why"]["nl"] and each["why"]["en"] and each["serves"] for each in read["open"])


def weighed(*criteria: tuple[str, float]) -> dict[str, object]:
    stated = [
        {"type": kind, "name": f"Criterium {number}", "numbers": [{"number": weight, "weight": "percentageExact"}]}
        for number, (kind, weight) in enumerate(criteria)
    ]
    listed = [{"id": "LOT-0001", "title": "Perceel", "status": "active", "awardCriteria": {"criteria": stated}}]
    tender = {"id": "T-1", "title": "Meubilair", "mainProcurementCategory": "services", "lots": listed}
    return release(1, tender=tender)


def test_what_the_price_weighs_is_known_from_the_award_criteria_and_counts(database: str, sender: Sender) -> None:
    send(database, sender, weighed(("price", 40), ("quality", 60)))
    award_criterion = {"theme": "climate", "role": "award", "level": 2, "weightPercent": 30}
    send(database, sender, supplement(lot(criteria=[award_criterion])))
    read = form(sender, find=OCID)
    [known] = [each for each in read["known"] if each["field"] == "priceWeightPercent"]
    assert (known["value"], known["source"], known["term"]) == (40, "notice", "BT-541")
    assert known["place"] == "/tender/lots/0/awardCriteria/criteria/0"
    assert "priceWeightPercent" not in asked(read)
    columns = "price_weight, impact_weight_least, impact_weight_least_without_price"
    assert rows(database, f"select {columns} from procurement.lot") == [(40, 30, 50)]  # noqa: S608 - our own names


def test_a_supplement_that_weighs_the_price_otherwise_counts_and_both_are_shown(database: str, sender: Sender) -> None:
    send(database, sender, weighed(("price", 40), ("quality", 60)))
    award_criterion = {"theme": "climate", "role": "award", "level": 2, "weightPercent": 30}
    send(database, sender, supplement(lot(criteria=[award_criterion], priceWeightPercent=50)))
    query = "select price_weight, impact_weight_least_without_price from procurement.lot"
    assert rows(database, query) == [(40, 60)]
    [(findings,)] = rows(database, "select findings from procurement.procedure")
    assert [(each["rule"], each["location"]) for each in findings] == [("CMP-014", "/lots/LOT-0001/priceWeightPercent")]
    assert "50" in findings[0]["nl"]
    assert "40" in findings[0]["nl"]


@pytest.mark.parametrize(
    ("criteria", "weight"),
    [
        ([("price", 40, "per-exa"), ("quality", 60, "per-exa")], 40),
        ([("price", 25, "per-exa"), ("price", 15, "per-exa"), ("quality", 60, "per-exa")], 40),
        ([("price", 30, "poi-exa"), ("quality", 90, "poi-exa")], 25),
        ([("price", None, None)], 100),
        ([("price", 40, "per-exa"), ("quality", 40, "per-exa")], None),
        ([("price", 40, "per-exa"), ("quality", 60, "poi-exa")], None),
        ([("price", 40, "per-exa"), ("quality", None, None)], None),
        ([("price", 1, "ord-imp"), ("quality", 2, "ord-imp")], None),
        ([("cost", 40, "per-exa"), ("quality", 60, "per-exa")], None),
        ([("price", 40, "per-exa"), ("cost", 60, "per-exa")], None),
        ([("price", 40, "per-mid"), ("quality", 60, "per-mid")], None),
        ([("price", 0, "poi-exa"), ("quality", 0, "poi-exa")], None),
        ([("quality", 100, "per-exa")], None),
        ([], None),
    ],
)
def test_only_weights_that_can_be_compared_say_what_the_price_weighs(
    criteria: list[tuple[str, int | None, str | None]], weight: int | None
) -> None:
    stated = [
        AwardCriterion(kind, None, None if number is None else Decimal(number), of, "/")
        for kind, number, of in criteria
    ]
    assert price_weight(stated) == weight


def test_a_question_is_asked_once_for_all_lots_and_apart_only_where_they_differ(database: str, sender: Sender) -> None:
    send(database, sender, with_codes(("LOT-0001", ["environmental.climateChangeMitigation"]), ("LOT-0002", [])))
    open_fields = asked(form(sender, find=OCID))
    assert open_fields["themes/climate"] == ["LOT-0002"]
    assert open_fields["criteria"] == ["LOT-0001"]
    assert open_fields["themes/circular"] is None


def test_what_the_buyer_answered_is_not_asked_again_in_a_draft_too(database: str, sender: Sender) -> None:
    send(database, sender, call())
    before = form(sender, find=OCID)
    assert (before["supplement"], before["senderKey"]) == ("missing", None)
    answers = lot(
        None, themes=dict.fromkeys(THEMES, "no"), socialReturn={"suitable": "no", "wageSumAtLeast250000": "no"}
    )
    send(database, sender, supplement(answers, state="draft"))
    read = form(sender, find=OCID, senderKey="INK-1")
    assert (read["supplement"], read["senderKey"], read["senderVersion"]) == ("draft", "INK-1", 1)
    assert asked(read).keys() == asked(before).keys() - {
        *(f"themes/{theme}" for theme in THEMES),
        "socialReturn/suitable",
        "socialReturn/wageSumAtLeast250000",
    }
    send(database, sender, supplement(answers, senderVersion=2))
    assert form(sender, senderKey="INK-1")["supplement"] == "final"


def test_a_procedure_is_found_by_every_name_it_has(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement())
    [(ident, body)] = rows(database, "select id::text, lead_body from procurement.procedure")
    for query in ({"procedure": ident}, {"find": OCID}, {"senderKey": "INK-1"}):
        for buyer in ({}, {"buyer": body}):
            assert form(sender, **query, **buyer)["procedure"] == ident
    for query in ({"find": "ocds-onbekend-1"}, {}, {"senderKey": "INK-9"}):
        assert sender.get("/supplements", **query).status_code == 404


def test_nobody_reads_the_form_of_another_body(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement())
    other = Sender(sender.http, beta(database), client="client-2")
    [(alpha_key,)] = rows(database, "select distinct lead_body from procurement.procedure")
    for query in ({"find": OCID}, {"senderKey": "INK-1"}, {"find": OCID, "buyer": alpha_key}):
        assert other.get("/supplements", **query).status_code == 404
    assert other.items("/supplement-tasks") == []
    assert other.items("/supplement-tasks", buyer=alpha_key) == []


def test_the_to_do_list_has_what_is_still_asked_first_awarded_first_with_its_due_day(
    database: str, sender: Sender
) -> None:
    send(database, sender, call(), award(), release(2))
    listed = sender.items("/supplement-tasks", limit=1)
    assert [(each["ocid"], each["awardedOn"], each["dueOn"], each["supplement"]) for each in listed] == [
        (OCID, "2025-06-02", "2026-03-31", "missing"),
        ("ocds-voorbeeld-000002", None, None, "missing"),
    ]
    answered = {
        **lot(None, themes=dict.fromkeys(THEMES, "no"), socialReturn={"suitable": "no", "wageSumAtLeast250000": "no"}),
    }
    answered["socialReturn"]["durationMonths"] = 12
    send(database, sender, supplement(answered, purchase={"productChain": "catering"}))
    remaining = {each["ocid"]: each for each in sender.items("/supplement-tasks")}
    assert remaining[OCID]["supplement"] == "final"
    assert remaining[OCID]["questions"] == 1  # why relevant themes of catering were not applied
    reasons = [{"theme": theme, "reason": "costs"} for theme in THEMES]
    whole = supplement({**answered, "explanations": reasons}, purchase={"productChain": "catering"}, senderVersion=2)
    send(database, sender, whole)
    assert [each["ocid"] for each in sender.items("/supplement-tasks")] == ["ocds-voorbeeld-000002"]


def test_the_questions_before_and_after_are_measured(sender: Sender, database: str) -> None:
    send(database, sender, call())
    read = form(sender, find=OCID)
    shown = sender.http.app.state.metrics.registry  # type: ignore[attr-defined]
    sums = {
        moment: shown.get_sample_value("ppds_ingest_supplement_questions_sum", {"moment": moment})
        for moment in ("before", "after")
    }
    assert sums == {"before": read["questionsBefore"], "after": read["questions"]}


def test_minutes_are_those_that_are_stated_and_unknown_is_not_nought(database: str, sender: Sender) -> None:
    send(database, sender, call(), release(2))
    assert effort(sender) | {"questions": 0, "questionsBefore": 0} == {
        "procedures": 2,
        "questions": 0,
        "questionsBefore": 0,
        "supplements": 0,
        "minutesStated": 0,
        "minutes": None,
        "medianMinutes": None,
    }
    before = effort(sender)
    record = {name: value for name, value in supplement().items() if name not in ("format", "senderKey")}
    for key, minutes in (("INK-1", {"minutesSpent": 12}), ("INK-2", {}), ("INK-3", {"minutesSpent": 5})):
        put = sender.http.put(f"/v1/supplements/{key}", json={**record, **minutes}, headers=sender.headers)
        assert put.status_code == 201, put.text
    after = effort(sender)
    assert {name: after[name] for name in ("supplements", "minutesStated", "minutes", "medianMinutes")} == {
        "supplements": 3,
        "minutesStated": 2,
        "minutes": 17,
        "medianMinutes": 8.5,
    }
    assert after["questionsBefore"] == before["questionsBefore"]
    assert after["questions"] == sum(each["questions"] for each in sender.items("/supplement-tasks"))
    assert after["questions"] < before["questions"] < before["questionsBefore"]
    shown = sender.http.app.state.metrics.registry  # type: ignore[attr-defined]
    sample = shown.get_sample_value
    assert sample("ppds_ingest_supplement_minutes_count") == 2
    assert sample("ppds_ingest_supplement_minutes_sum") == 17
    assert sample("ppds_ingest_supplements_total", {"minutes": "unknown"}) == 1
    assert sample("ppds_ingest_supplements_total", {"minutes": "stated"}) == 2


def test_nought_minutes_are_refused_for_unknown_is_left_out(sender: Sender) -> None:
    record = {name: value for name, value in supplement().items() if name not in ("format", "senderKey")}
    refused = sender.http.put("/v1/supplements/INK-1", json={**record, "minutesSpent": 0}, headers=sender.headers)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["location"] == "/minutesSpent"


def test_the_effort_of_another_body_is_read_by_nobody(database: str, sender: Sender) -> None:
    send(database, sender, call())
    other = Sender(sender.http, beta(database), client="client-2")
    [(alpha_key,)] = rows(database, "select distinct lead_body from procurement.procedure")
    assert effort(other)["procedures"] == 0
    assert other.get("/supplement-effort", buyer=alpha_key).status_code == 404


def effort(sender: Sender) -> dict[str, Any]:
    answer = sender.get("/supplement-effort")
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


def test_a_body_is_asked_of_the_themes_it_added_what_no_notice_and_not_itself_said(
    database: str, sender: Sender
) -> None:
    adds_themes(database, "climate-adaptation", "privacy")
    lots = [{"id": "LOT-0001", "title": "Perceel", "status": "active", **ADAPTS}]
    send(database, sender, call(tender={"id": "T-1", "title": "Riool", "lots": lots}))
    read = form(sender, find=OCID)
    own = [each for each in read["open"] if each["field"].startswith("ownThemes/")]
    [added] = [theme for theme in local_themes() if theme.code == "privacy"]
    assert [(each["field"], each["serves"]) for each in own] == [("ownThemes/privacy", ["ALG-P22"])]
    assert added.nl in own[0]["question"]["nl"]
    known = {each["field"]: (each["value"], each["source"]) for each in read["known"]}
    assert known["ownThemes/climate-adaptation"] == ("yes", "notice")
    [listed] = sender.get("/supplement-tasks").json()["items"]
    assert listed["questions"] == read["questions"]

    send(database, sender, supplement(lot(ownThemes=[{"theme": "privacy", "answer": "no"}])))
    read = form(sender, find=OCID)
    assert "ownThemes/privacy" not in asked(read)
    known = {each["field"]: (each["value"], each["source"]) for each in read["known"]}
    assert known["ownThemes/privacy"] == ("no", "supplement")


def test_central_government_and_civil_works_are_asked_more() -> None:
    bare = LotAtHand("LOT-0001", "supplies", (), None, (), {})
    works = LotAtHand("LOT-0001", "works", (), None, (), {})
    fields = [
        {each.asked.field for each in form_of(ProcedureAtHand(tier, None, None, civil, [one], {}), None).questions}
        for tier, civil, one in (("municipality", False, bare), ("central", False, bare), ("municipality", True, works))
    ]
    assert fields[1] - fields[0] == {
        "purchase/purchaseType",
        "purchase/categoryManagement",
        "internationalSocialConditions/riskCategory",
        "internationalSocialConditions/applied",
    }
    assert fields[2] - fields[0] == {
        "environmentalCostIndicator/applied",
        "socialReturn/suitable",
        "socialReturn/wageSumAtLeast250000",
        "socialReturn/durationMonths",
    }


def test_an_address_that_names_nobody_is_refused(sender: Sender) -> None:
    refused: Response = sender.get("/supplements", buyer="123")
    assert refused.status_code == 400


def test_what_waits_is_counted_as_the_lists_show_it(database: str, sender: Sender) -> None:
    def waiting() -> dict[str, int]:
        return {each["kind"]: each["count"] for each in sender.get("/open-work").json()["items"]}

    none = {"refused-submissions": 0, "overdue-contracts": 0, "due-contracts": 0}
    assert waiting() == {"supplements": 0, **none}
    send(database, sender, call(), award(), release(2))
    assert waiting() == {"supplements": len(sender.items("/supplement-tasks")), **none}
    other = Sender(sender.http, beta(database), client="client-2")
    assert {each["count"] for each in other.get("/open-work").json()["items"]} == {0}
