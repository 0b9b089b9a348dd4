"""Spend as one of the subjects of own records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from services.ingest.own_records.operations import FactTable, Subject
from services.ingest.own_records.rules.versions import NewOwnRecord
from services.ingest.spend import store
from services.ingest.spend.rules.compile import FACT, compile_spend, unit_of
from services.ingest.spend.tables import Spend, SpendHistory
from shared.procurement.own_record import RecordKind


def keep_lines(session: Session, records: Sequence[NewOwnRecord]) -> None:
    """Keep the lines of versions that are new."""
    for each in records:
        if each.record.lines is not None:
            store.add_lines(session, each.id, each.record.lines)


SPEND: Final = Subject(
    kinds=(RecordKind.SPEND,),
    unit_of=unit_of,
    compile=compile_spend,
    tables=(FactTable(FACT, Spend, SpendHistory, ("booked_on",)),),
    keep=keep_lines,
)
