"""The column mappings that bodies keep. Writer and reader: ingest only. Row-level security by party."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "ingest"


class KeptMapping(Base):
    """A mapping of one party, by its name."""

    __tablename__ = "column_mapping"
    __table_args__ = ({"schema": SCHEMA},)
    party: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)  # as `ColumnMapping` has it
    changed_at: Mapped[datetime]


IN_SANDBOX = Base.metadata.tables[f"{SCHEMA}.{KeptMapping.__tablename__}"].to_metadata(Base.metadata, schema="sandbox")
"""The same table in schema `sandbox`; no class is mapped on it."""
