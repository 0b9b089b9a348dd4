"""/v1/me: who am I, for whom may I send."""

from __future__ import annotations

from fastapi import APIRouter, Request

from services.ingest.access import AnyClient
from services.ingest.mandates.admission import standing_of
from services.ingest.mandates.operations import SendingRights
from services.ingest.procedures.store import reading as store
from shared.database import Transaction
from shared.errors import Unavailable
from shared.identity.organisations import name_of_test_body
from shared.identity.who_am_i import Mandates, Me, SendingRight, Standing, who_am_i

router = APIRouter(prefix="/me", tags=["me"])


@router.get("", summary="Who am I, for whom may I send")
def me(request: Request, session: Transaction, caller: AnyClient) -> Me:
    """The client behind the token, what it may, and what is still missing."""
    if caller.party is None:
        return who_am_i(caller, party_name=None, standing=Standing())
    if caller.sandbox:  # everybody may send there for every test body: no mandates, no participation
        name = name_of_test_body(session, caller.client_id)
        return who_am_i(caller, party_name=name, standing=Standing())
    # Asked before this session has a connection: two at once per request would exhaust the pool.
    mandates = _mandates(request.app.state.sending_rights, caller.party)
    name = store.party_name(session, caller.party)
    return who_am_i(caller, party_name=name, standing=standing_of(session, caller.party), mandates=mandates)


def _mandates(rights: SendingRights, party: str) -> Mandates:
    try:
        known = rights.of(party)
    except Unavailable:
        return Mandates()
    held = tuple(SendingRight(buyer=one.buyer, kinds=one.kinds, until=one.until) for one in known.rights)
    return Mandates(held, known.known_at)
