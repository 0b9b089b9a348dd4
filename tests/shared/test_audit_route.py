"""`GET /v1/audit-events` of the three services: who may read, what is found, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from shared.http.paging import encode_cursor
from shared.log.audit import AuditedSchema, hash_of, record_act
from shared.settings import ServiceName
from tests.services import ALL, RunningServices, running_services

TRAILS: dict[ServiceName, list[str]] = {
    "registry": ["registry"],
    "ingest": ["ingest", "procurement"],
    "kpi": ["kpi"],
}


@dataclass(frozen=True)
class House:
    running: RunningServices
    auditors: dict[ServiceName, httpx.Client]


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    write(database_module, ["ingest", "procurement", "kpi", "registry"], times=5)
    with running_services(database_module, workers=()) as running:
        yield House(running, {service: running.http(service, "audit:read") for service in ALL})


def write(database: str, schemas: list[AuditedSchema], *, times: int) -> None:
    engine = create_engine(database, poolclass=NullPool)
    for number in range(times):
        for schema in schemas:
            with Session(engine) as session:
                record_act(
                    session,
                    schema,
                    actor="person:of-a-test" if number % 2 else "client-of-a-test",
                    act="thing.make",
                    subject=f"{schema}-{number}",
                    detail={"number": number, "of": [schema]},
                )
                session.commit()
    engine.dispose()


def events(http: httpx.Client, **query: str | int) -> list[dict[str, object]]:
    answer = http.get("/audit-events", params={"act": "thing.make", "limit": 1000, **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


@pytest.mark.parametrize("service", ALL)
def test_a_service_shows_the_acts_of_its_own_schemas_in_order_of_time(house: House, service: ServiceName) -> None:
    recorded = events(house.auditors[service])
    assert sorted({str(act["trail"]) for act in recorded}) == TRAILS[service]
    assert len(recorded) == 5 * len(TRAILS[service])
    assert [act["recordedAt"] for act in recorded] == sorted(str(act["recordedAt"]) for act in recorded)


def test_an_entry_can_be_checked_by_whoever_reads_it(house: House) -> None:
    first, second, *_ = events(house.auditors["kpi"])
    detail = second["detail"]
    assert detail == {"number": 1, "of": ["kpi"]}
    assert second["previousHash"] == first["hash"]
    expected = hash_of(
        bytes.fromhex(str(first["hash"])),
        schema="kpi",
        recorded_at=datetime.fromisoformat(str(second["recordedAt"])),
        actor=str(second["actor"]),
        act=str(second["act"]),
        subject=str(second["subject"]),
        detail={"number": 1, "of": ["kpi"]},
    )
    assert second["hash"] == expected.hex()


@pytest.mark.parametrize("service", ALL)
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_together_are_the_whole_without_gap_or_repeat(house: House, service: ServiceName, limit: int) -> None:
    http = house.auditors[service]
    query: dict[str, str | int] = {"act": "thing.make", "limit": limit}
    seen: list[dict[str, object]] = []
    answer = http.get("/audit-events", params=query).json()
    while True:
        assert len(answer["items"]) <= limit
        seen += answer["items"]
        if answer["next"] is None:
            break
        answer = http.get("/audit-events", params={**query, "cursor": answer["next"]}).json()
    assert seen == events(http)


def test_who_follows_with_a_cursor_sees_an_act_that_was_committed_late(house: House) -> None:
    """An act of one trail is recorded first and committed last: a page that was read between the two is not its end."""
    http = house.auditors["ingest"]
    query: dict[str, str | int] = {"act": "thing.follow", "limit": 2}
    engine = create_engine(house.running.database_url, poolclass=NullPool)

    def act(session: Session, schema: AuditedSchema, subject: str) -> None:
        record_act(session, schema, actor="client-of-a-test", act="thing.follow", subject=subject)

    with Session(engine) as late, Session(engine) as quick:
        act(late, "procurement", "late")
        for subject in ("first", "second", "third"):
            act(quick, "ingest", subject)
            quick.commit()
        before = http.get("/audit-events", params=query).json()
        late.commit()
    engine.dispose()
    after = http.get("/audit-events", params={**query, "cursor": before["next"]}).json()

    assert [item["subject"] for item in before["items"]] == ["first", "second"]
    assert [item["subject"] for item in after["items"]] == ["late", "third"]
    assert after["items"][0]["recordedAt"] < before["items"][0]["recordedAt"]
    assert after["next"] is None
    whole = http.get("/audit-events", params={**query, "limit": 10}).json()
    assert [item["subject"] for item in whole["items"]] == ["late", "first", "second", "third"]


def test_a_clock_that_was_set_back_hides_no_act(house: House) -> None:
    """Entries of one trail come in the order of the chain, whatever moment they bear."""
    minutes = (30, 10, 20)
    engine = create_engine(house.running.database_url, poolclass=NullPool)
    with engine.begin() as connection:
        for minute in minutes:
            connection.execute(
                text(
                    "insert into kpi.audit_event (recorded_at, actor, act, subject, detail, previous_hash, hash)"
                    " values (:at, 'test', 'clock.set', :subject, '{}', '', :hash)"
                ),
                {"at": f"2020-01-01T00:{minute}:00Z", "subject": str(minute), "hash": f"clock-{minute}".encode()},
            )
    engine.dispose()
    http = house.auditors["kpi"]
    query: dict[str, str | int] = {"act": "clock.set", "limit": 1}
    seen: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = http.get("/audit-events", params={**query, **cursor}).json()
        seen += [int(item["subject"]) for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert tuple(seen) == minutes
    late = http.get("/audit-events", params={"act": "clock.set", "from": "2020-01-01T00:15:00Z"}).json()
    assert [item["subject"] for item in late["items"]] == ["30", "20"]


def test_acts_are_found_by_actor_and_by_moment(house: House) -> None:
    http = house.auditors["ingest"]
    everything = events(http)
    assert {event["actor"] for event in events(http, actor="person:of-a-test")} == {"person:of-a-test"}
    assert len(events(http, actor="person:of-a-test")) == 4
    assert events(http, actor="nobody") == []
    fourth = str(everything[3]["recordedAt"])
    assert events(http, **{"from": fourth}) == everything[3:]
    assert events(http, until=fourth) == everything[:3]
    assert events(http, **{"from": "0001-01-01T00:00:00Z"}) == everything
    assert events(http, **{"from": "9999-12-31T23:59:59Z"}) == []
    later = (datetime.fromisoformat(fourth) + timedelta(days=1)).isoformat()
    assert events(http, **{"from": later}) == []


def test_the_registry_shows_the_acts_by_which_its_clients_came(house: House) -> None:
    answer = house.auditors["registry"].get("/audit-events", params={"act": "token.grant"}).json()
    assert "audit:read" in [item["detail"]["scope"] for item in answer["items"]]


@pytest.mark.parametrize("service", ALL)
def test_without_a_token_401_and_without_the_scope_403(house: House, service: ServiceName) -> None:
    assert house.running.http(service).get("/audit-events").status_code == 401
    refused = house.running.http(service, "registry:read", "kpi:read", "ingest:read").get("/audit-events")
    assert refused.status_code == 403
    assert "audit:read" in refused.headers["www-authenticate"]


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "bm90LW91cnM"},
        {"cursor": "WzFd"},
        {"cursor": encode_cursor("kpi")},
        {"cursor": encode_cursor("kpi", "x")},
        {"cursor": encode_cursor("kpi", -1)},
        {"cursor": encode_cursor("kpi", 1, "kpi", 2)},
        {"cursor": encode_cursor("registry", 1)},
        {"cursor": encode_cursor("2025-01-01T00:00:00+00:00", "kpi", 1)},
        {"from": "yesterday"},
        {"until": "2025-01-01T00:00:00"},
        {"actor": ""},
        {"limit": "0"},
        {"limit": "1001"},
    ],
    ids=str,
)
def test_a_question_that_is_wrong_is_refused(house: House, query: dict[str, str]) -> None:
    answer = house.auditors["kpi"].get("/audit-events", params=query)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
