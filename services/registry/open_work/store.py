"""Statements that count what waits for a person, by the right to decide on it."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.identity.access import Caller

_BY_RIGHT: Final[Mapping[str, Mapping[str, str]]] = {
    "registry:clients": {
        "client-proposals": """
            select count(*) from registry.client_proposal where state = 'open' and proposed_by <> :actor
        """
    },
    "registry:lists": {
        "list-versions": "select count(*) from registry.list_version where state = 'draft' and proposed_by <> :actor"
    },
    "registry:parties": {"applications": "select count(*) from registry.participation where state = 'applied'"},
    "registry:body": {
        "mandates": """
            select count(*) from registry.mandate m join registry.mandate_body b on b.mandate = m.id
            join registry.party p on p.id = b.party_id
            where p.uri = :party and b.granted_at is null and b.withdrawn_on is null
                and m.proposed_by <> :actor and upper(m.valid) > current_date
        """
    },
}


def counted(session: Session, caller: Caller) -> Iterator[tuple[str, int]]:
    """Each kind on which this caller may decide, with its number."""
    values = {"actor": caller.actor, "party": caller.party}
    for scope, kinds in _BY_RIGHT.items():
        if scope in caller.scopes:
            for kind, query in kinds.items():
                yield kind, int(session.execute(text(query), values).scalar_one())
