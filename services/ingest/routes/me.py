"""/v1/me: who am I, for whom may I send."""

from __future__ import annotations

from fastapi import APIRouter

from services.ingest import store_procedures as store
from services.ingest.admission import standing_of
from services.ingest.routes import AnyClient
from shared.database import Transaction
from shared.who_am_i import Me, Standing, who_am_i

router = APIRouter(prefix="/me", tags=["me"])


@router.get("", summary="Who am I, for whom may I send")
def me(session: Transaction, caller: AnyClient) -> Me:
    """The client behind the token, what it may, and what is still missing."""
    if caller.party is None:
        return who_am_i(caller, party_name=None, standing=Standing())
    name = store.party_name(session, caller.party)
    return who_am_i(caller, party_name=name, standing=standing_of(session, caller.party))
