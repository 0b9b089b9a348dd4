"""Acts on clients: registering programs that may ask for tokens."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from services.registry.clients.rules import (
    BAD_CLIENT_ID,
    NO_SCOPE,
    NOT_A_TEST_OIN,
    SCOPE_NOT_IN_SANDBOX,
    UNKNOWN_SCOPE,
    UNKNOWN_STATE,
    UNUSABLE_KEY,
)
from services.registry.clients.store import clients, sandbox
from services.registry.clients.store.clients import SANDBOX_PREFIX, ClientFacts, ClientRecord
from services.registry.clients.store.sandbox import SandboxBody
from services.registry.faults import BAD_IDENTIFIER
from services.registry.parties.rules.records import Identifier
from services.registry.parties.rules.words import CLIENT_STATES, OWN_IDENTIFIERS, ClientState, PartyKind
from services.registry.parties.store import parties
from shared.errors import BadInput, Conflict, NotFound, TooManyRequests
from shared.http.preconditions import demand_match
from shared.identity.key_soundness import demand_sound
from shared.identity.scopes import SCOPES
from shared.identity.signing_keys import UnusableKey, parse_key_set
from shared.log.audit import record_act
from shared.procurement.finding import Finding
from shared.procurement.identifiers import Oin
from shared.procurement.misread import Misread

SANDBOX_SCOPES: Final = ("ingest:write", "ingest:read")
"""Sending and reading back. Anybody makes such a client, so it reads nothing beyond that which a stranger may not."""
SANDBOX_ACTOR: Final = "sandbox"
TEST_PREFIX: Final = "00000099"
PER_HOUR: Final = timedelta(hours=1)
CLIENT_ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]{2,62}")


def register_client(  # noqa: PLR0913 - what a client is, each part by its name
    session: Session,
    *,
    party: str | None,
    label: str,
    scopes: Sequence[str],
    jwks: object,
    actor: str,
    on: date,
    client_id: str | None = None,
    replace: bool = False,
) -> ClientRecord:
    """Register a client of a party, or of the data space itself (`party` None: its services and administrators).

    With `replace` an earlier client with this id gets this party, these keys and scopes; tokens it has stay valid until
    they expire. Raises BadInput with every fault, NotFound for an unknown party, Conflict for an id that is taken.
    """
    faults = [*_faulty_scopes(scopes), *_faulty_id(client_id)]
    public = _public_keys(jwks, faults)
    if faults:
        raise _bad_client(faults)
    party_id = None if party is None else _party_for_client(session, party, on=on)
    stated = ClientFacts(party_id, label, tuple(sorted(set(scopes))), public)
    if replace and client_id is not None and clients.replace_client(session, client_id, stated):
        return _audited(session, client_id, actor=actor, act="client.replace")
    client_id = client_id or f"client-{secrets.token_hex(8)}"
    if not clients.insert_client(session, client_id, stated, actor=actor):
        raise Conflict(
            nl=f"Er is al een client met de naam {client_id}.", en=f"There is a client named {client_id} already."
        )
    return _audited(session, client_id, actor=actor, act="client.register")


@dataclass(frozen=True, slots=True)
class ClientChange:
    """What a client is to be from now on; its party never changes."""

    label: str
    scopes: tuple[str, ...]
    jwks: object
    state: ClientState


def change_client(
    session: Session, client_id: str, stated: ClientChange, *, if_match: str | None, actor: str
) -> ClientRecord:
    """Change, suspend or end a client. Tokens that it has end at once when it may do less than before.

    Raises NotFound, PreconditionRequired and PreconditionFailed as `shared.http.preconditions` says, BadInput with
    every fault, and Conflict for a client that was ended: that is for good.
    """
    clients.lock_client(session, client_id)
    before = clients.client_record(session, client_id)
    if before is None:
        raise NotFound(nl="Deze client bestaat niet.", en="This client does not exist.")
    demand_match(if_match, before.version)
    if before.state == "ended":
        raise Conflict(
            nl="Deze client is beëindigd; registreer een nieuwe.", en="This client was ended; register a new one."
        )
    faults = [*_faulty_scopes(stated.scopes), *_faulty_state(stated.state)]
    if before.sandbox:
        faults += _beyond_sandbox(stated.scopes)
    public = _public_keys(stated.jwks, faults)
    if faults:
        raise _bad_client(faults)
    scopes = tuple(sorted(set(stated.scopes)))
    may_less = stated.state != "active" or public != before.jwks or not set(before.scopes) <= set(scopes)
    clients.change_client(
        session,
        client_id,
        ClientFacts(None, stated.label, scopes, public),
        state=stated.state,
        withdraw_tokens=may_less,
    )
    return _audited(session, client_id, actor=actor, act="client.change")


def register_sandbox_client(
    session: Session,
    *,
    name: str | None,
    kind: PartyKind,
    oin: str | None,
    jwks: object,
    most_per_hour: int,
    lives: timedelta,
) -> ClientRecord:
    """Register a client for a new fictitious body, without an administrator; what it sends counts nowhere.

    Body and client are one and stand apart from the register. Raises BadInput with every fault, Conflict when the test
    OIN is in use, TooManyRequests when the sandbox has had its share of new clients this hour.
    """
    faults = _faulty_test_oin(oin)
    public = _public_keys(jwks, faults)
    if faults:
        raise _bad_client(faults)
    if sandbox.registered_within(session, PER_HOUR) >= most_per_hour:
        raise TooManyRequests(
            nl="De testomgeving heeft dit uur genoeg nieuwe clients; probeer het later opnieuw.",
            en="The sandbox has had enough new clients this hour; try again later.",
            retry_after=int(PER_HOUR.total_seconds()),
        )
    sandbox.take_expired_away(session)
    number, test_oin = secrets.token_hex(8), oin or _fresh(session)
    body = SandboxBody(
        party=f"{OWN_IDENTIFIERS}sandbox/{test_oin}-{number}",
        name=name or f"Fictieve testorganisatie {test_oin[8:17]}",
        kind=kind,
        oin=test_oin,
    )
    client_id, scopes = f"{SANDBOX_PREFIX}{number}", tuple(sorted(SANDBOX_SCOPES))
    if _is_of_demonstration(session, test_oin) or not sandbox.insert_sandbox_client(
        session, client_id, body, scopes=scopes, jwks=public, lives=lives
    ):
        raise Conflict(
            nl=f"Het test-OIN {test_oin} is in gebruik; laat het weg om een vrij nummer te krijgen.",
            en=f"The test OIN {test_oin} is in use; leave it out to get a free number.",
        )
    return _audited(session, client_id, actor=SANDBOX_ACTOR, act="sandbox-client.register")


def _audited(session: Session, client_id: str, *, actor: str, act: str) -> ClientRecord:
    record = clients.client_record(session, client_id)
    assert record is not None  # noqa: S101 - written just above, in this transaction
    kids = [key.kid for key in parse_key_set(record.jwks)]
    record_act(
        session,
        "registry",
        actor=actor,
        act=act,
        subject=record.id,
        detail={"party": record.party, "scopes": list(record.scopes), "kids": kids, "state": record.state},
    )
    return record


def _party_for_client(session: Session, party: str, *, on: date) -> int:
    marks = parties.party_marks(session, party, on=on)
    if marks is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    if marks.ended:
        raise Conflict(nl="Deze partij bestaat niet meer.", en="This party no longer exists.")
    return marks.id


def _fresh(session: Session) -> str:
    while True:
        oin = f"{TEST_PREFIX}{1 + secrets.randbelow(10**9 - 1):09}000"  # zeros are no number
        if not (_is_of_demonstration(session, oin) or sandbox.is_held(session, oin)):
            return oin


def _is_of_demonstration(session: Session, oin: str) -> bool:
    return parties.holder_of(session, Identifier("oin", oin)) is not None


def _public_keys(jwks: object, faults: list[Finding]) -> dict[str, object]:
    try:
        keys = parse_key_set(jwks)
        demand_sound(keys)
    except UnusableKey as problem:
        faults.append(UNUSABLE_KEY.at("/jwks", reason=problem.text))
        return {}
    return {"keys": [key.as_jwk() for key in keys]}


def _faulty_scopes(scopes: Sequence[str]) -> list[Finding]:
    if not scopes:
        return [NO_SCOPE.at("/scopes", known=", ".join(SCOPES))]
    return [
        UNKNOWN_SCOPE.at(f"/scopes/{place}", known=", ".join(SCOPES))
        for place, scope in enumerate(scopes)
        if scope not in SCOPES
    ]


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


def _faulty_id(client_id: str | None) -> list[Finding]:
    if client_id is None or (CLIENT_ID.fullmatch(client_id) and not client_id.startswith(SANDBOX_PREFIX)):
        return []
    return [BAD_CLIENT_ID.at("/client", prefix=SANDBOX_PREFIX)]


def _faulty_test_oin(oin: str | None) -> list[Finding]:
    if oin is None:
        return []
    parse: Callable[[str], Oin] = Oin.parse
    try:
        is_test = parse(oin).is_test and parse(oin).value == oin
    except Misread as problem:
        return [BAD_IDENTIFIER.at("/oin", reason=problem.text)]
    if is_test:
        return []
    return [NOT_A_TEST_OIN.at("/oin", prefix=TEST_PREFIX)]


def _bad_client(faults: Sequence[Finding]) -> BadInput:
    return BadInput(
        nl="De client kan zo niet worden geregistreerd; zie errors.",
        en="The client cannot be registered like this; see errors.",
        errors=tuple(faults),
    )
