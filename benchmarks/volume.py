"""Years of procurement at volume: a few hundred sent through the doors, then multiplied inside the database.

What is sent comes in as anything does; a copy is the same rows under other keys, of another body and in another year.
So a million lots take minutes, in constant memory, and each row has the shape that ingest writes. A data directory that
is kept is taken on from where it stands.
"""

# ruff: noqa: S608 - statements are put together from our own names

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg import sql

from benchmarks import releases
from benchmarks.machine import Measured

YEARS: Final = 5
FIRST: Final = releases.FIRST_DAY.year - YEARS + 1
SENT: Final = 1_000
"""Procurements that are sent; each has a lot, a winner and a contract with commitments and a report."""
_COPIES: Final = 20  # in one transaction
_CAUSE: Final = "copies until "

Connection = psycopg.Connection[tuple[object, ...]]

IDS: Final = ("id", "procedure", "unit")
KEYS: Final = ("key", "strong_key", "own_key", "ocid", "sender_key", "notice_id", "procedure_id", "tender_id")
_SPREAD: Final = "('x' || left(md5(t.unit::text), 6))::bit(24)::integer"
"""What one body sent of its own is spread over all, unit by unit."""
LISTS: Final = ("names", "refers_to")
_TABLES: Final = ("notice", "procedure", "lot", "winner", "contract", "commitment", "observation")
_PLACES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("procedure", "procedure"): ("awarded_on", "launched_on"),
    ("procedure", "lot"): ("awarded_on", "launched_on"),
    ("procedure", "winner"): ("awarded_on", "launched_on"),
    ("contract", "contract"): ("state_on",),
    ("commitment", "commitment"): ("due_on",),
    ("observation", "observation"): ("period_until",),
}
"""Where a table's rows are counted: the scope of the change log and the table, by the dates of its rows."""


def grow(measured: Measured, lots: int, *, bodies: int, sent: int = SENT) -> int:
    """Have about so many lots in the tables, and the changes that announce them; gives how many there are.

    What is there already stays.
    """
    connection = measured.connection
    if measured.value_of("select to_regclass('volume.body')") is None:
        bodies = max(bodies, releases.BODIES)
        measured.register(bodies)
        submissions = _send(measured, sent)
        with connection.transaction():
            _keep_bodies(connection, bodies)
            _keep_sent(connection, submissions)
    wanted, started = max(lots // sent, 1), time.monotonic()
    there = first = _copies(connection)
    while there < wanted:
        until = min(there + _COPIES, wanted)
        with connection.transaction():
            _copy(connection, range(there, until))
        there = until
        _tell(there * sent, lots, seconds=(time.monotonic() - started) / (there - first) * (wanted - there))
    connection.execute("analyze")
    return there * sent


def _tell(lots: int, wanted: int, *, seconds: float) -> None:
    sys.stderr.write(f"\r{lots:,} of {wanted:,} lots; {seconds:,.0f} s to go   ")
    sys.stderr.write("\n" if lots >= wanted else "")
    sys.stderr.flush()


def _send(measured: Measured, count: int) -> list[str]:
    """Send notices, and for as many lots a contract, through the doors; gives the submissions."""
    notices = measured.folder / "notices.jsonl"
    releases.write(notices, count)
    submissions = [measured.send(notices)]
    for name, rows in (("ppds-contract", _contracts(count)), ("ppds-performance-report", _reports(count))):
        file = measured.folder / f"{name}.json"
        stated = {"format": name, "formatVersion": "1.0", "buyer": releases.oin(0), "rows": list(rows)}
        file.write_text(json.dumps(stated), encoding="utf-8")
        submissions.append(measured.send(file))
    for submission in submissions:
        measured.wait_until_done(submission)
    return submissions


def _contracts(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "senderKey": f"CON-{number:04}",
            "kind": "contract",
            "signedOn": f"2024-12-{1 + number % 28:02}",
            "startsOn": f"2025-{1 + number % 12:02}-01",
            "endsOn": f"{2025 + number % 3}-12-31",
            "amount": {"value": 50_000 + 1_000 * number, "currency": "EUR", "vatIncluded": "no"},
            "supplier": {"scheme": "NL-KVK", "id": f"98{number:06}"},
            "responsibleRole": ("contract-manager", "contract-owner", "none")[number % 3],
            "reportingClause": ("yes", "no")[number % 2],
            "commitments": [
                {"key": "C1", "theme": "social-return", "indicator": "SOR-E02", "target": 2_000, "unit": "EUR"}
                | {"compare": "at-least", "basis": "whole-contract", "dueOn": "2025-12-31"},
                {"key": "C2", "theme": "climate", "indicator": "KLI-E02", "target": 12, "unit": "TNE"}
                | {"compare": "at-least", "basis": "per-year", "dueOn": "2025-12-31"},
            ],
        }


def _reports(count: int) -> Iterator[dict[str, Any]]:
    """Reports on two contracts of three."""
    for number in (number for number in range(count) if number % 3):
        period = {"period": {"from": "2025-01-01", "until": "2025-12-31"}, "reading": "in-period"}
        method = {"method": {"name": "lca", "version": "2025"}}
        yield {
            "senderKey": f"NAK-{number:04}",
            "contract": f"CON-{number:04}",
            "source": "supplier",
            "verification": "declared",
            "observations": [
                {"key": "C1-2025", "commitment": "C1", "realised": 1_500 + number, "unit": "EUR", **period, **method},
                {"key": "C2-2025", "commitment": "C2", "realised": 10, "reference": 40, "unit": "TNE"}
                | {**period, **method},
            ],
        }


def _keep_bodies(connection: Connection, bodies: int) -> None:
    """The bodies by their number, with their tier as the register has it."""
    connection.execute("create schema volume")
    connection.execute("create table volume.body (number integer primary key, party text unique, tier text)")
    numbered = [(number, releases.uri(number)) for number in range(bodies)]
    connection.execute(
        "insert into volume.body select n.number, p.party, p.tier"
        " from unnest(%s::integer[], %s::text[]) n(number, party) join registry.party_current p on p.party = n.party",
        [[number for number, _ in numbered], [party for _, party in numbered]],
    )


def _keep_sent(connection: Connection, submissions: Sequence[str]) -> None:
    """What was sent, apart: it is copied each time, and stays where it is."""
    for table in _TABLES:
        kept = "notice" if table in {"notice", "procedure", "lot", "winner"} else "own_record"
        key = {"procedure": "id", "notice": "procedure"}.get(table, "procedure" if kept == "notice" else "unit")
        of = "procedure" if kept == "notice" else "unit"
        connection.execute(
            f"create table volume.{table} as select * from procurement.{table} where {key} in"
            f" (select {of} from procurement.{kept} where submission = any(%s::uuid[]))".encode(),
            [list(submissions)],
        )


def _copies(connection: Connection) -> int:
    """How many copies of what was sent there are; what was sent is the first."""
    row = connection.execute(
        "select coalesce(max(substr(cause, length(%s) + 1)::integer), 1) from procurement.change where cause like %s",
        [_CAUSE, f"{_CAUSE}%"],
    ).fetchone()
    assert row is not None
    return int(str(row[0]))


def _copy(connection: Connection, copies: range) -> None:
    """Write so many copies and the change that announces them; nobody else writes here, so no lock is needed."""
    row = connection.execute(
        "insert into procurement.change (cause, position, recorded_at)"
        " values (%s, nextval('procurement.change_position'), clock_timestamp()) returning id",
        [f"{_CAUSE}{copies.stop}"],
    ).fetchone()
    assert row is not None
    change = int(str(row[0]))
    for table in _TABLES:
        columns = _columns(connection, table)
        written = {name: _copied(name, kind) for name, kind in columns}
        connection.execute(
            sql.SQL(
                "insert into procurement.{table} ({names}) select {values} from generate_series({first}, {last}) k"
                " cross join volume.{table} t left join volume.body o on o.party = t.{lead}"
                " left join volume.body b on b.number = (o.number + {step} * k + {spread})"
                " % (select count(*) from volume.body)"
            ).format(
                table=sql.Identifier(table),
                names=sql.SQL(", ").join(map(sql.Identifier, written)),
                values=sql.SQL(", ").join(sql.SQL(text.replace("{change}", str(change))) for text in written.values()),
                first=sql.Literal(copies.start),
                last=sql.Literal(copies.stop - 1),
                lead=sql.SQL("buyers[1]" if table == "notice" else "lead_body"),
                step=sql.Literal(releases.BODIES - 1),
                spread=sql.SQL(_SPREAD if "unit" in written else "0"),
            )
        )
    for (scope, table), days in _PLACES.items():
        for day in days:
            source = "cross join unnest(f.state_on) as m(state_on)" if day == "state_on" else ""
            connection.execute(
                sql.SQL(
                    "insert into procurement.change_scope select distinct {change}::bigint, {scope}, {day},"
                    " coalesce(f.lead_body, ''), coalesce(f.tier, ''), date_trunc('month', {column}::timestamp)"
                    " from procurement.{table} f " + source + " where f.since_change = {change}"
                    " and {column} is not null on conflict do nothing"
                ).format(
                    change=sql.Literal(change),
                    scope=sql.Literal(scope),
                    day=sql.Literal(day),
                    column=sql.Identifier("m" if source else "f", day),
                    table=sql.Identifier(table),
                )
            )


def _columns(connection: Connection, table: str) -> Sequence[tuple[str, str]]:
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
        [f"procurement.{table}"],
    )
    return [(str(name), str(kind)) for name, kind in rows]


def _copied(column: str, kind: str) -> str:
    """What a column holds in copy k, as SQL over the row `t`, its body `o` and that of the copy `b`."""
    held = f't."{column}"'
    years = f"make_interval(years => k % {YEARS})"
    if column == "since_change":
        return "{change}"
    if column in IDS:
        return f"md5({held}::text || k)::uuid"
    if column in KEYS:
        return f"{held} || '-' || k"
    if column in LISTS:
        return f"array(select n || '-' || k from unnest({held}) n)"
    if column in {"lead_body", "tier"}:
        return "b.party" if column == "lead_body" else "b.tier"
    if column == "took_part" or (column == "buyers" and kind == "text[]"):
        return f"array_replace({held}, o.party, b.party)"
    if column == "buyers":
        return f"replace({held}::text, o.party, b.party)::jsonb"
    if kind == "date":
        return f"({held} - {years})::date"
    if kind == "date[]":
        return f"array(select (d - {years})::date from unnest({held}) d)"
    return f"{held} - {years}" if kind.startswith("timestamp") else held
