"""The change log of the procedures, read for the API."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.tables.procurement_log import Change, ChangeScope


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
