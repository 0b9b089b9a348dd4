"""OCDS over HTTP: releases made from real notices are accepted; the worked example leads to its own compiled record."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.documents import lines, package, releases_from_notices, worked_example
from tests.flow.house import JSON, LINES, House, house_on

OWN = {"links", "id", "key", "ocid", "noticeIds", "launchedOn", "launchedNotAfter", "findings"}
"""What differs between a process and the same content under another name that was released once."""


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    with house_on(database_module, only=("registry", "ingest")) as house:
        yield house


NAME = "ocds-213czf-000-00001"
"""The process of the worked example; each test sends it under a name of its own."""


def compiled_release(ocid: str) -> dict[str, Any]:
    """The compiled release of the worked example, made by its authors."""
    record = json.loads(record_package(ocid))
    found: dict[str, Any] = record["records"][0]["compiledRelease"]
    return found


def record_package(ocid: str) -> bytes:
    return (worked_example() / "record" / f"{NAME}.json").read_bytes().replace(NAME.encode(), ocid.encode())


def stages_of_the_example(ocid: str) -> list[dict[str, Any]]:
    packages = [path.read_text() for path in sorted(worked_example().glob(f"{NAME}-0*.json"))]
    assert len(packages) == 6
    return [release for text in packages for release in json.loads(text.replace(NAME, ocid))["releases"]]


def only_procedure(house: House, ocid: str) -> dict[str, Any]:
    found = [procedure for procedure in house.procedures() if procedure["ocid"] == ocid]
    assert len(found) == 1
    return found[0]


def test_releases_made_from_notices_are_all_accepted(house: House) -> None:
    releases = releases_from_notices()
    assert len(releases) == 100
    report = house.deliver(lines(releases), LINES)
    assert (report["state"], report["counts"]["records"], report["counts"]["refused"]) == ("done", 100, 0)
    assert report["counts"]["findings"]["error"] == 0, house.findings(report["id"])


def test_lots_and_winners_of_a_release_are_those_of_its_json(house: House) -> None:
    releases = releases_from_notices()
    records = house.records(house.deliver(package(releases), JSON)["id"])
    assert len(records) == len(releases)
    for release, record in zip(releases, records, strict=True):
        tender = release.get("tender", {})
        # A tender that is not divided is one lot; one that stands for a planning part is none.
        undivided = "lots" not in tender and not str(tender.get("id")).startswith("PAR-")
        assert record["lots"] == len(tender.get("lots", ())) + undivided, release["id"]
        # An award that states its suppliers and no status is one that was made, also where its lot is not known.
        made = [award for award in release.get("awards", ()) if award.get("status", "active") == "active"]
        assert (record["winners"] > 0) == bool(made), release["id"]


def test_the_worked_example_leads_to_its_own_compiled_record(house: House) -> None:
    compiled = compiled_release("ocds-213czf-000-00011")
    stages = stages_of_the_example("ocds-213czf-000-00011")
    random.Random(11).shuffle(stages)  # noqa: S311 - an order of arrival, no secret
    for stage in stages:
        report = house.deliver(package([stage]), JSON)
        assert report["counts"]["accepted"] == 1, house.findings(report["id"])
    procedure = only_procedure(house, compiled["ocid"])

    tender, award = compiled["tender"], compiled["awards"][0]
    assert len(procedure["noticeIds"]) == len(stages)
    assert (procedure["state"], procedure["title"], procedure["nature"]) == (
        "awarded",
        tender["title"],
        tender["mainProcurementCategory"],
    )
    assert [buyer["name"] for buyer in procedure["buyers"]] == [compiled["buyer"]["name"]]
    assert procedure["awardedOn"] == award["date"][:10]
    assert procedure["launchedOn"] == min(stage["date"] for stage in stages if "tender" in stage["tag"])[:10]
    [lot] = procedure["lots"]
    assert lot["cpv"] == tender["items"][0]["classification"]["id"][:8]
    assert (lot["state"], lot["estimatedValue"], lot["awardedValue"], lot["valueState"]) == (
        "awarded",
        None,
        None,
        "no-rate",
    )
    [winner] = lot["winners"]
    assert (winner["currency"], winner["currencyKnown"]) == (award["value"]["currency"], False)
    assert [supplier["name"] for supplier in winner["suppliers"]] == [award["suppliers"][0]["name"]]


def test_its_releases_together_say_what_its_compiled_release_says_alone(house: House) -> None:
    """The authors' own merge, sent as one release of a process of its own, gives the same procedure."""
    alone = {**compiled_release("ocds-213czf-000-00021"), "tag": ["tender", "award", "contract"]}
    house.deliver(package([alone]), JSON)
    house.deliver(package(stages_of_the_example("ocds-213czf-000-00022")), JSON)
    facts = without(only_procedure(house, "ocds-213czf-000-00022"))
    assert facts == without(only_procedure(house, "ocds-213czf-000-00021"))


def test_the_record_package_of_the_example_changes_nothing(house: House) -> None:
    house.deliver(package(stages_of_the_example("ocds-213czf-000-00031")), JSON)
    before = only_procedure(house, "ocds-213czf-000-00031")
    report = house.deliver(record_package("ocds-213czf-000-00031"), JSON)
    assert (report["state"], report["counts"]["refused"]) == ("done", 0), house.findings(report["id"])
    assert without(only_procedure(house, "ocds-213czf-000-00031")) == without(before)


def without(procedure: dict[str, Any]) -> dict[str, Any]:
    facts = {name: value for name, value in procedure.items() if name not in OWN and name != "lots"}
    lots = [{name: value for name, value in lot.items() if name not in OWN} for lot in procedure["lots"]]
    unnamed = json.dumps({**facts, "lots": lots}).replace(procedure["ocid"], "")
    found: dict[str, Any] = json.loads(unnamed)
    return found
