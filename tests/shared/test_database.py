"""One request, one transaction, ended before the answer; each request works for its own party."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import InternalError
from sqlalchemy.pool import NullPool
from starlette.testclient import TestClient

from deploy.embedded import role_url
from shared.database import engine_for, sessions, snapshot
from shared.identity.access import Caller
from tests.shared.apps import served


@pytest.fixture
def notes(empty_database: str) -> Iterator[Engine]:
    """A database with a table whose duplicates are found out at the commit only."""
    engine = create_engine(empty_database, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("create table note (name text unique deferrable initially deferred)"))
    yield engine
    engine.dispose()


@pytest.fixture
def client(notes: Engine) -> Iterator[TestClient]:
    with served(notes.url.render_as_string(hide_password=False)) as client:
        yield client


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    engine = engine_for(empty_database, pool=2, application="ppds tests")
    yield engine
    engine.dispose()


def test_a_connection_takes_on_its_role_and_looks_for_tables_where_it_is_told(database: str) -> None:
    as_reader = engine_for(
        role_url(database, "ppds_kpi"), application="ppds tests", schema="procurement", role="ppds_kpi_reader"
    )
    with as_reader.connect() as connection:
        stated = connection.execute(text("select session_user, current_user, current_setting('search_path')")).one()
    as_reader.dispose()
    assert tuple(stated) == ("ppds_kpi", "ppds_kpi_reader", "procurement")


def named(name: str) -> dict[str, object]:
    return {"thingName": name, "amount": 1}


def stored(notes: Engine) -> list[str]:
    with notes.connect() as connection:
        return list(connection.execute(text("select name from note order by name")).scalars())


def test_what_is_answered_as_stored_is_stored(client: TestClient, notes: Engine) -> None:
    assert client.post("/v1/notes", json=named("first")).status_code == 201
    assert stored(notes) == ["first"]


def test_a_commit_that_fails_is_never_answered_as_done(client: TestClient, notes: Engine) -> None:
    client.post("/v1/notes", json=named("twice"))
    again = client.post("/v1/notes", json=named("twice"))
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"
    assert stored(notes) == ["twice"]


def test_a_number_that_the_database_cannot_hold_is_bad_input(client: TestClient) -> None:
    assert client.get("/v1/numbers/9223372036854775807").json() == {"number": 9223372036854775807}
    assert client.get("/v1/numbers/9223372036854775808").status_code == 400
    assert client.get(f"/v1/numbers/{'9' * 400}").status_code == 400


def test_many_requests_at_once_wait_for_a_connection_and_all_get_an_answer(client: TestClient) -> None:
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda number: client.get(f"/v1/numbers/{number}"), range(200)))
    assert [answer.json() for answer in answers] == [{"number": number} for number in range(200)]


def test_a_service_whose_database_answers_is_ready(client: TestClient) -> None:
    assert client.get("/health/ready").json() == {"status": "pass"}


def test_a_request_works_for_the_party_of_its_token_and_leaves_nothing_behind(client: TestClient) -> None:
    class OneCaller:
        def recent_caller(self, _token: str) -> None:
            return None

        def caller(self, token: str) -> Caller:
            return Caller(
                client_id="a-client",
                party=token,
                party_kind=None,
                scopes=frozenset({"ingest:read"}),
                subject="a-client",
                issuer="",
                token_id="",
                sandbox=False,
            )

    client.app.state.verifier = OneCaller()  # type: ignore[attr-defined]
    for party in ("urn:one", "urn:two"):
        answer = client.get("/v1/party", headers={"Authorization": f"Bearer {party}"})
        assert answer.json() == {"client": "a-client", "party": party}
    with client.app.state.sessions() as session:  # type: ignore[attr-defined]
        assert not session.execute(text("select current_setting('ppds.party', true)")).scalar_one()


def test_the_party_holds_for_each_transaction_of_a_session_and_for_no_other(engine: Engine) -> None:
    party = text("select nullif(current_setting('ppds.party', true), '')")
    with sessions(engine)() as session:
        session.act_for("urn:one")
        assert session.execute(party).scalar_one() == "urn:one"
        session.commit()
        assert session.execute(party).scalar_one() == "urn:one"
    with sessions(engine)() as session:
        assert session.execute(party).scalar_one() is None


def test_the_party_cannot_change_within_a_transaction(engine: Engine) -> None:
    with sessions(engine)() as session:
        session.execute(text("select 1"))
        with pytest.raises(RuntimeError, match="before the first statement"):
            session.act_for("urn:late")


def test_the_server_shows_who_is_connected_and_speaks_utc(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("show timezone")).scalar_one() == "UTC"
        assert connection.execute(text("show application_name")).scalar_one() == "ppds tests"


def test_a_snapshot_stays_as_it_was_at_its_first_statement_and_writes_nothing(notes: Engine, engine: Engine) -> None:
    count = text("select count(*) from note")
    with snapshot(engine) as reading:
        assert reading.execute(count).scalar_one() == 0
        with notes.begin() as writing:
            writing.execute(text("insert into note values ('meanwhile')"))
        assert reading.execute(count).scalar_one() == 0
        with pytest.raises(InternalError, match="read-only"):
            reading.execute(text("insert into note values ('mine')"))
    with snapshot(engine) as reading:
        assert reading.execute(count).scalar_one() == 1
    with engine.begin() as connection:
        connection.execute(text("insert into note values ('afterwards')"))
    assert stored(notes) == ["afterwards", "meanwhile"]
