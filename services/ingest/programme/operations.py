"""Programme records as one of the subjects of own records."""

from typing import Final

from services.ingest.own_records.operations import FactTable, Subject
from services.ingest.programme.rules.compile import FACT, PARTICIPATION, PHASE, compile_programme, unit_of
from services.ingest.programme.tables import (
    ChainPhase,
    ChainPhaseHistory,
    Participation,
    ParticipationHistory,
    ProgrammeRecord,
    ProgrammeRecordHistory,
)
from shared.procurement.own_record import RecordKind

PROGRAMME: Final = Subject(
    kinds=(RecordKind.PROGRAMME_RECORD,),
    unit_of=unit_of,
    compile=compile_programme,
    tables=(
        FactTable(FACT, ProgrammeRecord, ProgrammeRecordHistory, ("happened_on",)),
        FactTable(PARTICIPATION, Participation, ParticipationHistory, ("happened_on",)),
        FactTable(PHASE, ChainPhase, ChainPhaseHistory, ("state_on",)),
    ),
    moving=frozenset({RecordKind.PROGRAMME_RECORD}),
)
