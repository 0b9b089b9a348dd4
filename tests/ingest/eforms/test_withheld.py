"""A withheld field is unknown and recorded where it belongs; it never becomes a value."""

from datetime import date

from lxml import etree

from shared.procurement.notice import SubmissionCount
from tests.ingest.eforms.builders import changed, notice, parsed, real_files, rules, sample, texts

LATER = date(2030, 6, 30)


def test_unpublished_and_minus_one_become_unknown() -> None:
    read = notice(sample("withheld"))
    (lot,) = read.lots
    (criterion,) = lot.criteria
    (result,) = read.results
    (tender,) = read.tenders
    assert (read.total_value, read.procedure_type) == (None, None)
    assert (criterion.kind, criterion.name, criterion.weight, criterion.weight_kind) == (None, None, None, None)
    assert lot.texts == ()
    assert result.status is None
    assert result.submissions == (SubmissionCount("tenders", None),)
    assert (tender.value, tender.rank) == (None, None)


def test_each_withheld_field_is_named_at_the_part_it_belongs_to_with_its_date() -> None:
    read = notice(sample("withheld"))
    assert {(field.term, field.until) for field in read.withheld} == {("BT-105", LATER), ("BT-161", LATER)}
    assert {(field.term, field.until) for field in read.tenders[0].withheld} == {("BT-720", LATER), ("BT-171", LATER)}
    assert {(field.term, field.until) for field in read.results[0].withheld} == {
        ("BT-142", None),
        ("BT-759", LATER),
        ("BT-760", LATER),
        ("BT-759", None),  # the number beside the withheld type
    }
    assert {field.term for field in read.lots[0].withheld} == {
        "BT-539",
        "BT-734",
        "BT-540",
        "BT-541",
        "BT-5421",
        "BT-06",
    }


def test_a_strategic_code_that_is_unpublished_is_withheld_and_no_code() -> None:
    (lot,) = notice(sample("withheld")).lots
    assert [(code.term, code.code) for code in lot.codes] == [("BT-774", "circ-econ")]
    (strategic,) = (field for field in lot.withheld if field.term == "BT-06")
    assert strategic.until is None
    assert strategic.place.endswith("cac:ProcurementAdditionalType[1]/cbc:ProcurementTypeCode")


def test_withholding_gives_no_finding() -> None:
    assert rules(sample("withheld")) == []


def test_minus_one_without_a_reason_is_unknown_with_a_finding() -> None:
    result = parsed(changed("award", ("500000.00<", "-1<"), (">3<", ">-1<")))
    assert result.notice is not None
    assert result.notice.tenders[0].value is None
    assert result.notice.results[0].submissions[0].number is None
    assert [finding.rule for finding in result.findings] == ["EF-023", "EF-023"]


def test_a_value_beside_its_own_withholding_is_not_read() -> None:
    body = changed(
        "withheld", ('currencyID="EUR">-1</cbc:PayableAmount>', 'currencyID="EUR">123456</cbc:PayableAmount>')
    )
    assert notice(body).tenders[0].value is None


def test_the_withheld_examples_of_the_sdk_give_no_withheld_value() -> None:
    for path in real_files("sdk-examples"):
        if not path.name.startswith("can_25_withheld"):
            continue
        read = notice(path.read_bytes())
        assert {"BT-161", "BT-105", "BT-88", "BT-09"} <= {field.term for field in read.withheld}
        assert (read.total_value, read.procedure_type) == (None, None)
        for result in read.results:
            assert "BT-142" not in {field.term for field in result.withheld} or result.status is None
            withheld = sum(field.term == "BT-760" for field in result.withheld)
            root = etree.fromstring(path.read_bytes())
            of_lot = f"//efac:LotResult[cbc:ID = '{result.result_id}']"
            stated = texts(root, f"{of_lot}/efac:ReceivedSubmissionsStatistics/efbc:StatisticsCode")
            assert len(result.submissions) == len(stated) - withheld
        for tender in read.tenders:
            assert "BT-171" not in {field.term for field in tender.withheld} or tender.rank is None
        for lot in read.lots:
            terms = {field.term for field in lot.withheld}
            assert not {"BT-734", "BT-539", "BT-541"} & terms or all(
                (criterion.name, criterion.kind, criterion.weight) == (None, None, None) for criterion in lot.criteria
            )
