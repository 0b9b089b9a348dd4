"""Cells equal the rows after every change, whatever happens to bells, workers and cards in between."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.cells.operations import Pace, prepare, refresh_round
from services.kpi.cells.rules.aggregates import aggregates_of, compile_measure
from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.statement import Moved, Unit, pass_statement
from services.kpi.cells.store.change_log import stale_units, take_changes
from services.kpi.cells.store.chunks import refresh_chunk, refreshing
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.card import Words, built_in_cards
from services.kpi.definitions.store import keep_cards
from services.kpi.values.store.known import Known
from tests.kpi.asking import QUIET, ask, refresh
from tests.kpi.builders import BODIES, AProcedure, Procurement, random_procedure
from tests.kpi.fact_rows import verify
from tests.kpi.world import World
from tests.services import eventually


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


@pytest.mark.parametrize("seed", range(2))
def test_cells_follow_in_any_order_of_changes_looks_and_refreshes(world: World, seed: int) -> None:
    """Also when more has changed than was taken notice of, and when a place was refreshed past what made it stale."""
    chance = random.Random(seed)
    pace = Pace(5.0, 20_000, places=dict.fromkeys(Level, 2))
    refresh(world.kpi)
    known: set[int] = set()
    for _ in range(25):
        act = chance.choice(("put", "put", "put", "remove", "look", "refresh some", "refresh", "new card"))
        if act == "put":
            known.add(number := chance.randint(1, 12))
            world.procurement.put(random_procedure(chance, number))
        elif act == "remove" and known:
            world.procurement.remove(AProcedure(number=known.pop()))
        elif act == "refresh":
            refresh_round(world.kpi, pace, stop=QUIET)
        elif act == "new card":
            with world.owner.begin() as connection:
                connection.execute(text("update kpi.card set seeded = false where id % 7 = :rest"), {"rest": seed})
                connection.execute(text("delete from kpi.cell where card % 7 = :rest"), {"rest": seed})
        else:
            with world.kpi.begin() as connection:
                take_changes(connection)
            with world.kpi.connect() as connection:
                units = stale_units(connection)
            for unit in chance.sample(units, len(units) // 2) if act == "refresh some" else ():
                with refreshing(world.kpi, unit) as locked:
                    assert locked is not None
                    refresh_chunk(locked, unit, places=3, time_out_ms=20_000)
    refresh_round(world.kpi, pace, stop=QUIET)
    assert not world.waits()
    cells = world.cells()
    assert len(cells) > 100
    again = world.recomputed()
    assert len(cells) == len(again)
    assert cells == again


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("fact", ["procedure", "lot", "theme_use", "winner", "contract", "commitment", "observation"])
def test_no_table_is_read_whole_for_a_place_of_a_body_or_for_what_moved(world: World, fact: str, level: Level) -> None:
    """As the server plans it when reading whole costs more than looking up."""
    unit = Unit(facts()[fact], facts()[fact].date_columns[0], level)
    moved = None if level is Level.BODY_MONTH else Moved(1, 2)
    card = next(card for card in built_in_cards() if card.measure.fact == fact)
    aggregates = aggregates_of(compile_measure(card), number=0, dialect="postgres", signed=moved is not None)
    with world.owner.connect() as connection:
        for statement in (
            "create temporary table stale_place (place text, first_day date, end_day date, shown bigint)",
            "create temporary table new_cell as select * from kpi.cell with no data",
            "set local enable_seqscan = off",
            "set local enable_sort = off",
            "set local enable_mergejoin = off",
        ):
            connection.execute(text(statement))
        passed = pass_statement(unit, [(1, aggregates)], wide=False, moved=moved)
        plan = [row[0] for row in connection.execute(text(f"explain {passed}"))]
    whole = {line.split(" on ")[1].split()[0] for line in plan if "Seq Scan on" in line}
    assert any("Index Scan" in line for line in plan)
    assert whole <= {"stale_place"}


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


def test_many_refreshed_places_leave_an_empty_table_to_the_answers(world: World) -> None:
    chance = random.Random(5)
    world.procurement.put(*(random_procedure(chance, number) for number in range(1, 300)))
    round_ = refresh_round(world.kpi, Pace(5.0, 20_000), stop=threading.Event())
    assert round_.places >= 1_000
    # The server may be clearing away by itself at that moment: then the table is left to it, and soon empty as well.
    eventually(lambda: size_of_what_waits(world) == 0, seconds=20, every=0.2)


def size_of_what_waits(world: World) -> int:
    with world.owner.connect() as connection:
        return int(connection.execute(text("select pg_relation_size('kpi.stale')")).scalar_one())


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
