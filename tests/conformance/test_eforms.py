"""Every real notice and every example of the SDK, sent over HTTP, is understood as plain XPath counts it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from tests.conformance.documents import REGISTRATIONS, notices, zipped
from tests.conformance.xml_counts import Counted, count
from tests.flow.house import ZIP, House, house_on


@dataclass
class Delivered:
    """What was sent, and what the house says of it."""

    house: House
    files: dict[str, bytes]
    report: dict[str, Any]
    records: dict[str, dict[str, Any]]

    @cached_property
    def counted(self) -> dict[str, Counted]:
        return {name: count(body) for name, body in self.files.items() if name not in REGISTRATIONS}


@pytest.fixture(scope="module")
def delivered(database_module: str) -> Iterator[Delivered]:
    files = {**notices("notices"), **notices("sdk-examples")}
    with house_on(database_module) as house:
        report = house.deliver(zipped(files), ZIP)
        records = {record["name"]: record for record in house.records(report["id"])}
        yield Delivered(house, files, report, records)


def test_all_files_are_accepted(delivered: Delivered) -> None:
    assert delivered.report["state"] == "done", delivered.report
    counts = delivered.report["counts"]
    assert len(delivered.files) == 180
    assert (counts["records"], counts["refused"]) == (180, 0)
    assert counts["findings"]["error"] == 0
    assert set(delivered.records) == set(delivered.files)


def test_a_business_registration_is_no_procurement(delivered: Delivered) -> None:
    for name in REGISTRATIONS:
        record = delivered.records[name]
        assert (record["state"], record["procedure"], record["lots"]) == ("no-procurement", None, 0)
    others = {record["state"] for name, record in delivered.records.items() if name not in REGISTRATIONS}
    assert others <= {"accepted", "unchanged"}


def test_lots_and_winners_of_each_record_are_those_of_its_xml(delivered: Delivered) -> None:
    for name, counted in delivered.counted.items():
        record = delivered.records[name]
        assert (record["lots"], record["winners"]) == (counted.lots, counted.winners), name
        assert (record["noticeId"], record["version"]) == (counted.notice_id, counted.version), name
    assert sum(record["lots"] for record in delivered.records.values()) > 300
    assert sum(record["winners"] for record in delivered.records.values()) > 50


def test_strategic_codes_of_each_record_are_those_of_its_xml_with_term_and_lot(delivered: Delivered) -> None:
    terms: set[str] = set()
    for name, counted in delivered.counted.items():
        codes = delivered.records[name]["strategicCodes"]
        said = Counter((code["term"], code["code"], code["lotId"]) for code in codes)
        assert said == counted.codes, name
        terms |= {term for term, _, _ in counted.codes}
    assert {"BT-06", "BT-774", "BT-775", "BT-776", "BT-805", "BT-754", "BT-71", "BT-736", "BT-717"} <= terms


def test_notices_with_one_procedure_identifier_are_one_procedure_and_no_others(delivered: Delivered) -> None:
    stated: dict[str, set[str]] = {}
    for name, counted in delivered.counted.items():
        if counted.procedure_id:
            stated.setdefault(counted.procedure_id.lower(), set()).add(delivered.records[name]["procedure"])
    assert all(len(entry) == 1 for entry in stated.values())
    assert len(set().union(*stated.values())) == len(stated)


def test_not_reserved_never_becomes_a_no_to_a_theme(delivered: Delivered) -> None:
    """BT-71 `none` and BT-736 `no` stand in nearly every call and speak of sheltered workshops alone."""
    allowed = {("BT-06", "none")}
    for procedure in delivered.house.procedures():
        for lot in procedure["lots"]:
            denials = {(evidence["term"], evidence["code"]) for evidence in lot["evidence"] if evidence["says"] == "no"}
            assert denials <= allowed, procedure["id"]
            if not denials:
                assert "no" not in lot["themes"].values(), (procedure["id"], lot["themes"])
    either = {("BT-71", "none"), ("BT-736", "no")}
    said = [{(term, code) for term, code, _ in counted.codes} for counted in delivered.counted.values()]
    assert sum(1 for codes in said if codes & either) == 100


def test_lots_that_only_say_not_reserved_are_silent_on_all_six_themes(delivered: Delivered) -> None:
    silent = 0
    real = notices("notices")
    for name, counted in delivered.counted.items():
        terms = {term for term, _, _ in counted.codes}
        if not terms or not terms <= {"BT-71", "BT-736"} or {code for _, code, _ in counted.codes} - {"none", "no"}:
            continue
        if name not in real:
            continue  # some examples of the SDK share a procedure with one that says more
        procedure = delivered.house.sender.get(f"/procedures/{delivered.records[name]['procedure']}").json()
        if len(procedure["noticeIds"]) > 1:
            continue
        for lot in procedure["lots"]:
            assert set(lot["themes"].values()) == {"silent"}, name
            assert lot["reserved"] == "no", name
            silent += 1
    assert silent > 40
