"""How far the procedures follow the register, and which of them a change of it may touch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.reference.published import READ_LISTS


@dataclass(frozen=True, slots=True)
class Applying:
    """Where applying the register to the procedures stands."""

    position: int
    target: int
    after: UUID | None


def applied_position(session: Session) -> int:
    """Read up to which position of the registry's log every procedure follows the register."""
    position = session.execute(text("select position from ingest.register_applied where id = 1")).scalar_one_or_none()
    return -1 if position is None else int(position)


def lock_applied(session: Session) -> Applying | None:
    """Lock how far the register is applied; None when another worker is at it."""
    row = session.execute(
        text('select position, target, "after" from ingest.register_applied where id = 1 for update skip locked')
    ).one_or_none()
    return None if row is None else Applying(*row)


def note_applied(session: Session, applying: Applying) -> None:
    """Write how far the register is applied."""
    session.execute(
        text(
            'update ingest.register_applied set position = :position, target = :target, "after" = :after where id = 1'
        ),
        asdict(applying),
    )


class ToLookAt(NamedTuple):
    """A procedure, or a unit of own records."""

    id: UUID
    is_unit: bool


def to_look_at(session: Session, applying: Applying, *, most: int) -> list[ToLookAt]:
    """List the next procedures and units of own records that a change of the register may touch, in order of id.

    Of own records the units of a changed party. Of procedures those that a changed party took part in; those with an
    unmatched buyer of which one key is now the party's, or that states several identifiers (another party may have
    let go of one); and, when a changed party ever objected to harvested data, those of which no version stands
    because all their notices were harvested. All of them when a list changed by which they are read.
    """
    asked = {
        "target": applying.target,
        "from": applying.position,
        "after": applying.after or _BEFORE_ALL,
        "most": most,
        "lists": list(READ_LISTS),
    }
    return [ToLookAt(*row) for row in session.execute(text(_TO_LOOK_AT), asked)]


_BEFORE_ALL: Final = UUID(int=0)

_TO_LOOK_AT: Final = """
    with changed as materialized (
        select coalesce(array_agg(distinct p.party), '{}') as parties
        from registry.change_party p join registry.change c on c.id = p.change
        where c.position > :from and c.position <= :target
    ), known as materialized (
        select coalesce(array_agg(held.scheme || ':' || held.value), '{}') as keys
        from (
            select scheme, value, party from registry.party_identifier_current
            union all
            select scheme, value, party from registry.buyer_link_current
        ) held
        where held.party = any(cast((select parties from changed) as text[]))
    ), turned as materialized (
        select exists (
            select from registry.change_list l join registry.change c on c.id = l.change
            where c.position > :from and c.position <= :target and l.list = any(:lists)
        ) as lists
    )
    select id, is_unit from (
        select id, false as is_unit from procurement.procedure where took_part && (select parties from changed)
        union
        select p.id, false from procurement.procedure p
        where (select cardinality(parties) from changed) > 0 and p.buyers @> '[{"party": null}]' and exists (
            select from jsonb_array_elements(p.buyers) buyer
            where buyer -> 'party' = 'null'
                and (buyer -> 'keys' ?| (select keys from known) or jsonb_array_length(buyer -> 'keys') > 1)
        )
        union
        select n.procedure, false from procurement.notice n
        where n.standing <> 'own'
            and exists (
                select from registry.objector o where o.party = any(cast((select parties from changed) as text[]))
            )
            and not exists (select from procurement.procedure p where p.id = n.procedure)
        union
        (
            select id, false from procurement.procedure
            where id > :after and (select lists from turned) order by id limit :most
        )
        union
        select unit, true from procurement.participation
        where lead_body = any(cast((select parties from changed) as text[]))
            or (lead_body is null and participant = any(cast((select keys from known) as text[])))
        union
        select unit, true from procurement.plan
        where lead_body = any(cast((select parties from changed) as text[]))
            or (lead_body is null and participant = any(cast((select keys from known) as text[])))
        union
        select unit, true from procurement.plan_assessment
        where plan_of = any(cast((select parties from changed) as text[]))
            or (plan_of is null and participant = any(cast((select keys from known) as text[])))
        union
        select unit, true from procurement.own_record where body = any(cast((select parties from changed) as text[]))
        union
        (
            select distinct unit, true from procurement.own_record
            where unit > :after and (select lists from turned) order by unit limit :most
        )
    ) touched
    where id > :after
    order by id limit :most
"""
