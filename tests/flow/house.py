"""The whole house as its users meet it: a sender, a reader of figures, and what stands in the database behind them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
import psycopg
from sqlalchemy import make_url

from shared.settings import ServiceName
from tests.services import ALL, NOTHING, WITH_WORKER, RunningServices, eventually, running_services

Json: TypeAlias = Any
Rows: TypeAlias = list[tuple[Any, ...]]

XML = "application/xml"
ZIP = "application/zip"
TAR = "application/x-tar"
JSON = "application/json"
LINES = "application/x-ndjson"

FAST_WORKER: Mapping[str, object] = {"worker_poll_seconds": 0.05, "retry_seconds": 0.05, "change_wait_seconds": 0.1}
FAST_REFRESH: Mapping[str, object] = {"refresh_interval_seconds": 0.1, "refresh_pause_limit_seconds": 0.0}


@dataclass
class House:
    """Running services with a harvester that may send for every buyer and a reader of figures."""

    services: RunningServices
    party: str
    sender: httpx.Client
    reader: httpx.Client

    def post(self, body: bytes, media_type: str, *, key: str | None = None, **headers: str) -> httpx.Response:
        stated = {"Content-Type": media_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if key is not None:
            stated["Idempotency-Key"] = key
        return self.sender.post("/submissions", content=body, headers=stated)

    def send(self, body: bytes, media_type: str, *, key: str | None = None) -> str:
        """Send a body that is taken in; gives the submission. The same body without a key is the same submission."""
        answer = self.post(body, media_type, key=key)
        assert answer.status_code in (200, 202), (answer.status_code, answer.text[:2000])
        return str(answer.json()["id"])

    def report(self, submission: str, *, seconds: float = 60) -> dict[str, Json]:
        """Wait until this submission is read whole; gives its report."""
        found: dict[str, Json] = {}

        def finished() -> bool:
            answer = self.sender.get(f"/submissions/{submission}")
            assert answer.status_code == 200, answer.text
            found.update(answer.json())
            return found["state"] in ("done", "failed")

        eventually(finished, seconds=seconds, every=0.03)
        return found

    def deliver(self, body: bytes, media_type: str, *, key: str | None = None, seconds: float = 60) -> dict[str, Json]:
        """Send and wait for the report."""
        return self.report(self.send(body, media_type, key=key), seconds=seconds)

    def all(self, path: str, *, limit: int = 100, **query: object) -> list[dict[str, Json]]:
        """Every item of a list of ingest, page by page."""
        return everything(self.sender, path, limit=limit, **query)

    def records(self, submission: str) -> list[dict[str, Json]]:
        return self.all(f"/submissions/{submission}/records")

    def findings(self, submission: str) -> list[dict[str, Json]]:
        return self.all(f"/submissions/{submission}/findings")

    def procedures(self) -> list[dict[str, Json]]:
        return self.all("/procedures", limit=200)

    def values(self, code: str, **query: object) -> dict[str, Json]:
        answer = self.reader.get(f"/indicators/{code}/values", params=_written(query))
        assert answer.status_code == 200, answer.text
        shown: dict[str, Json] = answer.json()
        return shown

    def settle(self, *, seconds: float = 60) -> int:
        """Wait until the cells show every change; gives the position they show."""
        eventually(lambda: settled(self.services.database_url), seconds=seconds, every=0.05)
        return int(query(self.services.database_url, "select coalesce(max(position), 0) from procurement.change")[0][0])


@contextmanager
def house_on(
    database_url: str,
    *,
    ingest: Mapping[str, object] = NOTHING,
    kpi: Mapping[str, object] = NOTHING,
    only: Sequence[ServiceName] = ALL,
    workers: Sequence[ServiceName] = WITH_WORKER,
) -> Iterator[House]:
    """The services on this database with quick workers, a harvester and a reader of figures."""
    own: dict[ServiceName, Mapping[str, object]] = {
        "ingest": {**FAST_WORKER, **ingest},
        "kpi": {**FAST_REFRESH, **kpi},
    }
    with running_services(database_url, only=only, workers=workers, own_settings=own) as services:
        party = services.add_party("Voorbeeldcentrale Kennisgevingen", kind="umbrella-association")
        yield House(
            services,
            party,
            sender=services.http("ingest", "ingest:write", "ingest:read", "ingest:any-buyer", party=party),
            reader=services.http("kpi", "kpi:read", party=party) if "kpi" in only else services.http("ingest"),
        )


def everything(http: httpx.Client, path: str, *, limit: int = 100, **asked: object) -> list[dict[str, Json]]:
    """Every item of a paged list."""
    found: list[dict[str, Json]] = []
    cursor: dict[str, object] = {}
    while True:
        answer = http.get(path, params=_written({"limit": limit, **asked, **cursor}))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def settled(database_url: str) -> bool:
    """Whether kpi has read the change log to its end and nothing is stale or being computed."""
    return bool(
        query(
            database_url,
            "select not exists (select from kpi.stale)"
            " and (select position from kpi.cursor where name = 'procurement')"
            "   >= (select coalesce(max(position), 0) from procurement.change)"
            " and not exists (select from kpi.card where not seeded and failure is null)",
        )[0][0]
    )


def query(database_url: str, statement: str, values: Sequence[object] = ()) -> Rows:
    """What stands in the database, read as its owner."""
    with psycopg.connect(plain(database_url), autocommit=True) as connection:
        return connection.execute(statement.encode(), list(values)).fetchall()


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def tables_of(database_url: str, *schemas: str) -> list[str]:
    """Tables of these schemas, the audit trails left out."""
    rows = query(
        database_url,
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema = any(%s) and table_type = 'BASE TABLE' and table_name not like 'audit\\_%%' order by 1",
        [list(schemas)],
    )
    return [str(row[0]) for row in rows]


def contents(database_url: str, tables: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Number of rows and a hash of their content, per table."""
    found = {}
    for table in tables:
        hashes = f"select md5(t::text) as row from {table} t"  # noqa: S608 - names from the catalogue
        whole = f"select count(*), md5(coalesce(string_agg(row, '' order by row), '')) from ({hashes}) h"  # noqa: S608
        [(rows, digest)] = query(database_url, whole)
        found[table] = (int(rows), str(digest))
    return found


TECHNICAL = ("since_change", "submission", "record", "card")
"""Columns that say when and with what a row came, or a number that the database gave out."""


def current(database_url: str) -> dict[str, list[str]]:
    """The content of every current table, its technical columns left out, in one order."""
    found = {}
    for table in ("notice", "procedure", "lot", "winner", "identity_key"):
        statement = f"select (to_jsonb(t) - %s::text[])::text from procurement.{table} t order by 1"  # noqa: S608
        found[table] = [str(row[0]) for row in query(database_url, statement, [list(TECHNICAL)])]
    statement = (
        "select d.code || ' ' || d.version || ' ' || (to_jsonb(c) - %s::text[])::text"
        " from kpi.cell c join kpi.card d on d.id = c.card order by 1"
    )
    found["cell"] = [str(row[0]) for row in query(database_url, statement, [list(TECHNICAL)])]
    return found


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    """A few rows per table that stand in one of the two only; empty when they are equal."""
    found = {table: sorted(set(one[table]) ^ set(other[table]))[:3] for table in one if one[table] != other[table]}
    return {table: [row[:1500] for row in rows] for table, rows in found.items()}


def _written(asked: Mapping[str, object]) -> dict[str, str]:
    return {name.rstrip("_"): str(value) for name, value in asked.items() if value is not None}
