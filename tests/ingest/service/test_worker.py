"""Reading what was sent: in batches that resume, by any number of workers, each record once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from services.ingest.database import worker_transaction
from services.ingest.environment import Environment, engine_in
from services.ingest.formats.source_format import Mark
from services.ingest.processing import store as processing_store
from services.ingest.processing.batches import Batch, Overtaken, write_batch
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.register.rules import Register
from services.ingest.register.store.reading import RegisterAsOf
from services.ingest.submissions.operations.cleaning import Removed, clean
from shared.metrics import Metrics
from tests.conftest import copy
from tests.ingest.service.builders import (
    LINES,
    OIN_OF_BETA,
    Sender,
    alpha,
    beta,
    execute,
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
from tests.services import eventually


@pytest.fixture
def other_database(postgres_url: str, template: str) -> Iterator[str]:
    """A second fresh database, to compare with."""
    with copy(postgres_url, template) as url:
        yield url


CURRENT = {
    "notice": "notice_id, version, content_hash, procedure, content::text",
    "procedure": "id, key, content_hash, state, lead_body, tier",
    "lot": "procedure, lot_id, state, climate, evidence::text",
    "winner": "procedure, lot_id, tender_id",
    "identity_key": "key",
}
OUTSIDE = (
    *("notice", "notice_history", "procedure", "procedure_history", "lot", "lot_history", "winner"),
    *("winner_history", "identity_key", "change", "change_scope"),
)


def current(database: str) -> dict[str, list[tuple[object, ...]]]:
    """The content of every current table."""
    return {
        table: sorted(rows(database, f"select {columns} from procurement.{table}"), key=str)  # noqa: S608 - our own names
        for table, columns in CURRENT.items()
    }


def sizes(database: str) -> dict[str, int]:
    return {table: rows(database, f"select count(*) from procurement.{table}")[0][0] for table in OUTSIDE}  # noqa: S608


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


def test_a_procedure_takes_in_so_many_notices_and_the_others_are_told_why(database: str) -> None:
    load = [release(1, ident=f"{each}", title=f"Versie {each}", tag="tenderUpdate") for each in range(7)]
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        first = sender.sent(ndjson([*load[:2], release(2), *load[2:]]))
        work_off(database, batch_records=3, procedure_notices=4)
        assert rows(database, "select count(*) from procurement.notice group by procedure order by 1") == [(1,), (4,)]
        report = sender.report(first)
        assert (report["state"], report["counts"]["accepted"], report["counts"]["refused"]) == ("done", 5, 3)
        findings = sender.items(f"/submissions/{first}/findings")
        assert [(each["code"], each["value"]) for each in findings if each["code"] == "ING-003"] == [
            ("ING-003", "4")
        ] * 3
        states = [each["state"] for each in sender.items(f"/submissions/{first}/records")]
        assert states == ["accepted"] * 5 + ["refused"] * 3
        before = current(database)
        again = sender.sent(ndjson(load), {**LINES, "Idempotency-Key": "nog-eens"})
        work_off(database, procedure_notices=4)
        assert sender.report(again)["counts"]["unchanged"] == 4
        assert sender.report(again)["counts"]["refused"] == 3
        assert current(database) == before


def test_a_notice_that_would_tie_full_procedures_together_is_left_out_alone(database: str) -> None:
    def after(number: int) -> list[dict[str, object]]:
        return [{"id": "1", "relationship": ["planning"], "identifier": f"ocds-voorbeeld-{number:06}"}]

    first = [release(1, ident=f"1-{each}") for each in range(3)]
    last = [release(2, ident=f"2-{each}", relatedProcesses=after(3)) for each in range(3)]
    between = release(3, relatedProcesses=after(1))
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(ndjson([*first, *last, between]))
        work_off(database, batch_records=6, procedure_notices=6)
        assert sender.report(submission)["counts"]["refused"] == 1
        assert rows(database, "select count(*) from procurement.notice group by procedure") == [(3,), (3,)]
        sender.sent(ndjson([between]))
        work_off(database, procedure_notices=7)
    assert rows(database, "select count(*) from procurement.notice group by procedure") == [(7,)]


def test_the_party_of_the_token_sends_for_itself_only_and_the_reason_is_told(database: str) -> None:
    with ingest_on(database) as http:
        ours = alpha(database)
        beta(database)
        sender = Sender(http, ours)
        submission = sender.sent(
            ndjson([release(1), release(2, oin=OIN_OF_BETA), release(3, oin="00000099999999999000")])
        )
        work_off(database)
        report = sender.report(submission)
        assert (report["state"], report["counts"]["accepted"], report["counts"]["refused"]) == ("done", 1, 2)
        findings = [each for each in sender.items(f"/submissions/{submission}/findings") if each["severity"] == "error"]
        assert [(each["code"], each["ordinal"], each["value"]) for each in findings] == [
            ("ING-001", 2, OIN_OF_BETA),
            ("ING-001", 3, "00000099999999999000"),
        ]
        assert len(sender.items("/procedures")) == 1


def test_a_harvester_sends_for_all_and_the_buyers_own_sending_takes_its_place(database: str) -> None:
    with ingest_on(database) as http:
        ours, harvester = alpha(database), beta(database)
        Sender(http, harvester, any_buyer=True).sent(ndjson([release(1)]))
        work_off(database)
        assert rows(database, "select standing <> 'own', sender from procurement.notice") == [(True, harvester)]
        Sender(http, ours).sent(ndjson([release(1)]))
        work_off(database)
        assert rows(database, "select standing <> 'own', sender from procurement.notice") == [(False, ours)]
        assert rows(database, "select standing <> 'own' from procurement.notice_history") == [(True,)]
        counts = sizes(database)
        Sender(http, harvester, any_buyer=True, client="again").sent(ndjson([release(1)]))
        work_off(database)
    assert sizes(database) == counts


def test_a_sandbox_client_gets_its_report_and_counts_nowhere(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database), sandbox=True)
        submission = sender.sent(ndjson([release()]))
        work_off(database)
        assert sender.report(submission)["counts"]["accepted"] == 1
        assert "ING-010" in {each["code"] for each in sender.items(f"/submissions/{submission}/findings")}
    assert set(sizes(database).values()) == {0}


def test_a_record_the_database_refuses_is_refused_alone(database: str) -> None:
    execute(
        database,
        """
        create function procurement.refuse() returns trigger language plpgsql as $$
        begin raise exception 'no' using errcode = 'check_violation'; end $$
        """,
    )
    execute(
        database,
        """
        create trigger refuse before insert on procurement.notice for each row
        when (new.notice_id ~ '000013') execute function procurement.refuse()
        """,
    )
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(ndjson([release(number) for number in range(30)]))
        work_off(database)
        report = sender.report(submission)
        assert (report["state"], report["counts"]["accepted"], report["counts"]["refused"]) == ("done", 29, 1)
        refused = [each for each in sender.items(f"/submissions/{submission}/records") if each["state"] == "refused"]
    assert [each["ordinal"] for each in refused] == [14]


def test_a_submission_that_keeps_failing_is_given_up_and_the_others_go_on(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        bad = sender.sent(ndjson([release(1)]))
        execute(database, "update ingest.arrival set body = 'this is no zstd frame'::bytea")
        good = sender.sent(ndjson([release(2)]))
        work_off(database, max_tries=2)
        assert sender.report(good)["state"] == "done"
        report = sender.report(bad)
    assert (report["state"], report["problem"]["code"]) == ("failed", "could-not-process")
    assert rows(database, "select count(*) from ingest.arrival") == [(1,)]


def test_connections_lost_again_and_again_give_no_submission_up_and_each_is_one_line_in_the_log(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(ndjson([release(1)]))
        with psycopg.connect(plain(database)) as holding:
            holding.execute("lock table ingest.arrival in access exclusive mode")
            with workers_on(database, max_tries=1):
                ended: set[int] = set()
                while len(ended) < 4:  # the first of them while it cleans up
                    ended.add(end_waiting(database, besides=ended))
                holding.rollback()
                until_done(database)
        report = sender.report(submission)
    assert (report["state"], report["counts"]["accepted"]) == ("done", 1)
    told = [each for each in caplog.records if "the database did not do what was asked" in each.getMessage()]
    assert len(told) == 4
    assert not any(each.exc_info for each in caplog.records)


def end_waiting(database: str, *, besides: Iterable[int]) -> int:
    """End a session that waits for a lock, as a server that stops does; gives its number."""
    asked = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    waiting: set[int] = set()

    def found() -> bool:
        waiting.update(number for (number,) in rows(database, asked) if number not in besides)
        return bool(waiting)

    eventually(found, seconds=10)
    [number] = waiting
    rows(database, "select pg_terminate_backend(%s)", [number])
    return number


def test_cleaning_removes_broken_off_uploads_and_what_failed_too_long_ago(database: str) -> None:
    settings = settings_for(database)
    party = alpha(database)
    with ingest_on(database) as http:
        sender = Sender(http, party)
        kept = sender.sent(ndjson([release(1)]))
        old = sender.sent(ndjson([release(2)]))
        insert = "insert into ingest.arrival values (%s, 0, %s, '', now() - interval '3 days')"
        execute(database, insert, [UUID(int=1), party])
        execute(database, insert.replace("3 days", "3 hours"), [UUID(int=2), party])
        long_ago = datetime.now(UTC) - timedelta(days=8)
        execute(database, "update ingest.submission set created_at = %s where id = %s", [long_ago, old])
        engine = create_engine(settings.database_url, poolclass=NullPool)
        assert clean(engine, settings, environment=Environment.PRODUCTION) == Removed(chunks=1, given_up=1)
        engine.dispose()
        report = sender.report(old)
        assert (report["state"], report["problem"]["code"]) == ("failed", "not-read-in-time")
        left = {str(each[0]) for each in rows(database, "select submission from ingest.arrival")}
        assert left == {kept, str(UUID(int=2))}
        work_off(database)
        assert sender.report(kept)["state"] == "done"


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
        assert sender.get("/changes", after=rest["next"]).json() == {"items": [], "next": rest["next"]}


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
