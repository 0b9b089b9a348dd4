"""Clients, their keys and what they present. Writer: registry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from services.registry.columns import SCHEMA, one_of
from services.registry.parties.rules.words import CLIENT_STATES
from shared.tables.base import Base


class Client(Base):
    """A program that asks for tokens on behalf of one party. Only the public part of its keys is known here.

    Clients of the data space itself (its services, its administrators' tools) have no party.
    """

    __tablename__ = "client"
    __table_args__ = (
        CheckConstraint(one_of("state", CLIENT_STATES), name="state"),
        CheckConstraint("id not like 'sandbox-%'", name="no_sandbox_id"),
        Index(None, "party_id"),
        {"schema": SCHEMA},
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"))  # NULL: the data space itself
    label: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    jwks: Mapped[dict[str, object]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default=text("'active'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    tokens_from: Mapped[datetime | None]  # tokens given before this moment no longer hold
    registered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    registered_by: Mapped[str]


class UsedAssertion(Base):
    """The `jti` of an assertion that was presented; a second time it is refused. Forgotten once it has expired."""

    __tablename__ = "used_assertion"
    __table_args__ = (Index(None, "expires_at"), {"schema": SCHEMA})
    client_id: Mapped[str] = mapped_column(primary_key=True)  # real or of the sandbox, so no foreign key
    jti: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class RevokedToken(Base):
    """An access token withdrawn before its time. Forgotten once it has expired."""

    __tablename__ = "revoked_token"
    __table_args__ = ({"schema": SCHEMA},)
    jti: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str]  # real or of the sandbox, so no foreign key
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime] = mapped_column(server_default=func.now())
