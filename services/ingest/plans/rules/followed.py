"""Assessments of plans and tasks: each stands by itself, and no figure counts them yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.ingest.data_contracts.plans.assessment import PlanAssessment
from services.ingest.data_contracts.plans.task import Task
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.plans.rules.other_bodies import number_of_body, party_of
from services.ingest.register.rules import Register
from shared.procurement.own_record import OwnRecord

ASSESSMENT: Final = "plan_assessment"
TASK: Final = "task"


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """Each is compiled by itself."""
    return record.kind.value, body, record.key


def compile_assessments(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The row of an assessment."""
    stated = [(each, model) for each in rulings if (model := model_of(each, PlanAssessment)) is not None]
    return {
        ASSESSMENT: [
            {
                **standing_columns(ruling, register),
                "participant": number_of_body(model.body) or "",
                "plan_of": None if (party := party_of(model.body, register)) is None else party.key,
                "plan_key": model.plan,
                "assessed_on": model.assessed_on,
                "content": model.model_dump_json(by_alias=True, exclude_none=True),
            }
            for ruling, model in stated
        ]
    }


def compile_tasks(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The row of a task."""
    stated = [(each, model) for each in rulings if (model := model_of(each, Task)) is not None]
    return {
        TASK: [
            {
                **standing_columns(ruling, register),
                "due_on": model.due_on,
                "done_on": model.done_on,
                "content": model.model_dump_json(by_alias=True, exclude_none=True),
            }
            for ruling, model in stated
        ]
    }
