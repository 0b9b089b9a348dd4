"""Acts on one party: adding it, changing what is known of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.faults import BAD_IDENTIFIER, EMPTY_PERIOD
from services.registry.parties.rules.facts import PartyFacts, StatedIdentifier, faults_of, faulty_identifier
from services.registry.parties.rules.records import Identifier
from services.registry.parties.rules.words import OWN_IDENTIFIERS
from services.registry.parties.store import parties, party_writes
from services.registry.parties.store.party_writes import StoredParty
from services.registry.periods.rules import Period
from shared.errors import BadInput, Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import Detail, record_act
from shared.log.change_log import open_change, take_position
from shared.procurement.finding import Finding


def create_party(session: Session, facts: PartyFacts, *, key: str | None, source: str, actor: str) -> StoredParty:
    """Add a party under its TOOI URI, or under a stable URI of this register when it has none.

    The TOOI URI is one of its identifiers, stated or not. Raises BadInput with every fault, Conflict when there is a
    party with this key.
    """
    uri = key or f"{OWN_IDENTIFIERS}party/{uuid4()}"
    faults = []
    if key is not None:
        own = Identifier("tooi", key)
        wrong = faulty_identifier(own)
        if wrong is not None:
            faults.append(BAD_IDENTIFIER.at("/key", reason=wrong))
        elif all(identifier.identifier != own for identifier in facts.identifiers):
            facts = replace(facts, identifiers=(*facts.identifiers, StatedIdentifier(own, Period())))
    locks.take(session, locks.PARTIES)
    if parties.party_marks(session, uri, on=date.max) is not None:
        raise Conflict(
            nl="Er is al een partij met deze sleutel; wijzig die.",
            en="There is a party with this key already; change that one.",
        )
    _check(session, uri, facts, before=faults)
    change_id = open_change(session.connection(), "registry", cause="party.create")
    party_writes.insert_party(session, uri, facts, source=source)
    return concluded(session, change_id, uri, act="party.create", actor=actor, detail={"source": source})


def change_party(session: Session, uri: str, facts: PartyFacts, *, if_match: str | None, actor: str) -> StoredParty:
    """Let a party be as these facts say, from the version that the caller saw; facts that are the same change nothing.

    Raises NotFound, PreconditionRequired, PreconditionFailed, and BadInput with every fault.
    """
    locks.take(session, locks.PARTIES)
    party = party_of(session, uri)
    demand_match(if_match, party.version)
    _check(session, uri, facts, test_body=party.demo, ended=party.valid_until)
    changed = _differing(party.facts, facts)
    if not changed:
        return party
    change_id = open_change(session.connection(), "registry", cause="party.change")
    party_writes.replace_facts(session, party.id, facts)
    return concluded(session, change_id, uri, act="party.change", actor=actor, detail={"changed": changed})


def party_of(session: Session, uri: str) -> StoredParty:
    """One party by its key; raises NotFound."""
    party = party_writes.stored_party(session, uri)
    if party is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    return party


def _check(
    session: Session,
    uri: str,
    facts: PartyFacts,
    *,
    before: list[Finding] | None = None,
    test_body: bool = False,
    ended: date | None = None,
) -> None:
    neighbours = party_writes.neighbours_of(session, uri, facts)
    faults = [*(before or ()), *faults_of(facts, neighbours, uri=uri, test_body=test_body)]
    if ended is not None and facts.valid_from is not None and facts.valid_from >= ended:
        faults.append(EMPTY_PERIOD.at("/validFrom"))
    if faults:
        raise BadInput(
            nl="De partij kan zo niet in het register staan; zie errors.",
            en="The party cannot stand in the register like this; see errors.",
            errors=tuple(faults),
        )


def concluded(
    session: Session, change_id: int, uri: str, *, act: str, actor: str, detail: Mapping[str, Detail]
) -> StoredParty:
    """Close the act: who hears of it, the audit trail, the party as it now stands, the position."""
    parties.note_changed_parties(session, change_id, [uri])
    party = party_of(session, uri)
    record_act(session, "registry", actor=actor, act=act, subject=uri, detail={**detail, "version": party.version})
    take_position(session.connection(), "registry", change_id)
    return party


def _differing(before: PartyFacts, after: PartyFacts) -> list[str]:
    """Names of the facts that differ; the order within a list says nothing."""
    pairs: dict[str, tuple[object, object]] = {
        "kind": (before.kind, after.kind),
        "tier": (before.tier, after.tier),
        "names": (set(before.names), set(after.names)),
        "identifiers": (set(before.identifiers), set(after.identifiers)),
        "parent": (before.parent, after.parent),
        "province": (before.province, after.province),
        "memberships": (set(before.memberships), set(after.memberships)),
        "annexI": (set(before.annex_i), set(after.annex_i)),
        "validFrom": (before.valid_from, after.valid_from),
    }
    return [name for name, (old, new) in pairs.items() if old != new]
