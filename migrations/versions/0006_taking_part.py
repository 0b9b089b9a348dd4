"""Registry: taking part, terms of use, governance and profiles of bodies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = "registry"
READERS = "ppds_ingest, ppds_kpi"
MOMENT = sa.TIMESTAMP(timezone=True)
STATES = "('applied', 'admitted', 'suspended', 'left')"

PARTY_CURRENT = """
create {or_replace} view registry.party_current as
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
       p.valid_until{participation}
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
{join}
"""

TERMS_IN_FORCE = """
create view registry.terms_in_force as
select distinct on (document) document, version, number
from registry.terms
where number > 0 and valid_from <= (now() at time zone 'Europe/Amsterdam')::date
order by document, valid_from desc, number desc
"""

TERMS_TO_ACCEPT = """
create view registry.terms_to_accept as
select p.uri as party, t.document, t.version
from registry.participation taking
join registry.party p on p.id = taking.party_id
cross join registry.terms_in_force t
where taking.state <> 'left'
  and not p.demo
  and not exists (
      select from registry.terms_acceptance a
      where a.party_id = p.id and a.document = t.document and a.version = t.version
  )
"""


def upgrade() -> None:
    _create_terms()
    _create_participation()
    _create_governance()
    op.execute(
        PARTY_CURRENT.format(
            or_replace="or replace",
            participation=",\n       taking.state as participation",
            join="left join registry.participation taking on taking.party_id = p.id",
        )
    )
    op.execute(TERMS_IN_FORCE)
    op.execute(TERMS_TO_ACCEPT)
    _grant()


def downgrade() -> None:
    op.execute("drop view registry.terms_to_accept")
    op.execute("drop view registry.terms_in_force")
    op.execute("drop view registry.party_current")
    op.execute(PARTY_CURRENT.format(or_replace="", participation="", join=""))
    op.execute(f"grant select on registry.party_current to ppds_registry, {READERS}")
    for table in (
        "theme_choice",
        "instrument_use",
        "role_holding",
        "governance",
        "terms_acceptance",
        "participation_step",
        "participation",
        "terms",
    ):
        op.drop_table(table, schema=SCHEMA)


def _create_terms() -> None:
    op.create_table(
        "terms",
        sa.Column("document", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text_nl", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("uses", postgresql.JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint(
            "document in ('data-space', 'parties', 'submissions', 'procedures', 'indicators', 'reference-lists')",
            name="document",
        ),
        sa.UniqueConstraint("document", "number"),
        schema=SCHEMA,
    )


def _create_participation() -> None:
    op.create_table(
        "participation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.UniqueConstraint("party_id"),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.CheckConstraint(f"state in {STATES}", name="state"),
        schema=SCHEMA,
    )
    op.create_table(
        "participation_step",
        sa.Column("participation", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(["participation"], ["registry.participation.id"]),
        sa.CheckConstraint("step in ('apply', 'admit', 'decline', 'suspend', 'resume', 'leave')", name="step"),
        sa.CheckConstraint(f"state in {STATES}", name="state"),
        schema=SCHEMA,
    )
    op.create_table(
        "terms_acceptance",
        sa.Column("party_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), primary_key=True),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column("accepted_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        sa.ForeignKeyConstraint(["document", "version"], ["registry.terms.document", "registry.terms.version"]),
        schema=SCHEMA,
    )


def _create_governance() -> None:
    op.create_table(
        "governance",
        sa.Column("party_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("stated_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.party.id"]),
        schema=SCHEMA,
    )
    op.create_table(
        "role_holding",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.governance.party_id"]),
        sa.CheckConstraint("role in ('owner', 'steward', 'controller')", name="role"),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        _one_at_a_time("role", name="ex_role_holding_one_holder"),
        schema=SCHEMA,
    )
    op.create_table(
        "instrument_use",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("used_for", sa.Text()),
        sa.Column("owner", sa.Text()),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("quality_reason", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.governance.party_id"]),
        sa.CheckConstraint("quality in ('good', 'sufficient', 'insufficient', 'unknown')", name="quality"),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        schema=SCHEMA,
    )
    op.create_index(None, "instrument_use", ["party_id"], schema=SCHEMA)
    op.create_index(None, "instrument_use", ["instrument"], schema=SCHEMA)
    op.create_table(
        "theme_choice",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text()),
        sa.Column("name_en", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["registry.governance.party_id"]),
        sa.CheckConstraint("choice in ('added', 'left-out')", name="choice"),
        sa.CheckConstraint("not isempty(valid)", name="some_day"),
        _one_at_a_time("theme", name="ex_theme_choice_one"),
        schema=SCHEMA,
    )


def _one_at_a_time(column: str, *, name: str) -> postgresql.ExcludeConstraint:
    """Of one body and one word, at most one row holds on a day."""
    key = f"party_id::text || ':' || {column}"
    return postgresql.ExcludeConstraint(
        (sa.text(f"registry.text_range({key}, {key}, '[]')"), "&&"), ("valid", "&&"), using="gist", name=name
    )


def _grant() -> None:
    tables = ("terms", "participation", "participation_step", "terms_acceptance")
    stated = ("governance", "role_holding", "instrument_use", "theme_choice")
    op.execute(f"grant select, insert on {', '.join(f'registry.{one}' for one in tables)} to ppds_registry")
    # What was published, done or accepted stays as it was: the registry itself can only add to it.
    op.execute("grant update (state, version, changed_at) on registry.participation to ppds_registry")
    op.execute(
        f"grant select, insert, update, delete on {', '.join(f'registry.{one}' for one in stated)} to ppds_registry"
    )
    op.execute("grant select on registry.terms_in_force to ppds_registry")
    op.execute(f"grant select on registry.terms_to_accept to ppds_registry, {READERS}")
    op.execute("grant usage, select on all sequences in schema registry to ppds_registry")
