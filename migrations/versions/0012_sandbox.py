"""Schema sandbox: what test bodies send, in tables like those of schema ingest, under a database role of its own.

The role may use these tables and the views of the registry that reading a record takes. It may nothing in ingest,
procurement and kpi: what came in on a connection of the sandbox cannot reach a real cell, whatever our code does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("submission", "arrival", "segment", "payload", "record", "finding")
PROGRESS = "erasure_applied"
PUBLISHED = (
    *("buyer_link_current", "change", "erasure_current", "list_entry"),
    *("objection_current", "party_current", "party_identifier_current"),
)
"""Views of the registry, and its log of changes, as reading a record needs them."""


def upgrade() -> None:
    for table in (*TABLES, PROGRESS):
        # Names of indexes and constraints would be new ones: those of the original are given below.
        op.execute(f"create table sandbox.{table} (like ingest.{table} including all excluding indexes)")
    for kinds in ("pu", "f"):  # what a foreign key refers to comes first
        for table in (*TABLES, PROGRESS):
            _copy_constraints(table, kinds=kinds)
    for table in (*TABLES, PROGRESS):
        _copy_indexes(table)
    for table in TABLES:
        op.execute(f"alter table sandbox.{table} enable row level security")
        op.execute(f"""
            create policy by_sender on sandbox.{table}
            using (sender = (select current_setting('ppds.party', true))
                or (select current_setting('ppds.ingest_worker', true)) = 'yes')
        """)
        op.execute(f"grant select, insert, update, delete on sandbox.{table} to ppds_sandbox")
    op.execute(f"insert into sandbox.{PROGRESS} select * from ingest.{PROGRESS}")  # noqa: S608 - our own name
    op.execute(f"grant select, update on sandbox.{PROGRESS} to ppds_sandbox")
    op.execute("grant usage on schema sandbox, registry to ppds_sandbox")
    op.execute("grant usage on all sequences in schema sandbox to ppds_sandbox")
    for view in PUBLISHED:
        op.execute(f"grant select on registry.{view} to ppds_sandbox")


def downgrade() -> None:
    for view in PUBLISHED:
        op.execute(f"revoke all on registry.{view} from ppds_sandbox")
    op.execute("revoke usage on schema sandbox, registry from ppds_sandbox")
    for table in (PROGRESS, *reversed(TABLES)):
        op.drop_table(table, schema="sandbox")


def _copy_constraints(table: str, *, kinds: str) -> None:
    found = op.get_bind().execute(
        sa.text(
            "select conname, pg_get_constraintdef(oid) from pg_constraint"
            " where conrelid = cast(:table as regclass) and contype = any(:kinds) order by conname"
        ),
        {"table": f"ingest.{table}", "kinds": list(kinds)},
    )
    for name, definition in found.all():
        there = definition.replace(" REFERENCES ingest.", " REFERENCES sandbox.")
        op.execute(f"alter table sandbox.{table} add constraint {name} {there}")


def _copy_indexes(table: str) -> None:
    """Indexes that belong to no constraint."""
    found = op.get_bind().execute(
        sa.text(
            "select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = cast(:table as regclass)"
            " and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))"
            " order by 1"
        ),
        {"table": f"ingest.{table}"},
    )
    for definition in found.scalars().all():
        op.execute(definition.replace(" ON ingest.", " ON sandbox."))
