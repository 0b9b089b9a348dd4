"""Schema registry: parties, clients, taking part, mandates, reference lists and buyers."""

import secrets

import sqlalchemy as sa
from alembic import op

from migrations.audit import create_audit_trail
from migrations.statements import clear, run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PARTS = ("parties", "clients", "changes", "taking_part", "mandates", "lists", "rights", "buyers")
_SECRET_BYTES = 32


def upgrade() -> None:
    create_audit_trail("registry", writer="ppds_registry")
    for part in PARTS:
        run(f"registry/{part}.sql")
    secret = sa.text("insert into registry.erasure_secret (id, secret) values (1, :secret)")
    op.execute(secret.bindparams(secret=secrets.token_bytes(_SECRET_BYTES)))


def downgrade() -> None:
    clear("registry")
