"""Measurements of bodies themselves as one of the subjects of own records."""

from typing import Final

from services.ingest.measurements.rules.compile import FACT, compile_measurement, unit_of
from services.ingest.measurements.tables import Measurement, MeasurementHistory
from services.ingest.own_records.operations import FactTable, Subject
from shared.procurement.own_record import RecordKind

MEASUREMENTS: Final = Subject(
    kinds=(RecordKind.MEASUREMENT,),
    unit_of=unit_of,
    compile=compile_measurement,
    tables=(FactTable(FACT, Measurement, MeasurementHistory, ("ends_on",)),),
)
