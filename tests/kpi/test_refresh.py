"""Cells equal the rows after every change, whatever happens to bells, workers and cards in between."""

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
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.environment import Environment
from services.ingest.processing.leases import Leases
from services.kpi import worker
from services.kpi.cells.operations import Pace, prepare, refresh_round
from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.store.change_log import stale_units, take_changes, wake_workers
from services.kpi.definitions.rules.card import Words, built_in_cards
from services.kpi.definitions.store import keep_cards
from services.kpi.settings import Settings
from services.kpi.values.store.known import Known
from shared.log.change_log import latest_position
from tests.kpi.asking import QUIET, ask, refresh
from tests.kpi.builders import BODIES, AProcedure, Procurement, random_procedure
from tests.kpi.fact_rows import verify

CELLS = "select * from kpi.cell order by {keys}"
KEYS = "card, counted_on, level, body, tier, month, nature, above_threshold, product_chain, theme, released"


@dataclass(frozen=True)
class World:
    url: str
    owner: Engine
    kpi: Engine
    procurement: Procurement

    def settings(self) -> Settings:
        return Settings(
            database_url=role_url(self.url, "ppds_kpi"), refresh_interval_seconds=0.1, refresh_pause_limit_seconds=0
        )

    def cells(self) -> list[tuple[object, ...]]:
        with self.owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(CELLS.format(keys=KEYS)))]

    def waits(self) -> bool:
        with self.owner.connect() as connection:
            return Known().states(connection).moment.position < latest_position(connection, "procurement")

    def recomputed(self) -> list[tuple[object, ...]]:
        """The cells as a computation from nothing gives them."""
        with self.owner.begin() as connection:
            connection.execute(text("delete from kpi.cell"))
            connection.execute(text("update kpi.card set seeded = false"))
        refresh(self.kpi)
        return self.cells()


@pytest.fixture
def world(database: str) -> Iterator[World]:
    owner = create_engine(database, poolclass=NullPool)
    kpi = create_engine(role_url(database, "ppds_kpi"), poolclass=NullPool)
    yield World(database, owner, kpi, Procurement(owner))
    kpi.dispose()
    owner.dispose()


def test_every_change_leaves_the_cells_equal_to_the_rows(world: World) -> None:
    chance = random.Random(3)
    known = [random_procedure(chance, number) for number in range(1, 40)]
    world.procurement.put(*known)
    refresh(world.kpi)
    first = AProcedure(number=1)
    other = list(BODIES)[3]
    changes = [
        first,
        first.moved(awarded_on=date(2025, 4, 1)),
        first.moved(body=other, tier=BODIES[other]),
        first.moved(tier="other"),
        first.moved(body=None, tier=None),
        first.moved(awarded_on=None, launched_on=None),
        first.moved(nature=None, chain=None, quality=None),
        first.moved(counted=False),
        first.moved(lots=()),
    ]
    for change in changes:
        world.procurement.put(change)
        refresh(world.kpi)
        now = [change, *known[1:]]
        with world.kpi.connect() as connection:
            for code, group_by in (("ALG-P13", ("tier",)), ("DIV-P01", ("organisation",)), ("MKT-P03", ("nature",))):
                answer = ask(connection, code, from_="2025-01", until="2025-12", groupBy=list(group_by))
                verify(answer, now)
    assert world.cells() == world.recomputed()
    world.procurement.remove(*known)
    refresh(world.kpi)
    assert world.cells() == []


def test_a_small_pace_leads_to_the_same_cells(world: World) -> None:
    chance = random.Random(4)
    world.procurement.put(*(random_procedure(chance, number) for number in range(1, 40)))
    refresh(world.kpi, pace=Pace(5.0, 20_000, places=dict.fromkeys(Level, 3)))
    assert world.cells() == world.recomputed()


def test_the_position_of_the_cells_waits_for_the_last_stale_place(world: World) -> None:
    world.procurement.put(AProcedure(number=1))
    refresh(world.kpi)
    position = world.procurement.put(AProcedure(number=2))
    with world.kpi.begin() as connection:
        assert take_changes(connection)
        assert Known().states(connection).moment.position == position - 1
    refresh(world.kpi)
    with world.kpi.begin() as connection:
        assert Known().states(connection).moment.position == position
        assert not take_changes(connection)


def test_what_is_not_committed_is_neither_seen_nor_skipped(world: World) -> None:
    refresh(world.kpi)
    held = threading.Event()
    going = threading.Event()

    def slow() -> None:
        with world.owner.begin() as connection:
            connection.execute(text("insert into procurement.change (cause) values ('slow')"))
            going.set()
            held.wait(10)

    thread = threading.Thread(target=slow)
    thread.start()
    going.wait(10)
    world.procurement.put(AProcedure(number=1))
    refresh(world.kpi)
    held.set()
    thread.join()
    world.procurement.put(AProcedure(number=2))
    refresh(world.kpi)
    assert world.cells() == world.recomputed()


def test_a_card_that_fails_stops_no_other_and_says_not_computable(world: World) -> None:
    world.procurement.put(AProcedure(number=1))
    columns = [row for row in _columns(world, "fact_lot") if row != "tenders_received"]
    with world.owner.begin() as connection:
        connection.execute(text("alter view procurement.fact_lot rename to fact_lot_whole"))
        connection.execute(
            text(
                f"create view procurement.fact_lot as select {', '.join(columns)},"  # noqa: S608
                " tenders_received / (tenders_received - tenders_received) as tenders_received"
                " from procurement.fact_lot_whole"
            )
        )
        connection.execute(text("grant select on procurement.fact_lot to ppds_kpi, ppds_kpi_reader"))
    refresh(world.kpi)
    asked = {"from_": "2025-01", "until": "2025-12", "countedOn": "awarded"}
    with world.kpi.connect() as connection:
        for code in ("MKT-P01", "MKT-P02"):
            [row] = ask(connection, code, **asked).rows
            assert (row.value, row.reason) == (None, "not-computable")
        assert ask(connection, "ALG-P13", **asked).rows[0].value == 100
        assert ask(connection, "ALG-P12", **asked).rows[0].value == 1
        # As of a position it is computed from rows, where the view fails just so.
        assert ask(connection, "MKT-P01", asOf="1", **asked).rows[0].reason == "not-computable"
    with world.owner.begin() as connection:
        connection.execute(text("drop view procurement.fact_lot"))
        connection.execute(text("alter view procurement.fact_lot_whole rename to fact_lot"))
    refresh(world.kpi)
    with world.kpi.connect() as connection:
        assert ask(connection, "MKT-P02", **asked).rows[0].value == 3


def test_a_stored_card_that_no_longer_compiles_stops_no_other(world: World) -> None:
    bad = built_in_cards()[0]
    broken = bad.model_copy(
        update={
            "code": "BAD-P01",
            "names": Words(nl="Fout", en="Wrong"),
            "measure": bad.measure.model_copy(update={"hit": "no_such_column"}),
        }
    )
    with world.kpi.begin() as connection:
        keep_cards(connection, [broken])
    world.procurement.put(AProcedure(number=1))
    refresh(world.kpi)
    with world.kpi.connect() as connection:
        asked = {"from_": "2025-01", "until": "2025-12"}
        assert ask(connection, "BAD-P01", **asked).rows[0].reason == "not-computable"
        assert ask(connection, "ALG-P13", **asked).rows[0].value == 100


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
    found = world.cells()
    assert found
    assert found == world.recomputed()


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


def test_the_pace_follows_the_machine() -> None:
    pace = Pace(target_seconds=4.0, time_out_ms=1000, places={Level.BODY_MONTH: 100})
    pace.learn(Level.BODY_MONTH, places=100, seconds=1.0)
    assert pace.places[Level.BODY_MONTH] == 400
    pace.learn(Level.BODY_MONTH, places=10, seconds=0.1)
    assert pace.places[Level.BODY_MONTH] == 400
    pace.learn(Level.BODY_MONTH, places=400, seconds=8.0)
    assert pace.places[Level.BODY_MONTH] == 200
    for _ in range(9):
        pace.shrink(Level.BODY_MONTH)
    assert pace.places[Level.BODY_MONTH] == 1


def test_a_round_stops_when_told(world: World) -> None:
    world.procurement.put(AProcedure(number=1))
    prepare(world.kpi, built_in_cards())
    told = threading.Event()
    told.set()
    assert refresh_round(world.kpi, Pace(5.0, 20_000), stop=told).places == 0
    assert refresh_round(world.kpi, Pace(5.0, 20_000), stop=QUIET).places > 0


def test_while_more_comes_in_a_round_is_one_unit_and_the_next_one_begins_with_what_waited_longest(world: World) -> None:
    class Loaded(Pace):
        """A load goes on: something comes in during each of the first chunks."""

        def learn(self, level: Level, *, places: int, seconds: float) -> None:
            super().learn(level, places=places, seconds=seconds)
            world.procurement.put(AProcedure(number=2 + len(refreshed)))
            refreshed.append(level)

    refreshed: list[Level] = []
    world.procurement.put(AProcedure(number=1))
    prepare(world.kpi, built_in_cards())
    refresh_round(world.kpi, Pace(5.0, 20_000), stop=QUIET)
    with world.kpi.connect() as connection:
        assert stale_units(connection) == ()
    world.procurement.put(AProcedure(number=1, complete=False))
    seen = []
    for _ in range(3):
        with world.kpi.begin() as connection:
            take_changes(connection)
        with world.kpi.connect() as connection:
            units = stale_units(connection)
        refresh_round(world.kpi, Loaded(5.0, 20_000), stop=QUIET)
        seen.append(units[0])
    assert (len(refreshed), len(set(seen))) == (3, 3)
    refresh_round(world.kpi, Pace(5.0, 20_000), stop=QUIET)
    with world.kpi.connect() as connection:
        assert stale_units(connection) == ()


def _columns(world: World, view: str) -> list[str]:
    with world.owner.connect() as connection:
        rows = connection.execute(
            text(
                "select column_name from information_schema.columns"
                " where table_schema = 'procurement' and table_name = :view order by ordinal_position"
            ),
            {"view": view},
        )
        return [row.column_name for row in rows]
