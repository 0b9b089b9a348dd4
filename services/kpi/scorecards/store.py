"""What the register says of bodies that are compared."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from shared.tables.registry import membership_current, party_current


def names_of(connection: Connection, parties: Collection[str]) -> Mapping[str, str]:
    """What these parties are called today."""
    view = party_current
    rows = connection.execute(select(view.c.party, view.c.name).where(view.c.party.in_(parties)))
    return {row.party: row.name for row in rows if row.name is not None}


def members_of(connection: Connection, association: str) -> list[str]:
    """Today's members of an umbrella association."""
    view = membership_current
    statement = select(view.c.member).where(view.c.association == association).order_by(view.c.member)
    return list(connection.execute(statement).scalars())
