"""What the register says of the party behind a token."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def party_name(session: Session, party: str) -> str | None:
    """The name of a party in the register."""
    return session.execute(
        text("select name from registry.party_current where party = :party"), {"party": party}
    ).scalar_one_or_none()
