"""Registry: succession, memberships and what an administrator changes of parties."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = "registry"
READERS = "ppds_ingest, ppds_kpi"
MOMENT = sa.TIMESTAMP(timezone=True)

SUCCESSION_CURRENT = """
create view registry.succession_current as
select before.uri as predecessor, after.uri as successor, e.kind, e.effective_on
from registry.succession_event e
join registry.succession_party p on p.event_id = e.id and p.role = 'predecessor'
join registry.party before on before.id = p.party_id
join registry.succession_party s on s.event_id = e.id and s.role = 'successor'
join registry.party after on after.id = s.party_id
where e.withdrawn_at is null
"""

MEMBERSHIP_CURRENT = """
create view registry.membership_current as
select member.uri as member, association.uri as association
from registry.membership m
join registry.party member on member.id = m.member_id
join registry.party association on association.id = m.association_id
where m.valid @> (now() at time zone 'Europe/Amsterdam')::date
"""


def upgrade() -> None:
    _create_successions()
    _create_memberships()
    op.execute(SUCCESSION_CURRENT)
    op.execute(MEMBERSHIP_CURRENT)
    _grant()


def downgrade() -> None:
    op.execute("drop view registry.membership_current")
    op.execute("drop view registry.succession_current")
    for table in ("succession_membership", "membership", "succession_party", "succession_event"):
        op.drop_table(table, schema=SCHEMA)


def _create_successions() -> None:
    op.create_table(
        "succession_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("withdrawal_reason", sa.Text()),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind in ('merger', 'split', 'renaming')", name="kind"),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawal_reason is null)",
            name="withdrawn",
        ),
        schema=SCHEMA,
    )
    op.create_table(
        "succession_party",
        sa.Column("event_id", sa.BigInteger(), primary_key=True),
        sa.Column("role", sa.Text(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), primary_key=True),
        sa.Column("ended", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["registry.succession_event.id"]),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("role in ('predecessor', 'successor')", name="role"),
        sa.CheckConstraint("role = 'predecessor' or not ended", name="who_ends"),
        schema=SCHEMA,
    )
    op.create_index(None, "succession_party", ["party_id"], schema=SCHEMA)


def _create_memberships() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("association_id", sa.BigInteger(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["registry.party.id"]),
        sa.ForeignKeyConstraint(["association_id"], ["registry.party.id"]),
        sa.CheckConstraint("member_id <> association_id", name="not_its_own"),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(member_id, member_id, '[]')"), "&&"),
            (sa.text("int8range(association_id, association_id, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_membership_one",
        ),
        schema=SCHEMA,
    )
    op.create_index(None, "membership", ["association_id"], schema=SCHEMA)
    op.create_table(
        "succession_membership",
        sa.Column("event_id", sa.BigInteger(), primary_key=True),
        sa.Column("member_id", sa.BigInteger(), primary_key=True),
        sa.Column("association_id", sa.BigInteger(), primary_key=True),
        sa.Column("valid", postgresql.DATERANGE(), primary_key=True),
        sa.ForeignKeyConstraint(["event_id"], ["registry.succession_event.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["registry.party.id"]),
        sa.ForeignKeyConstraint(["association_id"], ["registry.party.id"]),
        schema=SCHEMA,
    )


def _grant() -> None:
    events = "registry.succession_event, registry.succession_party, registry.succession_membership"
    op.execute(f"grant select, insert on {events} to ppds_registry")
    # What was recorded stays written: only its withdrawal can be added.
    withdrawal = "withdrawn_at, withdrawn_by, withdrawal_reason, version"
    op.execute(f"grant update ({withdrawal}) on registry.succession_event to ppds_registry")
    op.execute("grant update (ended) on registry.succession_party to ppds_registry")
    op.execute("grant select, insert, update, delete on registry.membership to ppds_registry")
    op.execute("grant usage, select on all sequences in schema registry to ppds_registry")
    op.execute(f"grant select on registry.succession_current, registry.membership_current to ppds_registry, {READERS}")
