"""Schema ingest: submissions, their arrivals, segments, records, findings and redacted copies."""

from migrations.audit import create_audit_trail
from migrations.statements import clear, run

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_audit_trail("ingest", writer="ppds_ingest")
    run("submissions.sql", schema="ingest", role="ppds_ingest")
    run("ingest.sql")


def downgrade() -> None:
    clear("ingest")
