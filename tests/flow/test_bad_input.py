"""Bad input over HTTP: refused with a place and what to do, never a 500 or a hang, and nothing else is lost."""

import logging
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.flow.bad_bodies import Bad, everything, release, text
from tests.flow.house import LINES, House, house_on

PATIENCE = 20.0
"""Seconds within which each of them must have been dealt with, also on a busy machine."""

BODIES = everything()
HARMLESS = {
    "an amount below zero",
    "a number of 400 digits",
    "a number with a huge exponent",
    "a zip with names that climb",
}
"""Read with nothing worse than a value that counts as unknown."""


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    own = {"validation_seconds_per_minute": 100_000, "max_record_bytes": 4 * 2**20}
    with house_on(database_module, only=("registry", "ingest"), ingest=own) as house:
        yield house


@pytest.fixture(scope="module")
def anyone(house: House) -> httpx.Client:
    """Somebody without a token."""
    return house.services.http("ingest")


def is_problem(answer: httpx.Response) -> bool:
    if not answer.headers["content-type"].startswith("application/problem+json"):
        return False
    problem = answer.json()
    return bool(problem["title"]) and problem["status"] == answer.status_code and 400 <= answer.status_code < 500


def says_where_and_what(found: dict[str, Any]) -> bool:
    """The empty JSON Pointer is a place too: the whole release."""
    message = found["message"]
    place = bool(found["location"]) or found["code"].startswith("OC-")
    return place and len(message["nl"]) > 20 and len(message["en"]) > 20


@pytest.mark.parametrize("name", BODIES)
def test_a_submission_of_it_is_refused_with_a_place(house: House, name: str, caplog: pytest.LogCaptureFixture) -> None:
    bad = BODIES[name]
    started = time.monotonic()
    answer = house.post(bad.body, bad.media_type, key=f"bad-{list(BODIES).index(name)}", **bad.headers)
    if answer.status_code != 202:
        assert is_problem(answer), (answer.status_code, answer.text[:500])
        assert bad.kept == 0
    else:
        check_report(house, bad, answer.json()["id"], harmless=name.partition(",")[0] in HARMLESS)
    assert time.monotonic() - started < PATIENCE
    assert_up(house)
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def check_report(house: House, bad: Bad, submission: str, *, harmless: bool) -> None:
    report = house.report(submission, seconds=PATIENCE)
    findings = house.findings(submission)
    states = [record["state"] for record in house.records(submission)]
    assert sum(state in ("accepted", "unchanged") for state in states) >= bad.kept
    assert not [finding for finding in findings if finding["code"] == "ING-900"], findings
    if harmless:
        return
    if report["problem"] is not None:
        assert isinstance(report["problem"]["location"], str)
        assert len(report["problem"]["message"]["nl"]) > 20
    else:
        assert findings
        assert any(says_where_and_what(finding) for finding in findings), findings


@pytest.mark.parametrize("name", BODIES)
def test_a_validation_of_it_says_the_same_and_stores_nothing(anyone: httpx.Client, name: str) -> None:
    bad = BODIES[name]
    headers = {"Content-Type": bad.media_type, **({} if bad.encoding is None else {"Content-Encoding": bad.encoding})}
    answer = anyone.post("/validations", content=bad.body, headers=headers, timeout=PATIENCE)
    if answer.status_code != 200:
        assert is_problem(answer), (answer.status_code, answer.text[:500])
        return
    report = answer.json()
    assert report["stored"] is False
    assert report["records"]["accepted"] >= bad.kept
    assert not [finding for finding in report["findings"] if finding["code"] == "ING-900"], report
    if name.partition(",")[0] not in HARMLESS:
        assert any(says_where_and_what(finding) for finding in report["findings"]), report


def test_good_records_around_all_of_it_are_read(house: House) -> None:
    lines = [text(100)]
    for number, bad in enumerate(BODIES.values()):
        if bad.media_type == LINES:
            lines += [*bad.body.split(b"\n"), text(200 + number)]
    report = house.deliver(b"\n".join(lines), LINES)
    assert report["state"] == "done"
    good = [line for line in lines if b'"Goed"' in line and line.startswith(b'{"ocid": "ocds-goed-')]
    accepted = {record["senderKey"] for record in house.records(report["id"]) if record["state"] != "refused"}
    expected = {f"ocds-goed-{number:04}|{number}" for number in (100, *range(200, 200 + len(BODIES)))}
    expected = {key for key in expected if any(key.partition("|")[0].encode() in line for line in good)}
    assert expected <= accepted
    assert len(expected) > 15


def test_a_body_that_breaks_off_leaves_nothing(house: House) -> None:
    def pieces() -> Iterator[bytes]:
        yield text(900)
        raise ConnectionError("the sender fell over")

    before = len(house.all("/submissions"))
    with pytest.raises(ConnectionError, match="fell over"):
        house.sender.post("/submissions", content=pieces(), headers={"Content-Type": LINES})
    assert len(house.all("/submissions")) == before
    assert_up(house)


def assert_up(house: House) -> None:
    for url in (house.services.ingest_url, house.services.registry_url):
        assert house.reader.get(f"{url}/health/live").status_code == 200


def test_after_all_of_it_a_good_release_is_read_as_before(house: House) -> None:
    for bad in list(BODIES.values())[::7]:
        house.post(bad.body, bad.media_type, **bad.headers)
    report = house.deliver(text(999), LINES, key="good-at-last")
    assert (report["state"], report["counts"]["accepted"] + report["counts"]["unchanged"]) == ("done", 1)
    assert release(999)["ocid"] in {procedure["ocid"] for procedure in house.procedures()}
