"""The audit trail: an act and its entry are one transaction, and no entry can be changed or left out unseen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from sqlalchemy import Engine, Executable, create_engine, delete, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.audit import AuditedSchema, ChainBreak, hash_of, record_act, verify_chain
from shared.tables.audit import (
    AuditEvent,
    IngestAuditEvent,
    KpiAuditEvent,
    ProcurementAuditEvent,
    RegistryAuditEvent,
)

ALL: list[AuditedSchema] = ["registry", "ingest", "procurement", "kpi"]
TRAIL: dict[AuditedSchema, type[AuditEvent]] = {
    "registry": RegistryAuditEvent,
    "ingest": IngestAuditEvent,
    "procurement": ProcurementAuditEvent,
    "kpi": KpiAuditEvent,
}
OWNER = {
    "registry": "ppds_registry",
    "ingest": "ppds_ingest",
    "procurement": "ppds_ingest",
    "kpi": "ppds_kpi",
}


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = create_engine(database, poolclass=NullPool)
    yield engine
    engine.dispose()


def write(engine: Engine, schema: AuditedSchema, *, times: int = 1) -> None:
    for number in range(times):
        with Session(engine) as session:
            record_act(
                session,
                schema,
                actor="client-7",
                act="thing.create",
                subject=f"thing-{number}",
                detail={"ünïcode": "é\u2028", "list": [1, None, True], "large": 10**30, "nested": {"b": "1", "a": "2"}},
            )
            session.commit()


def tamper(engine: Engine, statement: Executable) -> None:
    """What an operator with full rights could do to the table."""
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(statement)


def breaks(engine: Engine, schema: AuditedSchema) -> list[ChainBreak]:
    with engine.connect() as connection:
        return verify_chain(connection, schema)


def numbers(engine: Engine, schema: AuditedSchema) -> list[int]:
    trail = TRAIL[schema].__table__
    with engine.connect() as connection:
        return list(connection.execute(select(trail.c.number).order_by(trail.c.number)).scalars())


@pytest.mark.parametrize("schema", ALL)
def test_a_trail_that_nobody_touched_is_whole(engine: Engine, schema: AuditedSchema) -> None:
    write(engine, schema, times=5)
    assert len(numbers(engine, schema)) == 5
    assert breaks(engine, schema) == []


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "somebody else"},
        {"act": "thing.delete"},
        {"subject": "thing-9"},
        {"detail": {"more": 1}},
        {"recorded_at": datetime(2025, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_was_changed_is_found(engine: Engine, change: dict[str, object]) -> None:
    write(engine, "ingest", times=3)
    second = numbers(engine, "ingest")[1]
    tamper(engine, update(IngestAuditEvent).where(IngestAuditEvent.number == second).values(**change))
    assert breaks(engine, "ingest") == [ChainBreak(second, "the entry was changed")]


def test_an_entry_that_was_left_out_is_found(engine: Engine) -> None:
    write(engine, "kpi", times=3)
    _first, second, third = numbers(engine, "kpi")
    tamper(engine, delete(KpiAuditEvent).where(KpiAuditEvent.number == second))
    assert breaks(engine, "kpi") == [ChainBreak(third, "an entry before it is missing or was changed")]


def test_an_entry_moved_to_another_schema_does_not_fit() -> None:
    def hashed(schema: AuditedSchema) -> bytes:
        now = datetime(2025, 1, 1, tzinfo=UTC)
        return hash_of(bytes(32), schema=schema, recorded_at=now, actor="a", act="b", subject="c", detail={})

    assert hashed("registry") != hashed("kpi")


@pytest.mark.parametrize("schema", ALL)
@pytest.mark.parametrize("statement", ["update {t} set act = 'x'", "delete from {t}", "truncate {t}"])
def test_the_server_refuses_to_change_or_remove_entries_even_for_its_owner(
    engine: Engine, schema: AuditedSchema, statement: str
) -> None:
    write(engine, schema)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed or removed"):
        connection.execute(text(statement.format(t=f"{schema}.audit_event")))


@pytest.mark.parametrize("schema", ALL)
def test_the_role_of_the_service_may_add_and_read_and_no_more(database: str, schema: AuditedSchema) -> None:
    engine = create_engine(role_url(database, OWNER[schema]), poolclass=NullPool)
    write(engine, schema)
    assert breaks(engine, schema) == []
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(delete(TRAIL[schema]))


@pytest.mark.parametrize("stranger", ["ppds_registry", "ppds_ingest", "ppds_kpi", "ppds_kpi_reader"])
@pytest.mark.parametrize("schema", ALL)
def test_other_services_cannot_even_read_a_trail(database: str, schema: AuditedSchema, stranger: str) -> None:
    if OWNER[schema] == stranger:
        return
    engine = create_engine(role_url(database, stranger), poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(select(TRAIL[schema].number))


def test_an_act_that_is_rolled_back_leaves_no_entry_and_no_break(engine: Engine) -> None:
    write(engine, "registry")
    with Session(engine) as session:
        record_act(session, "registry", actor="a", act="b", subject="c")
        session.rollback()
    write(engine, "registry")
    assert len(numbers(engine, "registry")) == 2
    assert breaks(engine, "registry") == []


def test_writers_at_the_same_time_make_one_chain(engine: Engine) -> None:
    writers = [Thread(target=write, args=(engine, "ingest"), kwargs={"times": 10}) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(numbers(engine, "ingest")) == 40
    assert breaks(engine, "ingest") == []


@pytest.mark.parametrize("detail", [{"share": 0.5}, {"body": b"raw"}, {"at": datetime(2025, 1, 1, tzinfo=UTC)}])
def test_an_entry_that_would_not_come_back_the_same_is_refused(engine: Engine, detail: dict[str, object]) -> None:
    with Session(engine) as session, pytest.raises(TypeError, match="write it as text"):
        record_act(session, "kpi", actor="a", act="b", subject="c", detail=detail)  # type: ignore[arg-type]
