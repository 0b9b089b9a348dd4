"""What is looked at whenever a client is registered or changed, and how such an act is written down."""

import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from services.registry.clients.rules import BAD_CLIENT_ID, NO_SCOPE, UNKNOWN_SCOPE, UNUSABLE_KEY
from services.registry.clients.store import clients
from services.registry.clients.store.clients import SANDBOX_PREFIX, ClientRecord
from shared.errors import BadInput
from shared.identity.key_soundness import demand_sound
from shared.identity.scopes import SCOPES
from shared.identity.signing_keys import UnusableKey, parse_key_set
from shared.log.audit import record_act
from shared.procurement.finding import Finding

CLIENT_ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]{2,62}")


def public_keys(jwks: object, faults: list[Finding]) -> dict[str, object]:
    """The keys as they are kept; what is wrong with them is added to the faults."""
    try:
        keys = parse_key_set(jwks)
        demand_sound(keys)
    except UnusableKey as problem:
        faults.append(UNUSABLE_KEY.at("/jwks", reason=problem.text))
        return {}
    return {"keys": [key.as_jwk() for key in keys]}


def faulty_scopes(scopes: Sequence[str]) -> list[Finding]:
    """What is wrong with the scopes of a client."""
    if not scopes:
        return [NO_SCOPE.at("/scopes", known=", ".join(SCOPES))]
    return [
        UNKNOWN_SCOPE.at(f"/scopes/{place}", known=", ".join(SCOPES))
        for place, scope in enumerate(scopes)
        if scope not in SCOPES
    ]


def faulty_id(client_id: str | None) -> list[Finding]:
    """What is wrong with the id that a client is to have; None leaves it to the registry."""
    if client_id is None or (CLIENT_ID.fullmatch(client_id) and not client_id.startswith(SANDBOX_PREFIX)):
        return []
    return [BAD_CLIENT_ID.at("/client", prefix=SANDBOX_PREFIX)]


def bad_client(faults: Sequence[Finding]) -> BadInput:
    """The refusal of a client with these faults."""
    return BadInput(
        nl="De client kan zo niet worden geregistreerd; zie errors.",
        en="The client cannot be registered like this; see errors.",
        errors=tuple(faults),
    )


def audited(session: Session, client_id: str, *, actor: str, act: str) -> ClientRecord:
    """The client as it was just written, after the act is noted."""
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
