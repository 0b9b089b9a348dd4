"""From a procedure down to the bytes: its notices, what each says and where, and the copy it was read from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from services.ingest.formats.parsed import Limits, Refused
from services.ingest.formats.source_format import SourceFormat, StatedValue
from services.ingest.formats.table import format_named, is_published, release_of
from services.ingest.lineage import store
from services.ingest.lineage.rules import opening
from services.ingest.lineage.rules.feeding import FEEDS, lot_at, places_of_lots
from services.ingest.notices.store import replaced
from services.ingest.procedures.rules.kept import KeptNotice, as_of, decode
from services.ingest.procedures.rules.standing import SENT_BY_NOBODY, Standing
from shared.database import PartySession
from shared.errors import NotFound
from shared.procurement.notice import Notice, Withheld

MOST_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Followed:
    """A notice that everybody may follow: `closed` says why its values or its source do not come along, if so."""

    kept: store.Kept
    notice: Notice
    in_force: bool
    closed: opening.Closed | None
    withheld: Sequence[Withheld]


@dataclass(frozen=True, slots=True)
class Field:
    """A value as the source states it; `feeds` is what it becomes, `lot_id` the lot it speaks of."""

    term: str
    feeds: str | None
    lot_id: str | None
    value: str
    place: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A notice with what it says; `more` fields were left out."""

    followed: Followed
    origin: store.Origin | None
    fields: Sequence[Field]
    more: int

    @property
    def source_sha256(self) -> str | None:
        """Of the copy that is handed out."""
        return None if self.origin is None else hashlib.sha256(self.origin.body).hexdigest()


def notices_of(session: Session, procedure: UUID, *, now: datetime) -> list[Followed]:
    """The published notices that this procedure was made of."""
    rows = [row for row in store.notices_of(session, procedure) if is_published(row.source)]
    gone = replaced(session, [procedure])
    return [_followed(row, in_force=row.id not in gone, now=now) for row in rows]


def notice(sessions: sessionmaker[PartySession], notice_id: UUID, *, limits: Limits) -> Whole:
    """One of them with its values and its copy; raises NotFound."""
    now = datetime.now(UTC)
    with sessions() as session:
        row = store.notice(session, notice_id)
        if row is None or not is_published(row.source):
            raise NotFound(
                nl=f"Er is geen bekendgemaakte kennisgeving {notice_id}.",
                en=f"There is no published notice {notice_id}.",
            )
        followed = _followed(row, in_force=row.id not in replaced(session, [row.procedure]), now=now)
    if followed.closed == "not-yet-published":
        return Whole(followed, None, (), 0)
    came = _origin(sessions, row)
    if came is None:
        return Whole(followed, None, (), 0)
    stated = _stated(format_named(row.source), came.body, limits=limits, now=now)
    lots = places_of_lots(followed.notice)
    fields = [
        Field(each.term, FEEDS.get(each.term), lot_at(each.place, lots), each.value, each.place)
        for each in stated[:MOST_FIELDS]
    ]
    return Whole(followed, came, fields, len(stated) - len(fields))


def _followed(row: store.Kept, *, in_force: bool, now: datetime) -> Followed:
    release = release_of(row.source, row.content)
    said = decode(row.content) if release is None else release.notice()
    said = as_of(KeptNotice(row.id, said, "", SENT_BY_NOBODY, release, row.received_on), now.date()).notice
    withheld = opening.withheld_on(said, now.date())
    closed: opening.Closed | None = "withheld" if withheld else None
    if not opening.is_published(said, standing=Standing(row.standing), received_on=row.received_on, now=now):
        closed = "not-yet-published"
    return Followed(row, said, in_force, closed, withheld)


def _origin(sessions: sessionmaker[PartySession], row: store.Kept) -> store.Origin | None:
    """The record, read as its sender may: that everybody may see this one was decided before."""
    if row.submission is None or row.record is None:
        return None
    with sessions() as session:
        session.act_for(row.sender)
        return store.origin(session, row.submission, row.record)


def _stated(source: SourceFormat, kept: bytes, *, limits: Limits, now: datetime) -> Sequence[StatedValue]:
    if source.stated_in is None:
        return ()
    try:
        return source.stated_in(kept, limits=limits, on=now.date())
    except Refused:  # what was taken in within wider limits
        return ()
