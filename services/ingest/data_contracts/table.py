"""The one table of data contracts. One more is one module and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.ingest.data_contracts.contract import Contract
from services.ingest.data_contracts.measurement import Measurement
from services.ingest.data_contracts.model import OwnRecordModel
from services.ingest.data_contracts.performance_report import PerformanceReport
from services.ingest.data_contracts.plans.assessment import PlanAssessment
from services.ingest.data_contracts.plans.plan import Plan
from services.ingest.data_contracts.plans.signature import Signature
from services.ingest.data_contracts.plans.task import Task
from services.ingest.data_contracts.programme_record import ProgrammeRecord
from services.ingest.data_contracts.registration import Registration
from services.ingest.data_contracts.spend.model import Spend
from services.ingest.data_contracts.supplement import Supplement

DATA_CONTRACTS: Final[tuple[type[OwnRecordModel], ...]] = (
    Supplement,
    Registration,
    Contract,
    PerformanceReport,
    Measurement,
    ProgrammeRecord,
    Spend,
    Signature,
    Plan,
    PlanAssessment,
    Task,
)

BY_FORMAT: Final[Mapping[str, type[OwnRecordModel]]] = MappingProxyType(
    {contract.format_name(): contract for contract in DATA_CONTRACTS}
)
BY_KIND: Final = MappingProxyType({contract.kind: contract for contract in DATA_CONTRACTS})
