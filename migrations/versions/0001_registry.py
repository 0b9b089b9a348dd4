"""Registry: parties and their identifiers, clients, keys, the change log and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.audit import create_audit_event, drop_audit_event

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "registry"
READERS = "ppds_ingest, ppds_kpi"
MOMENT = sa.TIMESTAMP(timezone=True)

PARTY_CURRENT = """
create view registry.party_current as
select p.uri as party,
       n.name,
       p.kind,
       p.tier,
       province.uri as province,
       exists (
           select from registry.annex_i_listing a where a.party_id = p.id and a.valid @> today.day
       ) as annex_i_central,
       p.demo,
       p.valid_from,
       p.valid_until
from registry.party p
cross join (select (now() at time zone 'Europe/Amsterdam')::date as day) today
left join registry.party province on province.id = p.province_id
left join lateral (
    -- an ended party keeps the last name it had
    select one.name
    from registry.party_name one
    where one.party_id = p.id and (lower_inf(one.valid) or lower(one.valid) <= today.day)
    order by lower(one.valid) desc nulls last
    limit 1
) n on true
"""

PARTY_IDENTIFIER_CURRENT = """
create view registry.party_identifier_current as
-- who holds it today, else who held it last: periods of one identifier never overlap, so the latest begin tells
select distinct on (i.scheme, i.value) i.scheme, i.value, p.uri as party
from registry.party_identifier i
join registry.party p on p.id = i.party_id
where lower_inf(i.valid) or lower(i.valid) <= (now() at time zone 'Europe/Amsterdam')::date
order by i.scheme, i.value, lower(i.valid) desc nulls last
"""


def upgrade() -> None:
    _create_parties()
    _create_clients()
    _create_logs()
    op.execute(PARTY_CURRENT)
    op.execute(PARTY_IDENTIFIER_CURRENT)
    _grant()


def downgrade() -> None:
    op.execute("drop view registry.party_identifier_current")
    op.execute("drop view registry.party_current")
    drop_audit_event(SCHEMA)
    for table in (
        "change_party",
        "change",
        "revoked_token",
        "used_assertion",
        "signing_key",
        "client",
        "annex_i_listing",
        "party_identifier",
        "party_name",
        "party",
    ):
        op.drop_table(table, schema=SCHEMA)
    op.execute("drop sequence registry.change_position")
    op.execute("drop type registry.text_range")


def _create_parties() -> None:
    # A range over text lets plain GiST compare texts for equality: btree_gist is not at hand everywhere.
    op.execute('create type registry.text_range as range (subtype = text, collation = "C")')
    op.create_table(
        "party",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text()),
        sa.Column("parent_id", sa.BigInteger()),
        sa.Column("province_id", sa.BigInteger()),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_until", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.UniqueConstraint("uri"),
        sa.ForeignKeyConstraint(["parent_id"], ["registry.party.id"]),
        sa.ForeignKeyConstraint(["province_id"], ["registry.party.id"]),
        sa.CheckConstraint(
            "kind in ('ministry', 'agency', 'inspectorate', 'province', 'municipality', 'water-authority',"
            " 'joint-arrangement', 'safety-region', 'public-law-body', 'special-sector-company', 'private-buyer',"
            " 'service-provider', 'umbrella-association')",
            name="kind",
        ),
        sa.CheckConstraint(
            "tier in ('central', 'province', 'municipality', 'water-authority', 'joint-arrangement',"
            " 'public-law-body', 'special-sector', 'other')",
            name="tier",
        ),
        sa.CheckConstraint("(tier is null) = (kind = 'service-provider')", name="tier_of_buyers"),
        sa.CheckConstraint("valid_from < valid_until", name="validity"),
        sa.CheckConstraint("parent_id <> id and province_id <> id", name="not_its_own"),
        schema=SCHEMA,
    )
    op.create_index(None, "party", ["parent_id"], schema=SCHEMA)
    op.create_index(None, "party", ["province_id"], schema=SCHEMA)
    op.create_table(
        "party_name",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("official_name", sa.Text()),
        sa.Column("abbreviation", sa.Text()),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(party_id, party_id, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_party_name_one",
        ),
        schema=SCHEMA,
    )
    op.create_table(
        "party_identifier",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("scheme in ('oin', 'kvk', 'rsin', 'tooi', 'roo')", name="scheme"),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        postgresql.ExcludeConstraint(
            (sa.text("registry.text_range(scheme || ':' || value, scheme || ':' || value, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_party_identifier_one_holder",
        ),
        schema=SCHEMA,
    )
    op.create_index(None, "party_identifier", ["party_id"], schema=SCHEMA)
    op.create_index(None, "party_identifier", ["scheme", "value"], schema=SCHEMA)
    op.create_table(
        "annex_i_listing",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(party_id, party_id, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_annex_i_listing_one",
        ),
        schema=SCHEMA,
    )


def _create_clients() -> None:
    op.create_table(
        "client",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("party_id", sa.BigInteger()),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("jwks", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'active'"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("tokens_from", MOMENT),
        sa.Column("registered_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint("state in ('active', 'suspended', 'ended')", name="state"),
        sa.CheckConstraint("id not like 'sandbox-%'", name="no_sandbox_id"),
        schema=SCHEMA,
    )
    op.create_index(None, "client", ["party_id"], schema=SCHEMA)
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.Text(), primary_key=True),
        sa.Column("private_pem", sa.Text(), nullable=False),
        sa.Column("public_jwk", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("signs_from", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("signs_until", MOMENT),
        sa.Column("published_until", MOMENT),
        sa.CheckConstraint("signs_from < signs_until and signs_until <= published_until", name="periods"),
        schema=SCHEMA,
    )
    op.create_table(
        "used_assertion",
        sa.Column("client_id", sa.Text(), primary_key=True),
        sa.Column("jti", sa.Text(), primary_key=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        schema=SCHEMA,
    )
    op.create_index(None, "used_assertion", ["expires_at"], schema=SCHEMA)
    op.create_table(
        "revoked_token",
        sa.Column("jti", sa.Text(), primary_key=True),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, server_default=sa.func.now(), nullable=False),
        schema=SCHEMA,
    )


def _create_logs() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("change_position", schema=SCHEMA)))
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("position", sa.BigInteger()),
        sa.Column("recorded_at", MOMENT),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.UniqueConstraint("position"),
        schema=SCHEMA,
    )
    op.create_table(
        "change_party",
        sa.Column("change", sa.BigInteger(), primary_key=True),
        sa.Column("party", sa.Text(), primary_key=True),
        sa.ForeignKeyConstraint(["change"], ["registry.change.id"]),
        schema=SCHEMA,
    )
    create_audit_event(SCHEMA, writers=["ppds_registry"])


def _grant() -> None:
    op.execute("grant usage on schema registry to ppds_registry, " + READERS)
    op.execute("grant select, insert, update, delete on all tables in schema registry to ppds_registry")
    op.execute("grant usage, select on all sequences in schema registry to ppds_registry")
    # What happened stays written: not even the registry itself changes its trail or its change log afterwards.
    op.execute("revoke update, delete on registry.audit_event from ppds_registry")
    op.execute("revoke delete on registry.change, registry.change_party from ppds_registry")
    op.execute(f"grant select on registry.party_current, registry.party_identifier_current to {READERS}")
    op.execute(f"grant select (jti, expires_at) on registry.revoked_token to {READERS}")
    op.execute(f"grant select (id, tokens_from) on registry.client to {READERS}")
    op.execute(f"grant select (id, position, recorded_at) on registry.change to {READERS}")
    op.execute(f"grant select on registry.change_party to {READERS}")
