"""The change log of the procedures, read for the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.ingest.bulk.rules.position import Position
from services.ingest.bulk.rules.subject import Subject
from services.ingest.bulk.store import key_as_json, row_as_json
from shared.tables.procurement_log import Change, ChangeScope

CHANGES_LOOKED_AT: Final = 20_000
"""Changes that one question looks at: most leave no row of a subject."""


class ChangedRow(NamedTuple):
    """A row as a change left it."""

    position: int
    recorded_at: datetime
    cause: str
    gone: bool
    row: str


def changes(session: Session, *, after: int, limit: int) -> Sequence[Change]:
    """List committed changes after this position, in order of commit."""
    return session.scalars(select(Change).where(Change.position > after).order_by(Change.position).limit(limit)).all()


def places(session: Session, change_ids: Sequence[int]) -> dict[int, list[ChangeScope]]:
    """The places each of these changes touched."""
    places_of: dict[int, list[ChangeScope]] = {each: [] for each in change_ids}
    query = select(ChangeScope).where(ChangeScope.change.in_(change_ids))
    order = (ChangeScope.change, ChangeScope.counted_on, ChangeScope.body, ChangeScope.tier, ChangeScope.month)
    for place in session.scalars(query.order_by(*order)):
        places_of[place.change].append(place)
    return places_of


def changed_rows(session: Session, subject: Subject, *, after: Position, until: int, limit: int) -> list[ChangedRow]:
    """Rows that came and went after a position, in the order of commit and of their keys."""
    view = f"procurement.{subject.view}"
    key = " || '|' || ".join(f"coalesce(r.{name}::text, '')" for name in subject.key)
    same = " and ".join(f"coalesce(n.{name}::text, '') = coalesce(r.{name}::text, '')" for name in subject.key)
    public = "{0}.counted and {0}.released"
    query = f"""
        select c.position, c.recorded_at,
            case when c.cause <> 'submission' then c.cause when e.gone then 'withdrawal'
                when e.replaced then 'correction' else c.cause end,
            e.gone, e.row
        from procurement.change c
        cross join lateral (
            select false as gone, {key} as key, {row_as_json(subject)}::text as row, exists (
                select from {view} n where n.until_change = c.id and {public.format("n")} and {same}
            ) as replaced
            from {view} r where r.since_change = c.id and {public.format("r")}
            union all
            select true, {key}, {key_as_json(subject)}::text, true
            from {view} r where r.until_change = c.id and {public.format("r")} and not exists (
                select from {view} n where n.since_change = c.id and {public.format("n")} and {same}
            )
        ) e
        where c.position > :after and c.position <= :until
        order by c.position, e.gone, e.key limit :limit offset :rows"""  # noqa: S608 - names of our own declarations
    asked = {"after": after.number, "until": until, "limit": limit, "rows": after.rows}
    return [ChangedRow(*each) for each in session.execute(text(query), asked)]
