"""Schema kpi: cards, cells and how far the change log was read."""

from migrations.audit import create_audit_trail
from migrations.statements import clear, run

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("kpi.sql")
    run("kpi_goals.sql")
    run("kpi_allocations.sql")
    run("kpi_publications.sql")
    run("kpi_reporting.sql")
    run("kpi_audits.sql")
    run("kpi_factor_sets.sql")
    run("kpi_packs.sql")
    run("kpi_knowledge.sql")
    create_audit_trail("kpi", writer="ppds_kpi")


def downgrade() -> None:
    clear("kpi")
