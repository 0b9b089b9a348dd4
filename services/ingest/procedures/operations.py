"""From new notices to the procedures as they now stand, within the transaction of one batch.

Locks first, reads in later statements: what is read here cannot change until the commit. Order of arrival plays no
part: the procedures are compiled from all their notices each time, and a row is written only when its content differs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.procedures.rules.closure import Closure, KnownNotice, NewNotice
from services.ingest.procedures.rules.findings import TOLD_BY_ANOTHER, TWO_PROCEDURES
from services.ingest.procedures.rules.identity import keys_of, procedure_uuid
from services.ingest.procedures.rules.kept import KeptNotice, as_of, decode
from services.ingest.procedures.rules.standing import buyers_of
from services.ingest.procedures.rules.unreleased import compile_for_all
from services.ingest.procedures.store import rows, words
from services.ingest.procedures.store import writing as store
from services.ingest.procedures.store.writing import NewRows, Revised
from services.ingest.register.rules import Register
from services.ingest.register.store.reading import RegisterAsOf, register_position
from shared.log.change_log import open_change
from shared.procurement.procedure import CompiledProcedure
from shared.procurement.release import Content, Release
from shared.quick_dataclass import quick_dataclass

ReleaseOf: TypeAlias = Callable[[str, Content], Release | None]
"""Gives the release that stands in the content of a notice from this source; None when that is the notice itself."""


class RegisterMoved(Exception):
    """The register changed after it was read: what was prepared with it must be prepared again."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a batch did. `change` is None when nothing outside schema ingest was written.

    `beyond` were not taken in: their procedure has as many notices as it may have. `apart` names, by notice, the
    procedures of others that state the same keys, and which the sender has no right to speak of. `waiting` are
    supplements to a procedure of which no notice is known yet.
    """

    unchanged: frozenset[UUID] = frozenset()
    beyond: frozenset[UUID] = frozenset()
    apart: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    waiting: frozenset[UUID] = frozenset()
    change: int | None = None


def compile_batch(
    session: Session,
    notices: Sequence[NewNotice],
    *,
    register: RegisterAsOf,
    release_of: ReleaseOf,
    submission: UUID,
    most: int,
    today: date,
) -> Compiled:
    """Keep the notices that are new and bring their procedures up to date; a procedure has `most` notices at most.

    What a notice withholds until `today` or earlier is readable.

    Raises RegisterMoved when the register was read before its newest change: looked at under the locks, so that
    `recompile`, which takes the same locks, finds every notice that was compiled with an older register.
    """
    if not notices:
        return Compiled()
    incoming = _without_doubles(notices)
    keys = keys_of(each.identity for each in incoming.values())
    closure = Closure(incoming, _locked(session, keys), successors=register.register.successors)
    if register_position(session) != register.position:
        raise RegisterMoved("The register changed while this batch was prepared.")
    closure, beyond = closure.within(most)
    unchanged = frozenset(incoming.keys() & closure.known.keys())
    revised = _revised(closure)
    if not closure.fresh and not revised:
        return Compiled(unchanged, beyond, _apart(closure, incoming), _waiting(closure, incoming))
    change = open_change(session.connection(), "procurement", cause="submission", submission=submission)
    new = (
        rows.notice_row(each, procedure=closure.procedure_of(each.kept.id), submission=submission, change=change)
        for each in closure.fresh.values()
    )
    store.add_notices(session, new)
    store.revise_notices(session, revised, change=change)
    again = [each.id for each in revised]
    plan = _planned(session, closure, again, register=register.register, release_of=release_of, today=today)
    _apply(session, plan, change=change)
    return Compiled(unchanged, beyond, _apart(closure, incoming), _waiting(closure, incoming), change)


def lock_procedures(session: Session, procedures: Sequence[UUID]) -> None:
    """Keep every other writer away from these procedures and their notices until the end of the transaction."""
    _locked(session, store.keys_of_procedures(session, procedures))


def recompile(
    session: Session,
    procedures: Sequence[UUID],
    *,
    register: Register,
    release_of: ReleaseOf,
    today: date,
    cause: str = "register",
) -> int | None:
    """Compile these procedures again, with the register as it is now; gives the change, None when nothing differs.

    What a notice withholds until `today` or earlier is readable.

    A notice whose keys were changed since goes to the procedure to which they lead now.
    """
    known = _locked(session, store.keys_of_procedures(session, procedures))
    closure = Closure({}, known, successors=register.successors)
    wanted = set(procedures)
    again = [notice.id for notice in closure.known.values() if notice.procedure in wanted]
    kept = {notice.id: notice for notice in _read_back(session, again, release_of=release_of)}
    closure = closure.matched({notice.id: buyers_of(notice.notice, register) for notice in kept.values()})
    revised = _revised(closure)
    plan = _planned(session, closure, again, register=register, release_of=release_of, today=today, kept=kept)
    if not plan.changed and not plan.replaced and not revised:
        return None
    change = open_change(session.connection(), "procurement", cause=cause)
    store.revise_notices(session, revised, change=change)
    _apply(session, plan, change=change)
    return change


def _without_doubles(notices: Iterable[NewNotice]) -> dict[UUID, NewNotice]:
    first: dict[UUID, NewNotice] = {}
    for notice in notices:
        first.setdefault(notice.kept.id, notice)
    return first


def _locked(session: Session, keys: list[str]) -> dict[UUID, KnownNotice]:
    """Lock the keys and read who shares them; when those bring more keys, let go and lock the larger set in order."""
    while True:
        attempt = session.begin_nested()
        existing = store.lock_keys(session, keys)
        known = store.notices_with(session, existing) if existing else {}
        more = set(keys_of(notice.identity for notice in known.values())) - set(keys)
        if not more:
            attempt.commit()
            return known
        attempt.rollback()
        keys = sorted({*keys, *more})


def _revised(closure: Closure) -> list[Revised]:
    """Kept notices that now belong to another procedure, or turn out to be the buyer's own."""
    revised = []
    for known in sorted(closure.known.values(), key=attrgetter("id")):
        claim, procedure = closure.claims[known.id], closure.procedure_of(known.id)
        if (procedure, claim) != (known.procedure, known.claim):
            revised.append(Revised(known.id, procedure, claim.sent, claim.buyers))
    return revised


def _apart(closure: Closure, incoming: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Of what came in: what could be the same procurement as another body's, if its sender had the right to say so."""
    return {
        notice: tuple(map(procedure_uuid, beside))
        for notice in incoming
        if notice in closure.after and (beside := closure.after[notice].beside)
    }


def _waiting(closure: Closure, incoming: Mapping[UUID, NewNotice]) -> frozenset[UUID]:
    """Of what came in: the supplements that no notice of their body gives a place."""
    return frozenset(
        ident
        for ident, new in incoming.items()
        if new.kept.notice.supplement is not None and ident in closure.after and not closure.after[ident].speaks
    )


@quick_dataclass(frozen=True, slots=True)
class _Hashed:
    """A procedure as its notices state it, with its hash."""

    procedure: CompiledProcedure
    digest: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """Procedures to write, and those whose standing rows move to history."""

    changed: dict[UUID, _Hashed]
    replaced: list[UUID]


def _planned(
    session: Session,
    closure: Closure,
    revised: Sequence[UUID],
    *,
    register: Register,
    release_of: ReleaseOf,
    today: date,
    kept: Mapping[UUID, KeptNotice] | None = None,
) -> _Plan:
    """Compile what was touched and compare it with what stands; `kept` was read already."""
    members_of = closure.touched(revised)
    kept = {**(kept or {}), **{notice.kept.id: notice.kept for notice in closure.fresh.values()}}
    others = [member for members in members_of.values() for member in members if member not in kept]
    if others:
        kept.update((notice.id, notice) for notice in _read_back(session, others, release_of=release_of))
    kept = {ident: as_of(notice, today) for ident, notice in kept.items()}
    compiled: dict[UUID, _Hashed] = {}
    for key, members in members_of.items():
        procedure = _compiled(key, members, kept, closure, register=register)
        if procedure is not None:
            compiled[procedure_uuid(key)] = _Hashed(procedure, rows.content_hash(procedure))
    touched = {procedure_uuid(key) for key in members_of}
    standing = store.standing_hashes(session, sorted({*touched, *closure.left})) if closure.known else {}
    changed = {row_id: each for row_id, each in compiled.items() if standing.get(row_id) != each.digest}
    gone = [row_id for row_id in standing if row_id not in compiled]
    return _Plan(changed, sorted([*(row_id for row_id in changed if row_id in standing), *gone]))


def _apply(session: Session, plan: _Plan, *, change: int) -> None:
    changed = plan.changed.items()
    new = NewRows(
        (
            rows.procedure_row(each.procedure, row_id=row_id, digest=each.digest, change=change)
            for row_id, each in changed
        ),
        (row for row_id, each in changed for row in rows.lot_rows(each.procedure, row_id=row_id, change=change)),
        (row for row_id, each in changed for row in rows.winner_rows(each.procedure, row_id=row_id, change=change)),
        (row for row_id, each in changed for row in rows.unreleased_rows(each.procedure, row_id=row_id, change=change)),
    )
    touched = store.replace_procedures(session, plan.replaced, new, change=change)
    words.add_words(session, list(plan.changed))
    touched.update(place for each in plan.changed.values() for place in rows.places(each.procedure))
    store.add_places(session, touched, change=change)


def _compiled(
    key: str,
    members: Sequence[UUID],
    kept: dict[UUID, KeptNotice],
    closure: Closure,
    *,
    register: Register,
) -> CompiledProcedure | None:
    speaking = [member for member in members if closure.after[member].speaks]
    procedure = compile_for_all(key, [closure.sent(kept[member]) for member in speaking], register=register)
    if procedure is None:
        return None
    said = [
        TWO_PROCEDURES.at("/notices", kept[member].notice.notice_id)
        for member in speaking
        if closure.after[member].conflict
    ]
    beside = sorted({other for member in speaking for other in closure.after[member].beside})
    said += [TOLD_BY_ANOTHER.at("/notices", str(procedure_uuid(other))) for other in beside]
    return dataclasses.replace(procedure, findings=(*procedure.findings, *said)) if said else procedure


def _read_back(session: Session, ids: Sequence[UUID], *, release_of: ReleaseOf) -> Iterable[KeptNotice]:
    for row in store.contents_of(session, ids):
        release = release_of(row.source, row.content)
        notice = decode(row.content) if release is None else release.notice()
        yield KeptNotice(row.id, notice, row.content_hash, row.sent, release, row.received_on)
