from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from tests.demo_year.conftest import Year

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
CBC = f"{{{UBL}:CommonBasicComponents-2}}"
CAC = f"{{{UBL}:CommonAggregateComponents-2}}"
# Elements that our notices may hold although none of the published ones at hand does.
UNSEEN = {
    # BT-271, BT-709 and BT-660 are rare; their places are those of fields.json.
    ("FrameworkAgreementValues", "ReestimatedValueAmount"),
}


def trees(folder: Path) -> list[etree._Element]:
    return [etree.parse(path).getroot() for path in sorted((folder / "eforms").rglob("*.xml"))]


def test_every_notice_is_xml_with_the_root_and_namespace_of_its_kind(year: Year) -> None:
    roots = Counter(tree.tag for tree in trees(year.folder))
    registration = "http://data.europa.eu/p27/eforms-business-registration-information-notice/1"
    assert set(roots) == {
        f"{{{UBL}:ContractNotice-2}}ContractNotice",
        f"{{{UBL}:ContractAwardNotice-2}}ContractAwardNotice",
        f"{{{UBL}:PriorInformationNotice-2}}PriorInformationNotice",
        f"{{{registration}}}BusinessRegistrationInformationNotice",
    }


def test_sdk_versions_are_mixed(year: Year) -> None:
    found = Counter(tree.findtext(f"{CBC}CustomizationID") for tree in trees(year.folder))
    assert {f"eforms-sdk-1.{minor}" for minor in range(7, 14)} < set(found)


def test_nearly_every_call_says_that_nothing_is_reserved(year: Year) -> None:
    calls = [tree for tree in trees(year.folder) if tree.tag.endswith("}ContractNotice")]
    for list_name, code in (("reserved-procurement", "none"), ("reserved-execution", "no")):
        with_noise = sum(
            any(element.text == code for element in tree.iter() if element.get("listName") == list_name)
            for tree in calls
        )
        assert with_noise > 0.85 * len(calls)


def test_every_result_carries_the_dummy_award_date(year: Year) -> None:
    results = [tree for tree in trees(year.folder) if tree.tag.endswith("}ContractAwardNotice")]
    dummies = [tree.findtext(f"{CAC}TenderResult/{CBC}AwardDate") for tree in results]
    assert Counter(dummies)["2000-01-01Z"] > 0.95 * len(results)


def test_every_element_stands_where_published_notices_have_it(year: Year) -> None:
    data = os.environ.get("PPDS_TEST_DATA")
    if not data:
        pytest.skip("PPDS_TEST_DATA names no folder with published notices to compare with.")
    published: set[tuple[str, str]] = set()
    for path in (Path(data) / "eforms").rglob("*.xml"):
        published |= pairs(etree.parse(path).getroot())
    ours = set().union(*(pairs(tree) for tree in trees(year.folder)))
    assert ours - published - UNSEEN == set()


def pairs(root: etree._Element) -> set[tuple[str, str]]:
    found = set()
    for element in root.iter(etree.Element):
        parent = element.getparent()
        if parent is not None:
            found.add((etree.QName(parent).localname, etree.QName(element).localname))
    return found


def test_ocds_comes_as_packages_and_as_lines(year: Year) -> None:
    packages = sorted((year.folder / "ocds").glob("*.json"))
    lines = sorted((year.folder / "ocds").glob("releases-0*.jsonl"))
    assert packages
    assert lines
    for path in packages:
        assert all(release["ocid"].startswith("ocds-99demo-") for release in json.loads(path.read_text())["releases"])
    for path in lines:
        for line in path.read_text().splitlines():
            assert {"ocid", "id", "date", "tag", "parties", "buyer"} <= json.loads(line).keys()


def test_planted_people_stand_in_the_documents(year: Year) -> None:
    everything = "".join(
        path.read_text(encoding="utf-8")
        for name in ("eforms", "ocds")
        for path in (year.folder / name).rglob("*")
        if path.is_file()
    )
    missing = [
        planted.value
        for planted in year.ledger.planted
        # In eForms a beneficial owner's first and last name stand apart; as contacts they stand together.
        if planted.value not in everything
    ]
    assert not missing
    kinds = Counter(planted.kind for planted in year.ledger.planted)
    assert kinds["name"] == kinds["email"] == kinds["telephone"] > 40


def test_the_ledger_lists_every_file_and_no_other(year: Year) -> None:
    written = {
        path.relative_to(year.folder).as_posix()
        for name in ("eforms", "ocds", "faulty")
        for path in (year.folder / name).rglob("*")
        if path.is_file()
    }
    assert written == {file.path for file in (*year.ledger.files, *year.ledger.faulty)}
