"""Stating who keeps a body's data, what it measures with, and which themes it adds or leaves out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from services.registry.governance import store
from services.registry.governance.rules import monitoring_instruments, tier_profiles
from services.registry.governance.rules.monitoring_instruments import Instrument, instruments_in
from services.registry.governance.rules.statement import (
    InstrumentUse,
    RoleHolding,
    Statement,
    ThemeChoice,
    Vocabulary,
    faults,
)
from services.registry.governance.rules.tier_profiles import ProfileRule, rules_in
from services.registry.governance.store import GovernanceRecord
from services.registry.lists import store as lists
from services.registry.parties.store import parties
from services.registry.parties.store.parties import PartyMarks
from shared.errors import BadInput, Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import Detail, record_act
from shared.log.change_log import open_change, take_position
from shared.reference.themes import local_themes

_ACT: Final = "governance.state"


def state_governance(
    session: Session, party: str, statement: Statement, *, actor: str, on: date, if_match: str | None
) -> None:
    """Let this be what a body states about itself; what stood before stays in the audit trail.

    The party stands in the change log: its procedures are compiled again with the themes that it adds.

    Raises NotFound, Conflict for a party that has ended, PreconditionFailed or PreconditionRequired (`If-Match`), and
    BadInput with every fault.
    """
    marks = _marks(session, party, on=on)
    if marks.ended:
        raise Conflict(nl="Deze partij bestaat niet meer.", en="This party no longer exists.")
    store.lock_governance(session, marks.id)
    demand_match(if_match, store.governance(session, marks.id).version)
    known = Vocabulary(known_instruments(session, on=on), {theme.code for theme in local_themes()})
    if faulty := faults(statement, known):
        raise BadInput(
            nl="Deze opgave kan zo niet worden vastgelegd; zie errors.",
            en="This statement cannot be kept like this; see errors.",
            errors=faulty,
        )
    change_id = open_change(session.connection(), "registry", cause=_ACT)
    store.replace_governance(session, marks.id, statement, actor=actor)
    parties.note_changed_parties(session, change_id, [party])
    record_act(session, "registry", actor=actor, act=_ACT, subject=party, detail=_detail(statement))
    take_position(session.connection(), "registry", change_id)


def known_instruments(session: Session, *, on: date) -> Mapping[str, Instrument]:
    """The instruments and sources of the version of the reference list that holds on a day."""
    return instruments_in(_rows_on(session, monitoring_instruments.LIST, on))


def duties(session: Session, *, on: date) -> tuple[ProfileRule, ...]:
    """What is asked of tiers, by the version of the reference list that holds on a day."""
    return rules_in(_rows_on(session, tier_profiles.LIST, on))


def governance_of(session: Session, party: str, *, on: date) -> GovernanceRecord:
    """What a body states about itself, version 0 when it never did; raises NotFound for an unknown party."""
    return store.governance(session, _marks(session, party, on=on).id)


def _rows_on(session: Session, name: str, day: date) -> Sequence[Mapping[str, str]]:
    held = lists.version_on(session, name, day)
    return [] if held is None else lists.entries_of(session, held.id)


def _marks(session: Session, party: str, *, on: date) -> PartyMarks:
    marks = parties.party_marks(session, party, on=on)
    if marks is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    return marks


def _detail(statement: Statement) -> dict[str, Detail]:
    return {
        "roles": [
            {"role": role.role, "function": role.function, "department": role.department, **_days(role)}
            for role in statement.roles
        ],
        "instruments": [
            {
                "instrument": instrument.instrument,
                "quality": instrument.quality,
                "reason": instrument.quality_reason,
                **_days(instrument),
            }
            for instrument in statement.instruments
        ],
        "themes": [
            {"choice": theme.choice, "theme": theme.theme, "reason": theme.reason, **_days(theme)}
            for theme in statement.themes
        ],
    }


def _days(held: RoleHolding | InstrumentUse | ThemeChoice) -> dict[str, str | None]:
    begin, end = held.period.valid_from, held.period.valid_until
    return {
        "validFrom": None if begin is None else begin.isoformat(),
        "validUntil": None if end is None else end.isoformat(),
    }
