"""Supplements as one of the subjects of own records: they have no facts of their own, they speak for a procedure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from services.ingest.data_contracts.supplement import Supplement
from services.ingest.own_records.operations import Subject
from services.ingest.supplements import store
from services.ingest.supplements.rules.questions import Form, ProcedureAtHand, form_of
from services.ingest.supplements.store import NewestSupplement
from shared.procurement.own_record import OwnRecord, RecordKind


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A supplement stands by itself."""
    return RecordKind.SUPPLEMENT.value, body, record.key


SUPPLEMENTS: Final = Subject(
    kinds=(RecordKind.SUPPLEMENT,), unit_of=unit_of, compile=lambda _rulings, _register: {}, tables=()
)

_AT_ONCE: Final = 500


def forms(session: Session, body: str) -> Iterator[Form]:
    """The form of every procedure for which a supplement is asked of this body, answered in full or not."""
    place: tuple[int, UUID] | None = None
    while rows := store.to_do(session, body, after=place, fetch=_AT_ONCE):
        said = store.newest_supplements(session, body, [row["id"] for row in rows])
        at_hand = store.at_hand(session, rows)
        yield from (filled(at_hand[row["id"]], said.get(row["id"])) for row in rows)
        place = rows[-1]["day"], rows[-1]["id"]


def filled(procedure: ProcedureAtHand, supplement: NewestSupplement | None) -> Form:
    """The form with what the buyer said last, a draft included; what was withdrawn is said no more."""
    said = None
    if supplement is not None and supplement.state != "withdrawn":
        with suppress(ValidationError):  # a version of before a change of the data contract
            said = Supplement.model_validate(supplement.content)
    return form_of(procedure, said)
