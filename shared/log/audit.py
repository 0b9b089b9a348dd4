"""The audit trail: every act is chained to the one before by a hash, so that none can be changed or left out unseen.

That the newest entries were cut off is shown by the head of the trail, a row that only moves forward. Who can change
both, with every right on the database, is found out by an export that was kept elsewhere (`ppds audit verify
--against`): neither chain nor head can show what happened to both at once.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias, cast

from sqlalchemy import Connection, Table, func, insert, select, true, update
from sqlalchemy.orm import Session

from shared.tables.audit import (
    AuditEvent,
    AuditHead,
    IngestAuditEvent,
    IngestAuditHead,
    KpiAuditEvent,
    KpiAuditHead,
    ProcurementAuditEvent,
    ProcurementAuditHead,
    RegistryAuditEvent,
    RegistryAuditHead,
)

AuditedSchema: TypeAlias = Literal["registry", "ingest", "procurement", "kpi"]
Detail: TypeAlias = "str | int | bool | Sequence[Detail] | Mapping[str, Detail] | None"

START: Final = bytes(32)
"""What the first entry is chained to."""

AUDITED: Final[tuple[AuditedSchema, ...]] = ("registry", "ingest", "procurement", "kpi")
"""Every schema with a trail."""

_TRAIL: Final[Mapping[AuditedSchema, type[AuditEvent]]] = {
    "registry": RegistryAuditEvent,
    "ingest": IngestAuditEvent,
    "procurement": ProcurementAuditEvent,
    "kpi": KpiAuditEvent,
}
_HEAD: Final[Mapping[AuditedSchema, type[AuditHead]]] = {
    "registry": RegistryAuditHead,
    "ingest": IngestAuditHead,
    "procurement": ProcurementAuditHead,
    "kpi": KpiAuditHead,
}

BreakReason: TypeAlias = Literal[
    "the entry was changed",
    "an entry before it is missing or was changed",
    "the newest entries, up to this one, were removed",
    "the head stands before this entry: it was moved back",
    "the head does not fit the newest entry: one of them was changed",
    "the head counts another number of entries",
    "the head is missing",
]


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """An entry that does not fit the chain, and why. What is wrong with the head stands at the number it leads to."""

    number: int
    reason: BreakReason


@dataclass(frozen=True, slots=True)
class Head:
    """How far a trail has come: its newest entry (number 0 and `START` for none) and how many there are."""

    number: int
    hash: bytes
    entries: int


def trail_table(schema: AuditedSchema) -> Table:
    """The table with the entries of a schema."""
    return cast("Table", _TRAIL[schema].__table__)


def head_table(schema: AuditedSchema) -> Table:
    """The table with the head of a schema's trail."""
    return cast("Table", _HEAD[schema].__table__)


def record_act(
    session: Session,
    schema: AuditedSchema,
    *,
    actor: str,
    act: str,
    subject: str,
    detail: Mapping[str, Detail] | None = None,
) -> None:
    """Write an act in the transaction of the act itself: both stand, or neither.

    Holds the head of the schema's trail, and so the chain, until the commit, so call it near the end of the
    transaction, but before `take_position`. No personal data, secrets or bodies in `detail`, and no fractions: text,
    whole numbers, true and false, lists and objects of those. Raises TypeError for anything else.
    """
    stated = _plain(detail or {})
    trail, head = trail_table(schema), head_table(schema)
    # Whoever waits here reads, once it is its turn, the head as the one before left it.
    previous, recorded_at = session.execute(select(head.c.hash, func.clock_timestamp()).with_for_update()).one()
    entry_hash = hash_of(
        previous, schema=schema, recorded_at=recorded_at, actor=actor, act=act, subject=subject, detail=stated
    )
    entry = (
        insert(trail)
        .values(
            recorded_at=recorded_at,
            actor=actor,
            act=act,
            subject=subject,
            detail=stated,
            previous_hash=previous,
            hash=entry_hash,
        )
        .returning(trail.c.number)
        .cte("entry")
    )
    session.execute(
        update(head).values(
            number=select(entry.c.number).scalar_subquery(), hash=entry_hash, entries=head.c.entries + 1
        )
    )


def verify_chain(connection: Connection, schema: AuditedSchema) -> list[ChainBreak]:
    """Everything in the schema's trail that does not fit, head included; an empty list when the trail is whole.

    One statement reads head and entries, so writers at the same time disturb nothing.
    """
    trail, head = trail_table(schema), head_table(schema)
    breaks: list[ChainBreak] = []
    stated: Head | None = None
    previous, newest, counted = START, 0, 0
    statement = (
        select(
            head.c.number.label("head_number"),
            head.c.hash.label("head_hash"),
            head.c.entries.label("head_entries"),
            trail,
        )
        .select_from(head.join(trail, true(), full=True))
        .order_by(trail.c.number)
        .execution_options(yield_per=1000)
    )
    for row in connection.execute(statement):
        if row.head_number is not None:
            stated = Head(row.head_number, row.head_hash, row.head_entries)
        if row.number is None:
            continue
        if row.previous_hash != previous:
            breaks.append(ChainBreak(row.number, "an entry before it is missing or was changed"))
        expected = hash_of(
            row.previous_hash,
            schema=schema,
            recorded_at=row.recorded_at,
            actor=row.actor,
            act=row.act,
            subject=row.subject,
            detail=row.detail,
        )
        if row.hash != expected:
            breaks.append(ChainBreak(row.number, "the entry was changed"))
        previous, newest, counted = row.hash, row.number, counted + 1
    return breaks + _head_breaks(stated, Head(newest, previous, counted), chain_is_whole=not breaks)


def read_head(connection: Connection, schema: AuditedSchema) -> Head | None:
    """The head of a schema's trail; None when somebody removed it."""
    head = head_table(schema)
    row = connection.execute(select(head.c.number, head.c.hash, head.c.entries)).one_or_none()
    return None if row is None else Head(row.number, row.hash, row.entries)


def hash_of(
    previous: bytes,
    *,
    schema: AuditedSchema,
    recorded_at: datetime,
    actor: str,
    act: str,
    subject: str,
    detail: Detail,
) -> bytes:
    """SHA-256 over the hash of the entry before and the entry as JSON with sorted keys, moments in UTC."""
    moment = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    content = json.dumps(
        [schema, moment, actor, act, subject, detail], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(previous + content.encode()).digest()


def _head_breaks(stated: Head | None, counted: Head, *, chain_is_whole: bool) -> list[ChainBreak]:
    """What the head says against what the entries say. A count that differs tells nothing new of a broken chain."""
    if stated is None:
        return [ChainBreak(counted.number, "the head is missing")]
    if counted.number < stated.number:
        return [ChainBreak(stated.number, "the newest entries, up to this one, were removed")]
    if counted.number > stated.number:
        return [ChainBreak(counted.number, "the head stands before this entry: it was moved back")]
    if counted.hash != stated.hash:
        return [ChainBreak(stated.number, "the head does not fit the newest entry: one of them was changed")]
    if counted.entries != stated.entries and chain_is_whole:
        return [ChainBreak(stated.number, "the head counts another number of entries")]
    return []


def _plain(detail: object) -> Detail:
    """The same as the database gives it back. Fractions are refused: the database writes them in another form."""
    if detail is None or isinstance(detail, str | bool | int):
        return detail
    if isinstance(detail, Mapping):
        return {str(name): _plain(value) for name, value in detail.items()}
    if isinstance(detail, Sequence) and not isinstance(detail, bytes | bytearray):
        return [_plain(value) for value in detail]
    message = f"an audit entry cannot hold a {type(detail).__name__}; write it as text"
    raise TypeError(message)
