"""Registry: links of unmatched buyers and objections to harvested data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SCHEMA = "registry"
READERS = "ppds_ingest, ppds_kpi"
MOMENT = sa.TIMESTAMP(timezone=True)

VIEWS = {
    "buyer_link_current": """
        select l.scheme, l.value, p.uri as party
        from registry.buyer_link l
        join registry.party p on p.id = l.party_id
        where l.unlinked_at is null
    """,
    "objection_current": """
        select p.uri as party, lower(o.period) as valid_from, upper(o.period) as valid_until
        from registry.objection o
        join registry.party p on p.id = o.party_id
        where o.withdrawn_at is null
    """,
    "objector": """
        select distinct p.uri as party
        from registry.objection o
        join registry.party p on p.id = o.party_id
    """,
}


def upgrade() -> None:
    _create_links()
    _create_objections()
    for view, rows in VIEWS.items():
        op.execute(f"create view registry.{view} as {rows}")
    _grant()


def downgrade() -> None:
    for view in VIEWS:
        op.execute(f"drop view registry.{view}")
    op.drop_table("objection", schema=SCHEMA)
    op.drop_table("buyer_link", schema=SCHEMA)


def _create_links() -> None:
    op.create_table(
        "buyer_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("linked_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("unlinked_by", sa.Text()),
        sa.Column("unlinked_at", MOMENT),
        sa.Column("unlinking_reason", sa.Text()),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("scheme in ('oin', 'kvk', 'rsin', 'tooi', 'roo', 'other', 'name')", name="scheme"),
        sa.CheckConstraint("(unlinked_by is null) = (unlinked_at is null)", name="unlinked"),
        schema=SCHEMA,
    )
    op.create_index(
        "uq_buyer_link_scheme_value",
        "buyer_link",
        ["scheme", "value"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("unlinked_at is null"),
    )
    op.create_index(None, "buyer_link", ["party_id"], schema=SCHEMA)


def _create_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("withdrawal_reason", sa.Text()),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("not isempty(period)", name="some_day"),
        sa.CheckConstraint("(withdrawn_by is null) = (withdrawn_at is null)", name="withdrawn"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(party_id, party_id, '[]')"), "&&"),
            ("period", "&&"),
            using="gist",
            name="ex_objection_one",
            where=sa.text("withdrawn_at is null"),
        ),
        schema=SCHEMA,
    )
    op.create_index(None, "objection", ["party_id"], schema=SCHEMA)


def _grant() -> None:
    op.execute("grant select, insert on registry.buyer_link, registry.objection to ppds_registry")
    # What was said stays written: only its undoing can be added.
    op.execute("grant update (unlinked_by, unlinked_at, unlinking_reason) on registry.buyer_link to ppds_registry")
    op.execute("grant update (withdrawn_by, withdrawn_at, withdrawal_reason) on registry.objection to ppds_registry")
    views = ", ".join(f"registry.{view}" for view in VIEWS)
    op.execute(f"grant select on {views} to {READERS}")
