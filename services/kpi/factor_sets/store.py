"""Sets of factors as they are kept, newest first in a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from services.kpi.deciding import keep_decision
from services.kpi.factor_sets.rules.factors import Factor
from services.kpi.factor_sets.tables import FactorRow, FactorSet

State: TypeAlias = Literal["draft", "adopted", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What is said of a set beside its factors."""

    code: str
    title: str
    source: str
    source_address: str | None
    licence: str
    region: str
    price_year: int
    price_indices: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSet(Heading):
    """A set as it is kept, and what became of it."""

    content_hash: str
    built_in: bool
    state: State
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    revision: int


def add(session: Session, heading: Heading, factors: Sequence[Factor], *, digest: str, reason: str, actor: str) -> bool:
    """Keep a draft; False when its code is taken."""
    stated = {**asdict(heading), "content_hash": digest, "reason": reason, "proposed_by": actor}
    added = insert_or(FactorSet).values(**stated).on_conflict_do_nothing().returning(FactorSet.code)
    if session.execute(added).one_or_none() is None:
        return False
    _add_factors(session.connection(), heading.code, factors)
    return True


def keep_built_in(connection: Connection, heading: Heading, factors: Sequence[Factor], *, digest: str) -> None:
    """Keep a set that comes with the program, once."""
    who = {"reason": "-", "proposed_by": "ppds", "decided_by": "ppds", "decided_at": func.now(), "decision": "-"}
    stated = {**asdict(heading), "content_hash": digest, "built_in": True, "state": "adopted", **who}
    added = insert_or(FactorSet).values(**stated).on_conflict_do_nothing().returning(FactorSet.code)
    if connection.execute(added).one_or_none() is not None:
        _add_factors(connection, heading.code, factors)


def _add_factors(connection: Connection, code: str, factors: Iterable[Factor]) -> None:
    connection.execute(insert(FactorRow), [{"factor_set": code, **asdict(each)} for each in factors])


def decide(session: Session, code: str, *, state: State, actor: str, decision: str) -> None:
    """Adopt or withdraw a draft."""
    keep_decision(session, FactorSet, FactorSet.code == code, state=state, actor=actor, decision=decision)


def kept_set(session: Session | Connection, code: str, *, lock: bool = False) -> KeptSet | None:
    """One set, whatever became of it."""
    statement = select(FactorSet.__table__).where(FactorSet.code == code)
    row = session.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    return None if row is None else KeptSet(**row)


def kept_sets(session: Session | Connection) -> list[KeptSet]:
    """Every set, newest first."""
    statement = select(FactorSet.__table__).order_by(FactorSet.proposed_at.desc(), FactorSet.code)
    return [KeptSet(**row) for row in session.execute(statement).mappings()]


def factors_of(session: Session, code: str) -> list[Factor]:
    """The factors of a set, the most specific words in their order."""
    table = FactorRow.__table__
    columns = [column for column in table.c if column.name != "factor_set"]
    statement = select(*columns).where(table.c.factor_set == code)
    ordered = statement.order_by(table.c.covers, table.c.key, table.c.measure, table.c.kind)
    return [Factor(**row) for row in session.execute(ordered).mappings()]
