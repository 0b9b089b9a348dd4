"""What the registry publishes for the other services to read. Writer: registry. Readers: ingest, kpi.

These are views, and columns of two tables; ingest and kpi may select them and nothing else of schema `registry`. The
tables behind them are the registry's own (`services.registry.tables`).
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Date, DateTime, LargeBinary, Text, column, table
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA: Final = "registry"

party_current = table(
    "party_current",
    column("party", Text),  # URI, the key
    column("name", Text),
    column("kind", Text),
    column("tier", Text),  # NULL for a service provider: it buys nothing
    column("province", Text),  # URI of the province
    column("annex_i_central", Boolean),  # central government authority (Directive 2014/24/EU, Annex I) today
    column("demo", Boolean),
    column("valid_from", Date),  # NULL: since before the register
    column("valid_until", Date),  # first day on which it no longer exists; NULL: no end known
    column("participation", Text),  # applied, admitted, suspended or left; NULL: never applied
    schema=SCHEMA,
)
"""Every party as it is today, ended ones included."""

terms_to_accept = table(
    "terms_to_accept", column("party", Text), column("document", Text), column("version", Text), schema=SCHEMA
)
"""Terms in force today that a party which takes part has not accepted yet."""

party_identifier_current = table(
    "party_identifier_current",
    column("scheme", Text),  # oin, kvk, rsin, tooi, roo
    column("value", Text),
    column("party", Text),
    schema=SCHEMA,
)
"""Who holds an identifier today, or held it last; one party per scheme and value (decision 0009)."""

succession_current = table(
    "succession_current",
    column("predecessor", Text),
    column("successor", Text),  # the predecessor itself where it keeps its key
    column("kind", Text),  # merger, split, renaming
    column("effective_on", Date),  # first day of the new situation
    schema=SCHEMA,
)
"""Who went over into whom (C23): a row per predecessor and successor of an event, to come or past; none withdrawn."""

membership_current = table("membership_current", column("member", Text), column("association", Text), schema=SCHEMA)
"""Today's members of umbrella associations."""

revoked_token = table(
    "revoked_token", column("jti", Text), column("expires_at", DateTime(timezone=True)), schema=SCHEMA
)
"""Access tokens withdrawn before their time."""

client = table("client", column("id", Text), column("tokens_from", DateTime(timezone=True)), schema=SCHEMA)
"""Clients whose tokens hold only when they were given at `tokens_from` or later; NULL: all hold."""

sandbox_client = table(
    "client",
    column("id", Text),
    column("tokens_from", DateTime(timezone=True)),
    column("name", Text),  # of the test body; reader: ingest alone
    schema="sandbox",
)
"""The same of the clients of the sandbox, which the register does not know. No token outlives its client there."""

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

buyer_link_current = table(
    "buyer_link_current",
    column("scheme", Text),  # oin, kvk, rsin, tooi, roo, other, name
    column("value", Text),  # a name in its normalised form
    column("party", Text),
    schema=SCHEMA,
)
"""Which party a buyer is that notices name by this key (`shared.procurement.buyer_keys`): links of administrators."""

objection_current = table(
    "objection_current",
    column("party", Text),
    column("valid_from", Date),  # NULL: the whole past
    column("valid_until", Date),  # first day it no longer covers; NULL: no end
    schema=SCHEMA,
)
"""Periods, by day of dispatch, of which harvested notices about a party do not count."""

objector = table("objector", column("party", Text), schema=SCHEMA)
"""Parties that object to harvested data, or once did."""

list_entry = table(
    "list_entry",
    column("list", Text),
    column("version", Text),
    column("valid_from", Date),
    column("valid_until", Date),  # the last day; NULL: no end known
    column("ordinal", BigInteger),
    column("entry", JSONB),  # cells as text, by column
    schema=SCHEMA,
)
"""Rows of the published versions of the reference lists. On any day at most one version of a list holds."""

change_list = table("change_list", column("change", BigInteger), column("list", Text), schema=SCHEMA)
"""The reference lists of which a change published a version; it may hold from a later day than the change."""

erasure_current = table(
    "erasure_current",
    column("erasure", BigInteger),
    column("kind", Text),  # identifier, name
    column("mark", LargeBinary),
    column("secret", LargeBinary),  # of this installation, the same in every row
    schema=SCHEMA,
)
"""Marks of who was erased (`shared.procurement.erased`). Reader: ingest alone."""
