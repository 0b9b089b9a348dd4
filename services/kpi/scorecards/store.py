"""What is read of bodies that are compared: their names and memberships, and what they buy most of."""

# ruff: noqa: S608 - statements are put together from our own names; values are parameters

from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import Connection, select, text

from services.kpi.values.rules.reading import Reading
from services.kpi.values.store.rows import rows_of
from services.kpi.values.store.sql import successor_or
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


def party_called(connection: Connection, key: str) -> str | None:
    """The key of the party with this key, or with this code as the last step of its key, as gm0513."""
    view = party_current
    statement = select(view.c.party).where(view.c.party == key)
    if "/" not in key:
        statement = select(view.c.party).where(view.c.party.endswith(f"/{key}", autoescape=True))
    found = connection.execute(statement.limit(2)).scalars().all()
    return found[0] if len(found) == 1 else None


def awarded_by_nature(connection: Connection, reading: Reading) -> dict[tuple[str, str], Decimal]:
    """What the bodies of a question about lots awarded, by body and nature, as far as both are known."""
    asked = rows_of(reading)
    body = successor_or(reading.question, "organisation", "f.lead_body")
    rows = connection.execute(
        text(
            f"select {body} as body, f.nature, sum(f.awarded_value) as amount from {asked.source}"
            f" where {asked.where} and f.nature is not null and f.awarded_value >= 0 and f.state = 'awarded'"
            " group by 1, 2"
        ),
        dict(asked.values),
    )
    return {(row.body, row.nature): row.amount for row in rows}
