"""Registrations as one of the subjects of own records."""

from typing import Final

from services.ingest.own_records.operations import FactTable, Subject
from services.ingest.registrations.rules.compile import FACT, compile_registration, unit_of
from services.ingest.registrations.tables import Registration, RegistrationHistory
from shared.procurement.own_record import RecordKind

REGISTRATIONS: Final = Subject(
    kinds=(RecordKind.REGISTRATION,),
    unit_of=unit_of,
    compile=compile_registration,
    tables=(FactTable(FACT, Registration, RegistrationHistory, ("awarded_on",)),),
)
