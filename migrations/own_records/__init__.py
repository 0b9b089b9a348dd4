"""What bodies keep themselves: one module a subject, each with its tables and its facts; one more is one row here."""

from typing import Final

from migrations.own_records import contract, measurement, plans, programme_record, registration, spend

SUBJECTS: Final = (registration, contract, measurement, programme_record, spend, plans)
