"""Schema registry."""

from migrations.audit import create_audit_event, drop_audit_event

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_audit_event("registry", writers=["ppds_registry"])


def downgrade() -> None:
    drop_audit_event("registry")
