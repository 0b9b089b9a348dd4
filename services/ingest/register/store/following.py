"""How far the procedures follow the register, and which of them a change of it may touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import Cursor

from shared.reference.published import READ_LISTS

Writer: TypeAlias = Cursor[Any]


@dataclass(frozen=True, slots=True)
class Applying:
    """Where applying the register to the procedures stands."""

    position: int
    target: int
    after: UUID | None


def applied_position(cursor: Writer) -> int:
    """Read up to which position of the registry's log every procedure follows the register."""
    row = cursor.execute("select position from ingest.register_applied where id = 1").fetchone()
    return -1 if row is None else int(row[0])


def lock_applied(cursor: Writer) -> Applying | None:
    """Lock how far the register is applied; None when another worker is at it."""
    row = cursor.execute(
        'select position, target, "after" from ingest.register_applied where id = 1 for update skip locked'
    ).fetchone()
    return None if row is None else Applying(*row)


def note_applied(cursor: Writer, applying: Applying) -> None:
    """Write how far the register is applied."""
    cursor.execute(
        'update ingest.register_applied set position = %s, target = %s, "after" = %s where id = 1',
        [applying.position, applying.target, applying.after],
    )


def procedures_to_look_at(cursor: Writer, applying: Applying, *, most: int) -> list[UUID]:
    """List the next procedures a change of the register may touch.

    Those that a changed party took part in; those with an unmatched buyer of which one key is now the party's, or that
    states several identifiers (another party may have let go of one); and, when a changed party ever objected to
    harvested data, those of which no version stands because all their notices were harvested. All of them when a list
    changed by which notices are read.
    """
    asked = {
        "target": applying.target,
        "from": applying.position,
        "after": applying.after or _BEFORE_ALL,
        "most": most,
        "lists": list(READ_LISTS),
    }
    cursor.execute(_TO_LOOK_AT, asked)
    return [row[0] for row in cursor.fetchall()]


_BEFORE_ALL: Final = UUID(int=0)

_TO_LOOK_AT: Final = """
    with changed as materialized (
        select coalesce(array_agg(distinct p.party), '{}') as parties
        from registry.change_party p join registry.change c on c.id = p.change
        where c.position > %(from)s and c.position <= %(target)s
    ), known as materialized (
        select coalesce(array_agg(held.scheme || ':' || held.value), '{}') as keys
        from (
            select scheme, value, party from registry.party_identifier_current
            union all
            select scheme, value, party from registry.buyer_link_current
        ) held
        where held.party = any((select parties from changed)::text[])
    )
    select id from (
        select id from procurement.procedure where took_part && (select parties from changed)
        union
        select p.id from procurement.procedure p
        where (select cardinality(parties) from changed) > 0 and p.buyers @> '[{"party": null}]' and exists (
            select from jsonb_array_elements(p.buyers) buyer
            where buyer -> 'party' = 'null'
                and (buyer -> 'keys' ?| (select keys from known) or jsonb_array_length(buyer -> 'keys') > 1)
        )
        union
        select n.procedure from procurement.notice n
        where n.harvested
            and exists (
                select from registry.objector o where o.party = any((select parties from changed)::text[])
            )
            and not exists (select from procurement.procedure p where p.id = n.procedure)
        union
        (
            select id from procurement.procedure
            where id > %(after)s and exists (
                select from registry.change_list l join registry.change c on c.id = l.change
                where c.position > %(from)s and c.position <= %(target)s and l.list = any(%(lists)s)
            )
            order by id limit %(most)s
        )
    ) touched
    where id > %(after)s
    order by id limit %(most)s
"""
