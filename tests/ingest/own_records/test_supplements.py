"""Supplements: what a buyer says of its procedure, above its notices, lot by lot; in any order of arrival."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.ingest.own_records.records import JSON, findings
from tests.ingest.service.builders import (
    OIN_OF_ALPHA,
    OIN_OF_BETA,
    Sender,
    beta,
    harvester,
    ndjson,
    release,
    rows,
    work_off,
)

OCID = "ocds-voorbeeld-000001"
THEMES = (
    "climate",
    "circular",
    "pollution-biodiversity",
    "human-rights-labour",
    "diversity-inclusion",
    "social-return",
)
LOTS = ("LOT-0001", "LOT-0002")


def lot(lot_id: str | None = "LOT-0001", **others: object) -> dict[str, Any]:
    stated: dict[str, Any] = {"themes": {"climate": "yes", "circular": "no"}}
    return {**stated, **({} if lot_id is None else {"lotId": lot_id}), **others}


def supplement(*lots: Mapping[str, Any], **others: object) -> dict[str, Any]:
    stated = {
        "format": "ppds-supplement",
        "buyer": OIN_OF_ALPHA,
        "senderKey": "INK-1",
        "procurement": {"ocid": OCID},
        "lots": list(lots or (lot(),)),
        "release": "now",
    }
    return {**stated, **others}


def call(*lots: str, **others: object) -> dict[str, object]:
    listed = [{"id": each, "title": each, "status": "active"} for each in lots or ("LOT-0001",)]
    tender: dict[str, Any] = {
        "id": "T-1",
        "title": "Kantoormeubilair",
        "mainProcurementCategory": "services",
        "lots": listed,
    }
    return release(1, **{"tender": tender, **others})  # type: ignore[arg-type]


def award(*lots: str) -> dict[str, object]:
    listed = [
        {"id": f"A-{each}", "status": "active", "date": "2025-06-02T00:00:00Z", "relatedLots": [each]}
        for each in lots or ("LOT-0001",)
    ]
    return {**call(*lots, tag="award"), "date": "2025-06-10T09:00:00Z", "awards": listed}


def send(database: str, sender: Sender, *records: Mapping[str, object]) -> str:
    own = any("format" in each for each in records)
    body = ndjson(records) if not own else b"".join(json.dumps(each).encode() + b"\n" for each in records)
    submission = sender.sent(body, JSON) if own else sender.sent(body)
    work_off(database)
    return submission


def lots_of(database: str, *columns: str) -> list[tuple[Any, ...]]:
    return rows(database, f"select lot_id, {', '.join(columns)} from procurement.lot order by lot_id")  # noqa: S608


def the_procedure(database: str, *columns: str) -> tuple[Any, ...]:
    [row] = rows(database, f"select {', '.join(columns)} from procurement.procedure")  # noqa: S608
    return row


def compiler_findings(database: str) -> list[tuple[str, str]]:
    return [(each["rule"], each["location"]) for each in the_procedure(database, "findings")[0]]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_supplement_answers_for_its_lot_whichever_comes_first(
    database: str, sender: Sender, order: Sequence[int]
) -> None:
    came = [call(*LOTS), supplement(lot())]
    submissions = {number: send(database, sender, came[number]) for number in order}
    waits = [("ING-014", "/procurement")]
    assert findings(sender, submissions[1]) == (waits if order[0] == 1 else [])
    assert lots_of(database, "climate", "circular", "social_return", "any_theme") == [
        ("LOT-0001", "yes", "no", "silent", "yes"),
        ("LOT-0002", "silent", "silent", "silent", "silent"),
    ]
    assert the_procedure(database, "climate", "circular", "supplemented") == (True, None, True)


def test_what_is_said_without_a_lot_holds_for_every_lot_that_is_not_named_apart(database: str, sender: Sender) -> None:
    send(database, sender, call(*LOTS))
    whole = lot(None, themes=dict.fromkeys(THEMES, "no"))
    assert [len(sender.items("/procedures", supplement=state)) for state in ("missing", "final")] == [1, 0]
    send(database, sender, supplement(whole, lot("LOT-0002", themes={"climate": "yes"})))
    assert [len(sender.items("/procedures", supplement=state)) for state in ("missing", "final")] == [0, 1]
    assert lots_of(database, "climate", "circular", "any_theme") == [
        ("LOT-0001", "no", "no", "no"),
        ("LOT-0002", "yes", "no", "yes"),
    ]


def test_the_buyer_corrects_a_notice_and_both_are_kept(database: str, sender: Sender) -> None:
    said = {"hasSustainability": False}
    lots = [{"id": "LOT-0001", "title": "Perceel", "status": "active", **said}]
    send(database, sender, call(tender={"id": "T-1", "title": "Schoonmaak", "lots": lots}))
    assert lots_of(database, "climate") == [("LOT-0001", "no")]
    send(database, sender, supplement(lot(themes={"climate": "yes", "circular": "no"})))
    assert lots_of(database, "climate", "circular") == [("LOT-0001", "yes", "no")]
    assert compiler_findings(database) == [("CMP-014", "/lots/LOT-0001/themes/climate")]
    [(_, evidence)] = lots_of(database, "evidence")
    of_climate = [(each["term"], each["says"]) for each in evidence if each["theme"] == "climate"]
    assert of_climate[0] == ("supplement", "yes")
    assert "no" in {says for _, says in of_climate[1:]}


def test_a_draft_says_nothing_and_a_withdrawal_takes_back_what_was_said(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement(state="draft"))
    assert lots_of(database, "climate") == [("LOT-0001", "silent")]
    send(database, sender, supplement(senderVersion=2))
    assert lots_of(database, "climate") == [("LOT-0001", "yes")]
    send(database, sender, supplement(senderVersion=3, state="withdrawn", reason="Verkeerde aanbesteding"))
    assert lots_of(database, "climate") == [("LOT-0001", "silent")]
    assert the_procedure(database, "supplemented") == (False,)


def test_before_the_award_nothing_leaves_the_body_unless_it_says_so(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement(release="on-award"), supplement(release="hold", senderKey="INK-2"))
    assert lots_of(database, "climate") == [("LOT-0001", "silent")]
    send(database, sender, award())
    assert lots_of(database, "state", "climate") == [("LOT-0001", "awarded", "yes")]


def test_two_supplements_that_contradict_make_it_unknown_with_a_finding(database: str, sender: Sender) -> None:
    send(database, sender, call())
    other = supplement(lot(themes={"climate": "no", "social-return": "yes"}), senderKey="INK-2")
    send(database, sender, supplement(), other)
    assert lots_of(database, "climate", "circular", "social_return") == [("LOT-0001", "conflicting", "no", "yes")]
    assert compiler_findings(database) == [("CMP-013", "/lots/LOT-0001/themes/climate")]


def test_two_contents_of_one_version_count_where_they_agree(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement())
    last = send(database, sender, supplement(lot(themes={"climate": "no", "circular": "no"})))
    assert findings(sender, last) == [("REC-020", "/senderVersion")]
    assert lots_of(database, "climate", "circular") == [("LOT-0001", "conflicting", "no")]
    send(database, sender, supplement(lot(themes={"climate": "no"}), senderVersion=2))
    assert lots_of(database, "climate", "circular") == [("LOT-0001", "no", "silent")]


def test_a_correction_that_names_another_procedure_leaves_the_first(database: str, sender: Sender) -> None:
    send(database, sender, call(), release(2))
    send(database, sender, supplement())
    moved = supplement(senderVersion=2, procurement={"ocid": "ocds-voorbeeld-000002"})
    send(database, sender, moved)
    query = (
        "select p.ocid, l.climate from procurement.lot l join procurement.procedure p on p.id = l.procedure order by 1"
    )
    assert rows(database, query) == [(OCID, "silent"), ("ocds-voorbeeld-000002", "yes")]


def test_only_the_lead_buyer_speaks_and_a_harvested_notice_stays_where_it_was(database: str, sender: Sender) -> None:
    beta_party = beta(database)
    oogst = Sender(sender.http, harvester(database), any_buyer=True, client="oogst")
    send(database, oogst, call())
    [(before,)] = rows(database, "select id from procurement.procedure")
    other = Sender(sender.http, beta_party, client="client-2")
    send(database, other, supplement(buyer=OIN_OF_BETA))
    assert lots_of(database, "climate") == [("LOT-0001", "silent")]
    send(database, sender, supplement())
    assert lots_of(database, "climate") == [("LOT-0001", "yes")]
    assert rows(database, "select id from procurement.procedure") == [(before,)]


def test_a_lot_that_no_notice_names_is_said_so(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement(lot("LOT-0009")))
    assert lots_of(database, "climate") == [("LOT-0001", "silent")]
    assert compiler_findings(database) == [("CMP-015", "/lots/LOT-0009")]


def test_criteria_become_counts_levels_and_the_weight_of_impact_on_both_bases(database: str, sender: Sender) -> None:
    send(database, sender, call())
    criteria = [
        {"theme": "climate", "role": "award", "level": 2, "weightPercent": 25},
        {"theme": "climate", "role": "contract-clause", "level": 1},
        {"theme": "circular", "role": "requirement", "level": 1},
    ]
    answered = {**dict.fromkeys(THEMES, "no"), "climate": "yes", "circular": "yes"}
    reasons = [{"theme": "social-return", "reason": "little-influence"}]
    send(
        database,
        sender,
        supplement(lot(themes=answered, criteria=criteria, priceWeightPercent=40, explanations=reasons)),
    )
    weights = ("impact_weight_least", "impact_weight_most", "impact_weight_least_without_price")
    [(_, significant, *impact)] = lots_of(database, "significant", *weights)
    assert (significant, [float(each) for each in impact]) == (True, [25, 25, 41.67])
    assert the_procedure(database, "significant", "impact_half", "impact_half_without_price") == (True, False, False)
    query = "select theme, criteria_count, level, explained, reason from procurement.fact_theme_use"
    assert {row[0]: row[1:] for row in rows(database, query)} == {
        "climate": (2, 2, None, None),
        "circular": (1, 1, None, None),
        "pollution-biodiversity": (0, 0, False, None),
        "human-rights-labour": (0, 0, False, None),
        "diversity-inclusion": (0, 0, False, None),
        "social-return": (0, 0, True, "little-influence"),
    }


def test_the_stated_chain_wins_and_social_return_isv_and_mki_are_answers(database: str, sender: Sender) -> None:
    send(database, sender, call(*LOTS))
    said = lot(
        None,
        socialReturn={"suitable": "yes", "wageSumAtLeast250000": "no", "durationMonths": 12},
        internationalSocialConditions={"applied": "yes", "riskCategory": "werkplekomgeving"},
        environmentalCostIndicator={"applied": "yes", "role": "award"},
    )
    send(database, sender, supplement(said, purchase={"productChain": "catering", "purchaseType": "specific"}))
    assert the_procedure(database, "product_chain", "chain_quality", "purchase_type") == (
        "catering",
        "stated",
        "specific",
    )
    columns = ("suitable", "wage_sum_reached", "duration_months", "isv_applied", "isv_list_of_8", "isv_list_of_10")
    assert the_procedure(database, *columns, "mki_used", "civil_works") == (
        True,
        False,
        12,
        True,
        True,
        None,
        True,
        False,
    )


def test_a_stated_category_goes_before_that_of_the_cpv_code_and_both_are_kept(database: str, sender: Sender) -> None:
    tender = {
        **call(*LOTS)["tender"],  # type: ignore[dict-item]
        "items": [
            {"id": each, "classification": {"scheme": "CPV", "id": "55520000"}, "relatedLot": each} for each in LOTS
        ],
    }
    said = lot("LOT-0002", internationalSocialConditions={"applied": "yes", "riskCategory": "dataverbindingen"})
    send(database, sender, call(*LOTS, tender=tender))
    send(database, sender, supplement(lot("LOT-0001"), said, purchase={"category": "logistiek"}))

    kept = [f"{kind}_category_{part}" for kind in ("rijk", "isv") for part in ("stated", "by_cpv", "quality")]
    derived = ("consumptieve-dienstverlening", "A")
    assert lots_of(database, *kept) == [
        ("LOT-0001", "logistiek", *derived, None, *derived),
        ("LOT-0002", "logistiek", *derived, "connectiviteit", *derived),
    ]
    assert the_procedure(database, *kept) == ("logistiek", *derived, "connectiviteit", *derived)
    shown = "rijk_category, rijk_category_quality, isv_category, isv_category_quality"
    assert rows(database, f"select {shown} from procurement.fact_lot order by lot_id") == [  # noqa: S608
        ("logistiek", "stated", *derived),
        ("logistiek", "stated", "connectiviteit", "stated"),
    ]


@pytest.mark.parametrize(
    "named",
    [
        {"procedureId": "05dd0670-665c-4cc8-951f-0749847373da"},
        {"noticeId": "0612345678-01"},
        {"ocid": "ocds-0201234567"},
        {"ownNumber": "06-12345678"},
    ],
)
def test_digits_of_an_identifier_are_no_telephone_number(sender: Sender, named: dict[str, str]) -> None:
    record = {
        name: value for name, value in supplement(procurement=named).items() if name not in ("format", "senderKey")
    }
    assert sender.http.put("/v1/supplements/INK-1", json=record, headers=sender.headers).status_code == 201
    assert sender.get("/supplements/INK-1").json()["content"]["procurement"] == named


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        ({"procurement": {}}, "SUP-001", "/procurement"),
        ({"lots": [lot(), lot()]}, "SUP-002", "/lots/0/lotId"),
        ({"lots": [lot(themes={"climate": "ja"})]}, "REC-007", "/lots/0/themes/climate"),
        ({"lots": [lot(criteria=[{"theme": "circular", "role": "award"}])]}, "SUP-010", "/lots/0/criteria/0/theme"),
        ({"lots": [lot(criteria=[{"theme": "climate", "role": "eis"}])]}, "REC-007", "/lots/0/criteria/0/role"),
        (
            {"lots": [lot(explanations=[{"theme": "circular", "reason": "other"}])]},
            "SUP-012",
            "/lots/0/explanations/0/text",
        ),
        ({"lots": [lot(priceWeightPercent=101)]}, "REC-009", "/lots/0/priceWeightPercent"),
        ({"lots": [lot(themes=None)]}, "REC-005", "/lots/0/themes"),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(
    sender: Sender, change: dict[str, Any], code: str, location: str
) -> None:
    record = {name: value for name, value in supplement(**change).items() if name not in ("format", "senderKey")}
    answer = sender.http.put("/v1/supplements/INK-1", json=record, headers=sender.headers)
    assert answer.status_code == 400
    first = answer.json()["errors"][0]
    assert (first["code"], first["location"]) == (code, location)


def test_weights_beyond_the_whole_are_a_warning_and_count_for_nothing(database: str, sender: Sender) -> None:
    send(database, sender, call())
    heavy = lot(criteria=[{"theme": "climate", "role": "award", "weightPercent": 70}], priceWeightPercent=40)
    last = send(database, sender, supplement(heavy))
    assert findings(sender, last) == [("SUP-014", "line 1/lots/0/priceWeightPercent")]
    assert lots_of(database, "impact_weight_least", "significant") == [("LOT-0001", None, None)]
