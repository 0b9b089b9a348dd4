"""Who was erased stays away, whatever is being read, compiled or concluded at that moment."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.environment import Environment, engine_in
from services.ingest.erasure.operations.pages import erase_next
from services.ingest.processing import store as processing_store
from services.ingest.processing.following import Following
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.progress import SegmentAtHand
from services.ingest.processing.segments import SegmentReader
from services.ingest.submissions.operations.cleaning import clean
from services.registry.erasures.operations import erase_trader
from shared.metrics import Metrics
from tests.conformance.documents import zipped
from tests.flow.house import tables_of
from tests.flow.test_redaction import readable, rows_of
from tests.ingest.service.builders import (
    LINES,
    Sender,
    alpha,
    execute,
    harvester,
    ingest_on,
    ndjson,
    plain,
    release,
    rows,
    settings_for,
    until_done,
    work_off,
    workers_on,
)
from tests.ingest.service.test_register_following import changed_in_the_register
from tests.ingest.test_erasure import AWARD, NAME, NUMBER, award
from tests.services import eventually

OTHER_NUMBER = "76543210"
OTHER_NAME = "Schildersbedrijf Het Voorbeeld"
UUID_OF_BT04 = "3f0f4f52-6f5e-4b0c-9a6e-5f1d2c3b4a59"


@dataclass
class Scene:
    """A database with a harvester, and the parts of a worker, to be set going one by one."""

    database: str
    engine: Engine
    sender: Sender

    def segment(self) -> SegmentAtHand:
        with worker_transaction(self.engine) as session:
            [waiting] = processing_store.open_segments(session, now=datetime.now(UTC), most=1)
            segment = processing_store.segment_at_hand(session, waiting)
        assert segment is not None
        return segment

    def read(self) -> None:
        """Read what waits, as a worker does."""
        metrics = WorkerMetrics(Metrics())
        reader = SegmentReader(
            self.engine,
            settings_for(self.database),
            environment=Environment.PRODUCTION,
            metrics=metrics,
            reached=lambda _: None,
        )
        reader.read(self.segment(), stopping=lambda: False)

    def page(self, at_once: int = 50) -> bool:
        return erase_next(self.engine, limits=settings_for(self.database).limits, at_once=at_once).done

    def erase_all(self) -> None:
        while self.page():
            pass

    def follow(self) -> None:
        following = Following(self.engine, reached=lambda _: None)
        while following.run(lambda: False):
            pass


@pytest.fixture
def scene(database: str) -> Iterator[Scene]:
    engine = engine_in(Environment.PRODUCTION, settings_for(database).database_url, pool=4, application="ppds tests")
    with ingest_on(database) as http:
        yield Scene(database, engine, Sender(http, harvester(database), any_buyer=True))
    engine.dispose()


def recorded(database: str, number: str = NUMBER, name: str = NAME) -> int:
    engine = create_engine(role_url(database, "ppds_registry"), poolclass=NullPool)
    with Session(engine) as session, session.begin():
        return erase_trader(session, identifiers=[number], names=[name], reason="Verzoek", actor="test").id


def places(database: str, *words: str) -> set[tuple[str, str]]:
    """Tables and columns of ingest and procurement in which one of these words stands."""
    found = set()
    sought = [word.casefold() for word in words or (NAME, NUMBER)]
    for table in tables_of(database, "ingest", "procurement"):
        for row in rows_of(database, table):
            for column, value in row.items():
                text = readable(value).casefold()
                if any(word in text for word in sought):
                    found.add((table, column))
    return found


def release_of(name: str, number: str, ocid: str, **others: object) -> dict[str, Any]:
    """A release that awards to this sole trader."""
    found = award(id=f"NL-KVK-{number}", name=name, identifier={"scheme": "NL-KVK", "id": number, "legalName": name})
    del found["tender"]["classification"]  # eight digits like the number
    found |= {"ocid": ocid, **others}
    found["tender"] |= {"title": f"Onderhoud door {name} ({number})"}
    return found


@contextmanager
def holding(database: str, *statements: str) -> Iterator[Callable[[], None]]:
    """A transaction in which these statements were done; the function given ends it."""
    with psycopg.connect(plain(database)) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        yield connection.rollback


@contextmanager
def going_on(work: Callable[[], None]) -> Iterator[None]:
    """The work in a thread, which has ended by the end of the block; a failure of it fails the test."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as failure:  # noqa: BLE001 - raised again in the test's own thread
            failures.append(failure)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=30)
    assert not thread.is_alive(), "it still waits"
    if failures:
        raise failures[0]


def waiting(database: str, number: int, kind: str = "%") -> None:
    """Wait until so many sessions wait for a lock of this kind."""
    asked = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    eventually(lambda: rows(database, f"{asked} and wait_event like %s", [kind]) == [(number,)])


def end_waiting(database: str) -> None:
    """End the one session that waits for a lock, as when its process is killed."""
    waiting(database, 1)
    ending = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
    rows(database, f"{ending} and wait_event_type = 'Lock'")


@pytest.mark.parametrize("entitled", [True, False])
def test_a_batch_read_before_an_erasure_and_written_after_all_its_pages_is_prepared_again(
    scene: Scene, *, entitled: bool
) -> None:
    sender = scene.sender if entitled else Sender(scene.sender.http, alpha(scene.database))
    submission = sender.sent(ndjson([release_of(NAME, NUMBER, "ocds-x-1")]))
    with holding(scene.database, "lock table ingest.arrival in access exclusive mode") as let_go, going_on(scene.read):
        waiting(scene.database, 1)  # the register was read, the record not yet
        erasure = recorded(scene.database)
        scene.erase_all()
        assert rows(scene.database, "select erasure from ingest.erasure_applied") == [(erasure,)]
        let_go()
    work_off(scene.database)
    assert sender.report(submission)["counts"]["accepted" if entitled else "refused"] == 1
    assert sender.get(f"/submissions/{submission}/payload").content.count(b"erased-") > 1
    assert places(scene.database) == set()


@pytest.mark.parametrize("entitled", [True, False])
def test_no_erasure_begins_before_a_batch_that_does_not_know_it_is_committed(scene: Scene, *, entitled: bool) -> None:
    sender = scene.sender if entitled else Sender(scene.sender.http, alpha(scene.database))
    sender.sent(ndjson([release_of(NAME, NUMBER, "ocds-x-1")]))
    with holding(scene.database, "select from ingest.segment for update") as let_go, going_on(scene.read):
        waiting(scene.database, 1)  # every row of the batch is written, its progress not yet
        recorded(scene.database)
        with going_on(scene.erase_all):
            waiting(scene.database, 1, "advisory")
            assert rows(scene.database, "select target from ingest.erasure_applied") == [(0,)]
            let_go()
    scene.erase_all()
    work_off(scene.database)
    assert places(scene.database) == set()
    assert rows(scene.database, "select count(*) from procurement.winner") == [(2 if entitled else 0,)]


def test_a_body_that_cannot_be_read_further_is_given_up_without_the_name(scene: Scene) -> None:
    body = tar_that_breaks_off(f"map/{NAME.replace(' ', '_')}.xml")
    submission = scene.sender.sent(body, {"Content-Type": "application/x-tar"})
    with holding(scene.database, "lock table ingest.arrival in access exclusive mode") as let_go, going_on(scene.read):
        waiting(scene.database, 1)
        recorded(scene.database)
        scene.erase_all()
        let_go()
    work_off(scene.database)
    problem = scene.sender.report(submission)["problem"]
    assert (problem["code"], problem["location"]) == ("EF-050", "map/[verwijderd].xml")
    assert places(scene.database, NAME, NAME.replace(" ", "_")) == set()


def test_one_given_up_before_loses_the_name_with_the_erasure(scene: Scene) -> None:
    submission = scene.sender.sent(
        tar_that_breaks_off(f"map/{NAME.replace(' ', '_')}.xml"), {"Content-Type": "application/x-tar"}
    )
    work_off(scene.database)
    written = NAME.replace(" ", "_")
    assert places(scene.database, written) >= {
        ("ingest.finding", "location"),
        ("ingest.segment", "problem"),
        ("ingest.submission", "problem"),
    }
    recorded(scene.database)
    scene.erase_all()
    assert places(scene.database, NAME, written) == set()
    assert scene.sender.report(submission)["problem"]["location"] == "map/[verwijderd].xml"


def tar_that_breaks_off(name: str) -> bytes:
    """A tar of a whole notice under this name, and one of which the second half is missing."""
    content = AWARD.read_bytes()
    found = io.BytesIO()
    with tarfile.open(fileobj=found, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for each in (name, "half.xml"):
            entry = tarfile.TarInfo(each)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    whole = found.getvalue()
    return whole[: whole.rindex(content) + len(content) // 2]


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
    names = [[each["name"] for each in scene.sender.items(f"/submissions/{one}/records")] for one in (first, again)]
    assert names[0] == names[1]
    assert names[0][0] == "[verwijderd].xml"


def test_a_notice_that_moves_to_a_procedure_that_was_passed_is_met_all_the_same(scene: Scene) -> None:
    database = scene.database
    scene.sender.sent(ndjson([release_of(NAME, NUMBER, "ocds-voorbeeld-x")]))
    work_off(database)
    [(moving, _)] = rows(database, "select id, procedure from procurement.notice")
    strong = {"id": UUID_OF_BT04, "title": "De hele procedure", "lots": [{"id": "1", "title": "Perceel"}]}
    scene.sender.sent(ndjson([release(number, ocid="ocds-voorbeeld-y", tender=strong) for number in range(20)]))
    work_off(database)
    passing = "select id, procedure from procurement.notice where id <> %s order by id limit 1"
    [(first, passed)] = rows(database, passing, [moving])
    assert first < moving
    recorded(database)
    assert scene.page()
    assert scene.page(at_once=1)
    assert rows(database, 'select "after" from ingest.erasure_applied') == [(first,)]
    moved = release_of(NAME, NUMBER, "ocds-voorbeeld-x", id="2", tag=["awardUpdate"])
    moved["tender"]["id"] = UUID_OF_BT04
    scene.sender.sent(ndjson([moved]))
    scene.read()
    assert rows(database, "select procedure from procurement.notice where id = %s", [moving]) == [(passed,)]
    assert places(database)
    scene.erase_all()
    work_off(database)
    assert places(database) == set()


def test_a_page_whose_worker_dies_is_done_by_the_next_one(scene: Scene) -> None:
    names = [f"{NAME} {letter * 3}" for letter in "abcdef"]
    scene.sender.sent(ndjson([release_of(name, NUMBER, f"ocds-x-{name[-1]}") for name in names]))
    work_off(scene.database)
    recorded(scene.database)
    assert scene.page()
    assert scene.page(at_once=2)
    [reached] = rows(scene.database, 'select "after", step from ingest.erasure_applied')
    with (
        holding(scene.database, "lock table procurement.winner_history in access exclusive mode"),
        pytest.raises(OperationalError),
        going_on(scene.erase_all),
    ):
        end_waiting(scene.database)
    assert rows(scene.database, 'select "after", step from ingest.erasure_applied') == [reached]
    assert places(scene.database)
    scene.erase_all()
    assert places(scene.database) == set()
    assert rows(scene.database, "select count(*) from ingest.audit_event where act = 'erasure.done'") == [(1,)]


def test_one_who_is_erased_while_another_is_being_erased_goes_too(scene: Scene) -> None:
    scene.sender.sent(
        ndjson(
            [
                *(release_of(NAME, NUMBER, f"ocds-x-{number}") for number in range(3)),
                *(release_of(OTHER_NAME, OTHER_NUMBER, f"ocds-y-{number}") for number in range(3)),
            ]
        )
    )
    work_off(scene.database)
    first = recorded(scene.database)
    assert scene.page()
    assert scene.page(at_once=4)
    second = recorded(scene.database, OTHER_NUMBER, OTHER_NAME)
    assert rows(scene.database, "select target from ingest.erasure_applied") == [(first,)]
    scene.erase_all()
    assert places(scene.database, NAME, NUMBER, OTHER_NAME, OTHER_NUMBER) == set()
    done = "select subject from ingest.audit_event where act = 'erasure.done' order by number"
    assert rows(scene.database, done) == [(str(first),), (str(second),)]


def test_erasures_recorded_at_once_are_numbered_as_they_are_committed(database: str) -> None:
    engine = create_engine(role_url(database, "ppds_registry"), poolclass=NullPool)
    found: list[int] = []
    with Session(engine) as session:
        first = erase_trader(session, identifiers=[NUMBER], names=[], reason="Verzoek", actor="test").id
        with going_on(lambda: found.append(recorded(database, OTHER_NUMBER, OTHER_NAME))):
            waiting(database, 1, "advisory")
            session.commit()
    assert found[0] > first


def test_two_workers_erase_and_read_at_once(scene: Scene) -> None:
    scene.sender.sent(ndjson([release_of(NAME, NUMBER, f"ocds-x-{number}") for number in range(300)]))
    work_off(scene.database)
    with workers_on(scene.database, number=2, batch_records=20):
        scene.sender.sent(ndjson([release_of(NAME, NUMBER, f"ocds-y-{number}") for number in range(300)]))
        erasure = recorded(scene.database)
        eventually(lambda: rows(scene.database, "select erasure from ingest.erasure_applied") == [(erasure,)])
        until_done(scene.database)
    assert places(scene.database) == set()
    assert rows(scene.database, "select count(*) from procurement.winner") == [(1200,)]


@pytest.mark.parametrize("erasing_first", [True, False])
def test_a_change_of_the_register_compiles_nobody_back(scene: Scene, *, erasing_first: bool) -> None:
    database = scene.database
    scene.sender.sent(ndjson([release_of(NAME, NUMBER, "ocds-x-1")]))
    work_off(database)
    ours = alpha(database)
    execute(
        database,
        "insert into registry.buyer_link (scheme, value, party_id, reason, linked_by)"
        " select 'name', 'voorbeeldgemeente', id, 'test', 'test' from registry.party where uri = %s",
        [ours],
    )
    recorded(database)
    changed_in_the_register(database, ours)
    assert scene.page()
    steps = [scene.erase_all, scene.follow] if erasing_first else [scene.follow, scene.erase_all]
    # Each has written all it has to write, and waits for its position in the change log.
    with holding(database, "select pg_advisory_xact_lock(7206001)") as let_go, going_on(steps[0]):
        waiting(database, 1)
        with going_on(steps[1]):
            waiting(database, 2)
            let_go()
    scene.follow()
    scene.erase_all()
    assert rows(database, "select lead_body from procurement.procedure") == [(ours,)]
    assert places(database) == set()


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
