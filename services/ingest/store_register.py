"""The register of parties, read from the registry's published views, and how far the procedures follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import Cursor

from services.ingest.procedures.register import Party, Register

Writer: TypeAlias = Cursor[Any]


@dataclass(frozen=True, slots=True)
class RegisterAsOf:
    """The register as it stood at a position of the registry's change log."""

    register: Register
    position: int


def register_position(cursor: Writer) -> int:
    """The newest position of the registry's change log: as long as it stays, the register is the same."""
    row = cursor.execute("select coalesce(max(position), 0) from registry.change").fetchone()
    return 0 if row is None else int(row[0])


def load_register(cursor: Writer) -> RegisterAsOf:
    """Read all parties with their identifiers. The position is read first: what is newer is then read again."""
    position = register_position(cursor)
    rows = cursor.execute(
        """
        select i.scheme, i.value, p.party, p.tier, p.kind, p.annex_i_central
        from registry.party_identifier_current i join registry.party_current p on p.party = i.party
        """
    ).fetchall()
    by_identifier: dict[tuple[str, str], Party] = {}
    for scheme, value, key, tier, kind, central in rows:
        by_identifier[scheme, value] = Party(key=key, tier=tier, kind=kind, annex_i_central=central)
    return RegisterAsOf(Register(by_identifier), position)


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

    Those that a changed party took part in, and those with a buyer that is matched to no party.
    """
    cursor.execute(
        """
        with changed as materialized (
            select coalesce(array_agg(distinct p.party), '{}') as parties
            from registry.change_party p join registry.change c on c.id = p.change
            where c.position > %(position)s and c.position <= %(target)s
        )
        select id from procurement.procedure
        where (%(after)s::uuid is null or id > %(after)s::uuid)
            and (took_part && (select parties from changed) or buyers @> '[{"party": null}]')
        order by id limit %(most)s
        """,
        {"position": applying.position, "target": applying.target, "after": applying.after, "most": most},
    )
    return [row[0] for row in cursor.fetchall()]


def keys_of_procedures(cursor: Writer, procedures: Sequence[UUID]) -> list[str]:
    """Read the identity keys of the notices of these procedures, in the order in which writers lock them."""
    cursor.execute(
        """
        select distinct key from (
            select unnest(names || refers_to || strong_key || own_key) as key
            from procurement.notice where procedure = any(%s)
        ) keys where key is not null
        """,
        [list(procedures)],
    )
    return sorted(row[0] for row in cursor.fetchall())
