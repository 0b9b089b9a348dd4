"""Writing schema `procurement`, in sets: locks on identity keys, kept notices, compiled procedures, history, places.

These functions work on the cursor of the worker's own transaction. New rows come in by COPY straight into the current
tables; what they replace moves to history in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import Cursor, sql

from services.ingest.procedures.rules.kept import KnownNotice
from shared.tables.base import Base
from shared.tables.procurement import Lot, LotHistory, Notice, NoticeHistory, Procedure, ProcedureHistory, Winner
from shared.tables.procurement import WinnerHistory as WinnerPast

Rows: TypeAlias = Iterable[Sequence[object]]
Writer: TypeAlias = Cursor[Any]

SCHEMA: Final = "procurement"
_AT_ONCE: Final = 1000


def columns_of(table: type[Base]) -> tuple[str, ...]:
    """Names of the columns of a table, in its own order."""
    return tuple(column.name for column in table.__table__.columns)


NOTICE: Final = columns_of(Notice)
PROCEDURE: Final = columns_of(Procedure)
LOT: Final = columns_of(Lot)
WINNER: Final = columns_of(Winner)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in the figures: '' for an unknown body or tier; the first day of the month."""

    counted_on: str
    body: str
    tier: str
    month: date


def lock_keys(cursor: Writer, keys: Sequence[str]) -> list[str]:
    """Lock these identity keys until the end of the transaction; gives those that existed before.

    Missing keys are made in key order, existing ones locked in key order: however two writers overlap, one waits for
    the other and none waits in a ring. A key that is made here is nobody else's until the commit, so no notice
    that is kept can have it.
    """
    cursor.execute(
        "insert into procurement.identity_key select unnest(%s::text[]) on conflict do nothing returning key",
        [list(keys)],
    )
    made = {row[0] for row in cursor.fetchall()}
    existing = [key for key in keys if key not in made]
    if existing:
        cursor.execute(
            "select from procurement.identity_key where key = any(%s::text[]) order by key for update", [existing]
        )
    return existing


def notices_with(cursor: Writer, keys: Sequence[str]) -> dict[UUID, KnownNotice]:
    """Read the kept notices that share one of these keys. In a later statement than the lock, or it may miss some."""
    found: dict[UUID, KnownNotice] = {}
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        strong = [key for key in part if key.startswith("bt04:")]
        own = [key for key in part if key.startswith("own:")]
        names = [key for key in part if not key.startswith(("bt04:", "own:"))]
        cursor.execute(_SHARING, {"strong": strong, "own": own, "names": names})
        for row in cursor.fetchall():
            columns = dict(zip(_IDENTITY, row, strict=True))
            found[row[0]] = KnownNotice(row[0], columns, columns["procedure"], columns["sender"], columns["harvested"])
    return found


_IDENTITY: Final = (
    "id",
    "notice_id",
    "source",
    "strong_key",
    "ocid",
    "own_key",
    "names",
    "refers_to",
    "procedure",
    "sender",
    "harvested",
)
_SELECT_IDENTITY: Final = f"select {', '.join(_IDENTITY)} from procurement.notice"  # noqa: S608 - our own column names
_SHARING: Final = f"""
    {_SELECT_IDENTITY} where strong_key = any(%(strong)s::text[]) and cardinality(%(strong)s::text[]) > 0
    union all
    {_SELECT_IDENTITY} where own_key = any(%(own)s::text[]) and cardinality(%(own)s::text[]) > 0
    union all
    {_SELECT_IDENTITY} where names && %(names)s::text[]
    union all
    {_SELECT_IDENTITY} where refers_to && %(names)s::text[]
"""


def keys_of_procedures(cursor: Writer, procedures: Sequence[UUID]) -> list[str]:
    """Read the identity keys of the notices of these procedures, in the order in which writers lock them."""
    cursor.execute(
        """
        select distinct key from (
            select unnest(names || refers_to || strong_key || own_key) as key
            from procurement.notice where procedure = any(%s)
        ) keys where key is not null
        """,
        [list(procedures)],
    )
    return sorted(row[0] for row in cursor.fetchall())


def contents_of(cursor: Writer, ids: Sequence[UUID]) -> list[tuple[UUID, str, str, bool, str | None, dict[str, Any]]]:
    """Read (id, source, content hash, harvested, sender, content) of these kept notices."""
    cursor.execute(
        "select id, source, content_hash, harvested, sender, content from procurement.notice where id = any(%s)",
        [list(ids)],
    )
    return cursor.fetchall()


def standing_hashes(cursor: Writer, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Read the content hashes of these procedures as they stand."""
    cursor.execute("select id, content_hash from procurement.procedure where id = any(%s)", [list(ids)])
    return dict(cursor.fetchall())


def add_notices(cursor: Writer, rows: Rows) -> None:
    """Add kept notices; values in the order of NOTICE."""
    _copy(cursor, "notice", NOTICE, rows)


def revise_notices(cursor: Writer, revised: Sequence[tuple[UUID, UUID, bool, str | None]], *, change: int) -> None:
    """Give notices another procedure or sender (id, procedure, harvested, sender); the old row goes to history."""
    if not revised:
        return
    ids = [each[0] for each in revised]
    _to_history(cursor, Notice, NoticeHistory, "id", ids, change=change, keep=True)
    cursor.execute(
        """
        update procurement.notice as n
        set procedure = v.procedure, harvested = v.harvested, sender = v.sender, since_change = %s
        from unnest(%s::uuid[], %s::uuid[], %s::boolean[], %s::text[]) as v (id, procedure, harvested, sender)
        where n.id = v.id
        """,
        [change, ids, [each[1] for each in revised], [each[2] for each in revised], [each[3] for each in revised]],
    )


def replace_procedures(
    cursor: Writer, replaced: Sequence[UUID], *, change: int, procedures: Rows, lots: Rows, winners: Rows
) -> set[PlaceRow]:
    """Move the standing rows of these procedures to history and add the new ones; gives the places of the old rows."""
    places: set[PlaceRow] = set()
    if replaced:
        for table, past, key in (
            (Procedure, ProcedureHistory, "id"),
            (Lot, LotHistory, "procedure"),
            (Winner, WinnerPast, "procedure"),
        ):
            for body, tier, launched_on, awarded_on in _to_history(cursor, table, past, key, replaced, change=change):
                places.update(places_of(body, tier, launched_on=launched_on, awarded_on=awarded_on))
    _copy(cursor, "procedure", PROCEDURE, procedures)
    _copy(cursor, "lot", LOT, lots)
    _copy(cursor, "winner", WINNER, winners)
    return places


def places_of(
    body: str | None, tier: str | None, *, launched_on: date | None, awarded_on: date | None
) -> Iterator[PlaceRow]:
    """The places in which a row of these dimensions stands; a row without a date stands in none."""
    for counted_on, day in (("awarded_on", awarded_on), ("launched_on", launched_on)):
        if day is not None:
            yield PlaceRow(counted_on, body or "", tier or "", day.replace(day=1))


def add_places(cursor: Writer, places: Iterable[PlaceRow], *, change: int) -> None:
    """Write the places that a change touched."""
    _copy(
        cursor,
        "change_scope",
        ("change", "fact", "counted_on", "body", "tier", "month"),
        ((change, "procedure", each.counted_on, each.body, each.tier, each.month) for each in places),
    )


def _to_history(
    cursor: Writer,
    table: type[Base],
    past: type[Base],
    key: str,
    ids: Sequence[UUID],
    *,
    change: int,
    keep: bool = False,
) -> list[tuple[str | None, str | None, date | None, date | None]]:
    names = columns_of(table)
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    current = sql.Identifier(SCHEMA, str(table.__tablename__))
    history = sql.Identifier(SCHEMA, str(past.__tablename__))
    taken = sql.SQL(
        "select {} from {} where {} = any(%s)" if keep else "delete from {1} where {2} = any(%s) returning {0}"
    )
    placed = "lead_body" in names
    statement = sql.SQL(
        "with taken as ({taken}) insert into {history} ({listed}, until_change) select {listed}, %s from taken {back}"
    ).format(
        taken=taken.format(listed, current, sql.Identifier(key)),
        history=history,
        listed=listed,
        back=sql.SQL("returning lead_body, tier, launched_on, awarded_on" if placed else ""),
    )
    cursor.execute(statement, [list(ids), change])
    return cursor.fetchall() if placed else []


def _copy(cursor: Writer, table: str, names: Sequence[str], rows: Rows) -> None:
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(SCHEMA, table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
