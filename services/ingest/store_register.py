"""The register of parties, read from the registry's published views."""

from __future__ import annotations

from psycopg import Cursor

from services.ingest.register import Party, Register


def register_moment(cursor: Cursor[tuple[object, ...]]) -> int:
    """The newest position of the registry's change log: as long as it stays, the register is the same."""
    row = cursor.execute("select coalesce(max(position), 0) from registry.change").fetchone()
    return 0 if row is None else int(str(row[0]))


def load_register(cursor: Cursor[tuple[object, ...]]) -> Register:
    """Read all parties with their identifiers."""
    rows = cursor.execute(
        """
        select i.scheme, i.value, p.party, p.tier, p.kind, p.annex_i_central
        from registry.party_identifier_current i join registry.party_current p on p.party = i.party
        """
    ).fetchall()
    by_identifier: dict[tuple[str, str], Party] = {}
    for scheme, value, key, tier, kind, central in rows:
        by_identifier[str(scheme), str(value)] = Party(
            key=str(key),
            tier=None if tier is None else str(tier),
            kind=str(kind),
            annex_i_central=central if isinstance(central, bool) else None,
        )
    return Register(by_identifier)
