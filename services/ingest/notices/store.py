"""Statements on kept notices: those that concern a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.procedures.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices; None leaves a condition out. `name` is an identity key, as a reference to a notice is written."""

    name: str | None = None
    ocid: str | None = None
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
    since_change: int


def concerning(
    session: Session, party: str, wanted: Wanted, *, after: tuple[int, UUID] | None, fetch: int
) -> list[Concerning]:
    """Notices that concern this party, in the order in which they last changed."""
    change, last = after or (None, None)
    values = {
        "party": party,
        "name": wanted.name,
        "ocid": wanted.ocid,
        "standing": wanted.standing,
        "procedure": wanted.procedure,
        "change": change,
        "last": last,
        "fetch": fetch,
    }
    rows = session.execute(text(_CONCERNING), values).mappings()
    return [Concerning(**{**row, "standing": Standing(row["standing"])}) for row in rows]


# `speaks`: a procedure that no notice speaks for does not stand. A submission is shown to who sent it.
_CONCERNING: Final = """
    with named as materialized (
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
    select
        n.id, n.notice_id, n.version, n.source, n.stage, n.dispatched_at, n.received_on, n.sender, n.standing,
        n.acting_for, n.buyers, n.procedure,
        exists (select from procurement.procedure p where p.id = n.procedure) as speaks,
        case when n.sender = :party then n.submission end as submission, n.since_change
    from concerned join procurement.notice n using (id)
    where (cast(:name as text) is null or n.names @> array[cast(:name as text)])
        and (cast(:ocid as text) is null or n.ocid = :ocid)
        and (cast(:standing as text) is null or n.standing = :standing)
        and (cast(:procedure as uuid) is null or n.procedure = :procedure)
        and (cast(:change as bigint) is null or (n.since_change, n.id) > (:change, cast(:last as uuid)))
    order by n.since_change, n.id
    limit :fetch
"""
