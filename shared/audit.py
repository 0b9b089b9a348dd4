"""The audit trail: every act is chained to the one before by a hash, so that none can be changed or left out unseen.

What the chain cannot show is that its newest entries were cut off; keep the newest hash elsewhere to see that too.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import Session

from shared.tables.audit import (
    AuditEvent,
    IngestAuditEvent,
    KpiAuditEvent,
    ProcurementAuditEvent,
    RegistryAuditEvent,
)

AuditedSchema: TypeAlias = Literal["registry", "ingest", "procurement", "kpi"]
Detail: TypeAlias = "str | int | bool | Sequence[Detail] | Mapping[str, Detail] | None"

START: Final = bytes(32)
"""What the first entry is chained to."""

_TRAIL: Final[Mapping[AuditedSchema, type[AuditEvent]]] = {
    "registry": RegistryAuditEvent,
    "ingest": IngestAuditEvent,
    "procurement": ProcurementAuditEvent,
    "kpi": KpiAuditEvent,
}
_LOCK: Final[Mapping[AuditedSchema, int]] = {
    "registry": 7_206_011,
    "ingest": 7_206_012,
    "procurement": 7_206_013,
    "kpi": 7_206_014,
}


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """An entry that does not fit the chain, and why."""

    number: int
    reason: Literal["the entry was changed", "an entry before it is missing or was changed"]


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

    Takes the lock of the schema's chain until the commit, so call it near the end of the transaction, but before
    `take_position`. No personal data, secrets or bodies in `detail`, and no fractions: text, whole numbers, true and
    false, lists and objects of those. Raises TypeError for anything else.
    """
    stated = _plain(detail or {})
    trail = _TRAIL[schema]
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK[schema]})
    # A statement of its own: one that began before the lock was had would not see the newest entry.
    newest = select(trail.hash).order_by(trail.number.desc()).limit(1)
    previous = session.execute(newest).scalar_one_or_none() or START
    recorded_at: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    entry_hash = hash_of(
        previous, schema=schema, recorded_at=recorded_at, actor=actor, act=act, subject=subject, detail=stated
    )
    session.execute(
        insert(trail).values(
            recorded_at=recorded_at,
            actor=actor,
            act=act,
            subject=subject,
            detail=stated,
            previous_hash=previous,
            hash=entry_hash,
        )
    )


def verify_chain(connection: Connection, schema: AuditedSchema) -> list[ChainBreak]:
    """Every entry of the schema's trail that does not fit; an empty list when the trail is whole."""
    table = _TRAIL[schema].__table__
    breaks: list[ChainBreak] = []
    previous = START
    rows = connection.execution_options(yield_per=1000).execute(select(table).order_by(table.c.number))
    for row in rows:
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
        previous = row.hash
    return breaks


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
