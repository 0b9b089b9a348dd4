"""Column mappings in the database; row-level security decides whose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.ingest.column_mappings.tables import KeptMapping
from services.ingest.data_contracts.column_mapping import ColumnMapping


def mappings_of(session: Session, party: str, *, name: str | None = None) -> list[ColumnMapping]:
    """The mappings of a party by name, or the one of this name."""
    query = select(KeptMapping.mapping).where(KeptMapping.party == party).order_by(KeptMapping.name)
    if name is not None:
        query = query.where(KeptMapping.name == name)
    return [ColumnMapping.model_validate(each) for each in session.scalars(query)]


def keep_mapping(session: Session, party: str, mapping: ColumnMapping) -> bool:
    """Keep a mapping under its name; says whether there was none of that name."""
    stated = {"mapping": mapping.model_dump(by_alias=True), "changed_at": datetime.now(UTC)}
    is_new = not mappings_of(session, party, name=mapping.name)
    statement = insert(KeptMapping).values(party=party, name=mapping.name, **stated)
    session.execute(statement.on_conflict_do_update(index_elements=["party", "name"], set_=stated))
    return is_new


def count_of(session: Session, party: str) -> int:
    """How many mappings a party keeps."""
    counted = select(func.count()).select_from(KeptMapping).where(KeptMapping.party == party)
    return session.execute(counted).scalar_one()


def delete_mapping(session: Session, party: str, name: str) -> Sequence[str]:
    """Remove a mapping; gives the names of what was removed."""
    gone = delete(KeptMapping).where(KeptMapping.party == party, KeptMapping.name == name).returning(KeptMapping.name)
    return session.scalars(gone).all()


def delete_old(session: Session, *, before: datetime) -> None:
    """Remove the mappings that were last changed before a moment."""
    session.execute(delete(KeptMapping).where(KeptMapping.changed_at < before))
