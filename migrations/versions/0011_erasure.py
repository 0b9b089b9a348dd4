"""Registry: erasures of sole traders. Ingest: how far they are done in what it keeps."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SCHEMA = "registry"
MOMENT = sa.TIMESTAMP(timezone=True)
_SECRET_BYTES = 32


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, server_default=sa.func.now(), nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "erasure_mark",
        sa.Column("erasure", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("erasure", "kind", "mark", name="pk_erasure_mark"),
        sa.ForeignKeyConstraint(["erasure"], ["registry.erasure.id"]),
        sa.CheckConstraint("kind in ('identifier', 'name')", name="kind"),
        schema=SCHEMA,
    )
    op.create_table(
        "erasure_secret",
        sa.Column("id", sa.BigInteger(), autoincrement=False, primary_key=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
        schema=SCHEMA,
    )
    op.execute(
        sa.text("insert into registry.erasure_secret (id, secret) values (1, :secret)").bindparams(
            secret=secrets.token_bytes(_SECRET_BYTES)
        )
    )
    op.execute(
        """
        create view registry.erasure_current as
        select m.erasure, m.kind, m.mark, s.secret
        from registry.erasure_mark m cross join registry.erasure_secret s
        """
    )
    op.create_table(
        "erasure_applied",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("erasure", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure_applied"),
        schema="ingest",
    )
    op.execute("insert into ingest.erasure_applied (id, erasure, target, step, since) values (1, 0, 0, 'notices', 0)")
    _grant()


def downgrade() -> None:
    op.execute("revoke update (value, reason) on registry.buyer_link from ppds_registry")
    op.drop_table("erasure_applied", schema="ingest")
    op.execute("drop view registry.erasure_current")
    for table in ("erasure_secret", "erasure_mark", "erasure"):
        op.drop_table(table, schema=SCHEMA)


def _grant() -> None:
    op.execute("grant select, insert on registry.erasure, registry.erasure_mark to ppds_registry")
    op.execute("grant select on registry.erasure_secret to ppds_registry")
    # A link that was undone loses the number or the name of who is erased.
    op.execute("grant update (value, reason) on registry.buyer_link to ppds_registry")
    # kpi keeps no names and needs neither the marks nor the secret.
    op.execute("grant select on registry.erasure_current to ppds_ingest")
    op.execute("grant select, update on ingest.erasure_applied to ppds_ingest")
