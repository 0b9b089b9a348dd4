"""The kpi worker: killed, told to stop, or left to itself, it leaves no cell wrong."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.environment import Environment
from services.ingest.processing.leases import Leases
from services.kpi import worker
from services.kpi.cells.operations import prepare
from services.kpi.cells.store.change_log import wake_workers
from services.kpi.definitions.rules.card import built_in_cards
from tests.kpi.asking import refresh
from tests.kpi.builders import AProcedure, Procurement, random_procedure
from tests.kpi.world import World


@pytest.fixture
def world(database: str) -> Iterator[World]:
    owner = create_engine(database, poolclass=NullPool)
    kpi = create_engine(role_url(database, "ppds_kpi"), poolclass=NullPool)
    yield World(database, owner, kpi, Procurement(owner))
    kpi.dispose()
    owner.dispose()


def test_cards_cannot_read_what_the_reader_may_not(world: World) -> None:
    with world.kpi.connect() as connection:
        connection.execute(text("set local role ppds_kpi_reader"))
        for relation in ("kpi.cell", "kpi.card", "procurement.notice", "procurement.lot", "ingest.submission"):
            savepoint = connection.begin_nested()
            with pytest.raises(Exception, match="permission denied"):
                connection.execute(text(f"select * from {relation}"))  # noqa: S608
            savepoint.rollback()


def test_two_refreshers_and_three_writers_with_killed_workers_and_odd_bells_leave_no_cell_wrong(world: World) -> None:
    prepare(world.kpi, built_in_cards())
    stop = threading.Event()
    failures: list[BaseException] = []

    def kept(work: Callable[[], None]) -> Callable[[], None]:
        def guarded() -> None:
            try:
                work()
            except BaseException as failure:  # noqa: BLE001 - handed to the test
                failures.append(failure)

        return guarded

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(40):
            # The same few procedures by all writers: places move under the refreshers' feet.
            world.procurement.put(*(random_procedure(chance, number) for number in chance.sample(range(1, 25), 3)))

    def disturb() -> None:
        chance = random.Random(9)
        with world.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not stop.is_set():
                wake_workers(connection, chance.choice([0, 1, 5, 10**9]))
                if chance.random() < 0.3:
                    connection.execute(
                        text(
                            "select pg_terminate_backend(pid) from pg_stat_activity"
                            " where datname = current_database() and application_name = 'ppds kpi-worker'"
                            " and state <> 'idle' limit 1"
                        )
                    )
                time.sleep(0.15)

    writers = [threading.Thread(target=kept(lambda seed=seed: write(seed))) for seed in (1, 2, 3)]  # type: ignore[misc]
    workers = [threading.Thread(target=kept(lambda: worker.run(world.settings(), stop=stop))) for _ in range(2)]
    others = [threading.Thread(target=kept(disturb))]
    with quick_backoff():
        for thread in (*workers, *writers, *others):
            thread.start()
        for thread in writers:
            thread.join()
        time.sleep(1.0)
        stop.set()
        for thread in (*workers, *others):
            thread.join()
    assert failures == []
    refresh(world.kpi)
    assert not world.waits()
    assert world.cells() == world.recomputed()


@contextmanager
def quick_backoff() -> Iterator[None]:
    before = worker._BACKOFF_SECONDS
    worker._BACKOFF_SECONDS = 0.1
    try:
        yield
    finally:
        worker._BACKOFF_SECONDS = before


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(world: World) -> None:
    chance = random.Random(5)
    environment = {
        **os.environ,
        "PPDS_DATABASE_URL": role_url(world.url, "ppds_kpi"),
        "PPDS_REFRESH_INTERVAL_SECONDS": "0.05",
        "PPDS_REFRESH_PAUSE_LIMIT_SECONDS": "0",
    }
    number = 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "services.kpi.worker"], env=environment, stderr=subprocess.DEVNULL
        )
        try:
            until = time.monotonic() + chance.uniform(2.0, 3.5)
            while time.monotonic() < until:
                number += 5
                world.procurement.put(*(random_procedure(chance, each) for each in range(number, number + 5)))
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    refresh(world.kpi)
    assert not world.waits()
    cells = world.cells()
    assert cells
    assert cells == world.recomputed()


def test_the_worker_refreshes_by_itself_and_stops_when_told(world: World) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(world.settings(),), kwargs={"stop": stop})
    thread.start()
    try:
        world.procurement.put(AProcedure(number=1))
        until = time.monotonic() + 20
        while time.monotonic() < until and (world.waits() or not world.cells()):
            time.sleep(0.05)
        assert world.cells()
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_the_worker_rests_while_a_submission_is_read_and_no_longer(world: World) -> None:
    def rested(limit: float) -> float:
        started = time.monotonic()
        worker.let_the_load_go_first(world.kpi, seconds=limit, stop=threading.Event())
        return time.monotonic() - started

    assert rested(60) < 10
    with closing(Leases(world.owner, Environment.SANDBOX)) as sandbox, sandbox.held(1):
        assert rested(60) < 10
    with closing(Leases(world.owner, Environment.PRODUCTION)) as reading:
        with reading.held(1):
            assert rested(2) >= 2
            resting = threading.Thread(target=rested, args=(60,))
            resting.start()
            resting.join(1)
            assert resting.is_alive()
        resting.join(10)
        assert not resting.is_alive()
