"""What is read of a notice from before eForms, and what is said of bodies that are odd or are no such notice."""

import io
from datetime import date
from decimal import Decimal

import pytest

from services.ingest.formats.kept_form import KeptRecord
from services.ingest.formats.source_format import START, Mark
from services.ingest.formats.table import format_named, media_type_of
from services.ingest.procedures.rules.identity import identity_of, reference_key, resolve
from shared.procurement.erased import Erased, identifier_mark
from shared.procurement.money import Money
from shared.procurement.notice import Stage, Withheld
from tests.ingest.ted_xml.builders import (
    LIMITS,
    NAMESPACE,
    NOT_AWARDED,
    award,
    awarded,
    call,
    notice_of,
    parsed,
    rules_of,
)

TED = format_named("ted-xml")
RANGE = '<VALUES><VAL_RANGE_TOTAL CURRENCY="EUR"><LOW>100000</LOW><HIGH>250000</HIGH></VAL_RANGE_TOTAL></VALUES>'


def test_a_call_is_read_with_its_lots() -> None:
    notice = notice_of(call())
    first, second = notice.lots
    assert (notice.stage, notice.subtype, notice.procedure_type, notice.language) == (Stage.CALL, "16", "open", "NLD")
    assert [(each.lot_id, each.title) for each in notice.lots] == [("LOT-0001", "Noord"), ("LOT-0002", "Zuid")]
    assert (first.cpv, first.cpv_additional, first.duration_months) == ("90910000", ("90911200",), Decimal("24.00"))
    assert (second.starts_on, second.duration_months) == (date(2020, 1, 1), Decimal("24.00"))
    assert first.estimated_value == Money(Decimal("600000.00"), "EUR")
    assert [(each.kind, each.weight, each.weight_kind) for each in first.criteria] == [
        ("quality", Decimal(60), "per-exa"),
        ("price", Decimal(40), "per-exa"),
    ]
    assert [(each.term, each.code) for each in first.codes] == [("BT-71", "res-ws")]
    assert [each.term for each in first.texts] == ["BT-734", "BT-70"]


def test_an_award_is_read_with_its_outcome() -> None:
    notice = notice_of(award())
    assert [(each.lot_id, each.status, each.reason) for each in notice.results] == [
        ("LOT-0001", "selec-w", None),
        ("LOT-0002", "clos-nw", "all-rej"),
    ]
    [tender], [contract], [winner] = notice.tenders, notice.contracts, notice.organisations
    assert (tender.lot_id, tender.value) == ("LOT-0001", Money(Decimal("550000.00"), "EUR"))
    assert (contract.number, contract.concluded_on) == ("C-1", date(2020, 8, 1))
    assert (winner.name, winner.identifiers, winner.size) == ("Schoon BV", (("kvk", "12345678"),), "sme")


def test_a_call_and_its_award_are_one_procedure() -> None:
    call_identity, award_identity = identity_of(notice_of(call())), identity_of(notice_of(award()))
    first, second = resolve([call_identity, award_identity])
    assert first.procedure == second.procedure


@pytest.mark.parametrize("written", ["2020/S 001-100001", "2020/S 1-100001", "100001-2020", "00100001-2020"])
def test_a_notice_is_found_by_its_number_in_the_official_journal(written: str) -> None:
    assert reference_key(written) in identity_of(notice_of(call())).names


def test_contacts_are_not_kept() -> None:
    kept = parsed(call()).kept.decode()
    assert [each for each in ("Vries", "201234567", "@") if each in kept] == []
    assert parsed(parsed(call()).kept).kept.decode() == kept


def test_a_range_is_the_lowest_and_the_highest_tender_and_no_value() -> None:
    body = award(awarded("<LOT_NO>1</LOT_NO>", inside=RANGE))
    notice = notice_of(body)
    assert notice.tenders[0].value is None
    assert notice.results[0].tender_range == (Money(Decimal(100000), "EUR"), Money(Decimal(250000), "EUR"))
    assert "TX-027" in rules_of(body)


@pytest.mark.parametrize(
    ("name", "terms"), [("TENDERS", ["BT-759", "BT-760"]), ("VALUES", ["BT-720"]), ("CONTRACTORS", ["OPT-310"])]
)
def test_what_is_withheld_is_not_read_and_named(name: str, terms: list[str]) -> None:
    one = award(awarded("<LOT_NO>1</LOT_NO>"))
    notice = notice_of(one.replace(f"<{name}>".encode(), f'<{name} PUBLICATION="NO">'.encode()))
    withheld: list[Withheld] = [*notice.results[0].withheld, *notice.tenders[0].withheld]
    assert [each.term for each in withheld] == terms
    tender, result = notice.tenders[0], notice.results[0]
    hidden = {"TENDERS": result.submissions, "VALUES": tender.value, "CONTRACTORS": tender.tenderers}[name]
    assert not hidden


def test_without_lots_an_award_is_for_the_whole_whatever_number_it_names() -> None:
    body = award(awarded("") + awarded("<LOT_NO>7</LOT_NO>", number="C-2"), lots="<NO_LOT_DIVISION/>")
    notice = notice_of(body)
    named = [lot.lot_id for lot in notice.lots] + [each.lot_id for each in notice.results]
    assert {*named, *(each.lot_id for each in notice.tenders)} == {"LOT-0000"}


@pytest.mark.parametrize("written", ["1, 2", "1 en 2".replace(" en ", " & "), "1-2", "01/02"])
def test_an_award_may_be_for_several_lots(written: str) -> None:
    notice = notice_of(award(awarded(f"<LOT_NO>{written}</LOT_NO>".replace("&", "&amp;"))))
    assert [(each.tender_id, each.lot_id, each.lots_of_value) for each in notice.tenders] == [
        ("TEN-0001", "LOT-0001", 2),
        ("TEN-0001", "LOT-0002", 2),
    ]


@pytest.mark.parametrize(("lot", "rule"), [("", "TX-032"), ("<LOT_NO>9</LOT_NO>", "TX-031")])
def test_of_an_award_whose_lot_cannot_be_told_that_is_said(lot: str, rule: str) -> None:
    body = award(awarded(lot))
    assert notice_of(body).tenders[0].lot_id == ""
    assert rule in rules_of(body)


def test_awards_that_name_one_number_and_day_are_one_contract() -> None:
    notice = notice_of(award(awarded("<LOT_NO>1</LOT_NO>") + awarded("<LOT_NO>2</LOT_NO>")))
    [contract] = notice.contracts
    assert contract.tender_ids == ("TEN-0001", "TEN-0002")


def test_a_body_in_latin_1_is_read_and_kept_in_utf_8() -> None:
    body = award().replace(b"UTF-8", b"ISO-8859-1").replace(b"Schoon BV", "Schöon BV".encode("latin-1"))
    assert notice_of(body).organisations[0].name == "Schöon BV"
    assert "Schöon BV" in parsed(body).kept.decode()
    assert "TX-014" in rules_of(body)


def test_of_several_languages_the_original_is_read() -> None:
    text = call().decode()
    form = text[text.index("<F02_2014") : text.index("</FORM_SECTION>")]
    other = form.replace('LG="NL"', 'LG="EN"').replace("Noord", "North")
    body = text.replace("<FORM_SECTION>", f"<FORM_SECTION>{other}").encode()
    assert notice_of(body).lots[0].title == "Noord"
    assert "TX-015" in rules_of(body)


def test_a_file_of_several_notices_gives_each() -> None:
    declaration = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    inside = [each.removeprefix(declaration) for each in (call(), award())]
    body = declaration + b"<notices>" + b"\n".join(inside) + b"</notices>"
    assert media_type_of("application/xml", head=body) == TED.media_types[0]
    split = list(TED.split(io.BytesIO(body), limits=LIMITS, resume=START))
    assert [notice_of(each.body).publication_number for each in split] == ["100001-2020", "200002-2020"]
    [rest] = TED.split(io.BytesIO(body), limits=LIMITS, resume=Mark(within=1))
    assert rest.body == split[1].body
    kept = b"".join(TED.kept_form.write(KeptRecord(each.ordinal, "", parsed(each.body).kept) for each in split))
    again = list(TED.split(io.BytesIO(kept), limits=LIMITS, resume=START))
    assert [notice_of(each.body).publication_number for each in again] == ["100001-2020", "200002-2020"]


def test_one_notice_is_kept_as_one_document() -> None:
    [record] = TED.split(io.BytesIO(call()), limits=LIMITS, resume=START)
    kept = parsed(record.body).kept
    assert b"".join(TED.kept_form.write([KeptRecord(1, "", kept)])) == kept


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (NAMESPACE, "http://voorbeeld.nl/schema", "TX-008"),
        ("F02_2014", "OTH_NOT", "TX-006"),
        ("F02_2014", "T02_2014_X", "TX-006"),
        ("</F02_2014>", "", "TX-001"),
        ("<TED_EXPORT", "<!DOCTYPE a><TED_EXPORT", "TX-003"),
    ],
)
def test_what_is_not_read_is_refused_with_what_it_is(old: str, new: str, rule: str) -> None:
    body = call().replace(old.encode(), new.encode())
    refused = parsed(body)
    assert (refused.notice, [each.rule for each in refused.findings]) == (None, [rule])
    assert media_type_of("application/xml", head=body) == TED.media_types[0]


def test_a_form_that_is_not_read_is_named() -> None:
    [finding] = parsed(call().replace(b"F02_2014", b"OTH_NOT")).findings
    assert "OTH_NOT" in finding.nl
    assert "2011" in finding.nl


def test_a_notice_without_a_namespace_is_read() -> None:
    assert notice_of(call().replace(f' xmlns="{NAMESPACE}"'.encode(), b"")).publication_number == "100001-2020"


def test_a_notice_without_a_number_gets_one_from_its_content() -> None:
    body = call().replace(b' DOC_ID="100001-2020"', b"").replace(b"2020/S 001-100001", b"?")
    assert notice_of(body).publication_number is None
    assert notice_of(body).notice_id == notice_of(body).notice_id
    assert "TX-011" in rules_of(body)


def test_an_amount_with_vat_is_unknown() -> None:
    value = '<VAL_TOTAL CURRENCY="EUR"><VALUE_COST FMTVAL="121">121</VALUE_COST><INCLUDING_VAT/></VAL_TOTAL>'
    body = award(awarded("<LOT_NO>1</LOT_NO>", inside=f"<VALUES>{value}</VALUES>"))
    assert notice_of(body).tenders[0].value is None
    assert "TX-025" in rules_of(body)


def test_a_corrigendum_belongs_to_the_procedure_and_changes_no_lot() -> None:
    body = award(NOT_AWARDED).replace(b"F03_2014", b"F14_2014")
    notice = notice_of(body)
    assert (notice.lots, notice.previous) == ((), ("100001-2020",))
    assert "TX-016" in rules_of(body)


def test_a_modification_gives_the_new_value_and_the_reason() -> None:
    change = """<MODIFICATIONS_CONTRACT><DESCRIPTION_PROCUREMENT><SHORT_DESCR><P>Meer</P></SHORT_DESCR>
    </DESCRIPTION_PROCUREMENT><INFO_MODIFICATIONS><SHORT_DESCR><P>Een vleugel erbij</P></SHORT_DESCR>
    <ADDITIONAL_NEED><P>Nieuwbouw</P></ADDITIONAL_NEED><VALUES>
    <VAL_TOTAL_BEFORE CURRENCY="EUR">550000</VAL_TOTAL_BEFORE><VAL_TOTAL_AFTER CURRENCY="EUR">600000</VAL_TOTAL_AFTER>
    </VALUES></INFO_MODIFICATIONS></MODIFICATIONS_CONTRACT>"""
    body = award(awarded("<LOT_NO>1</LOT_NO>"), more=change).replace(b"F03_2014", b"F20_2014")
    notice = notice_of(body)
    [modification] = notice.modifications
    assert (notice.stage, notice.subtype) == (Stage.MODIFICATION, "38")
    assert (modification.reason, modification.rationale) == ("add-wss", "Nieuwbouw")
    assert (modification.description, modification.changes_notice) == ("Een vleugel erbij", "100001-2020")
    assert notice.tenders[0].value == Money(Decimal(600000), "EUR")


def test_who_was_erased_is_not_read_and_not_kept() -> None:
    erased = Erased(b"geheim", frozenset({identifier_mark(b"geheim", "12345678")}))
    body = award().replace(b"Kantoren in noord", b"Schoon BV (12345678) in noord")
    [record] = TED.split(io.BytesIO(body), limits=LIMITS, resume=START)
    got = TED.read(record, limits=LIMITS, erased=erased)
    assert got.notice is not None
    assert (got.notice.organisations[0].name, len(got.notice.tenders)) == (None, 1)
    assert [each for each in (b"Schoon BV", b"12345678") if each in got.kept] == []
    assert TED.said_of(parsed(body).kept, limits=LIMITS, erased=erased).names == {"Schoon BV"}
