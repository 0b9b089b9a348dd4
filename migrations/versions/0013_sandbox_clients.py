"""Schema sandbox: test bodies and their clients, apart from the register."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SCHEMA = "sandbox"
MOMENT = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "client",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("oin", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("jwks", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'active'"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("tokens_from", MOMENT),
        sa.Column("registered_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.UniqueConstraint("party"),
        sa.CheckConstraint("id like 'sandbox-%'", name="sandbox_id"),
        sa.CheckConstraint(
            "kind in ('ministry', 'agency', 'inspectorate', 'province', 'municipality', 'water-authority',"
            " 'joint-arrangement', 'safety-region', 'public-law-body', 'special-sector-company', 'private-buyer',"
            " 'service-provider', 'umbrella-association')",
            name="kind",
        ),
        sa.CheckConstraint("state in ('active', 'suspended', 'ended')", name="state"),
        sa.CheckConstraint("registered_at < expires_at", name="some_time"),
        postgresql.ExcludeConstraint(
            (sa.text("registry.text_range(oin, oin, '[]')"), "&&"),
            (sa.text("tstzrange(registered_at, expires_at)"), "&&"),
            using="gist",
            where=sa.text("state <> 'ended'"),
            name="ex_client_one_holder",
        ),
        schema=SCHEMA,
    )
    op.create_index(None, "client", ["registered_at"], schema=SCHEMA)
    op.create_index(None, "client", ["expires_at"], schema=SCHEMA)
    op.create_index(None, "client", ["tokens_from"], schema=SCHEMA, postgresql_where=sa.text("tokens_from is not null"))
    op.execute("grant usage on schema sandbox to ppds_registry, ppds_ingest, ppds_kpi")
    op.execute("grant select, insert, update, delete on sandbox.client to ppds_registry")
    # Which tokens no longer hold, and what the body behind one is called. Keys, scopes and numbers are the registry's.
    op.execute("grant select (id, tokens_from, name) on sandbox.client to ppds_ingest")
    op.execute("grant select (id, tokens_from) on sandbox.client to ppds_kpi")


def downgrade() -> None:
    op.drop_table("client", schema=SCHEMA)
    op.execute("revoke usage on schema sandbox from ppds_registry, ppds_ingest, ppds_kpi")
