"""What a body finds of a plan by a joint framework, the advice it gives, and what became of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from services.ingest.data_contracts.model import ContractModel, Day, Key, OwnRecordModel, Prose, named
from services.ingest.data_contracts.plans import rules
from services.ingest.data_contracts.plans.signature import number_faults
from services.ingest.data_contracts.units import repeated
from shared.procurement.finding import Finding
from shared.procurement.own_record import RecordKind


class Criterion(ContractModel):
    """One question of the framework, and how far the plan answers it."""

    criterion: Annotated[Key, named("criterium", "Vraag van het kader.", "Question of the framework.")]
    met: Annotated[
        Literal["yes", "partly", "no"],
        named("voldoet", "Of het plan eraan voldoet.", "Whether the plan meets it.", example="yes"),
    ]
    remark: Annotated[Prose | None, named("opmerking", "Toelichting.", "Remark.")] = None


class Advice(ContractModel):
    """What the body that made the plan should do, and what it did."""

    key: Annotated[Key, named("advies", "Eigen kenmerk van het advies.", "The assessor's own key of it.")]
    text: Annotated[Prose, named("advies tekst", "Wat wordt geadviseerd.", "What is advised.")]
    due_on: Annotated[Day | None, named("opvolgen uiterlijk", "Dag waarop het is opgevolgd.", "Day by which.")] = None
    followed_on: Annotated[
        Day | None, named("opgevolgd op", "Dag waarop het is opgevolgd.", "Day it was followed.")
    ] = None
    follow_up: Annotated[Prose | None, named("opvolging", "Wat ermee is gedaan.", "What was done with it.")] = None


class PlanAssessment(OwnRecordModel):
    """An assessment of one plan, kept by the body that assesses."""

    kind: ClassVar[RecordKind] = RecordKind.PLAN_ASSESSMENT
    title_nl: ClassVar[str] = "Beoordeling van een plan"
    title_en: ClassVar[str] = "Assessment of a plan"
    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "TOETS-2026-01",
            "body": "00000099990000050000",
            "plan": "ACTIEPLAN-2025",
            "framework": "Kader actieplannen 2026",
            "assessedOn": "2026-05-12",
            "criteria": [{"criterion": "Doelen zijn meetbaar", "met": "partly"}],
            "advice": [{"key": "ADV1", "text": "Noem bij elk doel een streefjaar.", "dueOn": "2026-10-01"}],
        }
    )

    body: Annotated[
        Key, named("organisatie van plan", "Nummer van de organisatie met het plan.", "Number of the plan's body.")
    ]
    plan: Annotated[Key, named("plan", "Sleutel van het plan.", "Key of the plan.", example="ACTIEPLAN-2025")]
    framework: Annotated[Key, named("kader", "Naam en versie van het kader.", "Name and version of the framework.")]
    assessed_on: Annotated[Day, named("beoordeeld op", "Dag van de beoordeling.", "Day of the assessment.")]
    criteria: Annotated[list[Criterion] | None, Field(max_length=100, description="What was looked at.")] = None
    advice: Annotated[list[Advice] | None, Field(max_length=100, description="What is advised.")] = None

    def faults(self) -> Iterator[Finding]:
        """A number of the body, keys that occur once, follow-up after the advice."""
        yield from number_faults(self.body, "/body")
        yield from repeated([each.key for each in self.advice or ()], "/advice")
        for place, advice in enumerate(self.advice or ()):
            for name, day in (("dueOn", advice.due_on), ("followedOn", advice.followed_on)):
                if day is not None and day < self.assessed_on:
                    where = f"/advice/{place}/{name}"
                    yield rules.ENDS_BEFORE_IT_STARTS.at(where, str(day), starts=self.assessed_on)

    def past(self) -> Iterator[tuple[str, date]]:
        """The day of the assessment, and of what was done with it."""
        yield "/assessedOn", self.assessed_on
        for place, advice in enumerate(self.advice or ()):
            if advice.followed_on is not None:
                yield f"/advice/{place}/followedOn", advice.followed_on
