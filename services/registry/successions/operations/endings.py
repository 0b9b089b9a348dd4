"""The end of a party, by hand or because it went over into another."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.faults import NOT_BEGUN
from services.registry.mandates.operations import no_running_mandates
from services.registry.parties.operations import concluded, party_of
from services.registry.parties.store import parties
from services.registry.parties.store.party_writes import StoredParty
from shared.errors import BadInput, Conflict, Place
from shared.http.preconditions import demand_match
from shared.log.change_log import open_change


def end_party(session: Session, uri: str, *, on: date, reason: str, if_match: str | None, actor: str) -> StoredParty:
    """Let a party exist no longer from a day on. Its names and identifiers stay, so that the past still matches.

    Raises NotFound, PreconditionRequired, PreconditionFailed, BadInput for a day on which it had not begun, Conflict
    when it has an end already or running mandates.
    """
    locks.take(session, locks.PARTIES)
    party = party_of(session, uri)
    demand_match(if_match, party.version)
    if party.valid_until is not None:
        raise Conflict(
            nl=f"Deze partij heeft al een einde: {party.valid_until}.",
            en=f"This party has an end already: {party.valid_until}.",
        )
    if party.facts.valid_from is not None and on <= party.facts.valid_from:
        raise BadInput(
            nl="Een partij eindigt na de dag waarop ze begint.",
            en="A party ends after the day on which it begins.",
            errors=(NOT_BEGUN.at("/on", day=party.facts.valid_from),),
        )
    change_id = open_change(session.connection(), "registry", cause="party.end")
    bring_to_end(session, {uri: ("path", "key")}, on=on)
    return concluded(
        session, change_id, uri, act="party.end", actor=actor, detail={"on": on.isoformat(), "reason": reason}
    )


def bring_to_end(session: Session, ending: Mapping[str, tuple[Place, str]], *, on: date) -> None:
    """Let parties exist no longer from a day on, by hand or by succession; with where the request names each.

    Raises Conflict with every mandate that one of them still gives or has.
    """
    no_running_mandates(session, ending, on=on)
    parties.end_parties(session, ending.keys(), on=on)
