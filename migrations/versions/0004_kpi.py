"""Schema kpi."""

from migrations.audit import create_audit_event, drop_audit_event

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_audit_event("kpi", writers=["ppds_kpi"])


def downgrade() -> None:
    drop_audit_event("kpi")
