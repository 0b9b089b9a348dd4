"""/v1/me: who am I, for whom may I send."""

from __future__ import annotations

from fastapi import APIRouter, Request

from services.ingest.access import AnyClient
from services.ingest.mandates import store as mandates
from services.ingest.mandates.operations.sending_rights import SendingRights
from services.ingest.me import store
from shared.database import Transaction
from shared.errors import Unavailable
from shared.http.who_am_i import Mandates, Me, SendingRight, Standing, who_am_i
from shared.identity.organisations import name_of_test_body

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
    held = _mandates(request.app.state.sending_rights, caller.party)
    name = store.party_name(session, caller.party)
    standing = Standing(mandates.participation(session, caller.party), mandates.terms_awaited(session, caller.party))
    return who_am_i(caller, party_name=name, standing=standing, mandates=held)


def _mandates(rights: SendingRights, party: str) -> Mandates:
    try:
        known = rights.of(party)
    except Unavailable:
        return Mandates()
    rights_held = tuple(SendingRight(buyer=right.buyer, kinds=right.kinds, until=right.until) for right in known.rights)
    return Mandates(rights_held, known.known_at)
