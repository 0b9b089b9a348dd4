"""Statements on what notices and a body's own registrations both say of its procurements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose procurements, awarded from a day until a day, both inclusive."""

    body: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Compared:
    """A procurement; `id` is that of its procedure, else of its registration."""

    on: date
    id: UUID
    stands_in: str
    reason: str
    procedure: UUID | None
    procedure_id: str | None
    title: str | None
    above_threshold: str | None
    supplemented: bool
    registrations: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand where."""

    both: int = 0
    notices: int = 0
    registrations: int = 0


_LOWEST_BAND_ABOVE: Final = 4
"""The first value band (EUR 100,001 to 250,000) in which a threshold lies: all below are below every threshold."""

# One number stands for one procurement of a body (C4): its own number (BT-22), that of its procedure (BT-04) or of a
# publication. A registration that has it is the same procurement, and is placed by the award of the notices.
_COMPARED: Final = f"""
    with led as (
        select id, awarded_on, counted, title, procedure_id, above_threshold, supplemented
        from procurement.procedure where lead_body = :body
    ), numbered as (
        select n.procedure, lower(btrim(k.number)) as number
        from procurement.notice n join led on led.id = n.procedure cross join lateral (values
            (substring(n.own_key from '^own:[^=]*=[^:]*:(.*)$')), (substring(n.strong_key from '^bt04:(.*)$'))
        ) k(number)
        union
        select n.procedure, substring(name from '^pub:(.*)$')
        from procurement.notice n join led on led.id = n.procedure cross join lateral unnest(n.names) name
    ), registered as (
        select r.unit, r.sender_key, r.awarded_on, r.value_band,
            min(n.procedure::text) filter (where led.counted and led.awarded_on is not null) as counted_procedure,
            min(n.procedure::text) as any_procedure
        from procurement.registration r
        left join numbered n on n.number = regexp_replace(lower(btrim(r.sender_key)), '^0+(?=[0-9]+-[0-9]{{4}}$)', '')
        left join led on led.id = n.procedure
        where r.lead_body = :body and r.counted
        group by 1, 2, 3, 4
    ), compared as (
        select l.awarded_on as "on", l.id,
            case when l.supplemented or r.keys is not null then 'both' else 'notices' end as stands_in,
            case when r.keys is not null then 'same-number' when l.supplemented then 'supplement'
                else 'not-registered' end as reason,
            l.id as procedure, l.procedure_id, l.title, l.above_threshold, l.supplemented,
            coalesce(r.keys, '{{}}') as registrations
        from led l left join (
            select counted_procedure, array_agg(sender_key order by sender_key) as keys from registered group by 1
        ) r on r.counted_procedure = l.id::text
        where l.counted and l.awarded_on between :starts_on and :ends_on
        union all
        select r.awarded_on, r.unit, 'registrations',
            case when r.any_procedure is not null then 'procedure-not-awarded'
                when r.value_band < {_LOWEST_BAND_ABOVE} then 'below-threshold' else 'no-notice' end,
            null, null, null, null, false, array[r.sender_key]
        from registered r
        where r.counted_procedure is null and r.awarded_on between :starts_on and :ends_on
    )
"""  # noqa: S608 - our own number; the values are bound


def compared(session: Session, asked: Asked, *, after: tuple[date, UUID] | None, fetch: int) -> list[Compared]:
    """The procurements of a body in a period, by day and id."""
    query = f"""
        {_COMPARED} select "on", id, stands_in, reason, procedure, procedure_id, title, above_threshold, supplemented,
            registrations
        from compared where ("on", id) > (cast(:day as date), cast(:last as uuid)) order by "on", id limit :fetch
    """  # noqa: S608 - our own words; the values are bound
    day, last = after or (date.min, UUID(int=0))
    values = {**_values(asked), "day": day, "last": last, "fetch": fetch}
    return [Compared(*row) for row in session.execute(text(query), values)]


def counts(session: Session, asked: Asked) -> Counts:
    """How many of them stand where."""
    query = f"{_COMPARED} select stands_in, count(*) as number from compared group by 1"  # noqa: S608 - our own words
    return Counts(**{row.stands_in: row.number for row in session.execute(text(query), _values(asked))})


def _values(asked: Asked) -> dict[str, object]:
    return {"body": asked.body, "starts_on": asked.starts_on, "ends_on": asked.ends_on}
