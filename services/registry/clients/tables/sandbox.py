"""Test bodies and their clients, in a schema of their own. Writer: registry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from services.registry.columns import one_of
from services.registry.parties.rules.words import CLIENT_STATES, PARTY_KINDS
from shared.tables.base import Base


class SandboxClient(Base):
    """A client of the sandbox and the fictitious body it acts for: the two are one, and live for some days.

    The register knows neither. From `expires_at` on the row counts for nothing, whether it was taken away or not.
    """

    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("party"),
        CheckConstraint("id like 'sandbox-%'", name="sandbox_id"),
        CheckConstraint(one_of("kind", PARTY_KINDS), name="kind"),
        CheckConstraint(one_of("state", CLIENT_STATES), name="state"),
        CheckConstraint("registered_at < expires_at", name="some_time"),
        # A test OIN has one living holder; whoever was ended or has expired holds it no longer.
        ExcludeConstraint(
            (text("registry.text_range(oin, oin, '[]')"), "&&"),
            (text("tstzrange(registered_at, expires_at)"), "&&"),
            using="gist",
            where=text("state <> 'ended'"),
            name="ex_client_one_holder",
        ),
        Index(None, "registered_at"),
        Index(None, "expires_at"),
        # Every service asks each second who had tokens withdrawn; hardly anyone had.
        Index(None, "tokens_from", postgresql_where=text("tokens_from is not null")),
        {"schema": "sandbox"},
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    party: Mapped[str]  # URI, of this registration alone: whoever gets the OIN next is another body
    name: Mapped[str]
    kind: Mapped[str]
    oin: Mapped[str]
    label: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    jwks: Mapped[dict[str, object]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default=text("'active'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    tokens_from: Mapped[datetime | None]  # tokens given before this moment no longer hold
    registered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
