"""The register and the reference lists, read from the registry's views, and how far the procedures follow them."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, LiteralString, TypeAlias
from uuid import UUID

from psycopg import Cursor, sql

from services.ingest.register.rules import Objection, Party, Register
from shared.procurement.buyer_keys import BuyerKey
from shared.procurement.erased import NOBODY, Erased
from shared.reference.published import READ_LISTS, PublishedVersion, ReferenceLists, problem_of

Writer: TypeAlias = Cursor[Any]
Version: TypeAlias = tuple[str, str, date, str]
"""List, version, first day, and the rows as a JSON array."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RegisterAsOf:
    """The register as it stood at a position of the registry's change log, and who was erased up to `erasure`."""

    register: Register
    position: int
    erased: Erased = NOBODY
    erasure: int = 0


def register_position(cursor: Writer) -> int:
    """The newest position of the registry's change log: as long as it stays, the register is the same."""
    row = cursor.execute("select coalesce(max(position), 0) from registry.change").fetchone()
    return 0 if row is None else int(row[0])


def load_register(cursor: Writer) -> RegisterAsOf:
    """Read all parties with their identifiers, links, objections, and the published reference lists.

    The position is read first: what is newer is then read again.
    """
    position = register_position(cursor)
    by_identifier = _parties_by(cursor, "registry.party_identifier_current")
    by_link = _parties_by(cursor, "registry.buyer_link_current")
    objections: dict[str, list[Objection]] = {}
    cursor.execute("select party, valid_from, valid_until from registry.objection_current order by 1, 2 nulls first")
    for party, since, until in cursor.fetchall():
        objections.setdefault(party, []).append(Objection(since, until))
    cursor.execute(_PUBLISHED, [list(READ_LISTS)])
    lists = _lists_of(tuple(cursor.fetchall()))
    erased, erasure = load_erased(cursor)
    return RegisterAsOf(Register(by_identifier, by_link, objections, lists), position, erased, erasure)


def load_erased(cursor: Writer) -> tuple[Erased, int]:
    """Read the marks of everybody who was erased, and the newest erasure among them."""
    rows = cursor.execute("select kind, mark, secret, erasure from registry.erasure_current").fetchall()
    if not rows:
        return NOBODY, 0
    marks = {kind: frozenset(bytes(mark) for each, mark, *_ in rows if each == kind) for kind in ("identifier", "name")}
    return Erased(bytes(rows[0][2]), marks["identifier"], marks["name"]), max(row[3] for row in rows)


def _parties_by(cursor: Writer, view: LiteralString) -> dict[BuyerKey, Party]:
    statement = sql.SQL(
        "select i.scheme, i.value, p.party, p.tier, p.kind, p.annex_i_central"
        " from {} i join registry.party_current p on p.party = i.party"
    ).format(sql.SQL(view))
    return {
        (scheme, value): Party(key=key, tier=tier, kind=kind, annex_i_central=central)
        for scheme, value, key, tier, kind, central in cursor.execute(statement).fetchall()
    }


_PUBLISHED: Final = """
    select list, version, valid_from, jsonb_agg(entry order by ordinal)::text
    from registry.list_entry where list = any(%s)
    group by list, version, valid_from order by list, valid_from
"""


@lru_cache(maxsize=4)
def _lists_of(versions: tuple[Version, ...]) -> ReferenceLists:
    """Make the look-ups of what is published; the same versions give the same ones, with all they remember.

    A version that cannot be read is left out, so that the one before it goes on and notices are taken in.
    """
    readable = []
    for name, version, since, rows in versions:
        published = PublishedVersion(name, version, since, json.loads(rows))
        problem = problem_of(name, version, published.entries)
        if problem is None:
            readable.append(published)
        else:
            _log.error(
                "a version of a reference list cannot be read and is not followed: publish a better one",
                extra={"fields": {"list": name, "version": version, "problem": problem}},
            )
    return ReferenceLists(readable)


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
