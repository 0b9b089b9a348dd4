"""The change log is read in the order of commits: nothing skipped, nothing seen twice."""

import random
from collections.abc import Iterator
from threading import Event, Thread
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.log.change_log import LoggedSchema, latest_position, open_change, take_position

BOTH: list[LoggedSchema] = ["procurement", "registry"]


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = create_engine(database, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("schema", BOTH)
def test_a_change_counts_once_it_has_its_position(engine: Engine, schema: LoggedSchema) -> None:
    with engine.begin() as connection:
        before = latest_position(connection, schema)
        change = open_change(connection, schema, cause="test")
        assert latest_position(connection, schema) == before
        position = take_position(connection, schema, change)
        assert latest_position(connection, schema) == position > before


@pytest.mark.parametrize("schema", BOTH)
def test_a_position_is_given_once_and_to_a_change_that_exists_only(engine: Engine, schema: LoggedSchema) -> None:
    with engine.begin() as connection:
        change = open_change(connection, schema, cause="test")
        take_position(connection, schema, change)
        with pytest.raises(LookupError, match="has its position already"):
            take_position(connection, schema, change)
        with pytest.raises(LookupError, match="does not exist"):
            take_position(connection, schema, 999_999)


def test_a_change_of_procurement_names_the_submission_it_came_from(engine: Engine) -> None:
    submission = uuid4()
    with engine.begin() as connection:
        change = open_change(connection, "procurement", cause="submission", submission=submission)
        kept = connection.execute(text("select submission from procurement.change where id = :id"), {"id": change})
        assert kept.scalar_one() == submission


def test_a_change_that_is_rolled_back_is_never_seen(engine: Engine) -> None:
    with engine.connect() as connection:
        before = latest_position(connection, "procurement")
        take_position(connection, "procurement", open_change(connection, "procurement", cause="test"))
        connection.rollback()
        assert latest_position(connection, "procurement") == before


def test_a_cursor_sees_each_committed_change_once_while_four_writers_run(database: str, engine: Engine) -> None:
    done = Event()
    committed: list[int] = []
    seen: list[int] = []
    snapshots: dict[int, int] = {}

    def write(seed: int) -> None:
        order = random.Random(seed)  # noqa: S311 - a repeatable mix of short and long
        own = create_engine(database, poolclass=NullPool)
        with own.connect() as connection:
            for _ in range(60):
                change = open_change(connection, "procurement", cause="test")
                connection.execute(text("select pg_sleep(:seconds)"), {"seconds": order.random() * 0.004})
                take_position(connection, "procurement", change)
                if order.random() < 0.2:
                    connection.rollback()
                else:
                    connection.commit()
                    committed.append(change)

    def read() -> None:
        own = create_engine(database, poolclass=NullPool)
        cursor, finished = 0, False
        with own.connect() as connection:
            while not finished:
                finished = done.is_set()
                news = text("select id, position from procurement.change where position > :cursor order by position")
                for row in connection.execute(news, {"cursor": cursor}):
                    seen.append(row.id)
                    cursor = row.position
                count = text("select count(*) from procurement.change where position <= :cursor")
                snapshots.setdefault(cursor, connection.execute(count, {"cursor": cursor}).scalar_one())
                connection.commit()

    writers = [Thread(target=write, args=(seed,)) for seed in range(4)]
    reader = Thread(target=read)
    for thread in (reader, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert len(committed) > 100
    assert sorted(seen) == sorted(committed)
    with engine.connect() as connection:
        for cursor, count in snapshots.items():
            again = text("select count(*) from procurement.change where position <= :cursor")
            assert connection.execute(again, {"cursor": cursor}).scalar_one() == count
        moments = connection.execute(
            text("select recorded_at from procurement.change where position is not null order by position")
        ).scalars()
        moments_in_order = list(moments)
        assert moments_in_order == sorted(moments_in_order)


@pytest.mark.parametrize(("schema", "owner"), [("procurement", "ppds_ingest"), ("registry", "ppds_registry")])
def test_the_owner_of_the_schema_writes_its_log_and_kpi_only_reads_it(
    database: str, schema: LoggedSchema, owner: str
) -> None:
    writing = create_engine(role_url(database, owner), poolclass=NullPool)
    with writing.begin() as connection:
        take_position(connection, schema, open_change(connection, schema, cause="test"))
    reading = create_engine(role_url(database, "ppds_kpi"), poolclass=NullPool)
    with reading.connect() as connection:
        assert latest_position(connection, schema) > 0
        with pytest.raises(ProgrammingError, match="permission denied"):
            open_change(connection, schema, cause="test")
