"""Contracts and the reports on them as one of the subjects of own records."""

from typing import Final

from services.ingest.contracts.rules.compile import COMMITMENT, CONTRACT, OBSERVATION, compile_contract, unit_of
from services.ingest.contracts.rules.findings import beside
from services.ingest.contracts.tables import (
    Commitment,
    CommitmentHistory,
    Contract,
    ContractHistory,
    Observation,
    ObservationHistory,
)
from services.ingest.own_records.operations import FactTable, Subject
from shared.procurement.own_record import RecordKind

CONTRACTS: Final = Subject(
    kinds=(RecordKind.CONTRACT, RecordKind.PERFORMANCE_REPORT),
    unit_of=unit_of,
    compile=compile_contract,
    tables=(
        FactTable(CONTRACT, Contract, ContractHistory, ("state_on",)),
        FactTable(COMMITMENT, Commitment, CommitmentHistory, ("due_on",)),
        FactTable(OBSERVATION, Observation, ObservationHistory, ("period_until",)),
    ),
    beside=beside,
    moving=frozenset({RecordKind.PERFORMANCE_REPORT}),
)
