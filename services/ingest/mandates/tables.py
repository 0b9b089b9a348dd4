"""What ingest knows of mandates. Writer and reader: ingest only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "ingest"


class SendingRight(Base):
    """What the registry last answered about the mandates of a party: goes on counting while the registry is down."""

    __tablename__ = "sending_right"
    __table_args__ = ({"schema": SCHEMA},)
    party: Mapped[str] = mapped_column(Text, primary_key=True)
    asked_at: Mapped[datetime]
    answer: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # rights: buyer, kinds, until, mandate
