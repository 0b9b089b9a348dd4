"""Statements on what bodies state about themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from services.registry.governance.rules.statement import InstrumentUse, RoleHolding, Statement, ThemeChoice
from services.registry.governance.tables import Governance
from services.registry.governance.tables import InstrumentUse as InstrumentUseRow
from services.registry.governance.tables import RoleHolding as RoleHoldingRow
from services.registry.governance.tables import ThemeChoice as ThemeChoiceRow
from services.registry.parties.tables import Party
from services.registry.periods.store import as_period, as_range


@dataclass(frozen=True, slots=True)
class GovernanceRecord:
    """The statement of a body and its version; version 0 when it never stated anything."""

    version: int
    stated_at: datetime | None
    statement: Statement


def governance(session: Session, party_id: int) -> GovernanceRecord:
    """What a body states about itself."""
    head = session.execute(
        select(Governance.version, Governance.stated_at).where(Governance.party_id == party_id)
    ).one_or_none()
    if head is None:
        return GovernanceRecord(0, None, Statement())
    roles, uses, choices = RoleHoldingRow, InstrumentUseRow, ThemeChoiceRow
    return GovernanceRecord(
        head.version,
        head.stated_at,
        Statement(
            [
                RoleHolding(role.role, role.function, role.department, as_period(role.valid))
                for role in session.scalars(
                    select(roles).where(roles.party_id == party_id).order_by(roles.role, func.lower(roles.valid))
                )
            ],
            [
                InstrumentUse(
                    use.instrument,
                    use.name,
                    use.used_for,
                    use.owner,
                    use.quality,
                    use.quality_reason,
                    as_period(use.valid),
                )
                for use in session.scalars(
                    select(uses).where(uses.party_id == party_id).order_by(uses.instrument, func.lower(uses.valid))
                )
            ],
            [
                ThemeChoice(
                    choice.choice,
                    choice.theme,
                    choice.name_nl,
                    choice.name_en,
                    choice.reason,
                    as_period(choice.valid),
                )
                for choice in session.scalars(
                    select(choices)
                    .where(choices.party_id == party_id)
                    .order_by(choices.theme, func.lower(choices.valid))
                )
            ],
        ),
    )


def lock_governance(session: Session, party_id: int) -> None:
    """Let nobody else change the statement of a body until this transaction ends, one that does not exist yet too."""
    session.execute(select(Party.id).where(Party.id == party_id).with_for_update(key_share=True))


def replace_governance(session: Session, party_id: int, statement: Statement, *, actor: str) -> None:
    """Let this be what a body states from now on; the caller has locked it."""
    made = insert_or(Governance).values(party_id=party_id, stated_by=actor)
    newer = {"version": Governance.version + 1, "stated_by": actor, "stated_at": func.now()}
    session.execute(made.on_conflict_do_update(index_elements=["party_id"], set_=newer))
    for mapped in (RoleHoldingRow, InstrumentUseRow, ThemeChoiceRow):
        session.execute(delete(mapped).where(mapped.party_id == party_id))
    roles: list[dict[str, object]] = [
        {"role": role.role, "function": role.function, "department": role.department, "valid": as_range(role.period)}
        for role in statement.roles
    ]
    uses: list[dict[str, object]] = [
        {
            "instrument": instrument.instrument,
            "name": instrument.name,
            "used_for": instrument.used_for,
            "owner": instrument.owner,
            "quality": instrument.quality,
            "quality_reason": instrument.quality_reason,
            "valid": as_range(instrument.period),
        }
        for instrument in statement.instruments
    ]
    choices: list[dict[str, object]] = [
        {
            "choice": theme.choice,
            "theme": theme.theme,
            "name_nl": theme.name_nl,
            "name_en": theme.name_en,
            "reason": theme.reason,
            "valid": as_range(theme.period),
        }
        for theme in statement.themes
    ]
    for mapped, rows in ((RoleHoldingRow, roles), (InstrumentUseRow, uses), (ThemeChoiceRow, choices)):
        if rows:
            session.execute(insert(mapped), [{"party_id": party_id, **row} for row in rows])


def users_of_instruments(session: Session, *, on: date) -> Mapping[str, Mapping[str, int]]:
    """Of each instrument and source how many bodies use it on a day, by their judgement of its quality."""
    use = InstrumentUseRow
    counted = (
        select(use.instrument, use.quality, func.count())
        .join(Party, Party.id == use.party_id)
        .where(use.valid.contains(on), Party.demo.is_(False))
        .group_by(use.instrument, use.quality)
    )
    counts: dict[str, dict[str, int]] = {}
    for instrument, quality, number in session.execute(counted):
        counts.setdefault(instrument, {})[quality] = number
    return counts
