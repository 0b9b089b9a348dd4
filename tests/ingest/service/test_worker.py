"""Reading what was sent: in batches that resume, by any number of workers, each record once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from services.ingest.database import worker_transaction
from services.ingest.environment import Environment, engine_in
from services.ingest.formats.source_format import Mark
from services.ingest.processing import store as processing_store
from services.ingest.processing.batches import Batch, Overtaken, write_batch
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.register.rules import Register
from services.ingest.register.store.reading import RegisterAsOf
from shared.metrics import Metrics
from tests.conftest import copy
from tests.ingest.service.builders import (
    LINES,
    Sender,
    alpha,
    execute,
    ingest_on,
    ndjson,
    plain,
    release,
    rows,
    settings_for,
    until_done,
    work_off,
)
from tests.ingest.service.loads import current, sizes


@pytest.fixture
def other_database(postgres_url: str, template: str) -> Iterator[str]:
    """A second fresh database, to compare with."""
    with copy(postgres_url, template) as url:
        yield url


def shuffled(load: list[dict[str, object]]) -> list[dict[str, object]]:
    return random.Random(7).sample(load, len(load))  # noqa: S311 - no secret


def a_load(number: int = 60) -> list[dict[str, object]]:
    """Calls and awards of the same processes, and some releases in two versions."""
    found = []
    for each in range(number):
        found.append(release(each, tag="tender"))
        if each % 2:
            found.append(release(each, tag="award", title=f"Gunning {each}"))
        if each % 5 == 0:
            found.append(release(each, tag="tenderUpdate", title=f"Rectificatie {each}"))
    return found


def test_records_become_procedures_and_the_report_says_so(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(ndjson(a_load(10)))
        work_off(database)
        report = sender.report(submission)
        assert (report["state"], report["problem"]) == ("done", None)
        assert report["counts"]["records"] == report["counts"]["accepted"] == len(a_load(10))
        assert report["progress"]["done"] == report["progress"]["total"]
        records = sender.items(f"/submissions/{submission}/records", limit=4)
        assert [each["ordinal"] for each in records] == list(range(1, len(a_load(10)) + 1))
        procedures = sender.items("/procedures", limit=3)
        assert len(procedures) == 10
        assert {each["procedure"] for each in records} == {each["id"] for each in procedures}
    assert rows(database, "select count(*) from ingest.arrival") == [(0,)]


def test_a_second_sending_changes_no_figure_and_adds_no_row_outside_schema_ingest(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        sender.sent(ndjson(a_load()))
        work_off(database)
        before, counts = current(database), sizes(database)
        again = sender.sent(ndjson(a_load()), {**LINES, "Idempotency-Key": "nog-eens"})
        work_off(database)
        assert sender.report(again)["counts"]["unchanged"] == len(a_load())
    assert current(database) == before
    assert sizes(database) == counts


def test_a_load_in_random_order_by_four_workers_at_once_ends_the_same(database: str, other_database: str) -> None:
    load = a_load(150)
    for where, order, workers in ((database, load, 1), (other_database, shuffled(load), 4)):
        with ingest_on(where) as http:
            sender = Sender(http, alpha(where))
            for start in range(0, len(order), 40):
                sender.sent(ndjson(order[start : start + 40]))
            work_off(where, number=workers, batch_records=7)
    assert current(database) == current(other_database)


def test_workers_share_the_parts_of_one_submission(database: str) -> None:
    load = [release(number, title="x" * 3000) for number in range(1500)]
    with ingest_on(database, segment_bytes=2**20) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(ndjson(load))
        work_off(database, number=3, batch_records=50)
        report = sender.report(submission)
        assert report["counts"]["accepted"] == 1500
        copy = sender.get(f"/submissions/{submission}/payload")
    assert rows(database, "select count(*) from ingest.segment where state = 'done'")[0][0] > 3
    assert copy.headers["content-type"].startswith("application/x-ndjson")
    assert len(copy.content.splitlines()) == 1500
    ordinals = rows(database, "select ordinal from ingest.record order by 1")
    assert [each[0] for each in ordinals] == list(range(1, 1501))


def test_a_load_whose_worker_is_killed_again_and_again_ends_as_an_undisturbed_one(
    database: str, other_database: str
) -> None:
    load = a_load(400)
    for where in (database, other_database):
        with ingest_on(where) as http:
            Sender(http, alpha(where)).sent(ndjson(load))
    work_off(other_database)
    killed = 0
    chance = random.Random(3)  # noqa: S311 - no secret
    while rows(database, "select 1 from ingest.submission where finished_at is null") and killed < 4:
        kill_after(database, chance.uniform(0.05, 0.6))
        killed += 1
    work_off(database)
    assert killed > 1
    assert current(database) == current(other_database)
    assert rows(database, "select count(*), count(distinct ordinal) from ingest.record") == [(len(load),) * 2]


def kill_after(database: str, seconds: float) -> None:
    """Run a worker as a process of its own, and end it without any warning some time after it began to work."""
    settings = settings_for(database)
    environment = {
        **os.environ,
        "PPDS_DATABASE_URL": settings.database_url,
        "PPDS_BATCH_RECORDS": "11",
        "PPDS_WORKER_POLL_SECONDS": "0.02",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "services.ingest.worker"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        connected = "select 1 from pg_stat_activity where application_name = 'ppds ingest worker' and datname = %s"
        name = database.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
        ends_at = time.monotonic() + 20
        while not rows(database, connected, [name]) and time.monotonic() < ends_at:
            time.sleep(0.01)
        time.sleep(seconds)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_a_batch_that_was_overtaken_leaves_nothing(database: str) -> None:
    with ingest_on(database) as http:
        Sender(http, alpha(database)).sent(ndjson([release()]))
    engine = engine_in(Environment.PRODUCTION, settings_for(database).database_url, pool=1, application="ppds tests")
    with worker_transaction(engine) as session:
        waiting = processing_store.open_segments(session, now=datetime.now(UTC), most=1)
        segment = processing_store.segment_at_hand(session, waiting[0])
    assert segment is not None
    execute(database, "update ingest.segment set batches = 1")
    metrics = WorkerMetrics(Metrics())
    with pytest.raises(Overtaken), worker_transaction(engine) as session:
        write_batch(
            session,
            segment,
            Batch([], Mark(5, 2, 0), 5, finished=True),
            register=RegisterAsOf(Register(), 0),
            environment=Environment.PRODUCTION,
            metrics=metrics,
            most_notices=10,
        )
    assert rows(database, "select batches, resume_byte, state from ingest.segment") == [(1, 0, "open")]
    engine.dispose()


def test_the_change_feed_names_each_change_once_and_only_changes(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        for number in range(5):
            sender.sent(ndjson([release(number)]))
        work_off(database, number=2)
        first = sender.get("/changes", limit=2).json()
        rest = sender.get("/changes", after=first["next"], limit=100).json()
        assert len(first["items"]) == 2
        assert len(rest["items"]) == 3
        positions = [each["position"] for each in (*first["items"], *rest["items"])]
        assert positions == sorted(set(positions))
        place = first["items"][0]["scopes"][0]
        assert (place["fact"], place["countedOn"], place["month"]) == ("procedure", "launched_on", "2025-03-01")
        assert {each["cause"] for each in first["items"]} == {"submission"}
        assert rest["next"] == f"{rest['log']}.{rest['head']}"
        ended = {"log": rest["log"], "head": positions[-1], "items": [], "next": rest["next"]}
        assert sender.get("/changes", after=rest["next"]).json() == ended


def test_a_new_version_moves_the_old_one_to_history(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        sender.sent(ndjson([release(1)]))
        work_off(database)
        sender.sent(ndjson([release(1, tag="award", title="Gegund")]))
        work_off(database)
        [procedure] = sender.items("/procedures")
        versions = sender.items(f"/procedures/{procedure['id']}/history")
        assert [each["untilPosition"] is None for each in versions] == [False, True]
        assert versions[0]["untilPosition"] == versions[1]["sincePosition"]
        assert len(procedure["noticeIds"]) == 2
        assert sender.get(f"/procedures/{UUID(int=5)}").status_code == 404
        assert sender.get(f"/procedures/{UUID(int=5)}/history").status_code == 404


def test_without_a_party_the_role_of_ingest_sees_no_row_and_copy_is_refused(database: str) -> None:
    with ingest_on(database) as http:
        Sender(http, alpha(database)).sent(ndjson([release(1)]))
    until = settings_for(database).database_url
    with psycopg.connect(plain(until)) as connection:
        assert connection.execute("select count(*) from ingest.submission").fetchone() == (0,)
        assert connection.execute("select count(*) from ingest.arrival").fetchone() == (0,)
        with pytest.raises(psycopg.errors.FeatureNotSupported), connection.cursor() as cursor:
            cursor.copy("copy ingest.finding (rule) from stdin").__enter__()


def test_waiting_is_over_when_nothing_is_left(database: str) -> None:
    until_done(database, seconds=1)
