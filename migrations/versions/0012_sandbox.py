"""Schema sandbox: what test bodies send, in tables like those of schema ingest, under a database role of its own."""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
