"""From new notices to the procedures as they now stand, within the transaction of one batch.

Locks first, reads in later statements: what is read here cannot change until the commit. Order of arrival plays no
part: the procedures are compiled from all their notices each time, and a row is written only when its content differs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import Cursor
from sqlalchemy import Connection

from services.ingest.procedures.rules.closure import Closure, NewNotice
from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.findings import TWO_PROCEDURES
from services.ingest.procedures.rules.identity import keys_of, of_columns, procedure_uuid
from services.ingest.procedures.rules.kept import KeptNotice, decode
from services.ingest.procedures.store import writing as store
from services.ingest.procedures.store.rows import content_hash, lot_rows, places, procedure_row, winner_rows
from services.ingest.register.rules import Register
from services.ingest.register.store.reading import RegisterAsOf, register_position
from shared.log.change_log import open_change
from shared.procurement.procedure import CompiledProcedure
from shared.procurement.release import Content, Release

_LARGEST_RECORD = 2**31 - 1

ReleaseOf: TypeAlias = Callable[[str, Content], Release | None]
"""Gives the release that stands in the content of a notice from this source; None when that is the notice itself."""


class RegisterMoved(Exception):
    """The register changed after it was read: what was prepared with it must be prepared again."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a batch did. `change` is None when nothing outside schema ingest was written.

    `beyond` were not taken in: their procedure has as many notices as it may have.
    """

    unchanged: frozenset[UUID] = frozenset()
    beyond: frozenset[UUID] = frozenset()
    change: int | None = None


def compile_batch(
    connection: Connection,
    cursor: Cursor[Any],
    notices: Sequence[NewNotice],
    *,
    register: RegisterAsOf,
    release_of: ReleaseOf,
    submission: UUID,
    most: int,
) -> Compiled:
    """Keep the notices that are new and bring their procedures up to date; a procedure has `most` notices at most.

    Raises RegisterMoved when the register was read before its newest change: looked at under the locks, so that
    `recompile`, which takes the same locks, finds every notice that was compiled with an older register.
    """
    if not notices:
        return Compiled()
    incoming = _without_doubles(notices)
    closure = _locked_closure(connection, cursor, incoming, keys_of(each.identity for each in incoming.values()))
    if register_position(cursor) != register.position:
        raise RegisterMoved("The register changed while this batch was prepared.")
    closure, beyond = closure.within(most)
    unchanged = frozenset(one for one in incoming if one in closure.known)
    revised = _revised(closure, incoming)
    if not closure.fresh and not revised:
        return Compiled(unchanged, beyond)
    change = open_change(connection, "procurement", cause="submission", submission=submission)
    store.add_notices(
        cursor, (_notice_row(each, closure, submission=submission, change=change) for each in closure.fresh.values())
    )
    store.revise_notices(cursor, revised, change=change)
    plan = _planned(cursor, closure, [each[0] for each in revised], register=register.register, release_of=release_of)
    _apply(cursor, plan, change=change)
    return Compiled(unchanged, beyond, change)


def lock_procedures(connection: Connection, cursor: Cursor[Any], procedures: Sequence[UUID]) -> None:
    """Keep every other writer away from these procedures and their notices until the end of the transaction."""
    _locked_closure(connection, cursor, {}, store.keys_of_procedures(cursor, procedures))


def recompile(
    connection: Connection,
    cursor: Cursor[Any],
    procedures: Sequence[UUID],
    *,
    register: Register,
    release_of: ReleaseOf,
    cause: str = "register",
) -> int | None:
    """Compile these procedures again, with the register as it is now; gives the change, None when nothing differs.

    A notice whose keys were changed since goes to the procedure to which they lead now.
    """
    closure = _locked_closure(connection, cursor, {}, store.keys_of_procedures(cursor, procedures))
    wanted = set(procedures)
    again = [one for one, notice in closure.known.items() if notice.procedure in wanted]
    revised = _revised(closure, {})
    plan = _planned(cursor, closure, again, register=register, release_of=release_of)
    if not plan.changed and not plan.replaced and not revised:
        return None
    change = open_change(connection, "procurement", cause=cause)
    store.revise_notices(cursor, revised, change=change)
    _apply(cursor, plan, change=change)
    return change


def _without_doubles(notices: Iterable[NewNotice]) -> dict[UUID, NewNotice]:
    found: dict[UUID, NewNotice] = {}
    for notice in notices:
        found.setdefault(notice.kept.id, notice)
    return found


def _locked_closure(
    connection: Connection, cursor: Cursor[Any], incoming: dict[UUID, NewNotice], keys: list[str]
) -> Closure:
    """Lock the keys and read who shares them; when those bring more keys, let go and lock the larger set in order."""
    while True:
        attempt = connection.begin_nested()
        existing = store.lock_keys(cursor, keys)
        known = store.notices_with(cursor, existing) if existing else {}
        more = set(keys_of(of_columns(notice.columns) for notice in known.values())) - set(keys)
        if not more:
            attempt.commit()
            return Closure(incoming, known)
        attempt.rollback()
        keys = sorted({*keys, *more})


def _revised(closure: Closure, incoming: dict[UUID, NewNotice]) -> list[tuple[UUID, UUID, bool, str | None]]:
    """Kept notices that now belong to another procedure, or turn out to be the buyer's own."""
    found = []
    for one, known in sorted(closure.known.items()):
        procedure = closure.procedure_of(one)
        harvested, sender = known.harvested, known.sender
        again = incoming.get(one)
        if again is not None:
            harvested, sender = min(
                (known.harvested, known.sender or ""), (again.kept.harvested, again.kept.sender or "")
            )
        if (procedure, harvested, sender or "") != (known.procedure, known.harvested, known.sender or ""):
            found.append((one, procedure, harvested, sender or None))
    return found


def _notice_row(new: NewNotice, closure: Closure, *, submission: UUID, change: int) -> list[object]:
    notice, kept, identity = new.kept.notice, new.kept, new.identity
    values: dict[str, object] = {
        "id": kept.id,
        "notice_id": notice.notice_id,
        "version": notice.version,
        "content_hash": kept.content_hash,
        "source": notice.source,
        "stage": notice.stage.value,
        "subtype": notice.subtype,
        "procedure": closure.procedure_of(kept.id),
        "strong_key": identity.strong,
        "ocid": notice.ocid,
        "own_key": identity.own,
        "names": list(identity.names),
        "refers_to": list(identity.refers_to),
        "dispatched_at": notice.dispatched_at,
        "sender": kept.sender,
        "harvested": kept.harvested,
        "submission": submission,
        "record": new.ordinal if new.ordinal <= _LARGEST_RECORD else None,
        "content": new.content.decode(),
        "since_change": change,
    }
    return [values[name] for name in store.NOTICE]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Procedures to write, with their hashes, and those whose standing rows move to history."""

    changed: dict[UUID, tuple[CompiledProcedure, str]]
    replaced: list[UUID]


def _planned(
    cursor: Cursor[Any], closure: Closure, revised: Sequence[UUID], *, register: Register, release_of: ReleaseOf
) -> _Plan:
    """Compile what was touched and compare it with what stands."""
    members_of = closure.touched(revised)
    kept = {one: notice.kept for one, notice in closure.fresh.items()}
    others = [one for members in members_of.values() for one in members if one not in kept]
    if others:
        kept.update((notice.id, notice) for notice in _read_back(cursor, others, release_of=release_of))
    compiled: dict[UUID, tuple[CompiledProcedure, str]] = {}
    for key, members in members_of.items():
        found = _compiled(key, members, kept, closure, register=register)
        if found is not None:
            compiled[procedure_uuid(key)] = (found, content_hash(found))
    touched = {procedure_uuid(key) for key in members_of}
    standing = store.standing_hashes(cursor, sorted({*touched, *closure.left})) if closure.known else {}
    changed = {one: found for one, found in compiled.items() if standing.get(one) != found[1]}
    gone = [one for one in standing if one not in compiled]
    return _Plan(changed, sorted([*(one for one in changed if one in standing), *gone]))


def _apply(cursor: Cursor[Any], plan: _Plan, *, change: int) -> None:
    changed = plan.changed
    touched = store.replace_procedures(
        cursor,
        plan.replaced,
        change=change,
        procedures=(
            procedure_row(found, row_id=one, digest=digest, change=change) for one, (found, digest) in changed.items()
        ),
        lots=(row for one, (found, _) in changed.items() for row in lot_rows(found, row_id=one, change=change)),
        winners=(row for one, (found, _) in changed.items() for row in winner_rows(found, row_id=one, change=change)),
    )
    touched.update(place for found, _ in changed.values() for place in places(found))
    store.add_places(cursor, sorted(touched, key=dataclasses.astuple), change=change)


def _compiled(
    key: str,
    members: Sequence[UUID],
    kept: dict[UUID, KeptNotice],
    closure: Closure,
    *,
    register: Register,
) -> CompiledProcedure | None:
    found = compile_procedure(key, [kept[one] for one in members], register=register)
    if found is None:
        return None
    conflicting = [one for one in members if closure.after[one].conflict]
    if not conflicting:
        return found
    said = tuple(TWO_PROCEDURES.at("/notices", kept[one].notice.notice_id) for one in conflicting)
    return dataclasses.replace(found, findings=(*found.findings, *said))


def _read_back(cursor: Cursor[Any], ids: Sequence[UUID], *, release_of: ReleaseOf) -> Iterable[KeptNotice]:
    for notice_id, source, digest, harvested, sender, content in store.contents_of(cursor, ids):
        release = release_of(source, content)
        notice = decode(content) if release is None else release.notice()
        yield KeptNotice(notice_id, notice, digest, sender, harvested, release)
