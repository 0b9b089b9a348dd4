"""Statements on kept notices: those that concern a body, and those that are known by a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.procedures.rules.identity import names_meant
from services.ingest.procedures.rules.precedence import in_force
from services.ingest.procedures.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices; None leaves a condition out. `find` is a name of the notice or the key it was sent under."""

    find: str | None = None
    standing: Standing | None = None
    procedure: UUID | None = None


@dataclass(frozen=True, slots=True)
class Concerning:
    """A kept notice that names a body, that it sent, or that has the keys of a notice that names it."""

    id: UUID
    notice_id: str
    version: str
    source: str
    stage: str
    dispatched_at: datetime | None
    received_on: date | None
    sender: str | None
    standing: Standing
    acting_for: str | None
    buyers: Sequence[str]
    procedure: UUID
    speaks: bool
    submission: UUID | None
    record: int | None
    since_change: int


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """Which version of which notice a kept one is."""

    id: UUID
    procedure: UUID
    release: bool
    notice_id: str
    version: str
    changes_notice: str | None
    dispatched_at: datetime | None
    content_hash: str

    @property
    def notice(self) -> Self:
        """Itself: all that counts here."""
        return self


def concerning(
    session: Session, party: str, wanted: Wanted, *, after: tuple[int, UUID] | None, fetch: int
) -> list[Concerning]:
    """Notices that concern this party, in the order in which they last changed."""
    change, last = after or (None, None)
    values = {
        "party": party,
        "names": names_meant(wanted.find or ""),
        "key": wanted.find,
        "standing": wanted.standing,
        "procedure": wanted.procedure,
        "change": change,
        "last": last,
        "fetch": fetch,
    }
    statement = f"with {_OF_A_BODY if wanted.find is None else _FOUND} {_CONCERNING}"
    rows = session.execute(text(statement), values).mappings()
    return [Concerning(**{**row, "standing": Standing(row["standing"])}) for row in rows]


def replaced(session: Session, procedures: Sequence[UUID]) -> set[UUID]:
    """The notices of these procedures that a later version or a change notice replaces."""
    rows = [KeptVersion(*row) for row in session.execute(text(_VERSIONS), {"procedures": list(procedures)})]
    gone: set[UUID] = set()
    for procedure in set(procedures):
        # Releases of one process speak as one: none of them replaces another.
        versioned = [row for row in rows if row.procedure == procedure and not row.release]
        ruling = {row.id for versions in in_force(versioned) for row in versions}
        gone |= {row.id for row in versioned} - ruling
    return gone


_OF_A_BODY: Final = """
    named as materialized (
        select id, strong_key, names from procurement.notice where buyers @> array[cast(:party as text)]
    ), concerned as (
        select id from named
        union
        select id from procurement.notice where sender = :party
        union
        select n.id from procurement.notice n join named o on n.strong_key = o.strong_key
        union
        select n.id from (select distinct unnest(names) as name from named) o
        join procurement.notice n on n.names @> array[o.name]
    )
"""
# Row-level security shows the submissions of the party of the session alone.
_FOUND: Final = """
    found as materialized (
        select id from procurement.notice where names && cast(:names as text[])
        union
        select r.notice from ingest.submission s join ingest.record r on r.submission = s.id
        where s.sender = :party and s.idempotency_key = :key and r.notice is not null
    ), concerned as (
        select n.id from found join procurement.notice n using (id)
        where n.sender = :party or n.buyers @> array[cast(:party as text)] or exists (
            select from procurement.notice o
            where o.buyers @> array[cast(:party as text)] and (o.strong_key = n.strong_key or o.names && n.names)
        )
    )
"""
# `speaks`: a procedure that no notice speaks for does not stand. A submission is shown to who sent it.
_CONCERNING: Final = """
    select
        n.id, n.notice_id, n.version, n.source, n.stage, n.dispatched_at, n.received_on, n.sender, n.standing,
        n.acting_for, n.buyers, n.procedure,
        exists (select from procurement.procedure p where p.id = n.procedure) as speaks,
        case when n.sender = :party then n.submission end as submission,
        case when n.sender = :party then n.record end as record, n.since_change
    from concerned join procurement.notice n using (id)
    where (cast(:standing as text) is null or n.standing = :standing)
        and (cast(:procedure as uuid) is null or n.procedure = :procedure)
        and (cast(:change as bigint) is null or (n.since_change, n.id) > (:change, cast(:last as uuid)))
    order by n.since_change, n.id
    limit :fetch
"""
_VERSIONS: Final = """
    select id, procedure, ocid is not null, notice_id, version, content ->> 'changes_notice', dispatched_at,
        content_hash
    from procurement.notice where procedure = any(cast(:procedures as uuid[]))
    order by id
"""
