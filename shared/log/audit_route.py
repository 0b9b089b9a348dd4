"""`GET /v1/audit-events`: the audit trail of a service's own schemas, for who may read it.

A cursor holds the place in each trail. Numbers of one trail follow the order of commits, because whoever writes an
entry holds the head of the trail until the commit; moments of two trails do not: an act that is recorded first may
commit last. It then comes after the ones that were shown before it, and who follows with a cursor misses none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Security
from pydantic import JsonValue
from sqlalchemy import Row, Select, Text, func, literal, select, union_all

from shared.database import PartySession, Transaction
from shared.http.paging import CursorKey, Page, PageAsked, Paging, bad_cursor, encode_cursor
from shared.http.periods import demand_order
from shared.http.schema import ApiModel, Moment, OptionalMoment
from shared.identity.access import Caller, needs
from shared.log.audit import AuditedSchema, trail_table

Auditor = Annotated[Caller, Security(needs("audit:read"))]
"""May read the audit trail; needs no person, so that a program of an auditor can follow it."""

_SET_BACK: Final = timedelta(hours=1)
"""By how much a clock may have been set back without an act escaping the question from when."""


@dataclass(frozen=True, slots=True)
class ActsAsked:
    """Which acts are asked for; None asks nothing. `until` is the first moment that no longer counts."""

    since: datetime | None
    until: datetime | None
    actor: str | None
    act: str | None


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
        """Acts in order of time; one that was committed late comes after those that were shown before it.

        Entries are hash-chained per trail: `hash` covers the entry and `previousHash`.
        """
        demand_order({"until": (since, until)})
        places = _places(paging, schemas)
        rows = _entries(session, places, ActsAsked(since, until, actor, act), fetch=paging.fetch)
        shown = rows[: paging.limit]
        following = _cursor(places, shown) if len(rows) > len(shown) else None
        return Page[AuditEventOut](items=[_shown(row) for row in shown], next=following)

    return router


def _entries(
    session: PartySession, places: Mapping[AuditedSchema, int], asked: ActsAsked, *, fetch: int
) -> Sequence[Row[tuple[object, ...]]]:
    """The first entries after these places, at most `fetch`, from all trails together."""
    # No more of a trail than the page can need, in its own order: a clock that was set back must not let a page show an
    # entry and leave out the one before it.
    parts = [_of_trail(schema, after, asked).limit(fetch).subquery() for schema, after in places.items()]
    turns = [func.max(part.c.recorded_at).over(order_by=part.c.number).label("turn") for part in parts]
    every = union_all(*(select(part, turn) for part, turn in zip(parts, turns, strict=True))).subquery()
    statement = select(every).order_by(every.c.turn, every.c.trail, every.c.number)
    return session.execute(statement.limit(fetch)).all()


def _of_trail(schema: AuditedSchema, after: int, asked: ActsAsked) -> Select[*tuple[object, ...]]:
    trail = trail_table(schema)
    part = select(literal(schema, Text).label("trail"), trail).where(trail.c.number > after)
    if asked.since is not None:
        # A trail is in order of time but for clocks that were set back: begin a little early, and not at its start.
        before = trail.c.recorded_at < literal(asked.since) - literal(_SET_BACK)
        last = select(trail.c.number).where(before).order_by(trail.c.recorded_at.desc()).limit(1).scalar_subquery()
        part = part.where(trail.c.number > func.coalesce(last, 0), trail.c.recorded_at >= asked.since)
    if asked.until is not None:
        part = part.where(trail.c.recorded_at < asked.until)
    if asked.actor is not None:
        part = part.where(trail.c.actor == asked.actor)
    if asked.act is not None:
        part = part.where(trail.c.act == asked.act)
    return part.order_by(trail.c.number)


def _places(paging: PageAsked, schemas: Sequence[AuditedSchema]) -> dict[AuditedSchema, int]:
    """The last number that was shown of each trail; 0 for a trail of which nothing was."""
    keys = paging.after or ()
    stated = dict(zip(keys[::2], keys[1::2], strict=False))
    if len(keys) % 2 or len(stated) * 2 != len(keys) or not stated.keys() <= set(schemas):
        raise bad_cursor()
    places: dict[AuditedSchema, int] = {}
    for schema in schemas:
        number = stated.get(schema, 0)
        if not isinstance(number, int) or number < 0:
            raise bad_cursor()
        places[schema] = number
    return places


def _cursor(places: Mapping[AuditedSchema, int], shown: Sequence[Row[tuple[object, ...]]]) -> str:
    reached: dict[str, int] = {str(schema): number for schema, number in places.items()}
    for row in shown:
        reached[row.trail] = max(reached[row.trail], row.number)
    keys: list[CursorKey] = [key for place in reached.items() for key in place]
    return encode_cursor(*keys)


def _shown(row: Row[tuple[object, ...]]) -> AuditEventOut:
    return AuditEventOut.like(row, previous_hash=row.previous_hash.hex(), hash=row.hash.hex())
