"""Schema sandbox: what test bodies send, in tables like those of schema ingest, under a database role of its own."""

from migrations.statements import clear, run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("submissions.sql", schema="sandbox", role="ppds_sandbox")
    run("sandbox.sql")


def downgrade() -> None:
    clear("sandbox")
