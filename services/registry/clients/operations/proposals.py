"""What gives a client more than it has, two administrators do: one proposes it, another confirms or refuses it."""

from datetime import date

from sqlalchemy.orm import Session

from services.registry.clients.operations.clients import (
    ClientChange,
    NewClient,
    checked_change,
    checked_new,
    fresh_id,
    held,
    register_client,
    written,
)
from services.registry.clients.store import clients, proposals
from services.registry.clients.store.clients import ClientFacts, ClientRecord
from services.registry.clients.store.proposals import ProposalRecord
from services.registry.faults import PERSONAL_DATA, SAME_PERSON
from services.registry.personal_data import names_a_person
from shared.errors import BadInput, Conflict, NotFound, Refused
from shared.identity.signing_keys import parse_key_set
from shared.log.audit import Detail, record_act


def propose(session: Session, stated: NewClient, *, actor: str, on: date) -> ProposalRecord:
    """Propose a new client, or what a client with this id is to be; nothing holds yet.

    Raises BadInput with every fault, NotFound for an unknown party, Conflict for a client that was ended or is of
    another party, and when a proposal for it waits already.
    """
    before = None if stated.client_id is None else clients.client_record(session, stated.client_id)
    if before is None or before.sandbox:  # the id of a test body's client is none that can be proposed
        client_id, version = stated.client_id or fresh_id(), None
        facts = checked_new(session, stated, on=on)
    else:
        client_id, version = before.id, before.version
        facts = _changed(before, stated)
    number = proposals.insert_proposal(session, client_id, facts, version=version, actor=actor)
    if number is None:
        raise Conflict(
            nl=f"Er wacht al een voorstel voor {client_id}; bevestig of weiger dat eerst.",
            en=f"A proposal for {client_id} waits already; confirm or refuse it first.",
        )
    return _noted(session, number, act="client.propose", actor=actor)


def confirm(session: Session, number: int, *, actor: str, on: date) -> ClientRecord:
    """Let a proposal hold: the client is there, or is as it says, from now on.

    Raises NotFound, Conflict for one that was decided or whose client changed since, Refused for who proposed it.
    """
    proposal = _open(session, number)
    if actor == proposal.proposed_by:
        raise Refused(
            nl="Wie een client voorstelt, bevestigt hem niet: dat doet een ander.",
            en="Whoever proposes a client does not confirm it: another person does.",
            errors=(SAME_PERSON.at(""),),
        )
    proposals.decide(session, number, state="confirmed", actor=actor, reason=None)
    _noted(session, number, act="client.confirm", actor=actor)
    stated = NewClient(proposal.party, proposal.label, proposal.scopes, proposal.jwks, proposal.client)
    if proposal.client_version is None:
        return register_client(session, stated, actor=actor, on=on)
    before = held(session, proposal.client)
    if before.version != proposal.client_version:
        raise Conflict(
            nl="De client is sinds dit voorstel gewijzigd; weiger het en stel opnieuw voor.",
            en="The client was changed since this was proposed; refuse it and propose again.",
        )
    return written(session, before, _changed(before, stated), state=before.state, actor=actor)


def refuse(session: Session, number: int, *, reason: str, actor: str) -> ProposalRecord:
    """Refuse a proposal, or take one's own back; raises NotFound, Conflict for one that was decided, BadInput."""
    _open(session, number)
    if names_a_person(reason):
        raise BadInput(errors=(PERSONAL_DATA.at("/reason"),))
    proposals.decide(session, number, state="refused", actor=actor, reason=reason)
    return _noted(session, number, act="client.refuse", actor=actor)


def proposal_of(session: Session, number: int) -> ProposalRecord:
    """One proposal, decided or not; raises NotFound."""
    record = proposals.proposal_record(session, number)
    if record is None:
        raise NotFound(nl="Dit voorstel bestaat niet.", en="This proposal does not exist.")
    return record


def _open(session: Session, number: int) -> ProposalRecord:
    proposals.lock_proposal(session, number)
    record = proposal_of(session, number)
    if record.state != "open":
        raise Conflict(
            nl="Over dit voorstel is al beslist; doe zo nodig een nieuw.",
            en="This proposal was decided on already; make another one if need be.",
        )
    return record


def _changed(before: ClientRecord, stated: NewClient) -> ClientFacts:
    if stated.party not in (None, before.party):
        raise Conflict(
            nl=f"Client {before.id} is van een andere partij; registreer voor deze partij een nieuwe.",
            en=f"Client {before.id} is of another party; register a new one for this party.",
        )
    return checked_change(before, ClientChange(stated.label, stated.scopes, stated.jwks, before.state))


def _noted(session: Session, number: int, *, act: str, actor: str) -> ProposalRecord:
    record = proposal_of(session, number)
    detail: dict[str, Detail] = {
        "proposal": number,
        "party": record.party,
        "scopes": list(record.scopes),
        "kids": [key.kid for key in parse_key_set(record.jwks)],
        "reason": record.reason,
    }
    record_act(session, "registry", actor=actor, act=act, subject=record.client, detail=detail)
    return record
