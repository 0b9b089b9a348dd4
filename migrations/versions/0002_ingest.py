"""Schema ingest: submissions, their arrivals, segments, records, findings and redacted copies.

Row-level security by sending party. The API names its party per transaction (`ppds.party`); the worker, which works for
all parties, says so per transaction (`ppds.ingest_worker`). Neither said: no rows. Under these policies COPY FROM is
refused to ordinary roles, so rows come in by INSERT.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.audit import create_audit_event, drop_audit_event

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("submission", "arrival", "segment", "payload", "record", "finding")


def upgrade() -> None:
    create_audit_event("ingest", writers=["ppds_ingest"])
    _create_submission()
    _create_arrival()
    _create_segment()
    _create_payload()
    _create_record()
    _create_finding()
    _create_register_applied()
    for table in TABLES:
        op.execute(f"alter table ingest.{table} enable row level security")
        op.execute(f"""
            create policy by_sender on ingest.{table}
            using (sender = (select current_setting('ppds.party', true))
                or (select current_setting('ppds.ingest_worker', true)) = 'yes')
        """)
        op.execute(f"grant select, insert, update, delete on ingest.{table} to ppds_ingest")
    # Already compressed by us: a second attempt by the server only costs time.
    op.execute("alter table ingest.arrival alter column body set storage external")
    op.execute("alter table ingest.payload alter column body set storage external")
    op.execute("grant usage on schema ingest to ppds_ingest")
    op.execute("grant usage on all sequences in schema ingest to ppds_ingest")


def downgrade() -> None:
    op.drop_table("register_applied", schema="ingest")
    for table in reversed(TABLES):
        op.drop_table(table, schema="ingest")
    drop_audit_event("ingest")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, kind: type[sa.Integer] = sa.BigInteger, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, kind(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=nullable)


def _submission(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["submission"], ["ingest.submission.id"], f"fk_{table}_submission_submission", ondelete="CASCADE"
    )


def _create_submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(), nullable=False),
        _text("sender"),
        _text("client"),
        sa.Column("any_buyer", sa.Boolean(), nullable=False),
        _text("format"),
        _text("media_type"),
        _text("idempotency_key", nullable=True),
        _text("received_sha256"),
        _text("content_sha256"),
        _text("kept_sha256", nullable=True),
        _number("received_size"),
        _number("size"),
        _number("chunks", kind=sa.Integer),
        _text("state"),
        sa.Column("problem", postgresql.JSONB(), nullable=True),
        _moment("created_at"),
        _moment("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("number", name="uq_submission_number"),
        schema="ingest",
    )
    op.create_index("ix_submission_sender_number", "submission", ["sender", "number"], schema="ingest")
    op.create_index(
        "ix_submission_sender_client_key", "submission", ["sender", "client", "idempotency_key"], schema="ingest"
    )
    op.create_index(
        "ix_submission_sender_client_sha256", "submission", ["sender", "client", "content_sha256"], schema="ingest"
    )
    op.create_index(
        "ix_submission_open", "submission", ["number"], schema="ingest", postgresql_where=sa.text("finished_at is null")
    )


def _create_arrival() -> None:
    op.create_table(
        "arrival",
        sa.Column("submission", sa.Uuid(), nullable=False),
        _number("number", kind=sa.Integer),
        _text("sender"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _moment("received_at"),
        sa.PrimaryKeyConstraint("submission", "number", name="pk_arrival"),
        schema="ingest",
    )
    op.create_index("ix_arrival_received_at", "arrival", ["received_at"], schema="ingest")


def _create_segment() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("submission", sa.Uuid(), nullable=False),
        _text("sender"),
        _number("number", kind=sa.Integer),
        _number("first_byte"),
        _number("end_byte"),
        _text("state"),
        _number("batches", kind=sa.Integer),
        _number("resume_byte"),
        _number("resume_lines"),
        _number("resume_within", kind=sa.Integer),
        _number("bytes_done"),
        _number("tries", kind=sa.Integer),
        _moment("retry_at", nullable=True),
        sa.Column("problem", postgresql.JSONB(), nullable=True),
        *(
            _number(name, kind=sa.Integer)
            for name in ("records", "accepted", "refused", "unchanged", "errors", "warnings", "infos")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        _submission("segment"),
        schema="ingest",
    )
    op.create_index(
        "ix_segment_open", "segment", ["number", "id"], schema="ingest", postgresql_where=sa.text("state = 'open'")
    )
    op.create_index("ix_segment_submission", "segment", ["submission"], schema="ingest")


def _create_payload() -> None:
    op.create_table(
        "payload",
        sa.Column("submission", sa.Uuid(), nullable=False),
        _number("first_ordinal"),
        _text("sender"),
        sa.Column("ordinals", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("offsets", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("sizes", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("submission", "first_ordinal", name="pk_payload"),
        _submission("payload"),
        schema="ingest",
    )


def _create_record() -> None:
    op.create_table(
        "record",
        sa.Column("submission", sa.Uuid(), nullable=False),
        _number("ordinal"),
        _text("sender"),
        _text("name", nullable=True),
        _text("place"),
        _text("sender_key", nullable=True),
        _text("state"),
        sa.Column("notice", sa.Uuid(), nullable=True),
        _text("notice_id", nullable=True),
        _text("version", nullable=True),
        _text("stage", nullable=True),
        _number("lots", kind=sa.Integer),
        _number("winners", kind=sa.Integer),
        sa.Column("strategic_codes", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("submission", "ordinal", name="pk_record"),
        _submission("record"),
        schema="ingest",
    )


def _create_finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("submission", sa.Uuid(), nullable=False),
        _text("sender"),
        _number("ordinal", nullable=True),
        _text("sender_key", nullable=True),
        _text("rule"),
        _text("severity"),
        _text("location"),
        _text("value", nullable=True),
        _text("nl"),
        _text("en"),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        _submission("finding"),
        schema="ingest",
    )
    op.create_index("ix_finding_submission_id", "finding", ["submission", "id"], schema="ingest")


def _create_register_applied() -> None:
    op.create_table(
        "register_applied",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _number("position"),
        _number("target"),
        sa.Column("after", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_register_applied"),
        schema="ingest",
    )
    op.execute("insert into ingest.register_applied (id, position, target) values (1, 0, 0)")
    op.execute("grant select, update on ingest.register_applied to ppds_ingest")
