"""Registry: versions of the reference lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCHEMA = "registry"
READERS = "ppds_ingest, ppds_kpi"
MOMENT = sa.TIMESTAMP(timezone=True)

# A version ends with its own last day, or the day before the next one begins.
LIST_ENTRY = """
create view registry.list_entry as
select v.list, v.version, v.valid_from, least(v.valid_until, v.next_from - 1) as valid_until, r.ordinal, r.entry
from (
    select one.id, one.list, one.version, one.valid_from, one.valid_until,
           lead(one.valid_from) over (partition by one.list order by one.valid_from) as next_from
    from registry.list_version one
    where one.state = 'published'
) v
join registry.list_row r on r.version_id = v.id
"""

KEEP_VERSION = """
create function registry.keep_list_version() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' then
        raise exception 'version % of list % is % and stays as it is', old.version, old.list, old.state
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$
"""

KEEP_ROWS = """
create function registry.keep_list_rows() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'rows of a reference list are never changed' using errcode = 'restrict_violation';
    end if;
    if exists (
        select from added join registry.list_version v on v.id = added.version_id where v.state <> 'draft'
    ) then
        raise exception 'only a draft takes rows' using errcode = 'restrict_violation';
    end if;
    return null;
end
$$
"""


def upgrade() -> None:
    _create_tables()
    op.execute(LIST_ENTRY)
    _create_triggers()
    _grant()


def downgrade() -> None:
    op.execute("drop view registry.list_entry")
    for table in ("change_list", "list_row", "list_version", "list"):
        op.drop_table(table, schema=SCHEMA)
    op.execute("drop function registry.keep_list_version()")
    op.execute("drop function registry.keep_list_rows()")


def _create_tables() -> None:
    op.create_table(
        "list",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("nl", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "list_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'draft'"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_until", sa.Date()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", MOMENT),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["list"], ["registry.list.name"]),
        sa.UniqueConstraint("list", "version"),
        sa.CheckConstraint("state in ('draft', 'published', 'withdrawn')", name="state"),
        sa.CheckConstraint("status in ('concept', 'adopted')", name="status"),
        sa.CheckConstraint("valid_from <= valid_until", name="validity"),
        sa.CheckConstraint("(valid_from is not null) = (state = 'published')", name="published_from"),
        sa.CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        sa.CheckConstraint(
            "state <> 'published' or decided_by <> proposed_by or proposed_by = 'registry'", name="two_persons"
        ),
        schema=SCHEMA,
    )
    op.create_index(
        "uq_list_version_published_from",
        "list_version",
        ["list", "valid_from"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "list_row",
        sa.Column("version_id", sa.BigInteger(), primary_key=True),
        sa.Column("ordinal", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("entry", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["registry.list_version.id"]),
        schema=SCHEMA,
    )
    op.create_table(
        "change_list",
        sa.Column("change", sa.BigInteger(), primary_key=True),
        sa.Column("list", sa.Text(), primary_key=True),
        sa.ForeignKeyConstraint(["change"], ["registry.change.id"]),
        sa.ForeignKeyConstraint(["list"], ["registry.list.name"]),
        schema=SCHEMA,
    )


def _create_triggers() -> None:
    op.execute(KEEP_VERSION)
    op.execute(KEEP_ROWS)
    op.execute(
        "create trigger keep before update or delete on registry.list_version"
        " for each row execute function registry.keep_list_version()"
    )
    op.execute(
        "create trigger keep before update or delete or truncate on registry.list_row"
        " for each statement execute function registry.keep_list_rows()"
    )
    op.execute(
        "create trigger keep_published after insert on registry.list_row referencing new table as added"
        " for each statement execute function registry.keep_list_rows()"
    )


def _grant() -> None:
    op.execute(
        "grant select, insert on registry.list, registry.list_version, registry.list_row, registry.change_list"
        " to ppds_registry"
    )
    op.execute(
        "grant update (state, valid_from, valid_until, decided_by, decided_at, revision) on registry.list_version"
        " to ppds_registry"
    )
    op.execute("grant usage, select on all sequences in schema registry to ppds_registry")
    op.execute(f"grant select on registry.list_entry, registry.change_list to {READERS}")
