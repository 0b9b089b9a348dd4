"""Who am I, for whom may I send, and what is still missing."""

from fastapi import APIRouter

from services.registry.routes.access import AnyClient
from services.registry.store import parties, terms
from shared.database import Transaction
from shared.who_am_i import Me, Standing, who_am_i

router = APIRouter(tags=["me"])


@router.get("/me")
def me(caller: AnyClient, session: Transaction) -> Me:
    """The client behind the token."""
    party = None if caller.party is None else parties.published_party(session, caller.party)
    if party is None:
        return who_am_i(caller, party_name=None, standing=Standing())
    standing = Standing(party.participation, tuple(terms.still_to_accept(session, party.party)))
    return who_am_i(caller, party_name=party.name, standing=standing)
