"""Schema procurement."""

from migrations.audit import create_audit_event, drop_audit_event

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_audit_event("procurement", writers=["ppds_ingest"])


def downgrade() -> None:
    drop_audit_event("procurement")
