"""The subjects of what bodies keep themselves: one more is one row here."""

from typing import Final

from services.ingest.contracts.operations import CONTRACTS
from services.ingest.measurements.operations import MEASUREMENTS
from services.ingest.own_records.operations import Subject
from services.ingest.plans.operations import ASSESSMENTS, PLANS, SIGNATURES, TASKS
from services.ingest.programme.operations import PROGRAMME
from services.ingest.registrations.operations import REGISTRATIONS
from services.ingest.spend.operations import SPEND
from services.ingest.supplements.operations import SUPPLEMENTS
from shared.procurement.own_record import RecordKind

SUBJECTS: Final[tuple[Subject, ...]] = (
    *(SUPPLEMENTS, REGISTRATIONS, CONTRACTS, MEASUREMENTS, PROGRAMME, SPEND),
    *(SIGNATURES, PLANS, ASSESSMENTS, TASKS),
)

_BY_KIND: Final = {kind: subject for subject in SUBJECTS for kind in subject.kinds}


def subject_of(kind: RecordKind) -> Subject:
    """The subject that records of a kind belong to."""
    return _BY_KIND[kind]
