"""Kept notices in which somebody may be named who was erased, those of the past included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import Cursor, sql

from services.ingest.formats.table import RELEASES
from services.ingest.procedures.rules.identity import Identity
from services.ingest.procedures.store.writing import lock_keys

Writer: TypeAlias = Cursor[Any]
_BEFORE_ALL: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A kept notice, or with `until_change` one as it stood before. `content`: the release, where that is kept."""

    id: UUID
    until_change: int | None
    procedure: UUID
    source: str
    submission: UUID | None
    record: int
    content: Mapping[str, Any] | None
    own_key: str | None


def page_after(cursor: Writer, after: UUID | None, *, since: int, most: int) -> tuple[list[UUID], list[KeptRow]]:
    """The next notices in order of id, those of the past included, and all notices of their procedures.

    A procedure is done whole when the first of its notices is met, so one that has stayed in its procedure all the
    while is passed over when another such one of its procedure comes before it. One statement: between two, a notice
    that is passed over could leave the procedure with which it would be done.
    """
    cursor.execute(_PAGE, {"after": after or _BEFORE_ALL, "since": since, "most": most, "releases": list(RELEASES)})
    page, rows = set(), []
    for in_page, *row in cursor.fetchall():
        rows.append(KeptRow(*row))
        if in_page:
            page.add(rows[-1].id)
    return sorted(page), rows


def procedures_of(cursor: Writer, notices: Sequence[UUID]) -> list[UUID]:
    """The procedures that these notices belong to or once did."""
    cursor.execute(
        """
        select procedure from procurement.notice where id = any(%(ids)s)
        union
        select procedure from procurement.notice_history where id = any(%(ids)s)
        """,
        {"ids": list(notices)},
    )
    return sorted(row[0] for row in cursor.fetchall())


def notices_of(cursor: Writer, procedures: Sequence[UUID]) -> list[KeptRow]:
    """The notices of these procedures, those of the past included."""
    cursor.execute(
        f"select id, null::bigint, {_KEPT} from procurement.notice where procedure = any(%(ids)s)"  # noqa: S608
        f" union all select id, until_change, {_KEPT} from procurement.notice_history where procedure = any(%(ids)s)",
        {"ids": list(procedures), "releases": list(RELEASES)},
    )
    return [KeptRow(*row) for row in cursor.fetchall()]


_KEPT: Final = (
    "procedure, source, submission, record, case when source = any(%(releases)s) then content end as content, own_key"
)
# Both halves of the page end by themselves: each is read along its key and no further.
_PAGE: Final = f"""
    with page as materialized (
        select id from (
            (
                select n.id from procurement.notice n
                where n.id > %(after)s and not (n.since_change <= %(since)s and exists (
                    select from procurement.notice m
                    where m.procedure = n.procedure and m.id < n.id and m.since_change <= %(since)s
                ))
                order by n.id limit %(most)s
            )
            union
            (
                select distinct h.id from procurement.notice_history h
                where h.id > %(after)s order by h.id limit %(most)s
            )
        ) each order by id limit %(most)s
    ), met as materialized (
        select procedure from procurement.notice where id in (select id from page)
        union
        select procedure from procurement.notice_history where id in (select id from page)
    )
    select id in (select id from page), id, null::bigint, {_KEPT}
    from procurement.notice where procedure in (select procedure from met)
    union all
    select id in (select id from page), id, until_change, {_KEPT}
    from procurement.notice_history where procedure in (select procedure from met)
"""  # noqa: S608 - our own column names


@dataclass(frozen=True, slots=True)
class Reread:
    """A kept notice as it reads now. All but its own key follows from what it says (`procedures.identity`)."""

    id: UUID
    notice_id: str
    version: str
    content_hash: str
    content: bytes
    identity: Identity


def rewrite_notice(cursor: Writer, row: KeptRow, now: Reread) -> None:
    """Write a notice as it reads now; where that reading came in already, the old one goes."""
    table = sql.SQL("procurement.notice" if row.until_change is None else "procurement.notice_history")
    which = sql.SQL("id = %s" if row.until_change is None else "id = %s and until_change = %s")
    key: list[object] = [row.id] if row.until_change is None else [row.id, row.until_change]
    new_key = [now.id, *key[1:]]
    if cursor.execute(sql.SQL("select from {} where {}").format(table, which), new_key).fetchone() is not None:
        if now.id != row.id:
            # Sent again meanwhile by a harvester, it stays the buyer's own, and the other way round.
            cursor.execute(_SENT_BY_THE_BETTER.format(table=table, new=which, old=which), [*key, *new_key])
            cursor.execute(sql.SQL("delete from {} where {}").format(table, which), key)
        return
    identity = now.identity
    cursor.execute(
        sql.SQL(
            "update {} set id = %s, notice_id = %s, version = %s, content_hash = %s, content = %s::jsonb,"
            " strong_key = %s, names = %s, refers_to = %s where {}"
        ).format(table, which),
        [
            *(now.id, now.notice_id, now.version, now.content_hash, now.content.decode()),
            *(identity.strong, list(identity.names), list(identity.refers_to), *key),
        ],
    )


def rename_key(cursor: Writer, old: str, new: str) -> None:
    """Give every notice of this own key, which is locked, another one that stands for the same."""
    lock_keys(cursor, [new])
    for table in (sql.SQL("notice"), sql.SQL("notice_history")):
        cursor.execute(sql.SQL("update procurement.{} set own_key = %s where own_key = %s").format(table), [new, old])
    cursor.execute("delete from procurement.identity_key where key = %s", [old])


_SENT_BY_THE_BETTER: Final = sql.SQL(
    """
    update {table} new set harvested = old.harvested, sender = old.sender
    from (select harvested, sender from {table} where {old}) old
    where {new} and (old.harvested, coalesce(old.sender, '')) < (new.harvested, coalesce(new.sender, ''))
    """
)
