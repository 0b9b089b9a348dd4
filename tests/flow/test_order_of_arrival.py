"""Notices in any order, read by four workers at once, lead to the same content; and no two writers block each other."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psycopg

from tests.conformance.documents import zipped
from tests.flow.house import LINES, ZIP, House, current, differing, house_on, plain, query
from tests.flow.loads import Load, lines, load, register
from tests.flow.processes import QuickProcess

WORKERS = 4
AT_LEISURE = {"refresh_interval_seconds": 2.0, "refresh_pause_limit_seconds": 5.0}


def test_any_order_and_four_workers_lead_to_the_same_content(
    database: str, other_database: str, tmp_path: Path, postgres_url: str
) -> None:
    documents = load(240, seed=3)
    deadlocks = deadlocks_seen(postgres_url)
    with house_on(database, kpi=AT_LEISURE) as house:
        register(house.services)
        for body, media_type in ((zipped(documents.notices), ZIP), (lines(documents.releases), LINES)):
            house.deliver(body, media_type)
        house.settle()
    with house_on(other_database, workers=("kpi",), ingest={"batch_records": 25}, kpi=AT_LEISURE) as house:
        register(house.services)
        submissions = [house.send(body, media_type) for body, media_type in shuffled(documents, parts=12)]
        workers = [
            QuickProcess("ingest", house.services.settings["ingest"], log=tmp_path / f"worker-{number}.log")
            for number in range(WORKERS)
        ]
        assert most_at_once(house) > 1
        reports = [house.report(submission, seconds=120) for submission in submissions]
        assert all(worker.alive for worker in workers)
        for worker in workers:
            worker.stop()
        house.settle()

    assert {report["state"] for report in reports} == {"done"}
    assert sum(report["counts"]["accepted"] for report in reports) == len(documents)
    assert differing(current(database), current(other_database)) == {}
    assert deadlocks_seen(postgres_url) == deadlocks


def shuffled(documents: Load, *, parts: int) -> Iterator[tuple[bytes, str]]:
    """The documents in another order, in many small deliveries; what belongs together lies far apart."""
    chance = Random(99)  # noqa: S311 - an order of arrival, no secret
    names, releases = list(documents.notices), list(documents.releases)
    chance.shuffle(names)
    chance.shuffle(releases)
    for number in range(parts):
        yield zipped({name: documents.notices[name] for name in names[number::parts]}), ZIP
        yield lines(releases[number::parts]), LINES


def most_at_once(house: House) -> int:
    """The most leases that were held at one moment while the deliveries were read."""
    most = 0
    with psycopg.connect(plain(house.services.database_url), autocommit=True) as watch:
        while watch.execute(b"select from ingest.submission where finished_at is null limit 1").rowcount:
            held = watch.execute(
                b"select count(*) from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory'"
                b" and l.granted and a.application_name = 'ppds ingest worker' and a.datname = current_database()"
            ).fetchone()
            assert held is not None
            most = max(most, held[0])
            time.sleep(0.05)
    return most


def deadlocks_seen(postgres_url: str) -> tuple[int, int]:
    """Deadlocks by the server's own count over all databases, and by its log where that can be read."""
    counted = query(postgres_url, "select coalesce(sum(deadlocks), 0) from pg_stat_database")[0][0]
    log = Path(str(query(postgres_url, "show data_directory")[0][0])) / "log"
    written = log.read_text(errors="replace").count("deadlock detected") if log.is_file() else 0
    return int(counted), written
