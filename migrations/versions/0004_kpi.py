"""Schema kpi: cards, cells and how far the change log was read."""

import sqlalchemy as sa
from alembic import op

from migrations.audit import create_audit_event, drop_audit_event

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTS = (
    "in_yes",
    "in_no",
    "in_unknown",
    "undetermined_yes",
    "undetermined_no",
    "undetermined_unknown",
    "out",
    "without_amount",
    "rows",
    "in_known",
    "undetermined_known",
    "in_sum",
    "undetermined_sum",
    "in_base",
    "undetermined_base",
)


def upgrade() -> None:
    create_audit_event("kpi", writers=["ppds_kpi"])
    op.create_table(
        "card",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seeded", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_card_code_version")),
        schema="kpi",
    )
    op.create_table(
        "cell",
        sa.Column("card", sa.BigInteger(), nullable=False),
        sa.Column("counted_on", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("above_threshold", sa.Text(), nullable=False),
        sa.Column("product_chain", sa.Text(), nullable=False),
        sa.Column("purchase_type", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        *(sa.Column(part, sa.Numeric(), nullable=False) for part in PARTS),
        sa.CheckConstraint("level in ('body-month', 'tier-month', 'tier-year')", name=op.f("ck_cell_level")),
        sa.PrimaryKeyConstraint(
            "card",
            "counted_on",
            "level",
            "body",
            "tier",
            "month",
            "nature",
            "above_threshold",
            "product_chain",
            "purchase_type",
            "theme",
            "released",
            name=op.f("pk_cell"),
        ),
        schema="kpi",
    )
    op.create_table(
        "stale",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("fact", "counted_on", "level", "place", "starts_on", name=op.f("pk_stale")),
        schema="kpi",
    )
    op.create_table(
        "cursor",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursor")),
        schema="kpi",
    )
    op.create_table(
        "refresh",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Numeric(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fact", "counted_on", "level", name=op.f("pk_refresh")),
        schema="kpi",
    )
    op.execute("insert into kpi.cursor (name, position) values ('procurement', 0)")
    op.execute("grant usage on schema kpi to ppds_kpi")
    op.execute("grant select, insert, update, delete on kpi.cell, kpi.stale, kpi.cursor, kpi.refresh to ppds_kpi")
    # A card is never changed or removed; what its computation met is noted beside it.
    op.execute("grant select, insert on kpi.card to ppds_kpi")
    op.execute("grant update (seeded, failure, failed_at) on kpi.card to ppds_kpi")


def downgrade() -> None:
    for table in ("refresh", "cursor", "stale", "cell", "card"):
        op.drop_table(table, schema="kpi")
    drop_audit_event("kpi")
