"""The audit trail: an act and its entry are one transaction, and no entry can be changed or left out unseen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from sqlalchemy import Engine, Executable, create_engine, delete, event, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.log.audit import AuditedSchema, ChainBreak, Head, hash_of, read_head, record_act, verify_chain
from shared.tables.audit import (
    AuditEvent,
    IngestAuditEvent,
    IngestAuditHead,
    KpiAuditEvent,
    ProcurementAuditEvent,
    RegistryAuditEvent,
    RegistryAuditHead,
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


def head_of(engine: Engine, schema: AuditedSchema) -> Head:
    with engine.connect() as connection:
        head = read_head(connection, schema)
    assert head is not None
    return head


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("schema", ALL)
def test_a_tail_that_was_cut_off_is_found(engine: Engine, schema: AuditedSchema) -> None:
    write(engine, schema, times=4)
    *_, third, last = numbers(engine, schema)
    tamper(engine, delete(TRAIL[schema]).where(TRAIL[schema].number >= third))
    assert breaks(engine, schema) == [ChainBreak(last, "the newest entries, up to this one, were removed")]


def test_a_trail_that_was_emptied_is_found(engine: Engine) -> None:
    write(engine, "registry", times=2)
    last = numbers(engine, "registry")[-1]
    tamper(engine, delete(RegistryAuditEvent))
    assert breaks(engine, "registry") == [ChainBreak(last, "the newest entries, up to this one, were removed")]


def test_a_newest_entry_rewritten_with_a_hash_that_fits_is_found(engine: Engine) -> None:
    write(engine, "kpi", times=2)
    first, last = numbers(engine, "kpi")
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    with engine.connect() as connection:
        before = connection.execute(select(KpiAuditEvent.hash).where(KpiAuditEvent.number == first)).scalar_one()
    forged = hash_of(before, schema="kpi", recorded_at=moment, actor="a", act="b", subject="c", detail={})
    values = {"recorded_at": moment, "actor": "a", "act": "b", "subject": "c", "detail": {}, "hash": forged}
    tamper(engine, update(KpiAuditEvent).where(KpiAuditEvent.number == last).values(**values))
    assert breaks(engine, "kpi") == [
        ChainBreak(last, "the head does not fit the newest entry: one of them was changed")
    ]


def test_a_head_that_was_moved_back_miscounts_or_is_gone_is_found(engine: Engine) -> None:
    write(engine, "ingest", times=3)
    first, _second, last = numbers(engine, "ingest")
    entries = head_of(engine, "ingest").entries
    assert entries == 3
    tamper(engine, update(IngestAuditHead).values(number=first))
    assert breaks(engine, "ingest") == [ChainBreak(last, "the head stands before this entry: it was moved back")]
    tamper(engine, update(IngestAuditHead).values(number=last, entries=7))
    assert breaks(engine, "ingest") == [ChainBreak(last, "the head counts another number of entries")]
    tamper(engine, delete(IngestAuditHead))
    assert breaks(engine, "ingest") == [ChainBreak(last, "the head is missing")]


def test_a_tail_removed_together_with_its_head_is_not_found_here_but_against_an_export(engine: Engine) -> None:
    write(engine, "registry", times=2)
    first, second = numbers(engine, "registry")
    before = head_of(engine, "registry")
    tamper(engine, delete(RegistryAuditEvent).where(RegistryAuditEvent.number == second))
    newest = select(RegistryAuditEvent.hash).where(RegistryAuditEvent.number == first).scalar_subquery()
    tamper(engine, update(RegistryAuditHead).values(number=first, hash=newest, entries=1))
    assert breaks(engine, "registry") == []
    assert head_of(engine, "registry") != before


@pytest.mark.parametrize(
    "statement",
    [
        "update {s}.audit_head set number = number - 1",
        "update {s}.audit_head set number = number + 1, entries = entries + 1",
        "update {s}.audit_head set entries = entries + 1",
        "update {s}.audit_head set hash = decode(repeat('00', 32), 'hex')",
        "delete from {s}.audit_head",
        "truncate {s}.audit_head",
        "insert into {s}.audit_head values (2, 0, '', 0)",
    ],
)
def test_the_server_lets_a_head_move_only_to_the_entry_that_was_written_even_for_its_owner(
    engine: Engine, statement: str
) -> None:
    write(engine, "registry", times=2)
    with pytest.raises(DBAPIError, match="only moves forward"):
        run(engine, statement.format(s="registry"))


def test_an_entry_that_was_put_in_beside_the_head_is_found(database: str) -> None:
    engine = create_engine(role_url(database, "ppds_kpi"), poolclass=NullPool)
    write(engine, "kpi", times=2)
    run(
        engine,
        "insert into kpi.audit_event (recorded_at, actor, act, subject, detail, previous_hash, hash)"
        " select now(), 'x', 'y', 'z', '{}', hash, decode(repeat('11', 32), 'hex') from kpi.audit_head",
    )
    last = numbers(engine, "kpi")[-1]
    assert breaks(engine, "kpi") == [
        ChainBreak(last, "the entry was changed"),
        ChainBreak(last, "the head stands before this entry: it was moved back"),
    ]


@pytest.mark.parametrize("stranger", ["ppds_registry", "ppds_ingest", "ppds_kpi", "ppds_kpi_reader"])
@pytest.mark.parametrize("schema", ALL)
def test_other_services_cannot_touch_a_head(database: str, schema: AuditedSchema, stranger: str) -> None:
    if OWNER[schema] == stranger:
        return
    engine = create_engine(role_url(database, stranger), poolclass=NullPool)
    for statement in ("select * from {s}.audit_head", "update {s}.audit_head set number = 9"):
        with pytest.raises(DBAPIError, match=r"permission denied|read-only transaction"):
            run(engine, statement.format(s=schema))


def test_writing_an_act_takes_two_statements(engine: Engine) -> None:
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: sent.append(str(arguments[2])))
    write(engine, "registry")
    assert len(sent) == 2, sent


def test_entries_written_while_a_trail_is_verified_are_no_breaks(engine: Engine) -> None:
    write(engine, "registry", times=3)
    writer = Thread(target=write, args=(engine, "registry"), kwargs={"times": 40})
    writer.start()
    while writer.is_alive():
        assert breaks(engine, "registry") == []
    writer.join()
    assert head_of(engine, "registry").entries == 43
