"""Bodies of the register and what became of them."""

from sqlalchemy import Connection, text

from services.kpi.values.rules.boundaries import Succession
from services.kpi.values.rules.register import RegisteredBody


def registered_bodies(connection: Connection) -> tuple[RegisteredBody, ...]:
    """Every body that figures could be about: with a tier."""
    rows = connection.execute(
        text("select party, tier, valid_from, valid_until from registry.party_current where tier is not null")
    )
    return tuple(RegisteredBody(row.party, row.tier, row.valid_from, row.valid_until) for row in rows)


def successions(connection: Connection) -> tuple[Succession, ...]:
    """Every merger, split and renaming that the register knows, a row per predecessor and successor."""
    rows = connection.execute(
        text("select predecessor, successor, kind, effective_on from registry.succession_current")
    )
    return tuple(Succession(row.predecessor, row.successor, row.kind, row.effective_on) for row in rows)
