"""The keys that sign access tokens. Writer: registry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA
from shared.tables.base import Base


class SigningKeyRow(Base):
    """A key that signs access tokens. It is published for as long as a token signed with it can be valid.

    Only the role of the registry may read this table.
    """

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint("signs_from < signs_until and signs_until <= published_until", name="periods"),
        {"schema": SCHEMA},
    )
    kid: Mapped[str] = mapped_column(primary_key=True)
    private_pem: Mapped[str]
    public_jwk: Mapped[dict[str, object]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    signs_from: Mapped[datetime] = mapped_column(server_default=func.now())
    signs_until: Mapped[datetime | None]
    published_until: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"SigningKeyRow(kid={self.kid!r})"
