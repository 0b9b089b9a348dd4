"""What a notice states is what the vocabulary says, field by field, with places that can be looked up."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from lxml import etree

from shared.procurement.money import Money
from shared.procurement.notice import LotKind, SourceCode, Stage, SubmissionCount, winners
from tests.ingest.eforms.builders import changed, notice, parsed, rules, sample, texts


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def test_the_head_of_a_notice_is_read() -> None:
    read = notice(sample("call"))
    assert (read.source, read.notice_id, read.version) == ("eforms", "bbbbbbbb-2222-4333-8444-555555555555", "02")
    assert (read.stage, read.subtype, read.notice_type, read.sdk) == (Stage.CALL, "16", "cn-standard", "1.13")
    assert (read.language, read.publication_number) == ("NLD", "00123456-2026")
    assert (read.procedure_id, read.own_number) == ("11111111-2222-4333-8444-555555555555", "EIGEN-2026-1")
    assert (read.legal_basis, read.procedure_type, read.nature) == ("32014L0024", "open", "supplies")
    assert (read.title, read.cpv) == ("Voertuigen voor de buitendienst", "34100000")
    assert read.estimated_value == euros("1000000.50")
    assert (read.changes_notice, read.change_reason) == ("bbbbbbbb-2222-4333-8444-555555555555-01", "cor-buy")
    assert parsed(sample("call")).sender_key == "bbbbbbbb-2222-4333-8444-555555555555-02"


def test_earlier_notices_come_from_the_procedure_its_lots_and_a_modification() -> None:
    assert notice(sample("call")).previous == (
        "aaaaaaaa-2222-4333-8444-555555555555-01",
        "cccccccc-2222-4333-8444-555555555555-01",
    )
    assert notice(sample("award")).previous == ("dddddddd-2222-4333-8444-555555555555-01",)


def test_a_date_counts_as_written_while_the_moment_keeps_its_offset() -> None:
    read = notice(sample("call"))
    assert read.dispatched_on == date(2026, 1, 1)
    assert read.dispatched_at == datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert read.dispatched_at.astimezone(UTC).date() == date(2025, 12, 31)


def test_without_a_time_the_moment_is_midnight_of_the_offset_of_the_date() -> None:
    read = notice(changed("call", ("<cbc:IssueTime>00:30:00+01:00</cbc:IssueTime>", "")))
    assert read.dispatched_at == datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))


def test_an_unreadable_date_is_unknown_with_a_finding_at_its_place() -> None:
    result = parsed(changed("call", ("2026-01-01+01:00", "2026-02-30+01:00")))
    assert result.notice is not None
    assert (result.notice.dispatched_on, result.notice.dispatched_at) == (None, None)
    assert [(finding.rule, finding.location) for finding in result.findings] == [("EF-020", "/*/cbc:IssueDate")]


def test_buyers_come_in_their_order_and_a_touch_point_stands_for_its_organisation() -> None:
    first, second = notice(sample("call")).buyers
    assert (first.organisation.name, first.lead) == ("Voorbeeldprovincie Verzonnenland", False)
    assert (second.organisation.ref, second.lead) == ("ORG-0001", True)
    assert (second.legal_type, second.contracting_entity) == ("la", False)


@pytest.mark.parametrize(
    ("value", "country", "scheme"),
    [
        ("12345678", "NLD", "kvk"),
        ("12345678", "DEU", ""),
        ("00000099000000001000", "NLD", "oin"),
        ("00000055000000001000", "NLD", ""),
        ("111222333", "NLD", "rsin"),
        ("111222333", "BEL", ""),
        ("111222334", "NLD", ""),
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm9999", "NLD", "tooi"),
        ("HRB 21599", "NLD", ""),
        ("Ministerie van Voorbeelden", "NLD", ""),
    ],
)
def test_the_form_of_an_identifier_decides_its_scheme_and_the_stated_scheme_does_not(
    value: str, country: str, scheme: str
) -> None:
    body = changed("call", (">12345678<", f">{value}<"))
    before, _, after = body.decode().partition(value)
    # The country of ORG-0002 stands just before its number.
    cut = before.rfind(">NLD<")
    body = (before[:cut] + f">{country}<" + before[cut + 5 :] + value + after).encode()
    assert notice(body).buyers[0].organisation.identifiers == ((scheme, value),)


def test_lots_groups_and_their_members_are_told_apart() -> None:
    read = notice(sample("call"))
    assert [(lot.lot_id, lot.kind) for lot in read.lots] == [
        ("GLO-0001", LotKind.GROUP),
        ("LOT-0001", LotKind.LOT),
        ("LOT-0002", LotKind.LOT),
    ]
    assert read.lot_groups == (("GLO-0001", ("LOT-0001", "LOT-0002")),)


def test_a_lot_states_what_is_bought_and_how() -> None:
    _, lot, other = notice(sample("call")).lots
    assert (lot.title, lot.own_number, lot.nature) == ("Elektrische bestelwagens", "P1", "supplies")
    assert (lot.cpv, lot.cpv_additional) == ("34136100", ("34144900",))
    assert (lot.estimated_value, lot.framework_maximum) == (euros("600000"), euros("900000"))
    assert (lot.framework, lot.dps, lot.relaunch) == ("fa-wo-rc", "none", True)
    assert (other.framework, other.dps, other.relaunch) == ("none", "dps-list", None)


def test_the_title_is_the_one_in_the_language_of_the_notice() -> None:
    english = changed("call", (">NLD</cbc:NoticeLanguageCode>", ">ENG</cbc:NoticeLanguageCode>"))
    other = changed("call", (">NLD</cbc:NoticeLanguageCode>", ">FRA</cbc:NoticeLanguageCode>"))
    assert notice(english).title == "Voertuigen voor de buitendienst (English)"
    assert notice(other).title == "Voertuigen voor de buitendienst (English)"


@pytest.mark.parametrize(
    ("unit", "size", "months"),
    [("YEAR", "2", "24"), ("MONTH", "7", "7"), ("WEEK", "52", "11.96"), ("DAY", "365", "11.99"), ("MONTH", "0", "0")],
)
def test_a_duration_is_stated_in_months(unit: str, size: str, months: str) -> None:
    body = changed("call", ('unitCode="YEAR">2<', f'unitCode="{unit}">{size}<'))
    assert notice(body).lots[1].duration_months == Decimal(months)


def test_a_duration_follows_from_its_dates_both_included() -> None:
    lot = notice(sample("call")).lots[2]
    assert (lot.starts_on, lot.ends_on) == (date(2026, 2, 1), date(2027, 1, 31))
    assert lot.duration_months == Decimal(12)


def test_an_unlimited_duration_is_unknown() -> None:
    written = '<cbc:DurationMeasure unitCode="YEAR">2</cbc:DurationMeasure>'
    unlimited = '<cbc:DescriptionCode listName="duration">UNLIMITED</cbc:DescriptionCode>'
    assert notice(changed("call", (written, unlimited))).lots[1].duration_months is None


def test_strategic_codes_keep_their_term_and_a_place_that_finds_them() -> None:
    body = sample("call")
    read = notice(body)
    _, lot, other = read.lots
    assert [(code.term, code.code) for code in lot.codes] == [
        ("BT-06", "env-imp"),
        ("BT-774", "clim-mitig"),
        ("BT-775", "opp"),
        ("BT-776", "mar-nov"),
        ("BT-805", "national"),
        ("BT-754", "n-inc"),
        ("BT-71", "none"),
        ("BT-736", "no"),
        ("BT-717", "true"),
        ("BT-735", "veh-acq"),
        ("BT-810", "false"),
    ]
    assert [(code.term, code.code) for code in other.codes] == [
        ("BT-06", "none"),
        ("BT-71", "res-ws"),
        ("BT-736", "yes"),
    ]
    kept = etree.fromstring(parsed(body).kept)
    for code in (*lot.codes, *other.codes):
        assert texts(kept, code.place) == [code.code]


def test_only_criterion_texts_feed_the_signal_in_text() -> None:
    lot = notice(sample("call")).lots[1]
    assert [(text.term, text.text) for text in lot.texts] == [
        ("BT-734", "Social return (English)"),
        ("BT-734", "Social return"),
        ("BT-540", "Inzet van mensen met een afstand tot de arbeidsmarkt"),
        ("BT-734", "Prijs (English)"),
        ("BT-734", "Prijs"),
        ("BT-540", "De laagste prijs"),
        ("BT-70", "Uitvoering met elektrisch materieel"),
    ]


def test_a_weight_is_a_weight_and_a_fixed_value_is_none() -> None:
    first, second = notice(sample("call")).lots[1].criteria
    assert (first.kind, first.name, first.weight, first.weight_kind) == (
        "quality",
        "Social return",
        Decimal(60),
        "per-exa",
    )
    assert (second.kind, second.weight, second.weight_kind) == ("price", None, None)


def test_the_outcome_of_each_lot_is_read() -> None:
    read = notice(sample("award"))
    first, second = read.results
    assert (first.lot_id, first.status, first.tender_ids, first.contract_ids) == (
        "LOT-0001",
        "selec-w",
        ("TEN-0001", "TEN-0002"),
        ("CON-0001",),
    )
    assert first.submissions == (SubmissionCount("tenders", 3), SubmissionCount("t-sme", 2))
    assert (first.framework_maximum, first.re_estimated_value) == (euros("900000"), euros("800000"))
    assert first.vehicles == (("vehicles", 12), ("vehicles-clean", 0), ("vehicles-zero-emission", 7))
    assert (second.status, second.reason, second.tender_ids) == ("clos-nw", "no-rece", ())
    assert (read.total_value, read.framework_maximum) == (euros("500000"), euros("900000"))


def test_who_won_follows_the_contract_and_names_all_members_of_a_group() -> None:
    read = notice(sample("award"))
    (winner,) = winners(read)
    assert (winner.tender_id, winner.value, winner.rank) == ("TEN-0001", euros("500000.00"), "1")
    assert winner.tenderers == ("ORG-0003", "ORG-0004")
    firm, person = read.organisations
    assert (firm.name, firm.size, firm.identifiers) == (
        "Voorbeeldbedrijf Verzinsel B.V.",
        "small",
        (("kvk", "87654321"),),
    )
    assert (person.name, person.natural_person, person.size) == (None, True, "micro")


def test_dates_of_a_contract_are_those_of_the_contract_and_never_the_dummy_of_the_notice() -> None:
    (contract,) = notice(sample("award")).contracts
    assert (contract.awarded_on, contract.concluded_on) == (date(2025, 12, 31), date(2026, 1, 20))
    assert contract.framework is True
    without = changed("award", ("<cbc:AwardDate>2025-12-31-03:00</cbc:AwardDate>", ""))
    assert notice(without).contracts[0].awarded_on is None
    assert b"2000-01-01" in without


def test_the_paths_and_list_names_of_old_sdks_are_read_as_well() -> None:
    read = notice(sample("old_paths"))
    (lot,) = read.lots
    assert read.framework_maximum == euros("700000")
    assert lot.framework_maximum == euros("650000")
    assert [(code.term, code.code) for code in lot.codes] == [
        ("BT-775", "work-cond"),
        ("BT-774", "emas-com"),
        ("BT-717", "true"),
    ]
    (result,) = read.results
    assert result.re_estimated_value == euros("600000")
    assert result.vehicles == (("vehicles", 3), ("vehicles-clean", 2))


def test_a_national_subtype_takes_its_stage_from_the_notice_type_with_a_finding() -> None:
    assert notice(sample("old_paths")).stage is Stage.RESULT
    assert rules(sample("old_paths")) == ["EF-014"]
    by_form = changed("old_paths", (">can-standard<", ">nationaal<"))
    assert notice(by_form).stage is Stage.RESULT
    nothing = changed("old_paths", ('listName="result">can-standard<', ">nationaal<"))
    assert notice(nothing).stage is Stage.UNKNOWN


def test_a_national_extension_of_a_known_sdk_is_that_sdk() -> None:
    assert notice(sample("old_paths")).sdk == "1.3"


def test_codes_are_kept_as_sent() -> None:
    body = changed("call", (">clim-mitig<", ">klimaat<"))
    assert SourceCode("BT-774", "klimaat", notice(body).lots[1].codes[1].place) == notice(body).lots[1].codes[1]
    assert "EF-024" in rules(body)


def test_reading_the_kept_copy_again_gives_the_same_notice() -> None:
    for name in ("call", "award", "withheld", "old_paths"):
        result = parsed(sample(name))
        assert parsed(result.kept) == result
