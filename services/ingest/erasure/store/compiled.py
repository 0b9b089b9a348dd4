"""What was compiled from notices that named somebody who was erased, and its past: rewritten in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select, update
from sqlalchemy.orm import Session

from services.ingest.erasure.rules import ERASABLE, declared_as
from services.ingest.formats.erasure_text import Traces
from shared.procurement.erased import Erased
from shared.tables.base import Base
from shared.tables.procurement import Lot, LotHistory, Procedure, ProcedureHistory, Winner, WinnerHistory

_COMPILED: Final[tuple[type[Base], ...]] = (Procedure, ProcedureHistory, Lot, LotHistory, Winner, WinnerHistory)


def rewrite_procedures(session: Session, traces: Mapping[UUID, Traces], *, erased: Erased) -> None:
    """Take what these procedures say of erased people out of them and of their past, in place."""
    for model in _COMPILED:
        texts = ERASABLE[declared_as("procurement", model.__tablename__)]
        columns = model.__table__.c
        key = [column for column in columns if column.primary_key]
        procedure = columns["id" if "id" in columns else "procedure"]
        stated = select(*key, *(columns[name] for name in texts)).where(
            procedure == any_(literal(list(traces), ARRAY(Uuid)))
        )
        for row in session.execute(stated).mappings().all():
            met = traces[row[procedure]]
            now = {name: _without(row[name], met, erased) for name in texts}
            if any(now[name] != row[name] for name in texts):
                session.execute(update(model).where(*(column == row[column] for column in key)).values(now))


def _without(value: Any, traces: Traces, erased: Erased) -> Any:  # noqa: ANN401 - a text, or JSON
    """A column without them: an organisation by its name and number, everything else by its text."""
    if isinstance(value, list):
        return [_without(each, traces, erased) for each in value]
    if isinstance(value, dict) and "name" in value:
        stated = [each for each in (value.get("identifier"), *(value.get("keys") or ())) if isinstance(each, str)]
        if not erased.covers(stated, [value["name"]] if value["name"] else []):
            return value
        gone: dict[str, Any] = {"name": None, "identifier": None, "keys": []}
        return {key: gone.get(key, each) for key, each in value.items()}
    return traces.out_of_json(value)
