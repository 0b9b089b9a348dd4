"""What is missing or odd is said, with a rule, a place and both languages; only what cannot be read is refused."""

import pytest

from services.ingest.formats.eforms.reader import read
from services.ingest.formats.parsed import Limits
from shared.procurement.finding import Severity
from tests.ingest.eforms.builders import changed, notice, parsed, rules, sample

LOT_ID = '<cbc:ID schemeName="Lot">LOT-0002</cbc:ID>'


def places(body: bytes) -> list[tuple[str, str, str | None]]:
    return [(finding.rule, finding.location, finding.value) for finding in parsed(body).findings]


def test_clean_samples_have_no_findings() -> None:
    assert rules(sample("call")) == []
    assert rules(sample("award")) == []


def test_a_notice_without_an_identifier_gets_one_that_follows_from_its_content() -> None:
    body = changed("call", ('<cbc:ID schemeName="notice-id">bbbbbbbb-2222-4333-8444-555555555555</cbc:ID>', ""))
    other = body.replace(b"EIGEN-2026-1", b"EIGEN-2026-9")
    assert rules(body) == ["EF-011"]
    assert notice(body).notice_id == notice(body).notice_id != notice(other).notice_id


def test_a_missing_procedure_identifier_is_said_of_a_call_and_not_of_a_plan() -> None:
    folder = "<cbc:ContractFolderID>11111111-2222-4333-8444-555555555555</cbc:ContractFolderID>"
    assert rules(changed("call", (folder, ""))) == ["EF-012"]
    assert rules(changed("call", (folder, ""), ('notice-subtype">16<', 'notice-subtype">4<'))) == []


@pytest.mark.parametrize("stated", ["eforms-sdk-1.99", "eforms-sdk-2.0", "iets anders", "eforms-sdk-1.13x"])
def test_an_unknown_sdk_is_accepted_with_a_finding(stated: str) -> None:
    body = changed("call", ("eforms-sdk-1.13", stated))
    assert places(body) == [("EF-013", "/*/cbc:CustomizationID", stated)]
    assert notice(body).lots == notice(sample("call")).lots


def test_a_missing_sdk_is_accepted_with_a_finding() -> None:
    assert rules(changed("call", ("<cbc:CustomizationID>eforms-sdk-1.13</cbc:CustomizationID>", ""))) == ["EF-013"]


def test_a_missing_version_is_the_first() -> None:
    body = changed("call", ("<cbc:VersionID>02</cbc:VersionID>", ""))
    assert (notice(body).version, rules(body)) == ("01", ["EF-015"])


def test_two_lots_with_one_identifier_are_both_lots() -> None:
    text = sample("call").decode()
    before, _, after = text.rpartition(LOT_ID)
    body = (before + LOT_ID.replace("LOT-0002", "LOT-0001") + after).encode()
    assert [lot.lot_id for lot in notice(body).lots] == ["GLO-0001", "LOT-0001", "LOT-0001#2"]
    assert ("EF-030", "/*/cac:ProcurementProjectLot[3]", "LOT-0001") in places(body)


def test_references_to_what_is_not_there_are_said_with_their_place() -> None:
    result = "/*/ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension/efac:NoticeResult"
    body = changed(
        "award",
        ('<cbc:ID schemeName="tender">TEN-0002</cbc:ID>', '<cbc:ID schemeName="tender">TEN-0009</cbc:ID>'),
        ('<cbc:ID schemeName="Lot">LOT-0002</cbc:ID>', '<cbc:ID schemeName="Lot">LOT-0009</cbc:ID>'),
        ('<cbc:ID schemeName="tendering-party">TPA-0002</cbc:ID>', '<cbc:ID schemeName="tendering-party">X</cbc:ID>'),
        ('<cbc:ID schemeName="organization">ORG-0004</cbc:ID>', '<cbc:ID schemeName="organization">ORG-0009</cbc:ID>'),
    )
    assert {(rule, place, value) for rule, place, value in places(body)} == {
        ("EF-031", f"{result}/efac:TenderingParty[1]/efac:Tenderer[2]/cbc:ID", "ORG-0009"),
        ("EF-031", f"{result}/efac:LotTender[2]/efac:TenderingParty/cbc:ID", "X"),
        ("EF-031", f"{result}/efac:LotResult[1]/efac:LotTender[2]/cbc:ID", "TEN-0009"),
        ("EF-031", f"{result}/efac:LotResult[2]/efac:TenderLot/cbc:ID", "LOT-0009"),
    }


def test_a_buyer_that_is_not_among_the_organisations_is_said() -> None:
    body = changed("old_paths", ('"organization">ORG-0001', '"organization">ORG-0009'))
    assert rules(body) == ["EF-014", "EF-031", "EF-017"]
    assert notice(body).buyers == ()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('currencyID="EUR">600000<', 'currencyID="EUR">zes ton<', "EF-021"),
        ('currencyID="EUR">600000<', ">600000<", "EF-021"),
        ('currencyID="EUR">600000<', 'currencyID="EUR">-600000<', "EF-021"),
        ('currencyID="EUR">600000<', 'currencyID="EUR">NaN<', "EF-021"),
        ('currencyID="EUR">600000<', f'currencyID="EUR">{"9" * 400}<', "EF-021"),
        ('currencyID="EUR">600000<', 'currencyID="EUR">1e400<', "EF-021"),
        ("2026-02-01+01:00", "1 februari", "EF-020"),
        ("2026-02-01+01:00", "9999-12-31", "EF-036"),
        ("2027-01-31+01:00", "2026-01-31+01:00", "EF-027"),
        ("34136100-0", "3413", "EF-025"),
        (">clim-mitig<", ">klimaat<", "EF-024"),
        (">per-exa<", ">procenten<", "EF-024"),
        ("<efbc:ParameterNumeric>60<", f"<efbc:ParameterNumeric>{'6' * 400}<", "EF-022"),
        ('unitCode="YEAR"', 'unitCode="EEUW"', "EF-034"),
        ("00:30:00+01:00", "25:00:00", "EF-020"),
        ("IssueTime>00:30:00+01:00", "IssueTime>00:30:00+99:00", "EF-020"),
        (">EIGEN-2026-1<", f">{'x' * 201}<", "EF-026"),
        ("<cbc:IssueDate>2026-01-01+01:00</cbc:IssueDate>", "", "EF-018"),
        (' listName="strategic-procurement">env-imp', ">env-imp", "EF-028"),
        ("ProcedureRelaunchIndicator>true<", "ProcedureRelaunchIndicator>misschien<", "EF-029"),
    ],
)
def test_an_unreadable_value_is_unknown_with_one_finding(old: str, new: str, rule: str) -> None:
    assert rules(changed("call", (old, new))) == [rule]


def test_bt_06_none_beside_a_specific_code_is_said() -> None:
    body = changed("call", (">env-imp<", ">none<"))
    assert places(body) == [("EF-040", "/*/cac:ProcurementProjectLot[2]", "clim-mitig")]


def test_a_total_far_from_the_sum_of_the_winners_is_said() -> None:
    assert rules(
        changed("award", ('TotalAmount currencyID="EUR">500000<', 'TotalAmount currencyID="EUR">5000000<'))
    ) == ["EF-041"]
    assert (
        rules(changed("award", ('TotalAmount currencyID="EUR">500000<', 'TotalAmount currencyID="EUR">1500000<'))) == []
    )


def test_no_finding_is_an_error_that_does_not_refuse() -> None:
    for body in (sample("old_paths"), changed("call", (">clim-mitig<", ">klimaat<"))):
        result = parsed(body)
        assert result.notice is not None
        assert all(finding.severity is not Severity.ERROR for finding in result.findings)


def test_many_findings_end_with_how_many_were_left_out() -> None:
    code = '<cbc:ProcurementTypeCode listName="environmental-impact">{}</cbc:ProcurementTypeCode>'
    many = "".join(code.format(f"x{number}") for number in range(50))
    body = changed("call", (code.format("clim-mitig"), many))
    findings = read(body, limits=Limits(max_findings=10)).findings
    assert len(findings) == 11
    assert (findings[-1].rule, "40" in findings[-1].en) == ("EF-090", True)
