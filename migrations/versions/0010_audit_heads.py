"""Heads of the audit trails: a tail that is cut off is seen."""

from migrations.audit import create_audit_head, drop_audit_head

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WRITERS = {"registry": "ppds_registry", "ingest": "ppds_ingest", "procurement": "ppds_ingest", "kpi": "ppds_kpi"}


def upgrade() -> None:
    for schema, writer in WRITERS.items():
        create_audit_head(schema, writers=[writer])


def downgrade() -> None:
    for schema in WRITERS:
        drop_audit_head(schema)
