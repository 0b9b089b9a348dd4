"""Small parts for the tests of the ingest service: app, tokens, workers, releases, what stands in the database."""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

import psycopg
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import make_url

from deploy.embedded import role_url
from services.ingest import worker
from services.ingest.app import build_app
from services.ingest.settings import Settings
from shared.identity.access import TokenVerifier
from shared.identity.signing_keys import KnownKeys, SigningKey
from tests.services import add_party

ISSUER = "http://registry.test"
INGEST = "http://ingest.test"
LINES = {"Content-Type": "application/x-ndjson"}
XML = {"Content-Type": "application/xml"}
OIN_OF_ALPHA = "00000099100000001000"
OIN_OF_BETA = "00000099100000002000"


def settings_for(database: str, **others: object) -> Settings:
    stated = {
        "database_url": role_url(database, "ppds_ingest"),
        "registry_url": ISSUER,
        "ingest_url": INGEST,
        "kpi_url": "http://kpi.test",
        "worker_poll_seconds": 0.02,
        "retry_seconds": 0.05,
    }
    return Settings.model_validate({**stated, **others})


@cache
def signing_key() -> SigningKey:
    return SigningKey.generate()


def token(*scopes: str, party: str | None, client: str = "client-1", **claims: object) -> str:
    now = int(time.time())
    stated: dict[str, object] = {
        "iss": ISSUER,
        "sub": client,
        "azp": client,
        "aud": [INGEST],
        "iat": now,
        "exp": now + 600,
        "jti": uuid4().hex,
        "scope": " ".join(scopes),
        "sandbox": False,
        **claims,
    }
    if party is not None:
        stated = {"party": party, "party_kind": "municipality", **stated}
    return signing_key().sign(stated)


def bearer(*scopes: str, party: str | None, client: str = "client-1", **claims: object) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(*scopes, party=party, client=client, **claims)}"}


@contextmanager
def ingest_on(database: str, **others: object) -> Iterator[TestClient]:
    """The whole app on this database, which accepts the tokens made here."""
    app = build_app(settings_for(database, **others))
    with TestClient(app, base_url=INGEST) as http:
        keys = KnownKeys((signing_key().public(),))
        app.state.verifier = TokenVerifier({ISSUER: keys}, INGEST)
        yield http


class Sender:
    """A client of one party: sends, follows and reads back."""

    def __init__(
        self,
        http: TestClient,
        party: str | None,
        *,
        any_buyer: bool = False,
        client: str = "client-1",
        **claims: object,
    ) -> None:
        self.http = http
        scopes = ("ingest:write", "ingest:read", *(("ingest:any-buyer",) if any_buyer else ()))
        self.headers = bearer(*scopes, party=party, client=client, **claims)

    def send(self, body: bytes, headers: Mapping[str, str] = LINES, **query: str) -> Response:
        return self.http.post("/v1/submissions", content=body, headers={**self.headers, **headers}, params=query)

    def sent(self, body: bytes, headers: Mapping[str, str] = LINES) -> str:
        answer = self.send(body, headers)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def get(self, path: str, **query: object) -> Response:
        return self.http.get(f"/v1{path}", headers=self.headers, params=query)  # type: ignore[arg-type]

    def items(self, path: str, **query: object) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: dict[str, object] = {}
        while True:
            answer = self.get(path, **query, **cursor)
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            if answer.json()["next"] is None:
                return found
            cursor = {"cursor": answer.json()["next"]}

    def report(self, submission: str) -> dict[str, Any]:
        answer = self.get(f"/submissions/{submission}")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


@contextmanager
def workers_on(database: str, *, number: int = 1, **others: object) -> Iterator[None]:
    stop = threading.Event()
    settings = settings_for(database, **others)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            worker.run(settings, stop=stop)
        except BaseException as failure:  # noqa: BLE001 - raised again in the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
    if failures:
        raise failures[0]


def work_off(database: str, *, number: int = 1, seconds: float = 60, **others: object) -> None:
    """Let workers read everything that was sent."""
    with workers_on(database, number=number, **others):
        until_done(database, seconds=seconds)


def until_done(database: str, *, seconds: float = 60) -> None:
    ends_at = time.monotonic() + seconds
    waiting = "select from ingest.submission where finished_at is null"
    waiting += " union all select from sandbox.submission where finished_at is null limit 1"
    while rows(database, waiting):
        assert time.monotonic() < ends_at, "the submissions were not read in time"
        time.sleep(0.02)


def rows(database: str, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """What stands in the database, read as its owner."""
    with psycopg.connect(plain(database), autocommit=True) as connection:
        return connection.execute(query.encode(), list(values)).fetchall()


def execute(database: str, statement: str, values: Sequence[object] = ()) -> None:
    with psycopg.connect(plain(database), autocommit=True) as connection:
        connection.execute(statement.encode(), list(values))


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@cache
def harvester(database: str) -> str:
    """A party of this database that takes part and is no buyer; the same one each time it is asked for."""
    return add_party(database, name="Voorbeeldoogster", kind="umbrella-association")


def alpha(database: str) -> str:
    return add_party(database, name="Voorbeeldgemeente Alpha", oin=OIN_OF_ALPHA, demo=True)


def beta(database: str) -> str:
    return add_party(database, name="Voorbeeldgemeente Beta", oin=OIN_OF_BETA, demo=True)


def release(
    number: int = 1,
    *,
    oin: str = OIN_OF_ALPHA,
    tag: str = "tender",
    title: str = "Voorbeeldopdracht",
    ident: str | None = None,
    ocid: str | None = None,
    **others: object,
) -> dict[str, object]:
    """An OCDS release of a fictitious body."""
    return {
        "ocid": ocid or f"ocds-voorbeeld-{number:06}",
        "id": ident or f"{number:06}-{tag}",
        "date": "2025-03-01T09:00:00Z",
        "tag": [tag],
        "language": "nl",
        "initiationType": "tender",
        "parties": [
            {
                "id": "b1",
                "name": "Voorbeeldgemeente (fictief)",
                "identifier": {"scheme": "NL-OIN", "id": oin},
                "roles": ["buyer"],
            }
        ],
        "buyer": {"id": "b1", "name": "Voorbeeldgemeente (fictief)"},
        "tender": {
            "id": f"T-{number:06}",
            "title": title,
            "status": "active",
            "mainProcurementCategory": "services",
            "lots": [{"id": "LOT-0001", "title": "Perceel 1", "status": "active"}],
        },
        **others,
    }


def ndjson(releases: Sequence[Mapping[str, object]]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in releases)
