"""Bells that are lost, repeated or late, and a kpi worker killed in the middle of its work, leave no cell wrong."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from services.kpi.cells.rules.parts import PARTS
from services.kpi.definitions.facts import facts
from tests.conformance.documents import zipped
from tests.flow.house import LINES, ZIP, House, house_on, plain, query
from tests.flow.loads import Load, lines, load, register
from tests.flow.processes import QuickProcess
from tests.oracle.cells import CELL_KEYS, Cell, cells
from tests.oracle.expression import Row
from tests.services import eventually

KILLS = 8
NOBODY = "http://127.0.0.1:9"
"""An address at which nobody answers."""


def wrong_cells(url: str) -> dict[Cell, tuple[object, object]]:
    """Cells that differ from a recomputation in plain Python over the fact views; none is missing and none too many."""
    kept = kept_cells(url)
    expected = cells(facts_in(url))
    assert len(expected) > 500
    found: dict[Cell, tuple[object, object]] = {}
    for cell in kept.keys() | expected.keys():
        said, wanted = kept.get(cell), expected.get(cell)
        if said is None or wanted is None or any(said[part] != wanted.get(part, 0) for part in said):
            found[cell] = (said, wanted)
    return found


def facts_in(url: str) -> dict[str, list[Row]]:
    with psycopg.connect(plain(url), row_factory=dict_row) as connection:
        return {
            fact: list(connection.execute(f"select * from procurement.fact_{fact}".encode()))  # noqa: S608 - our names
            for fact in facts()
        }


def kept_cells(url: str) -> dict[Cell, dict[str, Decimal]]:
    statement = "select d.code, c.* from kpi.cell c join kpi.card d on d.id = c.card"
    with psycopg.connect(plain(url), row_factory=dict_row) as connection:
        rows = connection.execute(statement).fetchall()
    return {tuple(str(row[name]) for name in CELL_KEYS): {part: row[part] for part in PARTS} for row in rows}


def deliver(house: House, documents: Load, *, parts: int) -> None:
    """Send a load in parts, one after another, and wait for the last."""
    names = list(documents.notices)
    last = ""
    for part in range(parts):
        house.send(zipped({name: documents.notices[name] for name in names[part::parts]}), ZIP)
        last = house.send(lines(documents.releases[part::parts]), LINES)
    house.report(last, seconds=90)
    url = house.services.database_url
    eventually(lambda: not query(url, "select 1 from ingest.submission where finished_at is null"), seconds=90)


def test_bells_that_nobody_hears_leave_no_cell_wrong(database: str, caplog: pytest.LogCaptureFixture) -> None:
    with house_on(database, ingest={"kpi_url": NOBODY}) as house:
        register(house.services)
        deliver(house, load(60, seed=1), parts=3)
        house.settle()
    assert wrong_cells(database) == {}
    assert "it will find out by itself" in caplog.text
    one = "(select ctid from kpi.cell order by card, body, month limit 1)"
    with psycopg.connect(plain(database), autocommit=True) as connection:
        connection.execute(f"update kpi.cell set in_yes = in_yes + 1 where ctid = {one}".encode())  # noqa: S608
    assert len(wrong_cells(database)) == 1, "a cell that is wrong would have been seen"


def test_bells_that_come_late_twice_or_from_the_future_leave_no_cell_wrong(database: str, tmp_path: Path) -> None:
    with house_on(database) as house:
        register(house.services)
        second = QuickProcess("kpi", house.services.settings["kpi"], log=tmp_path / "second.log")
        with ringing(house) as rung:
            deliver(house, load(60, seed=2), parts=4)
            house.settle()
        second.stop()
        assert len(rung) > 30
        assert set(rung) == {204}
    assert wrong_cells(database) == {}


@contextmanager
def ringing(house: House) -> Iterator[list[int]]:
    """Three ringers that ring for any position at any moment; gives the answers they got."""
    answers: list[int] = []
    stop = threading.Event()
    bell = house.services.http("kpi", "kpi:events")

    def ring(seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - moments of a test, no secret
        while not stop.is_set():
            position = chance.choice((0, 1, chance.randrange(1, 40), 10**12))
            answers.extend(post_bell(bell, position).status_code for _ in range(chance.randrange(1, 3)))
            stop.wait(chance.uniform(0.01, 0.1))

    with ThreadPoolExecutor(3) as ringers:
        running = [ringers.submit(ring, seed) for seed in range(3)]
        try:
            yield answers
        finally:
            stop.set()
            for each in running:
                each.result(timeout=30)


def post_bell(bell: httpx.Client, position: int) -> httpx.Response:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:nld:oin:00000099000000001000:systeem:ppds-ingest",
        "type": "nl.overheid.procurement.position-reached",
        "data": {"position": position},
    }
    return bell.post("/events", json=event, headers={"Content-Type": "application/cloudevents+json"})


def test_a_kpi_worker_killed_in_the_middle_of_a_refresh_leaves_no_cell_wrong(database: str, tmp_path: Path) -> None:
    with house_on(database, workers=("ingest",)) as house:
        register(house.services)
        deliver(house, load(120, seed=3), parts=1)
        settings = house.services.settings["kpi"]
        chance = Random(8)  # noqa: S311 - moments of a test, no secret
        in_the_middle = 0
        with ThreadPoolExecutor(1) as sending:
            more = sending.submit(deliver, house, load(120, seed=4), parts=8)
            for _ in range(KILLS):
                worker = QuickProcess("kpi", settings, log=tmp_path / "kpi.log")
                eventually(lambda: refreshing(database), every=0.005)
                time.sleep(chance.uniform(0.0, 0.1))
                in_the_middle += refreshing(database)
                worker.kill()
            more.result(timeout=120)
        assert in_the_middle >= KILLS // 2
        last = QuickProcess("kpi", settings, log=tmp_path / "kpi.log")
        house.settle()
        last.stop()
    assert wrong_cells(database) == {}


def refreshing(url: str) -> bool:
    """Whether a kpi worker is inside a transaction on stale places at this moment."""
    return bool(
        query(
            url,
            "select exists (select from pg_locks where relation = 'kpi.stale'::regclass"
            " and mode = 'RowExclusiveLock' and granted)",
        )[0][0]
    )
