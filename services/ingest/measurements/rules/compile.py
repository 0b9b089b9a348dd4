"""What a measurement counts for: its amounts in one unit, in the month in which its period ends (C31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.ingest.data_contracts.measurement import FACTORS, Measurement
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.register.rules import Register
from shared.procurement.own_record import OwnRecord

FACT: Final = "measurement"


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A measurement is compiled by itself."""
    return FACT, body, record.key


def compile_measurement(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The row of a measurement; none when its ruling versions do not even agree on its form."""
    return {FACT: [row for ruling in rulings if (row := _row(ruling, register)) is not None]}


def _row(ruling: Ruling, register: Register) -> dict[str, Any] | None:
    model = model_of(ruling, Measurement)
    if model is None:
        return None
    factor = FACTORS[model.measured][model.unit]
    method = model.method
    return {
        **standing_columns(ruling, register),
        "measured": model.measured,
        "starts_on": model.starts_on,
        "ends_on": model.ends_on,
        "amount": model.amount * factor,
        "sustainable": None if model.sustainable is None else model.sustainable * factor,
        "baseline": None if model.baseline is None else model.baseline * factor,
        "baseline_year": model.baseline_year,
        "method": None if method is None else " ".join(part for part in (method.name, method.version) if part),
    }
