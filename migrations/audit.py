"""The audit trail of a schema and its head, the same in all four."""

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


def create_audit_head(schema: str, *, writers: Sequence[str]) -> None:
    """Make the head of a schema's audit trail, standing where the trail stands; `writers` may move it forward.

    The server itself lets the head move only from an entry to the one chained to it, for the owner of the table too.
    """
    op.create_index(None, "audit_event", ["recorded_at"], schema=schema)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.BigInteger, autoincrement=False, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False, comment="number of the newest entry, 0 when there is none"),
        sa.Column("hash", sa.LargeBinary, nullable=False, comment="its hash, zeros when there is none"),
        sa.Column(
            "entries", sa.BigInteger, nullable=False, comment="how many entries there are; numbers may have gaps"
        ),
        sa.CheckConstraint("id = 1", name="one_row"),
        schema=schema,
    )
    op.execute(
        f"""
        insert into {schema}.audit_head (id, number, hash, entries)
        select 1, coalesce(newest.number, 0), coalesce(newest.hash, decode(repeat('00', 32), 'hex')),
               (select count(*) from {schema}.audit_event)
        from (values (1)) one
        left join (select number, hash from {schema}.audit_event order by number desc limit 1) newest on true
        """  # noqa: S608 - the name of a schema of ours
    )
    op.execute(
        f"""
        create function {schema}.move_audit_head_forward() returns trigger language plpgsql as $$
        begin
            if tg_op = 'UPDATE' then
                if new.id = old.id and new.number > old.number and new.entries = old.entries + 1 and exists (
                    select from {schema}.audit_event e
                    where e.number = new.number and e.hash = new.hash and e.previous_hash = old.hash
                ) then
                    return new;
                end if;
            end if;
            raise exception 'the head of the audit trail only moves forward, to the entry that was written'
                using errcode = 'insufficient_privilege';
        end $$
        """
    )
    op.execute(
        f"""
        create trigger forward_only before update on {schema}.audit_head
        for each row execute function {schema}.move_audit_head_forward()
        """
    )
    op.execute(
        f"""
        create trigger one_head before insert or delete or truncate on {schema}.audit_head
        for each statement execute function {schema}.move_audit_head_forward()
        """
    )
    for writer in writers:
        op.execute(f"grant select, update on {schema}.audit_head to {writer}")


def drop_audit_head(schema: str) -> None:
    """Remove the head of a schema's audit trail."""
    op.drop_table("audit_head", schema=schema)
    op.execute(f"drop function {schema}.move_audit_head_forward()")
    op.drop_index("ix_audit_event_recorded_at", "audit_event", schema=schema)
