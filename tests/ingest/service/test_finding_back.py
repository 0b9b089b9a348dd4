"""A notice is found back by whatever its sender or its body knows it by, and not by anybody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ingest.service.builders import (
    LINES,
    OIN_OF_ALPHA,
    XML,
    Sender,
    alpha,
    beta,
    harvester,
    ingest_on,
    ndjson,
    release,
    work_off,
)

CALL = Path("tests/samples/eforms/call.xml").read_bytes().replace(b"00000099000000001000", OIN_OF_ALPHA.encode())
NOTICE_ID = "bbbbbbbb-2222-4333-8444-555555555555"
OCID = "ocds-voorbeeld-000001"
REFUSED = {"ocid": "ocds-voorbeeld-000009", "tag": ["tender"]}


def version(number: int) -> bytes:
    return CALL.replace(b"<cbc:VersionID>02<", f"<cbc:VersionID>{number:02}<".encode())


@dataclass
class World:
    """A harvester that sent two versions of a notice and a release of Alpha, and a release that was refused."""

    sender: Sender
    body: Sender
    stranger: Sender
    submissions: dict[str, str]
    database: str


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    with ingest_on(database_module) as http:
        ours, theirs = alpha(database_module), beta(database_module)
        sender = Sender(http, harvester(database_module), any_buyer=True)
        sent = {
            "old": sender.sent(version(2), {**XML, "Idempotency-Key": "INK-2026-0412"}),
            "new": sender.sent(version(3), XML),
            "lines": sender.sent(ndjson([release(1), release(2), REFUSED]), {**LINES, "Idempotency-Key": "MAAND-03"}),
        }
        work_off(database_module)
        yield World(
            sender,
            Sender(http, ours, client="client-2"),
            Sender(http, theirs, client="client-3"),
            sent,
            database_module,
        )


@pytest.mark.parametrize("find", [NOTICE_ID, NOTICE_ID.upper(), f"{NOTICE_ID}-02", "123456-2026", "00123456-2026"])
@pytest.mark.parametrize("who", ["sender", "body"])
def test_a_notice_is_found_by_its_id_and_by_its_publication_number_in_every_version(
    world: World, who: str, find: str
) -> None:
    items = getattr(world, who).items("/notices", find=find)
    assert [(each["version"], each["inForce"]) for each in items] == [("02", False), ("03", True)]
    own = [(world.submissions["old"], 1), (world.submissions["new"], 1)]
    shown = own if who == "sender" else [(None, None), (None, None)]
    assert [(each["submission"], each["record"]) for each in items] == shown
    [procedure] = {each["procedure"] for each in items}
    assert getattr(world, who).get(f"/procedures/{procedure}").status_code == 200


def test_a_release_is_found_by_its_ocid_and_replaces_none(world: World) -> None:
    for find in (OCID, f"{OCID}|000001-tender"):
        [found] = world.body.items("/notices", find=find)
        assert (found["noticeId"], found["inForce"], found["source"]) == (f"{OCID}|000001-tender", True, "ocds")


def test_the_senders_own_key_finds_what_was_sent_under_it(world: World) -> None:
    assert [each["version"] for each in world.sender.items("/notices", find="INK-2026-0412")] == ["02"]
    assert len(world.sender.items("/notices", find="MAAND-03")) == 2
    records = world.sender.items("/records", find="MAAND-03")
    assert [(each["ordinal"], each["state"]) for each in records] == [(1, "accepted"), (2, "accepted"), (3, "refused")]
    assert {each["idempotencyKey"] for each in records} == {"MAAND-03"}


@pytest.mark.parametrize("find", [NOTICE_ID, "00123456-2026"])
def test_what_was_sent_is_found_the_newest_first_with_the_way_to_its_bytes(world: World, find: str) -> None:
    items = world.sender.items("/records", find=find)
    assert [each["submission"] for each in items] == [world.submissions["new"], world.submissions["old"]]
    assert [each["version"] for each in items] == ["03", "02"]
    assert all(each["procedure"] for each in items)
    assert world.sender.get(f"/submissions/{items[0]['submission']}/payload").status_code == 200


def test_a_record_that_was_refused_is_found_with_its_findings_alone(world: World) -> None:
    [found] = world.sender.items("/records", find="ocds-voorbeeld-000009")
    assert (found["state"], found["notice"], found["ordinal"]) == ("refused", None, 3)
    findings = world.sender.items(f"/submissions/{found['submission']}/findings", ordinal=found["ordinal"])
    assert findings
    assert {each["ordinal"] for each in findings} == {3}


@pytest.mark.parametrize("path", ["/notices", "/records"])
@pytest.mark.parametrize("find", [NOTICE_ID, "123456-2026", OCID, "ocds-voorbeeld-000009", "INK-2026-0412", "MAAND-03"])
def test_who_has_nothing_to_do_with_it_finds_nothing(world: World, path: str, find: str) -> None:
    answer = world.stranger.get(path, find=find)
    assert answer.status_code == 404
    assert repr(find) in answer.json()["detail"]


@pytest.mark.parametrize("find", ["INK-2026-0412", "MAAND-03", NOTICE_ID])
def test_a_body_sees_what_was_sent_about_it_but_not_under_which_key_nor_in_which_submission(
    world: World, find: str
) -> None:
    assert world.body.get("/records", find=find).status_code == 404
    if find != NOTICE_ID:
        assert world.body.get("/notices", find=find).status_code == 404


def test_what_was_sent_again_unchanged_is_listed_each_time(world: World) -> None:
    again = world.sender.sent(ndjson([release(2)]), {**LINES, "Idempotency-Key": "nog-eens"})
    work_off(world.database)
    items = world.sender.items("/records", find="ocds-voorbeeld-000002|000002-tender")
    assert [(each["submission"], each["state"]) for each in items] == [
        (again, "unchanged"),
        (world.submissions["lines"], "accepted"),
    ]


def test_pages_of_what_was_sent_hold_each_record_once(world: World) -> None:
    whole = world.sender.items("/records", find="MAAND-03")
    assert world.sender.items("/records", find="MAAND-03", limit=1) == whole


def test_what_is_found_in_the_sandbox_is_what_was_sent_there(database: str) -> None:
    with ingest_on(database) as http:
        ours = alpha(database)
        test_body = Sender(http, ours, sandbox=True)
        real = Sender(http, ours, client="client-2")
        submission = test_body.sent(version(2), XML)
        work_off(database)
        for find in (NOTICE_ID, f"{NOTICE_ID}-02"):
            [found] = test_body.items("/records", find=find)
            assert (found["submission"], found["procedure"]) == (submission, None)
            assert real.get("/records", find=find).status_code == 404
