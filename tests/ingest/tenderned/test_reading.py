"""What is read of a publication of TenderNed, and what is said of one that is odd."""

import io
from collections.abc import Callable
from decimal import Decimal

import orjson
import pytest

from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import START
from services.ingest.formats.table import format_named, media_type_of
from services.ingest.procedures.rules.identity import identity_of, resolve
from shared.procurement.erased import NOBODY, Erased, name_mark
from shared.procurement.notice import Notice, Stage
from tests.ingest.tenderned.publications import publication

TENDERNED = format_named("tenderned")
LIMITS = Limits()


def parsed(document: object, *, erased: Erased = NOBODY) -> list[Parsed]:
    split = TENDERNED.split(io.BytesIO(orjson.dumps(document)), limits=LIMITS, resume=START)
    return [TENDERNED.read(each, limits=LIMITS, erased=erased) for each in split]


def notice_of(**others: object) -> Notice:
    [got] = parsed(publication(**others))
    assert got.notice is not None
    return got.notice


def rules_of(**others: object) -> list[str]:
    [got] = parsed(publication(**others))
    return [each.rule for each in got.findings]


def test_a_publication_is_read() -> None:
    notice = notice_of()
    [lot], [buyer] = notice.lots, notice.buyers
    assert (notice.notice_id, notice.stage, notice.procedure_type) == ("tenderned-421000", Stage.CALL, "open")
    assert (buyer.organisation.name, notice.own_number) == ("Gemeente Voorbeeld", "2026-17")
    assert (lot.cpv, lot.cpv_additional, lot.nature) == ("90910000", ("90911200",), "services")
    assert (lot.duration_months, lot.estimated_value) == (Decimal("24.00"), None)
    assert rules_of() == ["TN-013"]


def test_it_is_told_from_other_json_by_its_content() -> None:
    body = orjson.dumps(publication())
    assert media_type_of("application/json", head=body) == TENDERNED.media_types[0]
    assert media_type_of("application/json", head=b'{"releases": []}') == "application/json"


@pytest.mark.parametrize("around", [lambda each: each, lambda each: {"content": each, "last": True}])
def test_a_list_and_a_page_give_each_publication(around: Callable[[list[object]], object]) -> None:
    got = parsed(around([publication(), publication(publicatieId=421001)]))
    assert [each.sender_key for each in got] == ["tenderned-421000", "tenderned-421001"]


def test_an_award_belongs_to_its_call() -> None:
    related = [{"publicatieId": 421000}, {"publicatieId": 421009}]
    award = notice_of(
        publicatieId=421005, aankondigingCode={"code": "AGO"}, isGegund=True, gerelateerdePublicaties=related
    )
    assert (award.previous, [each.status for each in award.results]) == (("tenderned-421000",), ["selec-w"])
    first, second = resolve([identity_of(notice_of()), identity_of(award)])
    assert first.procedure == second.procedure


def test_an_early_end_is_no_award() -> None:
    assert [each.status for each in notice_of(isVroegtijdigBeeindigd=True).results] == ["clos-nw"]


@pytest.mark.parametrize(
    ("others", "rule"),
    [
        ({"aankondigingCode": {"code": "XYZ"}}, "TN-011"),
        ({"procedureCode": {"code": 7}}, "TN-011"),
        ({"publicatieDatum": "gisteren"}, "TN-012"),
        ({"aanvangOpdrachtDatum": "2026-02-31"}, "TN-012"),
        ({"cpvCodes": [{"code": "909"}]}, "TN-012"),
        ({"aanbestedingNaam": {"nl": "x"}}, "TN-012"),
        ({"opdrachtgeverNaam": None}, "TN-010"),
    ],
)
def test_what_is_odd_is_unknown_with_a_finding(others: dict[str, object], rule: str) -> None:
    assert rule in rules_of(**others)


@pytest.mark.parametrize("document", [{"publicatieId": None}, [3], {"content": ["x"]}])
def test_what_is_no_publication_is_refused(document: object) -> None:
    assert [(each.notice, each.findings[0].rule) for each in parsed(document)] == [(None, "TN-003")]


def test_who_was_erased_is_not_read_and_not_kept() -> None:
    erased = Erased(b"geheim", frozenset(), frozenset({name_mark(b"geheim", "Jan de Bakker")}))
    [got] = parsed(publication(opdrachtgeverNaam="Jan de Bakker", trefwoord1="Jan de Bakker"), erased=erased)
    assert got.notice is not None
    assert (got.notice.buyers, b"Bakker" in got.kept) == ((), False)
