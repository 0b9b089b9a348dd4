"""Writing schema `procurement`, in sets: locks on identity keys, kept notices, compiled procedures, history, places.

New rows come in by COPY straight into the current tables; what they replace moves to history in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Insert, RowMapping, Uuid, any_, delete, insert, literal, select, text
from sqlalchemy.orm import Session

from services.ingest.database import Rows, columns_of, copy_rows
from services.ingest.procedures.rules.closure import KnownNotice
from services.ingest.procedures.rules.identity import of_columns
from services.ingest.procedures.rules.kept import version_number
from services.ingest.procedures.rules.standing import Claim, Sent, Standing
from services.ingest.procedures.store.rows import FACT, LOT, NOTICE, PROCEDURE, UNRELEASED, WINNER
from shared.log.places import Place, places_of
from shared.tables.base import Base
from shared.tables.procurement import (
    Lot,
    LotHistory,
    Notice,
    NoticeHistory,
    Procedure,
    ProcedureHistory,
    Unreleased,
    UnreleasedHistory,
    Winner,
    WinnerHistory,
)
from shared.tables.procurement_log import ChangeScope

_AT_ONCE: Final = 1000
_PLACE: Final = ("change", "fact", "counted_on", "body", "tier", "month")


class Revised(NamedTuple):
    """A kept notice that goes to another procedure, was sent by a better right too, or whose buyers match otherwise."""

    id: UUID
    procedure: UUID
    sent: Sent
    buyers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows of compiled procedures, values in the order of PROCEDURE, LOT, WINNER and UNRELEASED."""

    procedures: Rows
    lots: Rows
    winners: Rows
    unreleased: Rows


def lock_keys(session: Session, keys: Sequence[str]) -> list[str]:
    """Lock these identity keys until the end of the transaction; gives those that existed before.

    Missing keys are made in key order, existing ones locked in key order: however two writers overlap, one waits for
    the other and none waits in a ring. A key that is made here is nobody else's until the commit, so no notice
    that is kept can have it.
    """
    add = (
        "insert into procurement.identity_key select unnest(cast(:keys as text[])) on conflict do nothing returning key"
    )
    made = set(session.scalars(text(add), {"keys": list(keys)}))
    existing = [key for key in keys if key not in made]
    if existing:
        lock = "select from procurement.identity_key where key = any(cast(:keys as text[])) order by key for update"
        session.execute(text(lock), {"keys": existing})
    return existing


def notices_with(session: Session, keys: Sequence[str]) -> dict[UUID, KnownNotice]:
    """Read the kept notices that share one of these keys. In a later statement than the lock, or it may miss some."""
    sharing: dict[UUID, KnownNotice] = {}
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        strong = [key for key in part if key.startswith("bt04:")]
        own = [key for key in part if key.startswith("own:")]
        names = [key for key in part if not key.startswith(("bt04:", "own:"))]
        for row in session.execute(text(_SHARING), {"strong": strong, "own": own, "names": names}).mappings():
            claim = Claim(of_columns(dict(row)), sent_of(row), tuple(row["buyers"]), version_number(row["version"]))
            sharing[row["id"]] = KnownNotice(row["id"], claim, row["procedure"])
    return sharing


_IDENTITY: Final = (
    "id",
    "notice_id",
    "version",
    "source",
    "strong_key",
    "ocid",
    "own_key",
    "names",
    "refers_to",
    "procedure",
    "standing",
    "acting_for",
    "sender",
    "buyers",
)
_SELECT_IDENTITY: Final = f"select {', '.join(_IDENTITY)} from procurement.notice"  # noqa: S608 - our own column names
_SHARING: Final = f"""
    {_SELECT_IDENTITY} where strong_key = any(cast(:strong as text[])) and cardinality(cast(:strong as text[])) > 0
    union all
    {_SELECT_IDENTITY} where own_key = any(cast(:own as text[])) and cardinality(cast(:own as text[])) > 0
    union all
    {_SELECT_IDENTITY} where names && cast(:names as text[])
    union all
    {_SELECT_IDENTITY} where refers_to && cast(:names as text[])
"""


def keys_of_procedures(session: Session, procedures: Sequence[UUID]) -> list[str]:
    """Read the identity keys of the notices of these procedures, in the order in which writers lock them."""
    query = """
        select distinct key from (
            select unnest(names || refers_to || strong_key || own_key) as key
            from procurement.notice where procedure = any(:ids)
        ) keys where key is not null
    """
    return sorted(session.scalars(text(query), {"ids": list(procedures)}))


@dataclass(frozen=True, slots=True)
class KeptContent:
    """A kept notice with what it says."""

    id: UUID
    source: str
    content_hash: str
    sent: Sent
    received_on: date | None
    content: dict[str, Any]


def contents_of(session: Session, ids: Sequence[UUID]) -> Iterator[KeptContent]:
    """Read what these kept notices say."""
    query = (
        "select id, source, content_hash, received_on, content, standing, acting_for, sender"
        " from procurement.notice where id = any(:ids)"
    )
    return (
        KeptContent(row["id"], row["source"], row["content_hash"], sent_of(row), row["received_on"], row["content"])
        for row in session.execute(text(query), {"ids": list(ids)}).mappings()
    )


def sent_of(row: RowMapping) -> Sent:
    """Who sent a notice and by which right, from the columns that say it."""
    return Sent(Standing(row["standing"]), row["acting_for"], row["sender"])


def standing_hashes(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Read the content hashes of these procedures as they stand."""
    query = "select id, content_hash from procurement.procedure where id = any(:ids)"
    return {row.id: row.content_hash for row in session.execute(text(query), {"ids": list(ids)})}


def add_notices(session: Session, rows: Rows) -> None:
    """Add kept notices; values in the order of NOTICE."""
    copy_rows(session, Notice, NOTICE, rows)


def revise_notices(session: Session, revised: Sequence[Revised], *, change: int) -> None:
    """Give notices another procedure or sender; the old row goes to history."""
    if not revised:
        return
    ids = [each.id for each in revised]
    columns = columns_of(Notice)
    kept = select(*(Notice.__table__.c[name] for name in columns), _until(change)).where(Notice.id == any_of(ids))
    session.execute(insert(NoticeHistory).from_select([*columns, "until_change"], kept))
    update = """
        update procurement.notice as n
        set procedure = v.procedure, standing = v.standing, acting_for = v.acting_for, sender = v.sender,
            buyers = string_to_array(v.buyers, ' '), since_change = :change
        from unnest(cast(:ids as uuid[]), cast(:procedures as uuid[]), cast(:standings as text[]),
            cast(:acting_for as text[]), cast(:senders as text[]), cast(:buyers as text[]))
            as v (id, procedure, standing, acting_for, sender, buyers)
        where n.id = v.id
    """
    values = {
        "change": change,
        "ids": ids,
        "procedures": [each.procedure for each in revised],
        "standings": [each.sent.standing.value for each in revised],
        "acting_for": [each.sent.acting_for for each in revised],
        "senders": [each.sent.sender for each in revised],
        "buyers": [" ".join(each.buyers) for each in revised],  # keys of parties are addresses: no space in them
    }
    session.execute(text(update), values)


def replace_procedures(
    session: Session,
    replaced: Sequence[UUID],
    new: NewRows,
    *,
    change: int,
) -> set[Place]:
    """Move the standing rows of these procedures to history and add the new ones; gives the places of the old rows."""
    places: set[Place] = set()
    if replaced:
        for table, history, key in (
            (Procedure, ProcedureHistory, "id"),
            (Lot, LotHistory, "procedure"),
            (Winner, WinnerHistory, "procedure"),
        ):
            places |= _to_history(session, table, history, key, replaced, change=change)
        session.execute(moving_to_history(Unreleased, UnreleasedHistory, "procedure", replaced, change=change))
    copy_rows(session, Procedure, PROCEDURE, new.procedures)
    copy_rows(session, Lot, LOT, new.lots)
    copy_rows(session, Winner, WINNER, new.winners)
    copy_rows(session, Unreleased, UNRELEASED, new.unreleased)
    return places


def add_places(session: Session, places: Iterable[Place], *, change: int) -> None:
    """Write the places that a change touched."""
    copy_rows(session, ChangeScope, _PLACE, ((change, *place) for place in sorted(places)))


def moving_to_history(table: type[Base], history: type[Base], key: str, ids: Sequence[UUID], *, change: int) -> Insert:
    """The statement that moves the rows with these ids from a table to its history."""
    columns, current = columns_of(table), table.__table__
    taken = delete(table).where(current.c[key] == any_of(ids)).returning(*(current.c[name] for name in columns))
    rows = taken.cte("taken")
    return insert(history).from_select([*columns, "until_change"], select(*rows.c, _until(change)))


def _to_history(
    session: Session, table: type[Base], history: type[Base], key: str, ids: Sequence[UUID], *, change: int
) -> set[Place]:
    """Move rows to history; gives the places in which they stood."""
    moved, past = moving_to_history(table, history, key, ids, change=change), history.__table__
    places: set[Place] = set()
    for body, tier, launched_on, awarded_on in session.execute(
        moved.returning(past.c.lead_body, past.c.tier, past.c.launched_on, past.c.awarded_on)
    ):
        places.update(places_of(FACT, body, tier, awarded_on=awarded_on, launched_on=launched_on))
    return places


def any_of(ids: Sequence[UUID]) -> Any:  # noqa: ANN401 - SQLAlchemy says no more of it
    """These ids, for a column to be one of."""
    return any_(literal(list(ids), ARRAY(Uuid)))


def _until(change: int) -> Any:  # noqa: ANN401 - as `any_of`
    return literal(change, BigInteger).label("until_change")
