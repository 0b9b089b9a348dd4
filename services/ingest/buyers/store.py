"""Statements on buyers that no party of the register is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class UnmatchedBuyer:
    """Buyers that share all their keys: one body, as far as the notices tell."""

    id: str
    keys: Sequence[str]
    name: str | None  # as last written
    procedures: int
    lots: int
    first_on: date | None
    last_on: date | None


def unmatched_buyers(session: Session, *, after: tuple[int, str] | None, fetch: int) -> list[UnmatchedBuyer]:
    """Unmatched buyers, those of the most lots first; `after` is the number of lots and id of the last one seen."""
    lots, last = after or (None, None)
    rows = session.execute(text(_UNMATCHED), {"lots": lots, "last": last, "fetch": fetch})
    return [UnmatchedBuyer(*row) for row in rows]


def unmatched_number(session: Session) -> int:
    """How many unmatched buyers there are."""
    query = """
        select count(distinct buyer -> 'keys') from procurement.procedure p
        cross join lateral jsonb_array_elements(p.buyers) as buyer
        where p.buyers @> '[{"party": null}]' and buyer -> 'party' = 'null'
    """
    return int(session.execute(text(query)).scalar_one())


# A procedure that names the same buyer twice counts once. Served by the partial index ix_procedure_unmatched.
_UNMATCHED: Final = """
    with named as (
        select distinct on (p.id, keys)
            p.id, buyer -> 'keys' as keys, buyer ->> 'name' as name, p.launched_on, p.awarded_on,
            (select count(*) from procurement.lot l where l.procedure = p.id) as lots
        from procurement.procedure p cross join lateral jsonb_array_elements(p.buyers) as buyer
        where p.buyers @> '[{"party": null}]' and buyer -> 'party' = 'null'
        order by p.id, keys
    ), grouped as (
        select
            md5(cast(keys as text)) as id, keys,
            (array_agg(name order by coalesce(launched_on, awarded_on) desc nulls last, id)
                filter (where name is not null))[1] as name,
            count(*) as procedures, cast(sum(lots) as bigint) as lots,
            min(least(launched_on, awarded_on)) as first_on, max(greatest(launched_on, awarded_on)) as last_on
        from named group by keys
    )
    select id, keys, name, procedures, lots, first_on, last_on from grouped
    where cast(:lots as bigint) is null or lots < :lots or (lots = :lots and id > :last)
    order by lots desc, id
    limit :fetch
"""
