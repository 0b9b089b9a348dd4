"""Registry: mandates; ingest: what it last knew of them, and under whose mandate a record came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REGISTRY = "registry"
INGEST = "ingest"
MOMENT = postgresql.TIMESTAMP(timezone=True)
KINDS = "'notice', 'supplement', 'contract', 'performance-report', 'spend'"


def upgrade() -> None:
    _create_mandates()
    _create_sending_right()
    for column in (
        sa.Column("mandates", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("mandates_known_at", MOMENT, nullable=True),
        sa.Column("mandates_outdated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    ):
        op.add_column("submission", column, schema=INGEST)
    op.add_column("record", sa.Column("mandate", sa.Uuid(), nullable=True), schema=INGEST)
    for table in ("mandate", "mandate_body", "mandate_right"):
        op.execute(f"grant select, insert, update on registry.{table} to ppds_registry")
    # A right that never came to hold is taken away; mandates and grants stay written.
    op.execute("grant delete on registry.mandate_right to ppds_registry")
    op.execute("grant select, insert, update, delete on ingest.sending_right to ppds_ingest")


def downgrade() -> None:
    op.drop_column("record", "mandate", schema=INGEST)
    for column in ("mandates_outdated", "mandates_known_at", "mandates"):
        op.drop_column("submission", column, schema=INGEST)
    op.drop_table("sending_right", schema=INGEST)
    for table in ("mandate_right", "mandate_body", "mandate"):
        op.drop_table(table, schema=REGISTRY)


def _create_mandates() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("mandatary_id", sa.BigInteger(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["mandatary_id"], ["registry.party.id"]),
        sa.CheckConstraint(f"kinds <@ array[{KINDS}] and cardinality(kinds) > 0", name="kinds"),
        sa.CheckConstraint("not isempty(valid) and not lower_inf(valid)", name="some_day"),
        schema=REGISTRY,
    )
    op.create_index(None, "mandate", ["mandatary_id"], schema=REGISTRY)
    op.create_table(
        "mandate_body",
        sa.Column("mandate", sa.Uuid(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), primary_key=True),
        sa.Column("granted_by", sa.Text()),
        sa.Column("granted_at", MOMENT),
        sa.Column("grant_basis", sa.Text()),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.ForeignKeyConstraint(["mandate"], ["registry.mandate.id"]),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("(granted_by is null) = (granted_at is null)", name="granted"),
        sa.CheckConstraint("(withdrawn_by is null) = (withdrawn_on is null)", name="withdrawn"),
        schema=REGISTRY,
    )
    op.create_index(None, "mandate_body", ["party_id"], schema=REGISTRY)
    op.create_table(
        "mandate_right",
        sa.Column("mandate", sa.Uuid(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("mandatary_id", sa.BigInteger(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate", "party_id"], ["registry.mandate_body.mandate", "registry.mandate_body.party_id"]
        ),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.ForeignKeyConstraint(["mandatary_id"], ["registry.party.id"]),
        sa.CheckConstraint(f"kind in ({KINDS})", name="kind"),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        sa.CheckConstraint("mandatary_id <> party_id", name="not_its_own"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(mandatary_id, mandatary_id, '[]')"), "&&"),
            (sa.text("int8range(party_id, party_id, '[]')"), "&&"),
            (sa.text("registry.text_range(kind, kind, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_mandate_right_one",
        ),
        schema=REGISTRY,
    )
    op.create_index(None, "mandate_right", ["mandatary_id"], schema=REGISTRY)


def _create_sending_right() -> None:
    op.create_table(
        "sending_right",
        sa.Column("party", sa.Text(), primary_key=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        schema=INGEST,
    )
    op.execute("alter table ingest.sending_right enable row level security")
    op.execute("""
        create policy by_party on ingest.sending_right
        using (party = (select current_setting('ppds.party', true)))
    """)
