"""Registry: who signed the Manifesto, from when until when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SCHEMA = "registry"
MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("through_id", sa.BigInteger()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.ForeignKeyConstraint(["through_id"], ["registry.party.id"]),
        sa.CheckConstraint("document in ('manifest-2016', 'manifest-2022')", name="document"),
        sa.CheckConstraint("signed_on <= withdrawn_on", name="withdrawn_after"),
        sa.CheckConstraint("(withdrawn_by is null) = (withdrawn_on is null)", name="withdrawn"),
        sa.CheckConstraint("through_id <> party_id", name="not_its_own"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(party_id, party_id, '[]')"), "&&"),
            (sa.text("registry.text_range(document, document, '[]')"), "&&"),
            (sa.text("daterange(signed_on, withdrawn_on)"), "&&"),
            using="gist",
            name="ex_signature_one",
        ),
        schema=SCHEMA,
    )
    op.create_index(None, "signature", ["party_id"], schema=SCHEMA)
    op.execute("grant select, insert, update on registry.signature to ppds_registry")


def downgrade() -> None:
    op.drop_table("signature", schema=SCHEMA)
