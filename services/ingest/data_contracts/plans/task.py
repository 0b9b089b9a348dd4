"""A task of somebody in a body, by when, and to whom it goes when it is not done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import Field

from services.ingest.data_contracts.model import ContractModel, Day, Key, OwnRecordModel, Prose, named
from services.ingest.data_contracts.plans import rules
from shared.procurement.finding import Finding
from shared.procurement.own_record import RecordKind


class Escalation(ContractModel):
    """From which day on an undone task is of the next level."""

    to: Annotated[Key, named("opschalen naar", "Rol of overleg.", "Role or meeting.", example="ICIA")]
    from_on: Annotated[Day, named("opschalen vanaf", "Eerste dag waarop.", "First day on which.", example="2026-11-01")]


class Task(OwnRecordModel):
    """A task; who does it is a role, never a person."""

    kind: ClassVar[RecordKind] = RecordKind.TASK
    title_nl: ClassVar[str] = "Taak"
    title_en: ClassVar[str] = "Task"
    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "TAAK-2026-01",
            "title": "Actieplan vaststellen",
            "owner": "coördinator duurzaamheid",
            "dueOn": "2026-10-01",
            "escalation": [{"to": "ICIA", "fromOn": "2026-11-01"}, {"to": "ICBR", "fromOn": "2027-01-01"}],
            "plan": "ACTIEPLAN-2025",
        }
    )

    title: Annotated[Prose, named("taak", "Wat er moet gebeuren.", "What is to be done.")]
    owner: Annotated[Key, named("eigenaar", "Wie het doet, als rol.", "Who does it, as a role.")]
    due_on: Annotated[Day, named("uiterlijk", "Dag waarop het klaar is.", "Day by which.", example="2026-10-01")]
    done_on: Annotated[Day | None, named("gedaan op", "Dag waarop het klaar was.", "Day it was done.")] = None
    plan: Annotated[Key | None, named("plan", "Sleutel van het plan waar het bij hoort.", "Key of its plan.")] = None
    escalation: Annotated[
        list[Escalation] | None, Field(max_length=10, description="To whom it goes when it is not done.")
    ] = None

    def faults(self) -> Iterator[Finding]:
        """Each level after the one before, the first after the day on which it is due."""
        before = self.due_on
        for place, step in enumerate(self.escalation or ()):
            if step.from_on <= before:
                yield rules.NOT_IN_ORDER.at(f"/escalation/{place}/fromOn", str(step.from_on), day=before)
            before = max(before, step.from_on)

    def past(self) -> Iterator[tuple[str, date]]:
        """The day it was done."""
        if self.done_on is not None:
            yield "/doneOn", self.done_on
