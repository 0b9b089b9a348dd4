"""What the registry publishes for the other services to read. Writer: registry. Readers: ingest, kpi.

These are views, and columns of two tables; ingest and kpi may select them and nothing else of schema `registry`. The
tables behind them are the registry's own (`services.registry.tables`).
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Text, column, table

SCHEMA: Final = "registry"

party_current = table(
    "party_current",
    column("party", Text),  # URI, the key
    column("name", Text),
    column("kind", Text),
    column("tier", Text),  # NULL for a service provider: it buys nothing
    column("province", Text),  # URI of the province
    column("annex_i_central", Boolean),  # central government authority (Directive 2014/24/EU, Annex I) today
    column("sandbox", Boolean),
    column("demo", Boolean),
    column("valid_from", Date),  # NULL: since before the register
    column("valid_until", Date),  # first day on which it no longer exists; NULL: no end known
    schema=SCHEMA,
)
"""Every party as it is today, ended ones included."""

party_identifier_current = table(
    "party_identifier_current",
    column("scheme", Text),  # oin, kvk, rsin, tooi, roo
    column("value", Text),
    column("party", Text),
    schema=SCHEMA,
)
"""Identifiers that hold today; one party per scheme and value."""

revoked_token = table(
    "revoked_token", column("jti", Text), column("expires_at", DateTime(timezone=True)), schema=SCHEMA
)
"""Access tokens withdrawn before their time."""

change = table(
    "change",
    column("id", BigInteger),
    column("position", BigInteger),
    column("recorded_at", DateTime(timezone=True)),
    schema=SCHEMA,
)
"""The registry's change log: a change counts once it has a position."""

change_party = table("change_party", column("change", BigInteger), column("party", Text), schema=SCHEMA)
"""The parties a change touched."""
