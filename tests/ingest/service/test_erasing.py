"""Who was erased stays away, whatever is being read, compiled or concluded at that moment."""

import io
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.environment import Environment, engine_in
from services.registry.erasures.operations import erase_trader
from tests.ingest.service.builders import (
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
from tests.ingest.service.erasing_scene import OTHER_NAME, OTHER_NUMBER, Scene, places, recorded, release_of, waiting
from tests.ingest.service.test_register_following import changed_in_the_register
from tests.ingest.test_erasure import AWARD, NAME, NUMBER
from tests.services import eventually

UUID_OF_BT04 = "3f0f4f52-6f5e-4b0c-9a6e-5f1d2c3b4a59"


@pytest.fixture
def scene(database: str) -> Iterator[Scene]:
    engine = engine_in(Environment.PRODUCTION, settings_for(database).database_url, pool=4, application="ppds tests")
    with ingest_on(database) as http:
        yield Scene(database, engine, Sender(http, harvester(database), any_buyer=True))
    engine.dispose()


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
