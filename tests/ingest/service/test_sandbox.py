"""What test bodies send is judged as anything else, stands apart, and goes after a while."""

import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from services.ingest.environment import Environment, engine_in
from services.ingest.processing.leases import Leases
from services.ingest.processing.scheduling import Turns
from services.ingest.submissions.operations.cleaning import clean
from tests.flow.house import tables_of
from tests.flow.test_redaction import readable, rows_of
from tests.ingest.service.builders import (
    LINES,
    OIN_OF_BETA,
    XML,
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
from tests.ingest.service.erasing_scene import recorded, release_of
from tests.ingest.test_erasure import NAME, NUMBER
from tests.services import eventually

TABLES = ("submission", "arrival", "segment", "payload", "record", "finding")
KEY = dict.fromkeys(TABLES, "submission") | {"submission": "id"}


def counts(database: str, schema: str) -> dict[str, int]:
    return {table: rows(database, f"select count(*) from {schema}.{table}")[0][0] for table in TABLES}  # noqa: S608


def test_a_rehearsal_is_judged_as_a_real_one_and_leaves_nothing_outside_the_sandbox(database: str) -> None:
    body = ndjson([release(1), release(2, oin=OIN_OF_BETA, tag="nonsense"), {"ocid": "no release"}])
    with ingest_on(database) as http:
        ours = alpha(database)
        beta(database)
        test = Sender(http, "https://ppds.example.org/id/test/1", sandbox=True, client="sandbox-1")
        rehearsal = test.sent(body)
        work_off(database)
        assert set(counts(database, "ingest").values()) == {0}
        # Nothing was counted, no change was noted.
        assert rows(database, "select count(*) from procurement.notice union all select count(*) from kpi.cell") == [
            (0,),
            (0,),
        ]
        assert rows(database, "select count(*) from procurement.change") == [(0,)]
        assert rows(database, "select count(*) from ingest.audit_event") == [(0,)]
        there = counts(database, "sandbox")
        assert (there["submission"], there["record"], there["payload"], there["arrival"]) == (1, 3, 1, 0)

        judged = test.report(rehearsal)
        real = Sender(http, ours, any_buyer=True)
        sent = real.sent(body)
        work_off(database)
        report = real.report(sent)
        assert judged["sandbox"]
        assert not report["sandbox"]
        same = ("state", "format", "receivedSha256", "keptSha256", "size", "progress", "problem")
        assert {name: judged[name] for name in same} == {name: report[name] for name in same}
        for name in ("records", "accepted", "refused", "unchanged"):
            assert judged["counts"][name] == report["counts"][name]
        rules = [
            [(each["ordinal"], each["code"], each["location"]) for each in who.items(f"/submissions/{one}/findings")]
            for who, one in ((test, rehearsal), (real, sent))
        ]
        assert [each for each in rules[0] if each[1] != "ING-010"] == rules[1]
        assert test.get(f"/submissions/{rehearsal}/payload").content == real.get(f"/submissions/{sent}/payload").content


def test_a_notice_that_the_data_space_holds_leads_a_test_client_to_no_real_procedure(database: str) -> None:
    with ingest_on(database) as http:
        real, test = Sender(http, alpha(database)), Sender(http, "a-test-body", sandbox=True, client="sandbox-1")
        sent, rehearsal = real.sent(ndjson([release()])), test.sent(ndjson([release()]))
        work_off(database)
        [shown], [rehearsed] = (
            who.items(f"/submissions/{one}/records") for who, one in ((real, sent), (test, rehearsal))
        )
    assert shown["procedure"] is not None
    assert rehearsed["procedure"] is None
    assert rehearsed["notice"] is not None
    assert rows(database, "select count(*) from procurement.notice_history") == [(0,)]


def test_neither_sees_what_the_other_sent_though_the_party_is_the_same(database: str) -> None:
    with ingest_on(database) as http:
        party = alpha(database)
        real, test = Sender(http, party), Sender(http, party, sandbox=True)
        sent, rehearsal = real.sent(ndjson([release()])), test.sent(ndjson([release()]))
        assert sent != rehearsal
        work_off(database)
        for who, own, other in ((real, sent, rehearsal), (test, rehearsal, sent)):
            assert [each["id"] for each in who.items("/submissions")] == [own]
            for path in ("", "/findings", "/records", "/payload"):
                assert who.get(f"/submissions/{own}{path}").status_code == 200
                assert who.get(f"/submissions/{other}{path}").status_code == 404


def test_a_repeat_is_found_in_the_sandbox_and_never_across(database: str) -> None:
    body = ndjson([release()])
    with ingest_on(database) as http:
        party = alpha(database)
        real, test = Sender(http, party), Sender(http, party, sandbox=True)
        key = {**LINES, "Idempotency-Key": "one"}
        assert [who.send(body, key).status_code for who in (real, test, real, test)] == [202, 202, 200, 200]
        assert test.send(ndjson([release(2)]), key).status_code == 409


def test_both_grounds_at_once_with_the_same_numbers_of_segments(database: str) -> None:
    with ingest_on(database) as http:
        real, test = Sender(http, alpha(database)), Sender(http, "a-test-body", sandbox=True)
        sent = [real.sent(ndjson([release(number)])) for number in range(6)]
        rehearsed = [test.sent(ndjson([release(number)])) for number in range(6)]
        numbers = "select id from {}.segment order by id"
        assert rows(database, numbers.format("ingest")) == rows(database, numbers.format("sandbox"))
        work_off(database, number=3)
        assert {real.report(notice)["counts"]["accepted"] for notice in sent} == {1}
        assert {test.report(notice)["counts"]["accepted"] for notice in rehearsed} == {1}
    assert rows(database, "select count(*) from procurement.notice") == [(6,)]


def test_a_lease_on_a_segment_is_one_of_its_own_ground(database: str) -> None:
    url = settings_for(database).database_url
    engines = [engine_in(environment, url, pool=2, application="ppds tests") for environment in Environment]
    leases = [Leases(engine, environment) for engine, environment in zip(engines, Environment, strict=True)]
    again = Leases(engines[1], Environment.SANDBOX)
    with leases[0].held(1) as real, leases[1].held(1) as sandbox, again.held(1) as taken:
        assert (real, sandbox, taken) == (True, True, False)
    for each in (*leases, again):
        each.close()
    for engine in engines:
        engine.dispose()


def test_a_worker_that_dies_in_the_sandbox_leaves_a_submission_that_the_next_one_ends(database: str) -> None:
    load = [release(number) for number in range(60)]
    with ingest_on(database) as http:
        sender = Sender(http, "a-test-body", sandbox=True)
        submission = sender.sent(ndjson(load))
        with workers_on(database, batch_records=5):
            while not rows(database, "select from sandbox.segment where batches > 1"):
                time.sleep(0.002)
            sessions = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s"
            with psycopg.connect(plain(database), autocommit=True) as connection:
                connection.execute(sessions, ["ppds ingest sandbox"])
            until_done(database)
        report = sender.report(submission)
    assert (report["state"], report["counts"]["accepted"]) == ("done", 60)
    assert rows(database, "select count(*), count(distinct ordinal) from sandbox.record") == [(60, 60)]


def test_uploads_that_hang_in_the_sandbox_hold_up_no_real_one(database: str) -> None:
    with ingest_on(database) as http, ThreadPoolExecutor(12) as senders:
        real, test = Sender(http, alpha(database)), Sender(http, "a-test-body", sandbox=True)
        with psycopg.connect(plain(database)) as connection:
            connection.execute("lock table sandbox.arrival in access exclusive mode")
            hanging = [senders.submit(test.send, ndjson([release(number)])) for number in range(12)]
            locked = "select count(*) from pg_locks where not granted and relation = 'sandbox.arrival'::regclass"
            eventually(lambda: rows(database, locked) == [(2,)])
            began = time.monotonic()
            assert real.send(ndjson([release()])).status_code == 202
            assert time.monotonic() - began < 5
            connection.rollback()
        assert {each.result().status_code for each in hanging} == {202}


class Flood:
    """So many pieces of work, of which each takes so many seconds."""

    def __init__(self, clock: list[float], *, pieces: int, seconds: float) -> None:
        self.clock, self.pieces, self.seconds = clock, pieces, seconds
        self.done: list[float] = []

    def step(self, _stop: threading.Event, *, give_way: Callable[[], bool]) -> bool:  # noqa: ARG002
        if not self.pieces:
            return False
        self.pieces -= 1
        self.clock[0] += self.seconds
        self.done.append(self.clock[0])
        return True

    def waits(self) -> bool:
        return self.pieces > 0


def test_a_flood_of_test_data_takes_a_tenth_and_a_flood_of_real_data_lets_a_tenth_through() -> None:
    clock = [0.0]
    real, sandbox = Flood(clock, pieces=1000, seconds=0.1), Flood(clock, pieces=1000, seconds=0.1)
    turns = Turns(real, sandbox, clock=lambda: clock[0])
    stop = threading.Event()
    while turns.step(stop):
        pass
    assert (real.pieces, sandbox.pieces) == (0, 0)
    during = [moment for moment in sandbox.done if moment <= real.done[-1]]
    assert 0.08 < len(during) / 1000 < 0.12
    assert max(later - earlier for earlier, later in zip(real.done, real.done[1:], strict=False)) < 1.3
    assert max(later - earlier for earlier, later in zip(sandbox.done, sandbox.done[1:], strict=False)) < 10.5


def test_a_long_rehearsal_gives_way_between_two_batches_to_real_data_and_to_the_register(database: str) -> None:
    with ingest_on(database) as http:
        party = alpha(database)
        real, test = Sender(http, party), Sender(http, "a-test-body", sandbox=True)
        rehearsal = test.sent(ndjson([release(number) for number in range(1500)]))
        with workers_on(database, batch_records=1):
            eventually(lambda: bool(rows(database, "select from sandbox.segment where batches > 1")))
            sent = real.sent(ndjson([release()]))
            beta(database)
            newest = "select max(position) from registry.change"
            followed = f"select from ingest.register_applied where position = ({newest})"
            eventually(lambda: real.report(sent)["state"] == "done" and bool(rows(database, followed)), seconds=20)
            assert test.report(rehearsal)["state"] == "processing"
            execute(database, "delete from sandbox.submission")


@pytest.mark.parametrize("table", TABLES)
def test_what_is_inserted_over_a_connection_of_the_sandbox_never_lands_in_ingest(database: str, table: str) -> None:
    engine = engine_in(Environment.SANDBOX, settings_for(database).database_url, pool=1, application="ppds tests")
    with engine.connect() as connection:
        connection.exec_driver_sql("select set_config('ppds.ingest_worker', 'yes', false)")
        found = connection.exec_driver_sql(f"select '{table}'::regclass::oid::regclass::text").scalar_one()
        assert connection.exec_driver_sql(f"select to_regclass('sandbox.{table}') = '{table}'::regclass").scalar_one()
    engine.dispose()
    assert "ingest" not in found


def test_what_was_sent_in_the_sandbox_is_gone_after_its_days_and_real_submissions_stay(database: str) -> None:
    settings = settings_for(database)
    engine = engine_in(Environment.SANDBOX, settings.database_url, pool=1, application="ppds tests")
    with ingest_on(database) as http:
        real, test = Sender(http, alpha(database)), Sender(http, "a-test-body", sandbox=True)
        sent, old, new = real.sent(ndjson([release()])), test.sent(ndjson([release()])), test.sent(ndjson([release(2)]))
        work_off(database)
        unread = test.sent(ndjson([release(3)]))
        long_ago, yet = datetime.now(UTC) - timedelta(days=30, minutes=1), datetime.now(UTC) - timedelta(days=29)
        for submission, moment in ((sent, long_ago), (old, long_ago), (unread, long_ago), (new, yet)):
            for schema in ("ingest", "sandbox"):
                execute(database, f"update {schema}.submission set created_at = %s where id = %s", [moment, submission])  # noqa: S608
        assert clean(engine, settings, environment=Environment.SANDBOX).submissions == 2
        assert clean(engine, settings, environment=Environment.SANDBOX).submissions == 0
        assert [each["id"] for each in test.items("/submissions")] == [new]
        assert test.get(f"/submissions/{old}").status_code == 404
        assert test.report(new)["counts"]["accepted"] == 1
        assert real.report(sent)["counts"]["accepted"] == 1
        # The same body sent again is a new submission.
        assert test.send(ndjson([release()])).status_code == 202
        work_off(database)
    engine.dispose()
    left = {row[0] for table in TABLES for row in rows(database, f"select {KEY[table]}::text from sandbox.{table}")}  # noqa: S608
    assert not left & {old, unread}


def test_the_worker_cleans_both_grounds(database: str) -> None:
    with ingest_on(database) as http:
        old = Sender(http, "a-test-body", sandbox=True).sent(ndjson([release()]))
        execute(database, "update sandbox.submission set created_at = now() - interval '2 days'")
        for schema in ("ingest", "sandbox"):
            broken_off = "values (gen_random_uuid(), 0, 'x', '', now() - interval '3 days')"
            execute(database, f"insert into {schema}.arrival {broken_off}")
        work_off(database, sandbox_days=1)
    assert [counts(database, schema)["arrival"] for schema in ("ingest", "sandbox")] == [0, 0]
    assert counts(database, "sandbox")["submission"] == 0, old


def test_who_is_erased_goes_out_of_the_sandbox_too_and_does_not_come_back(database: str) -> None:
    load = [release_of(NAME, NUMBER, "ocds-x-1"), release(2)]
    with ingest_on(database) as http:
        alpha(database)
        test = Sender(http, "a-test-body", sandbox=True)
        submission, failed = test.sent(ndjson(load)), test.sent(f"<{NAME}".encode(), XML)
        work_off(database)
        assert ("payload", "body") in named_in_sandbox(database)
        before = test.report(submission)

        erasure = recorded(database)
        with workers_on(database):
            done = "select erasure from {}.erasure_applied"
            eventually(
                lambda: all(rows(database, done.format(schema)) == [(erasure,)] for schema in ("ingest", "sandbox"))
            )
            again = test.sent(ndjson([*load, release(3)]))
            until_done(database)
        assert named_in_sandbox(database) == set()
        after = test.report(submission)
        assert after["counts"] == before["counts"]
        assert after["keptSha256"] != before["keptSha256"]
        assert test.report(again)["counts"]["accepted"] == 3
        for each in (submission, again):
            copy = test.get(f"/submissions/{each}/payload").content
            assert hashlib.sha256(copy).hexdigest() == test.report(each)["keptSha256"]
        assert test.report(failed)["state"] in ("done", "failed")
    assert rows(database, "select count(*) from procurement.notice") == [(0,)]


def named_in_sandbox(database: str) -> set[tuple[str, str]]:
    """Tables and columns of the sandbox in which the erased one stands."""
    return {
        (table.removeprefix("sandbox."), column)
        for table in tables_of(database, "sandbox")
        for row in rows_of(database, table)
        for column, value in row.items()
        if any(word.casefold() in readable(value).casefold() for word in (NAME, NUMBER))
    }
