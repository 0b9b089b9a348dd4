"""The ingest worker killed at any moment of a load: another goes on, nothing is lost, and nothing is done twice."""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg

from tests.conformance.documents import zipped
from tests.flow.house import LINES, ZIP, House, current, differing, house_on, plain, query
from tests.flow.loads import Load, lines, load, register
from tests.flow.processes import QuickProcess
from tests.services import eventually

KILLS = 20
SMALL_BATCHES = {"batch_records": 20, "change_wait_seconds": 1.0}
AT_LEISURE = {"refresh_interval_seconds": 2.0, "refresh_pause_limit_seconds": 5.0}
"""The cells follow at a distance, so that the machine is left to the load."""


@dataclass(frozen=True)
class Moment:
    """What was going on when the worker was killed."""

    leased: bool
    in_transaction: bool
    records_read: int


def test_twenty_kills_end_with_the_same_content(database: str, other_database: str, tmp_path: Path) -> None:
    documents = load(450, seed=7)
    assert len(documents) > 1000
    with house_on(database, kpi=AT_LEISURE) as house:
        register(house.services)
        undisturbed = [house.report(submission, seconds=120) for submission in send(house, documents)]
        house.settle()
    with house_on(other_database, workers=("kpi",), ingest=SMALL_BATCHES, kpi=AT_LEISURE) as house:
        register(house.services)
        submissions = send(house, documents)
        moments = kill_again_and_again(house, log=tmp_path / "worker.log")
        disturbed = [house.report(submission, seconds=60) for submission in submissions]
        house.settle()

    # A kill may also fall between two parts, when the worker holds neither: that moment counts as any other.
    assert sum(moment.leased for moment in moments) > KILLS * 3 // 4, "the kills fell while the worker was reading"
    assert sum(moment.in_transaction for moment in moments) >= 3
    assert len({moment.records_read for moment in moments}) > KILLS // 2, "the kills were spread over the load"
    for once, again in zip(undisturbed, disturbed, strict=True):
        assert (again["state"], again["counts"]) == ("done", once["counts"])
        assert again["keptSha256"] == once["keptSha256"]
    assert differing(current(database), current(other_database)) == {}
    assert records_of(other_database) == records_of(database)
    assert query(other_database, "select count(*) from ingest.arrival") == [(0,)]


def send(house: House, documents: Load) -> list[str]:
    return [house.send(zipped(documents.notices), ZIP), house.send(lines(documents.releases), LINES)]


def kill_again_and_again(house: House, *, log: Path) -> list[Moment]:
    """Kill the worker at random moments of its work and start another, then let the last one finish."""
    url = house.services.database_url
    settings = house.services.settings["ingest"]
    chance = Random(20)  # noqa: S311 - moments of a test, no secret
    moments = []
    with psycopg.connect(plain(url), autocommit=True) as watch:
        for _ in range(KILLS):
            worker = QuickProcess("ingest", settings, log=log)
            await_work(watch, records=moment_of(watch).records_read + chance.choice((0, 20, 20, 40, 60)))
            time.sleep(chance.uniform(0.0, 0.1))
            moments.append(moment_of(watch))
            worker.kill()
        last = QuickProcess("ingest", settings, log=log)
        eventually(lambda: not watch.execute(b"select from ingest.submission where finished_at is null").rowcount)
        last.stop()
    return moments


def await_work(watch: psycopg.Connection, *, records: int) -> None:
    """Wait until a worker is reading and so many records were read."""

    def working() -> bool:
        moment = moment_of(watch)
        return moment.leased and moment.records_read >= records

    eventually(working, seconds=60, every=0.01)


def moment_of(watch: psycopg.Connection) -> Moment:
    """What the database sees of the ingest worker."""
    row = watch.execute(
        b"select (select count(*) from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory'"
        b"   and l.granted and a.application_name = 'ppds ingest worker' and a.datname = current_database()) > 0,"
        b" exists (select from pg_stat_activity where application_name = 'ppds ingest worker'"
        b"   and datname = current_database() and state <> 'idle'),"
        b" (select count(*) from ingest.record)"
    ).fetchone()
    assert row is not None
    return Moment(*row)


def records_of(url: str) -> list[tuple[object, ...]]:
    """Every record and finding of every submission, submissions told apart by their content."""
    return query(
        url,
        "select s.content_sha256, (to_jsonb(r) - 'submission')::text from ingest.record r"
        " join ingest.submission s on s.id = r.submission union all"
        " select s.content_sha256, (to_jsonb(f) - array['submission', 'id'])::text from ingest.finding f"
        " join ingest.submission s on s.id = f.submission order by 1, 2",
    )
