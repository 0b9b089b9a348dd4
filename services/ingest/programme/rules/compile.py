"""What a programme record counts for, and on which day: planned, begun, selected for a year, or assessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.ingest.data_contracts.programme_record import ProgrammeRecord
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.register.rules import Register
from shared.procurement.own_record import OwnRecord

FACT: Final = "programme_record"


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A programme record is compiled by itself."""
    return FACT, body, record.key


def compile_programme(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The row of a record; none when its ruling versions do not even agree on its form."""
    return {FACT: [row for ruling in rulings if (row := _row(ruling, register)) is not None]}


def _row(ruling: Ruling, register: Register) -> dict[str, Any] | None:
    model = model_of(ruling, ProgrammeRecord)
    day = None if model is None else _day(model)
    if model is None or day is None:
        return None
    return {
        **standing_columns(ruling, register),
        "type": model.type,
        "happened_on": day,
        "carried_out": model.done_on is not None if model.type == "activity" else None,
        "participant": model.participant,
        "activity": model.activity,
        "target_group": model.target_group,
        "product_chain": model.chain,
        "theme": model.theme,
        "adopted": model.adopted_on is not None if model.type == "chain-plan" else None,
        "phase": model.phase,
        "contracts_meeting": model.contracts_meeting,
        "contracts_in_chain": model.contracts_in_chain,
        "category": model.category,
        "meets_criteria": None if model.meets_criteria is None else model.meets_criteria == "yes",
    }


def _day(model: ProgrammeRecord) -> date | None:
    match model.type:
        case "activity":
            return model.planned_on
        case "participation":
            return model.starts_on
        case "chain-plan":
            return None if model.year is None else date(model.year, 12, 31)
        case _:
            return model.assessed_on
