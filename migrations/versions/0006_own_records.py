"""What bodies keep themselves and send: every version, and the facts that are compiled from them."""

from alembic import op

from migrations.own_records import SUBJECTS

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWN_RECORD = """
create table procurement.own_record (
    id uuid not null,
    kind text not null,
    body text not null,
    key text not null,
    version bigint not null,
    state text not null,
    release text not null,
    unit uuid not null,
    digest text not null,
    content jsonb not null,
    sender text not null,
    source text not null,
    submission uuid,
    record bigint,
    received_on date,
    since_change bigint not null,
    constraint pk_own_record primary key (id)
);
create index ix_own_record_unit on procurement.own_record (unit);
create index ix_own_record_body_kind_key on procurement.own_record (body, kind, key);
grant select, insert, update, delete on procurement.own_record to ppds_ingest
"""


def upgrade() -> None:
    for statement in OWN_RECORD.strip().split(";"):
        op.execute(statement)
    for subject in SUBJECTS:
        subject.create()


def downgrade() -> None:
    op.execute("drop table procurement.own_record")
