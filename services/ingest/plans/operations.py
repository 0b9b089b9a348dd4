"""Signatures, plans, assessments of plans and tasks as subjects of own records."""

from typing import Final

from services.ingest.own_records.operations import FactTable, Subject
from services.ingest.plans import tables
from services.ingest.plans.rules import followed, plans, pledges
from shared.procurement.own_record import RecordKind

SIGNATURES: Final = Subject(
    kinds=(RecordKind.SIGNATURE,),
    unit_of=pledges.unit_of,
    compile=pledges.compile_signatures,
    tables=(
        FactTable(pledges.SIGNATURE, tables.Signature, tables.SignatureHistory, ()),
        FactTable(pledges.PLEDGE, tables.Pledge, tables.PledgeHistory, ("state_on",)),
    ),
)
PLANS: Final = Subject(
    kinds=(RecordKind.PLAN,),
    unit_of=plans.unit_of,
    compile=plans.compile_plans,
    tables=(
        # A body that is bound has its plan or not: its figure moves with the plan.
        FactTable(plans.PLAN, tables.PlanOfBody, tables.PlanOfBodyHistory, ("state_on",), scope=pledges.PLEDGE),
        FactTable(plans.THEME, tables.PlanTheme, tables.PlanThemeHistory, ("state_on",)),
        FactTable(plans.GOAL, tables.PlanGoal, tables.PlanGoalHistory, ("state_on",)),
    ),
)
ASSESSMENTS: Final = Subject(
    kinds=(RecordKind.PLAN_ASSESSMENT,),
    unit_of=followed.unit_of,
    compile=followed.compile_assessments,
    tables=(FactTable(followed.ASSESSMENT, tables.PlanAssessment, tables.PlanAssessmentHistory, ()),),
)
TASKS: Final = Subject(
    kinds=(RecordKind.TASK,),
    unit_of=followed.unit_of,
    compile=followed.compile_tasks,
    tables=(FactTable(followed.TASK, tables.Task, tables.TaskHistory, ()),),
)
