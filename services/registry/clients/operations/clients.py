"""Acts on clients: registering programs that may ask for tokens, and changing them."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services.registry.clients.operations.checks import audited, bad_client, faulty_id, faulty_scopes, public_keys
from services.registry.clients.operations.sandbox import SANDBOX_SCOPES
from services.registry.clients.rules import SCOPE_NOT_IN_SANDBOX, SECOND_PERSON, UNKNOWN_STATE
from services.registry.clients.store import clients
from services.registry.clients.store.clients import ClientFacts, ClientRecord
from services.registry.parties.rules.words import CLIENT_STATES, ClientState
from services.registry.parties.store import parties
from shared.errors import Conflict, NotFound, Refused
from shared.http.preconditions import demand_match
from shared.identity.scopes import SCOPES
from shared.identity.signing_keys import parse_key_set
from shared.procurement.finding import Finding


@dataclass(frozen=True, slots=True)
class NewClient:
    """A program of a party, or of the data space itself (`party` None), as it is asked for; nothing is checked yet."""

    party: str | None
    label: str
    scopes: Sequence[str]
    jwks: object
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class ClientChange:
    """What a client is to be from now on; its party never changes."""

    label: str
    scopes: Sequence[str]
    jwks: object
    state: ClientState


def register_client(
    session: Session, stated: NewClient, *, actor: str, on: date, replace: bool = False
) -> ClientRecord:
    """Register a client. What asks for it over HTTP is a proposal that a second person confirmed.

    With `replace` an earlier client with this id gets this party, these keys and scopes; tokens it has stay valid until
    they expire. Raises BadInput with every fault, NotFound for an unknown party, Conflict for an id that is taken.
    """
    facts = checked_new(session, stated, on=on)
    if replace and stated.client_id is not None and clients.replace_client(session, stated.client_id, facts):
        return audited(session, stated.client_id, actor=actor, act="client.replace")
    client_id = stated.client_id or fresh_id()
    if not clients.insert_client(session, client_id, facts, actor=actor):
        raise Conflict(
            nl=f"Er is al een client met de naam {client_id}.", en=f"There is a client named {client_id} already."
        )
    return audited(session, client_id, actor=actor, act="client.register")


def change_client(
    session: Session, client_id: str, stated: ClientChange, *, if_match: str | None, actor: str
) -> ClientRecord:
    """Change, suspend or end a client, on one person's word: it gets no key and no scope that it has not.

    Tokens that it has end at once when it may do less than before. Raises NotFound, PreconditionRequired and
    PreconditionFailed as `shared.http.preconditions` says, BadInput with every fault, Refused with all that it would
    get, and Conflict for a client that was ended: that is for good.
    """
    before = held(session, client_id)
    demand_match(if_match, before.version)
    facts = checked_change(before, stated)
    if not before.sandbox and (given := tuple(_given(before, facts, stated.scopes))):
        raise Refused(
            nl="Een sleutel of scope erbij krijgt een client niet van een mens alleen; zie errors.",
            en="One person alone gives a client no other key or scope; see errors.",
            errors=given,
        )
    return written(session, before, facts, state=stated.state, actor=actor)


def held(session: Session, client_id: str) -> ClientRecord:
    """A client that nobody else changes until the transaction ends; raises NotFound."""
    clients.lock_client(session, client_id)
    record = clients.client_record(session, client_id)
    if record is None:
        raise NotFound(nl="Deze client bestaat niet.", en="This client does not exist.")
    return record


def checked_new(session: Session, stated: NewClient, *, on: date) -> ClientFacts:
    """What a new client is to be; raises BadInput with every fault, NotFound, Conflict for a party that ended."""
    faults = [*faulty_scopes(stated.scopes), *faulty_id(stated.client_id)]
    public = public_keys(stated.jwks, faults)
    if faults:
        raise bad_client(faults)
    party_id = None if stated.party is None else _party_for_client(session, stated.party, on=on)
    return ClientFacts(party_id, stated.label, tuple(sorted(set(stated.scopes))), public)


def checked_change(before: ClientRecord, stated: ClientChange) -> ClientFacts:
    """What a client is to be from now on; raises BadInput with every fault, Conflict for a client that was ended."""
    if before.state == "ended":
        raise Conflict(
            nl="Deze client is beëindigd; registreer een nieuwe.", en="This client was ended; register a new one."
        )
    faults = [*faulty_scopes(stated.scopes), *_faulty_state(stated.state)]
    if before.sandbox:
        faults += _beyond_sandbox(stated.scopes)
    public = public_keys(stated.jwks, faults)
    if faults:
        raise bad_client(faults)
    return ClientFacts(None, stated.label, tuple(sorted(set(stated.scopes))), public)


def written(
    session: Session, before: ClientRecord, facts: ClientFacts, *, state: ClientState, actor: str
) -> ClientRecord:
    """Give a client these facts; the tokens it has end when it may do less than before."""
    may_less = state != "active" or facts.jwks != before.jwks or not set(before.scopes) <= set(facts.scopes)
    clients.change_client(session, before.id, facts, state=state, withdraw_tokens=may_less)
    return audited(session, before.id, actor=actor, act="client.change")


def fresh_id() -> str:
    """An id for a client that asks for none by name."""
    return f"client-{secrets.token_hex(8)}"


def _given(before: ClientRecord, facts: ClientFacts, scopes: Sequence[str]) -> Iterator[Finding]:
    """Each key and scope that the client has not yet, where it is asked."""
    known = {key.rsa.public_numbers() for key in parse_key_set(before.jwks)}
    for place, key in enumerate(parse_key_set(facts.jwks)):
        if key.rsa.public_numbers() not in known:
            yield SECOND_PERSON.at(f"/jwks/keys/{place}")
    for place, scope in enumerate(scopes):
        if scope not in before.scopes:
            yield SECOND_PERSON.at(f"/scopes/{place}")


def _party_for_client(session: Session, party: str, *, on: date) -> int:
    marks = parties.party_marks(session, party, on=on)
    if marks is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    if marks.ended:
        raise Conflict(nl="Deze partij bestaat niet meer.", en="This party no longer exists.")
    return marks.id


def _faulty_state(state: str) -> list[Finding]:
    if state in CLIENT_STATES:
        return []
    return [UNKNOWN_STATE.at("/state", known=", ".join(CLIENT_STATES))]


def _beyond_sandbox(scopes: Sequence[str]) -> list[Finding]:
    return [
        SCOPE_NOT_IN_SANDBOX.at(f"/scopes/{place}", known=", ".join(SANDBOX_SCOPES))
        for place, scope in enumerate(scopes)
        if scope in SCOPES and scope not in SANDBOX_SCOPES
    ]
