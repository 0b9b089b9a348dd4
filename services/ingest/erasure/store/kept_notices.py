"""Kept notices in which somebody may be named who was erased, those of the past included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.erasure.rules import ERASABLE
from services.ingest.formats.table import RELEASES
from services.ingest.procedures.rules.identity import Identity
from services.ingest.procedures.store.writing import lock_keys

_BEFORE_ALL: Final = UUID(int=0)
_TABLES: Final = ("notice", "notice_history")
_OWN_KEY: Final = "own_key"  # of all notices that share it at once: see `rename_key`
_CLEANED: Final = ", ".join(
    f"{name} = cast(:{name} as jsonb)" if name == "content" else f"{name} = :{name}"
    for name in ERASABLE["procurement.notice"]
    if name != _OWN_KEY
)


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


_KEPT: Final = (
    "procedure, source, submission, record, case when source = any(:releases) then content end as content, own_key"
)
# Both halves of the page end by themselves: each is read along its key and no further.
_PAGE: Final = f"""
    with page as materialized (
        select id from (
            (
                select n.id from procurement.notice n
                where n.id > :after and not (n.since_change <= :since and exists (
                    select from procurement.notice m
                    where m.procedure = n.procedure and m.id < n.id and m.since_change <= :since
                ))
                order by n.id limit :most
            )
            union
            (
                select distinct h.id from procurement.notice_history h
                where h.id > :after order by h.id limit :most
            )
        ) each order by id limit :most
    ), met as materialized (
        select procedure from procurement.notice where id in (select id from page)
        union
        select procedure from procurement.notice_history where id in (select id from page)
    )
    select id in (select id from page), id, cast(null as bigint), {_KEPT}
    from procurement.notice where procedure in (select procedure from met)
    union all
    select id in (select id from page), id, until_change, {_KEPT}
    from procurement.notice_history where procedure in (select procedure from met)
"""  # noqa: S608 - our own column names


def page_after(session: Session, after: UUID | None, *, since: int, most: int) -> tuple[list[UUID], list[KeptRow]]:
    """The next notices in order of id, those of the past included, and all notices of their procedures.

    A procedure is done whole when the first of its notices is met, so one that has stayed in its procedure all the
    while is passed over when another such one of its procedure comes before it. One statement: between two, a notice
    that is passed over could leave the procedure with which it would be done.
    """
    asked = {"after": after or _BEFORE_ALL, "since": since, "most": most, "releases": list(RELEASES)}
    page, rows = set(), []
    for in_page, *row in session.execute(text(_PAGE), asked):
        rows.append(KeptRow(*row))
        if in_page:
            page.add(rows[-1].id)
    return sorted(page), rows


def procedures_of(session: Session, notices: Sequence[UUID]) -> list[UUID]:
    """The procedures that these notices belong to or once did."""
    query = """
        select procedure from procurement.notice where id = any(:ids)
        union
        select procedure from procurement.notice_history where id = any(:ids)
    """
    return sorted(session.scalars(text(query), {"ids": list(notices)}))


def notices_of(session: Session, procedures: Sequence[UUID]) -> list[KeptRow]:
    """The notices of these procedures, those of the past included."""
    query = f"""
        select id, cast(null as bigint), {_KEPT} from procurement.notice where procedure = any(:ids)
        union all
        select id, until_change, {_KEPT} from procurement.notice_history where procedure = any(:ids)
    """  # noqa: S608 - our own column names
    return [
        KeptRow(*row) for row in session.execute(text(query), {"ids": list(procedures), "releases": list(RELEASES)})
    ]


@dataclass(frozen=True, slots=True)
class Reread:
    """A kept notice as it reads now. All but its own key follows from what it says (`procedures.identity`)."""

    id: UUID
    notice_id: str
    version: str
    content_hash: str
    content: bytes
    identity: Identity


_RIGHT: Final = (
    "(array_position(array['own', 'harvested', 'told', 'supplement'], {0}.standing), coalesce({0}.acting_for, ''),"
    " coalesce({0}.sender, ''))"
)
"""Who sent a notice, by the better right first: as `procedures.rules.standing` orders it."""


def rewrite_notice(session: Session, row: KeptRow, now: Reread) -> None:
    """Write a notice as it reads now; where that reading came in already, the old one goes."""
    table = "procurement.notice" if row.until_change is None else "procurement.notice_history"
    of_old, of_new = (
        f"id = :{name}" + ("" if row.until_change is None else " and until_change = :until") for name in ("old", "new")
    )
    which = {"old": row.id, "new": now.id, **({} if row.until_change is None else {"until": row.until_change})}
    # Table and conditions are our own words; the values are bound.
    if session.execute(text(f"select 1 from {table} where {of_new}"), which).one_or_none() is not None:  # noqa: S608
        if now.id != row.id:
            # Sent again meanwhile by a harvester, it stays the buyer's own, and the other way round.
            session.execute(
                text(
                    f"update {table} new set standing = old.standing, acting_for = old.acting_for,"  # noqa: S608
                    f" sender = old.sender from (select standing, acting_for, sender from {table} where {of_old}) old"
                    f" where {of_new} and {_RIGHT.format('old')} < {_RIGHT.format('new')}"
                ),
                which,
            )
            session.execute(text(f"delete from {table} where {of_old}"), which)  # noqa: S608
        return
    identity = now.identity
    session.execute(
        text(
            f"update {table} set id = :new, version = :version, content_hash = :content_hash,"  # noqa: S608
            f" {_CLEANED} where {of_old}"
        ),
        {
            **which,
            "notice_id": now.notice_id,
            "version": now.version,
            "content_hash": now.content_hash,
            "content": now.content.decode(),
            "strong_key": identity.strong,
            "names": list(identity.names),
            "refers_to": list(identity.refers_to),
        },
    )


def rename_key(session: Session, old: str, new: str) -> None:
    """Give every notice of this own key, which is locked, another one that stands for the same."""
    lock_keys(session, [new])
    for table in _TABLES:
        update = f"update procurement.{table} set {_OWN_KEY} = :new where {_OWN_KEY} = :old"  # noqa: S608 - one of the two
        session.execute(text(update), {"old": old, "new": new})
    session.execute(text("delete from procurement.identity_key where key = :old"), {"old": old})
