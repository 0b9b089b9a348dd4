"""Statements on the participation of parties and its steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from services.registry.participations.rules.steps import State, Step
from services.registry.participations.tables import Participation, ParticipationStep
from services.registry.parties.tables import Party
from shared.reference.codes import Tier
from shared.tables.registry import party_current


@dataclass(frozen=True, slots=True)
class ParticipationRecord:
    """How a party takes part today."""

    id: UUID
    party: str
    party_id: int
    name: str | None
    tier: Tier | None
    state: State
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step that was taken. `number` is the version of the participation after it."""

    number: int
    step: Step
    state: State
    taken_by: str
    taken_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to be written down."""

    step: Step
    state: State
    taken_by: str
    reason: str | None = None


def participation(session: Session, participation_id: UUID, *, lock: bool = False) -> ParticipationRecord | None:
    """One participation by its id; with `lock` nobody else changes it until this transaction ends."""
    return _one(session, Participation.id == participation_id, lock=lock)


def participation_of(session: Session, party_uri: str, *, lock: bool = False) -> ParticipationRecord | None:
    """The participation of a party, None when it never applied."""
    return _one(session, party_current.c.party == party_uri, lock=lock)


def participations_page(
    session: Session,
    *,
    state: str | None,
    tier: str | None,
    party: str | None,
    demo: bool,
    after: str | None,
    limit: int,
) -> Sequence[ParticipationRecord]:
    """Participations in the order of the parties' keys; those of fictitious bodies by their key, or by themselves."""
    view = party_current
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(Participation.state == state)
    if tier is not None:
        conditions.append(view.c.tier == tier)
    if party is None:
        conditions.append(view.c.demo.is_(demo))
    else:
        conditions.append(view.c.party == party)
    if after is not None:
        conditions.append(view.c.party > after)
    rows = session.execute(_RECORD.where(*conditions).order_by(view.c.party).limit(limit))
    return [ParticipationRecord(**row) for row in rows.mappings()]


def steps_of(session: Session, participation_id: UUID) -> Sequence[StepRecord]:
    """Every step of a participation, the first first."""
    step = ParticipationStep
    columns = (step.number, step.step, step.state, step.taken_by, step.taken_at, step.reason)
    rows = session.execute(select(*columns).where(step.participation == participation_id).order_by(step.number))
    return [StepRecord(**row) for row in rows.mappings()]


def begin(session: Session, party_id: int, first: NewStep) -> UUID | None:
    """Start the participation of a party with its first step; None when it has one already."""
    stated = {"id": uuid4(), "party_id": party_id, "state": first.state}
    made = insert_or(Participation).values(stated).on_conflict_do_nothing(index_elements=["party_id"])
    participation_id = session.scalar(made.returning(Participation.id))
    if participation_id is not None:
        _add_step(session, participation_id, first, number=1)
    return participation_id


def go_on(session: Session, participation_id: UUID, step: NewStep) -> int:
    """Take a further step; gives the new version. The caller has locked the participation."""
    moved = (
        update(Participation)
        .where(Participation.id == participation_id)
        .values(state=step.state, version=Participation.version + 1, changed_at=func.now())
        .returning(Participation.version)
    )
    number = session.execute(moved).scalar_one()
    _add_step(session, participation_id, step, number=number)
    return number


def without_participation(session: Session, uris: Iterable[str]) -> Mapping[str, int]:
    """Of these parties those that never applied, with their ids."""
    lacking = select(Party.uri, Party.id).outerjoin(Participation, Participation.party_id == Party.id)
    lacking = lacking.where(Party.uri.in_(list(uris)), Participation.id.is_(None)).order_by(Party.id)
    return dict(session.execute(lacking).all())


def _one(session: Session, condition: ColumnElement[bool], *, lock: bool) -> ParticipationRecord | None:
    statement = _RECORD.where(condition)
    if lock:
        # Lock first and read in the next statement: the read of a statement that waited can be older than its lock.
        ids = select(Participation.id).join(Party, Party.id == Participation.party_id)
        ids = ids.join(party_current, party_current.c.party == Party.uri)
        session.execute(select(Participation.id).where(Participation.id.in_(ids.where(condition))).with_for_update())
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None else ParticipationRecord(**row)


def _add_step(session: Session, participation_id: UUID, step: NewStep, *, number: int) -> None:
    session.execute(
        insert(ParticipationStep).values(
            participation=participation_id,
            number=number,
            step=step.step,
            state=step.state,
            taken_by=step.taken_by,
            reason=step.reason,
        )
    )


_RECORD = (
    select(
        Participation.id,
        party_current.c.party,
        Participation.party_id,
        party_current.c.name,
        party_current.c.tier,
        Participation.state,
        Participation.version,
        Participation.changed_at,
    )
    .join(Party, Party.id == Participation.party_id)
    .join(party_current, party_current.c.party == Party.uri)
)
