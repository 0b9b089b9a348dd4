"""What is proposed for clients, and what was decided. Writer: registry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.clients.rules import PROPOSAL_STATES, ProposalState
from services.registry.columns import SCHEMA, one_of
from shared.tables.base import Base


class ClientProposal(Base):
    """A new client, or more for one that exists: it holds once another person confirmed it. Never deleted.

    `client_version`: that of the client it is about, None when the client is to be made.
    """

    __tablename__ = "client_proposal"
    __table_args__ = (
        CheckConstraint(one_of("state", PROPOSAL_STATES), name="state"),
        CheckConstraint(
            "(state = 'open') = (decided_by is null) and (decided_by is null) = (decided_at is null)", name="decided"
        ),
        CheckConstraint("state <> 'confirmed' or decided_by <> proposed_by", name="second_person"),
        CheckConstraint("(state = 'refused') = (reason is not null)", name="reason"),
        Index("uq_client_proposal_client_id", "client_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "party_id"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    client_id: Mapped[str]  # perhaps of no client yet, so no foreign key
    client_version: Mapped[int | None]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"))  # NULL: the data space itself
    label: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    jwks: Mapped[dict[str, object]] = mapped_column(JSONB)
    state: Mapped[ProposalState] = mapped_column(Text, server_default=text("'open'"))
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
