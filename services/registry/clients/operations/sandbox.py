"""Clients of the sandbox: anybody registers one for a fictitious body, without an administrator."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from services.registry.clients.operations.checks import audited, bad_client, public_keys
from services.registry.clients.rules import NOT_A_TEST_OIN
from services.registry.clients.store import sandbox
from services.registry.clients.store.clients import SANDBOX_PREFIX, ClientRecord
from services.registry.clients.store.sandbox import SandboxBody
from services.registry.faults import BAD_IDENTIFIER
from services.registry.parties.rules.records import Identifier
from services.registry.parties.rules.words import OWN_IDENTIFIERS, PartyKind
from services.registry.parties.store import parties
from shared.errors import Conflict, TooManyRequests
from shared.procurement.finding import Finding
from shared.procurement.identifiers import Oin
from shared.procurement.misread import Misread

SANDBOX_SCOPES: Final = ("ingest:write", "ingest:read")
"""Sending and reading back. Anybody makes such a client, so it reads nothing beyond that which a stranger may not."""
SANDBOX_ACTOR: Final = "sandbox"
TEST_PREFIX: Final = "00000099"
PER_HOUR: Final = timedelta(hours=1)


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
    public = public_keys(jwks, faults)
    if faults:
        raise bad_client(faults)
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
    return audited(session, client_id, actor=SANDBOX_ACTOR, act="sandbox-client.register")


def _fresh(session: Session) -> str:
    while True:
        oin = f"{TEST_PREFIX}{1 + secrets.randbelow(10**9 - 1):09}000"  # zeros are no number
        if not (_is_of_demonstration(session, oin) or sandbox.is_held(session, oin)):
            return oin


def _is_of_demonstration(session: Session, oin: str) -> bool:
    return parties.holder_of(session, Identifier("oin", oin)) is not None


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
