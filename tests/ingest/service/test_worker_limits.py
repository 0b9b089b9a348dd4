"""The worker at its limits: procedures that are full, records that are refused, submissions that keep failing."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from services.ingest.environment import Environment
from services.ingest.submissions.operations.cleaning import Removed, clean
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
from tests.ingest.service.loads import current, sizes
from tests.services import eventually


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
