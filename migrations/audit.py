"""The `audit_event` table of a schema, the same in all four."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


def create_audit_event(schema: str, *, writers: Sequence[str]) -> None:
    """Make the append-only audit trail of a schema; `writers` are the roles that may add and read entries.

    The server itself refuses to change or remove an entry, for the owner of the table too.
    """
    op.create_table(
        "audit_event",
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("recorded_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.Text, nullable=False, comment="client, pseudonymous person or process that acted"),
        sa.Column("act", sa.Text, nullable=False, comment="what was done, in the words of the field: client.create"),
        sa.Column("subject", sa.Text, nullable=False, comment="key of the record it was done to"),
        sa.Column("detail", JSONB, nullable=False, comment="what else must be known later"),
        sa.Column(
            "previous_hash", sa.LargeBinary, nullable=False, comment="hash of the entry before, zeros for the first"
        ),
        sa.Column(
            "hash", sa.LargeBinary, unique=True, nullable=False, comment="SHA-256 over the entry and previous_hash"
        ),
        schema=schema,
    )
    op.execute(
        f"""
        create function {schema}.refuse_audit_change() returns trigger language plpgsql as $$
        begin
            raise exception 'entries of the audit trail are never changed or removed'
                using errcode = 'insufficient_privilege';
        end $$
        """
    )
    op.execute(
        f"""
        create trigger append_only before update or delete or truncate on {schema}.audit_event
        for each statement execute function {schema}.refuse_audit_change()
        """
    )
    for writer in writers:
        op.execute(f"grant usage on schema {schema} to {writer}")
        op.execute(f"grant select, insert on {schema}.audit_event to {writer}")


def drop_audit_event(schema: str) -> None:
    """Remove the audit trail of a schema, on the way down to an empty database."""
    op.drop_table("audit_event", schema=schema)
    op.execute(f"drop function {schema}.refuse_audit_change()")
