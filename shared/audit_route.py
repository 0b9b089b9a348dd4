"""`GET /v1/audit-events`: the audit trail of a service's own schemas, for who may read it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Security
from pydantic import JsonValue
from sqlalchemy import Row, Text, literal, select, tuple_, union_all

from shared.audit import AuditedSchema, trail_table
from shared.auth import Caller, needs
from shared.database import PartySession, Transaction
from shared.paging import CursorKey, Page, PageAsked, Paging, bad_cursor, cut
from shared.schema import ApiModel, Moment, OptionalMoment

Auditor = Annotated[Caller, Security(needs("audit:read"))]
"""May read the audit trail; needs no person, so that a program of an auditor can follow it."""

_KEYS = 3


class AuditEventOut(ApiModel):
    """One act: who did what to which record, and its place in the chain of its trail."""

    trail: Literal["registry", "ingest", "procurement", "kpi"]
    number: int
    recorded_at: Moment
    actor: str
    act: str
    subject: str
    detail: dict[str, JsonValue]
    previous_hash: str
    hash: str


def audit_router(schemas: Sequence[AuditedSchema]) -> APIRouter:
    """The router of a service that owns these schemas."""
    router = APIRouter(tags=["audit"])

    @router.get("/audit-events", summary="Read the audit trail")
    def list_audit_events(
        _caller: Auditor,
        session: Transaction,
        paging: Paging,
        *,
        since: Annotated[OptionalMoment, Query(alias="from", description="First moment that counts.")] = None,
        until: Annotated[OptionalMoment, Query(description="First moment that no longer counts.")] = None,
        actor: Annotated[str | None, Query(description="Who acted, exactly.", min_length=1, max_length=300)] = None,
        act: Annotated[str | None, Query(description="What was done, as client.register.", max_length=100)] = None,
    ) -> Page[AuditEventOut]:
        """Acts in order of time. Entries are hash-chained per trail: `hash` covers the entry and `previousHash`."""
        rows = _page(session, schemas, paging, since=since, until=until, actor=actor, act=act)
        shown, following = cut(rows, asked=paging, key=_key)
        return Page[AuditEventOut](items=[_shown(row) for row in shown], next=following)

    return router


def _page(
    session: PartySession,
    schemas: Sequence[AuditedSchema],
    paging: PageAsked,
    *,
    since: datetime | None,
    until: datetime | None,
    actor: str | None,
    act: str | None,
) -> Sequence[Row[tuple[object, ...]]]:
    after = _after(paging)
    parts = []
    for schema in schemas:
        trail = trail_table(schema)
        part = select(literal(schema, Text).label("trail"), trail)
        if since is not None:
            part = part.where(trail.c.recorded_at >= since)
        if until is not None:
            part = part.where(trail.c.recorded_at < until)
        if actor is not None:
            part = part.where(trail.c.actor == actor)
        if act is not None:
            part = part.where(trail.c.act == act)
        if after is not None:
            part = part.where(tuple_(trail.c.recorded_at, literal(schema, Text), trail.c.number) > tuple_(*after))
        # Each trail by its own index; no more of it than the page can need.
        order = (trail.c.recorded_at, trail.c.number)
        parts.append(part.order_by(*order).limit(paging.fetch).subquery())
    every = union_all(*(select(part) for part in parts)).subquery()
    statement = select(every).order_by(every.c.recorded_at, every.c.trail, every.c.number)
    return session.execute(statement.limit(paging.fetch)).all()


def _key(row: Row[tuple[object, ...]]) -> tuple[CursorKey, ...]:
    return (row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"), row.trail, row.number)


def _after(paging: PageAsked) -> tuple[datetime, str, int] | None:
    if paging.after is None:
        return None
    if len(paging.after) != _KEYS:
        raise bad_cursor()
    at, trail, number = paging.after
    if not (isinstance(at, str) and isinstance(trail, str) and isinstance(number, int)):
        raise bad_cursor()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as cause:
        raise bad_cursor() from cause
    if moment.tzinfo is None:
        raise bad_cursor()
    return moment, trail, number


def _shown(row: Row[tuple[object, ...]]) -> AuditEventOut:
    return AuditEventOut(
        trail=row.trail,
        number=row.number,
        recorded_at=row.recorded_at,
        actor=row.actor,
        act=row.act,
        subject=row.subject,
        detail=row.detail,
        previous_hash=row.previous_hash.hex(),
        hash=row.hash.hex(),
    )
