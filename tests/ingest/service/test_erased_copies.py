"""What is kept of what was sent after an erasure: copies, names of files, ids of senders."""

import hashlib
from collections.abc import Iterator

import pytest

from services.ingest.environment import Environment, engine_in
from services.ingest.submissions.operations.cleaning import clean
from tests.conformance.documents import zipped
from tests.ingest.service.builders import (
    LINES,
    Sender,
    execute,
    harvester,
    ingest_on,
    ndjson,
    rows,
    settings_for,
    work_off,
)
from tests.ingest.service.erasing_scene import OTHER_NAME, OTHER_NUMBER, Scene, places, recorded, release_of
from tests.ingest.test_erasure import AWARD, NAME, NUMBER


@pytest.fixture
def scene(database: str) -> Iterator[Scene]:
    engine = engine_in(Environment.PRODUCTION, settings_for(database).database_url, pool=4, application="ppds tests")
    with ingest_on(database) as http:
        yield Scene(database, engine, Sender(http, harvester(database), any_buyer=True))
    engine.dispose()


def test_the_name_of_a_file_goes_from_what_was_sent_and_from_what_is_to_come(scene: Scene) -> None:
    written = NAME.replace(" ", "-")
    body = zipped({f"{written}.xml": AWARD.read_bytes(), f"{NUMBER}.txt": b"x", f"x {written} {NUMBER}.pdf": b"x"})
    first = scene.sender.sent(body, {"Content-Type": "application/zip"})
    work_off(scene.database)
    assert places(scene.database, written, NUMBER) >= {("ingest.record", "place"), ("ingest.payload", "names")}
    recorded(scene.database)
    scene.erase_all()
    assert places(scene.database, NAME, written, NUMBER) == set()
    again = scene.sender.sent(body, {"Content-Type": "application/zip", "Idempotency-Key": "nog-eens"})
    work_off(scene.database)
    assert places(scene.database, NAME, written, NUMBER) == set()
    names = [
        [each["name"] for each in scene.sender.items(f"/submissions/{submission}/records")]
        for submission in (first, again)
    ]
    assert names[0] == names[1]
    assert names[0][0] == "[verwijderd].xml"


def test_the_copy_that_stays_has_the_hash_that_is_told(scene: Scene) -> None:
    submission = scene.sender.sent(ndjson([release_of(NAME, NUMBER, f"ocds-x-{number}") for number in range(3)]))
    scene.read()
    recorded(scene.database)
    scene.erase_all()
    work_off(scene.database)
    second = scene.sender.sent(ndjson([release_of(OTHER_NAME, OTHER_NUMBER, "ocds-z-1")]))
    work_off(scene.database)
    recorded(scene.database, OTHER_NUMBER, OTHER_NAME)
    scene.erase_all()
    for one in (submission, second):
        kept = scene.sender.get(f"/submissions/{one}/payload").content
        assert hashlib.sha256(kept).hexdigest() == scene.sender.report(one)["keptSha256"]


def test_the_same_document_sent_again_is_the_same_and_brings_nobody_back(scene: Scene) -> None:
    body = ndjson([release_of(NAME, NUMBER, f"ocds-x-{number}") for number in range(3)])
    first = scene.sender.sent(body)
    work_off(scene.database)
    recorded(scene.database)
    scene.erase_all()
    answer = scene.sender.send(body)
    assert (answer.status_code, answer.json()["id"]) == (200, first)
    kept = rows(scene.database, "select id, content_hash from procurement.notice order by 1")
    anew = scene.sender.sent(body, {**LINES, "Idempotency-Key": "nog-eens"})
    other = Sender(scene.sender.http, harvester(scene.database), any_buyer=True, client="client-2").sent(body)
    work_off(scene.database)
    for each in (anew, other):
        assert scene.sender.report(each)["counts"]["unchanged"] == 3
        assert scene.sender.report(each)["keptSha256"] == scene.sender.report(first)["keptSha256"]
    assert rows(scene.database, "select id, content_hash from procurement.notice order by 1") == kept
    assert places(scene.database) == set()


def test_bytes_as_they_came_in_hold_a_name_for_a_day_or_seven(scene: Scene) -> None:
    """Unread bytes are no records: nobody can be erased from them. How long they stand is fixed."""
    settings = settings_for(scene.database)
    assert (settings.unsealed_hours, settings.arrival_days) == (24, 7)
    scene.sender.sent(ndjson([release_of(NAME, NUMBER, "ocds-x-1")]))
    execute(
        scene.database,
        "insert into ingest.arrival (submission, number, sender, body, received_at)"
        " select gen_random_uuid(), 0, sender, body, now() - interval '23 hours' from ingest.arrival",
    )
    recorded(scene.database)
    scene.erase_all()
    held = "select count(*) from ingest.arrival"
    clean(scene.engine, settings, environment=Environment.PRODUCTION)
    assert rows(scene.database, held) == [(2,)]
    execute(scene.database, "update ingest.arrival set received_at = received_at - interval '1 hour'")
    clean(scene.engine, settings, environment=Environment.PRODUCTION)
    assert rows(scene.database, held) == [(1,)]
    execute(scene.database, "update ingest.submission set created_at = now() - interval '6 days 23 hours'")
    clean(scene.engine, settings, environment=Environment.PRODUCTION)
    assert rows(scene.database, held) == [(1,)]
    execute(scene.database, "update ingest.submission set created_at = now() - interval '7 days'")
    clean(scene.engine, settings, environment=Environment.PRODUCTION)
    assert rows(scene.database, held) == [(0,)]
    assert places(scene.database) == set()


def test_an_id_of_the_sender_that_holds_the_number_goes_from_the_report_too(scene: Scene) -> None:
    scene.sender.sent(ndjson([release_of(NAME, NUMBER, "ocds-voorbeeld-1", id=f"gunning-{NUMBER}")]))
    work_off(scene.database)
    assert ("ingest.record", "notice_id") in places(scene.database)
    recorded(scene.database)
    scene.erase_all()
    assert places(scene.database) == set()
