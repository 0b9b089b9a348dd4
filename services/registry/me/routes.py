"""Who am I, for whom may I send, and what is still missing."""

from datetime import UTC, datetime

from fastapi import APIRouter

from services.registry.access import AnyClient
from services.registry.mandates import store as mandates_store
from services.registry.parties.store import parties
from services.registry.terms import store as terms_store
from shared.database import Transaction
from shared.dutch_day import today
from shared.http.who_am_i import Mandates, Me, SendingRight, Standing, who_am_i
from shared.identity.organisations import name_of_test_body

router = APIRouter(tags=["me"])


@router.get("/me")
def me(caller: AnyClient, session: Transaction) -> Me:
    """The client behind the token."""
    if caller.sandbox:
        name = name_of_test_body(session, caller.client_id)
        return who_am_i(caller, party_name=name, standing=Standing())
    party = None if caller.party is None else parties.published_party(session, caller.party)
    if party is None:
        return who_am_i(caller, party_name=None, standing=Standing())
    standing = Standing(party.participation, tuple(terms_store.still_to_accept(session, party.party)))
    rights = tuple(
        SendingRight(buyer=right.buyer, kinds=list(right.kinds), until=right.until)
        for right in mandates_store.sending_rights(session, party.party, on=today())
    )
    held = Mandates(rights, datetime.now(UTC))
    return who_am_i(caller, party_name=party.name, standing=standing, mandates=held)
