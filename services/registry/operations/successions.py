"""Acts on successions: recording that parties merged, split or got a new name."""

from sqlalchemy.orm import Session

from services.registry.operations.party_acts import bring_to_end
from services.registry.store import parties, successions
from services.registry.store.successions import RecordedSuccession
from services.registry.succession import Succession, SuccessionFault, faults_of
from shared.audit import record_act
from shared.change_log import open_change, take_position
from shared.errors import BadInput, FieldError


def record_succession(session: Session, stated: Succession, *, source: str, actor: str) -> RecordedSuccession:
    """Record that parties went over into others; the predecessors that are no successors end on that day.

    Raises BadInput with everything that is wrong, Conflict when a party that would end has running mandates.
    """
    named = {*stated.predecessors, *stated.successors}
    parties.lock_register(session)
    faults = faults_of(stated, successions.standings(session, named), edges=successions.edges(session))
    if faults:
        raise BadInput(
            nl="Deze opvolging kan zo niet worden vastgelegd; zie errors.",
            en="This succession cannot be recorded like this; see errors.",
            errors=tuple(_placed(fault) for fault in faults),
        )
    change_id = open_change(session.connection(), "registry", cause=f"succession.{stated.kind}")
    number = successions.insert_succession(session, stated, source=source, actor=actor)
    bring_to_end(session, stated.ended, on=stated.effective_on)
    successions.touch(session, named.difference(stated.ended))
    parties.note_changed_parties(session, change_id, named)
    record_act(
        session,
        "registry",
        actor=actor,
        act="succession.record",
        subject=str(number),
        detail={
            "kind": stated.kind,
            "effectiveOn": stated.effective_on.isoformat(),
            "predecessors": sorted(stated.predecessors),
            "successors": sorted(stated.successors),
            "source": source,
        },
    )
    recorded = successions.recorded_succession(session, number)
    assert recorded is not None  # noqa: S101 - written just above, in this transaction
    take_position(session.connection(), "registry", change_id)
    return recorded


def _placed(fault: SuccessionFault) -> FieldError:
    pointer = f"/{fault.side}" if fault.place is None else f"/{fault.side}/{fault.place}"
    return FieldError("body", pointer, fault.code, fault.detail)
