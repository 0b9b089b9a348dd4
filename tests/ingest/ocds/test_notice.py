"""What a release says stands in the notice, in the words of the vocabulary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.ingest.formats.ocds.reader import release_notice
from shared.procurement.finding import Finding
from shared.procurement.money import Money
from shared.procurement.notice import LotKind, Notice, SourceText, Stage, winners
from tests.ingest.ocds.builders import PROCEDURE, Release, release


def notice_of(made: Release) -> Notice:
    return release_notice(made)[0]


def findings_of(made: Release) -> list[Finding]:
    return release_notice(made)[1]


def rules_of(made: Release) -> set[str]:
    return {finding.rule for finding in findings_of(made)}


def with_lot(**changes: object) -> Release:
    made = release()
    made["tender"]["lots"][0].update(changes)
    return made


def test_a_plain_release_has_no_findings() -> None:
    assert findings_of(release()) == []


def test_the_notice_is_named_by_ocid_and_release_id_and_dated_as_written() -> None:
    notice = notice_of(release(date="2025-01-01T00:30:00+01:00"))
    assert notice.notice_id == "ocds-voorbeeld-0001|0001-gunning"
    assert notice.version == "1"
    assert notice.dispatched_on == date(2025, 1, 1)
    assert notice.dispatched_at is not None
    assert notice.dispatched_at.astimezone(UTC) == datetime(2024, 12, 31, 23, 30, tzinfo=UTC)


def test_a_time_without_offset_is_read_as_utc_and_said_to_be() -> None:
    made = release(date="2025-01-01T10:00:00")
    notice, findings = release_notice(made)
    assert notice.dispatched_at is not None
    assert notice.dispatched_at.utcoffset() == timedelta(0)
    assert [finding.rule for finding in findings] == ["OC-014"]


@pytest.mark.parametrize(
    ("tags", "status", "stage"),
    [
        (["planning"], None, Stage.PLANNING),
        (["planningUpdate"], None, Stage.PLANNING),
        (["tender"], "planned", Stage.PLANNING),
        (["tender"], "active", Stage.CALL),
        (["planning", "tender"], "active", Stage.CALL),
        (["tenderAmendment"], "active", Stage.CALL),
        (["tenderCancellation"], "cancelled", Stage.CALL),
        (["award"], "complete", Stage.RESULT),
        (["award", "contract"], "complete", Stage.RESULT),
        (["awardUpdate"], "complete", Stage.RESULT),
        (["contract", "implementation"], "complete", Stage.RESULT),
        (["awardUpdate", "contractUpdate"], None, Stage.MODIFICATION),
        (["contractAmendment"], None, Stage.MODIFICATION),
        (["implementation"], "complete", Stage.COMPLETION),
        (["contractTermination"], "complete", Stage.COMPLETION),
        (["compiled"], "complete", Stage.RESULT),
    ],
)
def test_the_tags_tell_the_stage(tags: list[str], status: str | None, stage: Stage) -> None:
    made = release(tag=tags)
    made["tender"]["status"] = status
    notice, findings = release_notice(made)
    assert notice.stage is stage
    assert [each.rule for each in findings] == (["OC-031"] if status == "cancelled" else [])  # beside an active award


def test_a_release_without_tag_is_placed_by_its_content_with_a_finding() -> None:
    made = release()
    del made["tag"], made["awards"], made["contracts"]
    notice, findings = release_notice(made)
    assert notice.stage is Stage.CALL
    assert [(finding.rule, finding.location) for finding in findings] == [("OC-003", "/tag")]


def test_the_tender_id_is_the_procedure_only_when_it_is_that_identifier() -> None:
    assert notice_of(release()).procedure_id == PROCEDURE
    made = release()
    made["tender"]["id"] = "2023-624725"
    assert notice_of(made).procedure_id is None


def test_a_cancelled_tender_says_cancel() -> None:
    made = release()
    made["tender"]["status"] = "cancelled"
    assert notice_of(made).change_reason == "cancel"


def test_only_a_planning_reference_leads_to_the_same_procedure() -> None:
    related = [
        {"id": "1", "relationship": ["planning"], "scheme": "eu-oj", "identifier": "123-2024"},
        {"id": "2", "relationship": ["framework"], "scheme": "ocid", "identifier": "ocds-voorbeeld-9999"},
        {"id": "3", "relationship": ["renewalProcess"], "scheme": "ocid", "identifier": "ocds-voorbeeld-8888"},
    ]
    notice = notice_of(release(relatedProcesses=related))
    assert notice.previous == ("123-2024",)
    assert notice.contracts[0].framework is True


def test_goods_are_supplies_and_cpv_codes_reach_their_lot() -> None:
    made = with_lot(mainProcurementCategory="goods")
    made["tender"]["items"] = [
        {
            "id": "1",
            "relatedLot": "LOT-0001",
            "classification": {"scheme": "CPV", "id": "45233130.0"},
            "additionalClassifications": [{"scheme": "cpv", "id": "45233162-2"}, {"scheme": "NUTS", "id": "NL33"}],
        },
        {"id": "2", "classification": {"scheme": "CPV", "id": 90910000}},
    ]
    notice = notice_of(made)
    assert notice.lots[0].nature == "supplies"
    assert (notice.lots[0].cpv, notice.lots[0].cpv_additional) == ("45233130", ("45233162",))
    assert notice.cpv == "90910000"


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ({"durationInDays": 1460}, Decimal(48)),
        ({"durationInDays": 1080}, Decimal(36)),
        ({"startDate": "2025-01-01T00:00:00Z", "endDate": "2025-12-31T23:59:59Z"}, Decimal(12)),
        ({"startDate": "2025-01-15T00:00:00Z", "endDate": "2025-07-14T23:59:59Z"}, Decimal(6)),
        ({"startDate": "2025-07-01T00:00:00Z", "endDate": "2025-06-30T23:59:59Z"}, None),
        ({"startDate": "2025-07-01T00:00:00Z", "maxExtentDate": "2027-06-30T23:59:59Z"}, None),
    ],
)
def test_the_duration_is_that_of_the_contract_without_renewals(period: dict[str, Any], months: Decimal | None) -> None:
    assert notice_of(with_lot(contractPeriod=period)).lots[0].duration_months == months


def test_a_tender_without_lots_is_one_lot_named_as_eforms_names_it() -> None:
    made = release()
    made["tender"].update(made["tender"].pop("lots")[0] | {"id": PROCEDURE})
    for node in (made["awards"][0], made["bids"]["details"][0], *made["bids"]["statistics"]):
        del node["relatedLots"]
    made["tender"]["items"][0].pop("relatedLot")
    notice, findings = release_notice(made)
    assert findings == []
    assert [lot.lot_id for lot in notice.lots] == ["LOT-0000"]
    lot = notice.lots[0]
    assert (lot.cpv, lot.estimated_value) == ("90910000", Money(Decimal(1200000), "EUR"))
    assert [code.code for code in lot.codes if code.term == "sustainability.goal"] == [
        "social.disadvantagedEmployment",
        "environmental.pollutionPrevention",
    ]
    assert notice.results[0].lot_id == "LOT-0000"
    assert notice.results[0].submissions[0].number == 4


def test_lots_that_only_awards_name_are_lots_without_a_share_of_the_value() -> None:
    made = release()
    del made["tender"]["lots"], made["tender"]["items"]
    made["awards"].append({**made["awards"][0], "id": "RES-0002", "relatedLots": ["LOT-0002"], "relatedBids": []})
    notice = notice_of(made)
    assert [lot.lot_id for lot in notice.lots] == ["LOT-0001", "LOT-0002"]
    assert [lot.estimated_value for lot in notice.lots] == [None, None]


def test_groups_and_parts_are_marked_and_groups_name_their_lots() -> None:
    made = release()
    made["tender"]["lots"] += [{"id": "PAR-0002"}]
    made["tender"]["lotGroups"] = [{"id": "GLO-0001", "relatedLots": ["LOT-0001"]}]
    notice = notice_of(made)
    assert {lot.lot_id: lot.kind for lot in notice.lots} == {
        "LOT-0001": LotKind.LOT,
        "PAR-0002": LotKind.PART,
        "GLO-0001": LotKind.GROUP,
    }
    assert notice.lot_groups == (("GLO-0001", ("LOT-0001",)),)


@pytest.mark.parametrize(
    "goal",
    [
        "environmental.waterResources",
        "environmental.waterResourcesProtection",
        "social.humanRightsInSupplyChain",
        "social.humanRightsInSupplyChains",
        "economic.processInnovation",
        "economic.processInnovationPromotion",
        "economic.productInnovation",
        "economic.productInnovationPromotion",
        "environmental.climateChangeMitigation.newSubCode",
    ],
)
def test_a_goal_is_kept_in_the_spelling_it_was_sent_in(goal: str) -> None:
    lot = notice_of(with_lot(sustainability=[{"goal": goal, "strategies": ["awardCriteria"]}])).lots[0]
    codes = [(code.term, code.code, code.place) for code in lot.codes]
    assert ("sustainability.goal", goal, "/tender/lots/0/sustainability/0/goal") in codes
    place = "/tender/lots/0/sustainability/0/strategies/0"
    assert ("sustainability.strategies", "awardCriteria", place) in codes


def test_every_strategic_field_of_a_lot_keeps_its_term() -> None:
    made = with_lot(
        hasSustainability=False,
        sustainability=[{"strategies": ["euGPPCriteria"]}],
        hasAccessibilityCriteria=True,
        otherRequirements={"reservedParticipation": ["shelteredWorkshop"]},
        contractTerms={"reservedExecution": True, "performanceTerms": "Vijf procent social return."},
        coveredBy=["GPA", "EU-CVD"],
    )
    lot = notice_of(made).lots[0]
    assert [(code.term, code.code) for code in lot.codes] == [
        ("hasSustainability", "false"),
        ("sustainability.strategies", "euGPPCriteria"),
        ("hasAccessibilityCriteria", "true"),
        ("reservedParticipation", "shelteredWorkshop"),
        ("reservedExecution", "true"),
        ("coveredBy", "GPA"),
        ("coveredBy", "EU-CVD"),
    ]
    place = "/tender/lots/0/contractTerms/performanceTerms"
    assert lot.texts[-1] == SourceText("BT-70", "Vijf procent social return.", place)


def test_what_the_tender_says_of_sustainability_holds_for_lots_that_say_nothing() -> None:
    made = release()
    made["tender"]["hasSustainability"] = False
    made["tender"]["lots"].append({"id": "LOT-0002"})
    own, silent = notice_of(made).lots
    assert "false" not in {code.code for code in own.codes if code.term == "hasSustainability"}
    assert [(code.code, code.place) for code in silent.codes] == [("false", "/tender/hasSustainability")]


def test_criteria_keep_their_weight_and_its_kind() -> None:
    criteria = notice_of(release()).lots[0].criteria
    assert [(each.kind, each.weight, each.weight_kind) for each in criteria] == [
        ("price", Decimal(40), "per-exa"),
        ("quality", Decimal(60), "per-exa"),
    ]
    text = notice_of(release()).lots[0].texts[0]
    assert text.term == "BT-734"
    assert text.place == "/tender/lots/0/awardCriteria/criteria/1/name"


@pytest.mark.parametrize(
    ("techniques", "framework", "dps"),
    [
        ({}, None, None),
        ({"hasFrameworkAgreement": False}, "none", None),
        ({"frameworkAgreement": {"method": "withReopeningCompetition"}}, "fa-w-rc", None),
        ({"hasFrameworkAgreement": True}, "fa-unspecified", None),
        ({"hasDynamicPurchasingSystem": True, "dynamicPurchasingSystem": {"type": "closed"}}, None, "dps-list"),
        ({"hasDynamicPurchasingSystem": False}, None, "none"),
    ],
)
def test_techniques_speak_in_the_codes_of_eforms(
    techniques: dict[str, Any], framework: str | None, dps: str | None
) -> None:
    lot = notice_of(with_lot(techniques=techniques)).lots[0]
    assert (lot.framework, lot.dps) == (framework, dps)


# --- parties -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "read"),
    [
        ({"scheme": "NL-KVK", "id": "99000001"}, ("kvk", "99000001")),
        ({"scheme": "NL-OIN", "id": "00000099000000001000"}, ("oin", "00000099000000001000")),
        ({"scheme": "NL-RSIN", "id": "990000011"}, ("rsin", "990000011")),
        (
            {"scheme": "TOOI", "id": "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"},
            ("tooi", "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"),
        ),
        ({"scheme": "GB-COH", "id": 12345}, ("gb-coh", "12345")),
        ({"id": "12345"}, ("", "12345")),
    ],
)
def test_identifiers_are_read_by_scheme(identifier: dict[str, Any], read: tuple[str, str]) -> None:
    made = release()
    made["parties"][0]["identifier"] = identifier
    made["parties"][0]["additionalIdentifiers"] = [{"scheme": "NL-KVK", "id": "99000009"}]
    identifiers = notice_of(made).buyers[0].organisation.identifiers
    assert identifiers[0] == read
    assert ("kvk", "99000009") in identifiers


def test_an_organisation_id_made_of_scheme_and_number_serves_when_nothing_else_is_there() -> None:
    made = release(parties=[], buyer={"id": "NL-KVK-99000001", "name": "Voorbeeldgemeente"})
    buyer = notice_of(made).buyers[0]
    assert buyer.organisation.identifiers == (("kvk", "99000001"),)
    assert buyer.organisation.name == "Voorbeeldgemeente"
    assert buyer.lead is True


def test_the_buyer_field_leads_and_the_other_buyers_take_part() -> None:
    made = release()
    made["parties"].insert(0, {"id": "ORG-0003", "name": "Voorbeeldwaterschap", "roles": ["buyer"]})
    buyers = notice_of(made).buyers
    assert [(buyer.organisation.ref, buyer.lead) for buyer in buyers] == [("ORG-0001", True), ("ORG-0003", False)]
    assert buyers[0].legal_type == "la"


def test_a_lead_buyer_by_role_goes_before_the_buyer_field() -> None:
    made = release()
    made["parties"].append({"id": "ORG-0003", "name": "Voorbeeldprovincie", "roles": ["leadBuyer"]})
    assert [(buyer.organisation.ref, buyer.lead) for buyer in notice_of(made).buyers] == [
        ("ORG-0003", True),
        ("ORG-0001", False),
    ]


def test_without_a_buyer_the_procuring_entity_buys_and_without_both_a_finding_says_so() -> None:
    made = release()
    del made["buyer"]
    made["parties"][0]["roles"] = ["procuringEntity"]
    made["tender"]["procuringEntity"] = {"id": "ORG-0001"}
    buyer = notice_of(made).buyers[0]
    assert (buyer.organisation.ref, buyer.lead) == ("ORG-0001", None)
    del made["tender"]["procuringEntity"]
    assert notice_of(made).buyers == ()
    assert rules_of(made) == {"OC-021"}


def test_a_self_employed_supplier_is_a_person_without_a_name_and_a_micro_enterprise() -> None:
    made = release()
    made["parties"][1]["details"] = {"scale": "selfEmployed"}
    organisation = notice_of(made).organisations[0]
    assert (organisation.name, organisation.size, organisation.natural_person) == (None, "micro", True)


def test_the_winner_is_the_tender_of_the_contract() -> None:
    notice = notice_of(release())
    assert [(tender.tender_id, tender.lot_id, tender.value) for tender in winners(notice)] == [
        ("TEN-0001", "LOT-0001", Money(Decimal("1100000.5"), "EUR"))
    ]
    assert notice.total_value == Money(Decimal("1100000.5"), "EUR")
