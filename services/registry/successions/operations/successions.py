"""Acts on successions: recording that parties merged, split or got a new name, and taking such a record back."""

from typing import Final

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.parties.store import parties
from services.registry.successions.operations.endings import bring_to_end
from services.registry.successions.rules import Succession, faults_of
from services.registry.successions.store import endings, successions
from services.registry.successions.store.successions import RecordedSuccession
from shared.errors import BadInput, Conflict, NotFound, Place
from shared.http.preconditions import demand_match
from shared.log.audit import Detail, record_act
from shared.log.change_log import open_change, take_position
from shared.procurement.finding import Rule, Severity, Text

BUILT_UPON: Final = Rule(
    "built-upon",
    Severity.ERROR,
    "{uri} eindigde in opvolging {number}.",
    "{uri} ended in succession {number}.",
    Text("Neem eerst die latere opvolging terug.", "Withdraw that later succession first."),
)


def record_succession(session: Session, stated: Succession, *, source: str, actor: str) -> RecordedSuccession:
    """Record that parties went over into others; the predecessors that are no successors end on that day.

    Raises BadInput with everything that is wrong, Conflict when a party that would end has running mandates.
    """
    named = {*stated.predecessors, *stated.successors}
    locks.take(session, locks.PARTIES)
    faults = faults_of(stated, successions.standings(session, named), edges=successions.edges(session))
    if faults:
        raise BadInput(
            nl="Deze opvolging kan zo niet worden vastgelegd; zie errors.",
            en="This succession cannot be recorded like this; see errors.",
            errors=faults,
        )
    change_id = open_change(session.connection(), "registry", cause=f"succession.{stated.kind}")
    number = successions.insert_succession(session, stated, source=source, actor=actor)
    endings.note_endings(session, number, stated.ended, on=stated.effective_on)
    places: dict[str, tuple[Place, str]] = {
        uri: ("body", f"/predecessors/{place}") for place, uri in enumerate(stated.predecessors) if uri in stated.ended
    }
    bring_to_end(session, places, on=stated.effective_on)
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


def withdraw_succession(
    session: Session, number: int, *, reason: str, if_match: str | None, actor: str
) -> RecordedSuccession:
    """Take back a succession that was recorded by mistake: it never happened, and the record of it stays.

    Each party that it ended, and that nobody gave another end since, exists on, with the memberships it had. Raises
    NotFound, PreconditionRequired, PreconditionFailed, Conflict when it was withdrawn before or when a successor that
    came out of it has itself gone over into another: that later event is withdrawn first.
    """
    locks.take(session, locks.PARTIES)
    recorded = _recorded(session, number)
    demand_match(if_match, recorded.version)
    _can_be_taken_back(session, recorded)
    change_id = open_change(session.connection(), "registry", cause="succession.withdraw")
    successions.withdraw_succession(session, number, reason=reason, actor=actor)
    restored = endings.give_back(session, number, on=recorded.effective_on)
    named = {*recorded.predecessors, *recorded.successors}
    successions.touch(session, named.difference(restored))
    parties.note_changed_parties(session, change_id, named)
    detail: dict[str, Detail] = {"reason": reason, "restored": restored}
    record_act(session, "registry", actor=actor, act="succession.withdraw", subject=str(number), detail=detail)
    withdrawn = _recorded(session, number)
    take_position(session.connection(), "registry", change_id)
    return withdrawn


def _can_be_taken_back(session: Session, recorded: RecordedSuccession) -> None:
    if recorded.withdrawn_at is not None:
        raise Conflict(nl="Deze opvolging is al teruggenomen.", en="This succession was withdrawn already.")
    came_out = set(recorded.successors).difference(recorded.predecessors)
    later = successions.went_on(session, came_out, since=recorded.effective_on)
    if later:
        raise Conflict(
            nl="Een opvolger is zelf in een andere partij opgegaan; neem eerst die latere opvolging terug.",
            en="A successor has itself gone over into another party; withdraw that later succession first.",
            errors=tuple(BUILT_UPON.within("path", "succession", uri=uri, number=number) for uri, number in later),
        )


def _recorded(session: Session, number: int) -> RecordedSuccession:
    recorded = successions.recorded_succession(session, number)
    if recorded is None:
        raise NotFound(nl="Deze opvolging bestaat niet.", en="This succession does not exist.")
    return recorded
