"""Tasks as the API gives them."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.kpi.tasks.rules.tasks import Step, Task, TaskState
from shared.http.schema import ApiModel, Day, OptionalDay


class EscalationOut(ApiModel):
    """From which day on it is of the next level."""

    to: str
    from_on: Day


class TaskOut(ApiModel):
    """A task, and whose it is on the day that was asked."""

    unit: UUID
    key: str
    party: str
    name: str
    tier: str | None
    title: str
    plan: str | None = Field(description="Key of the plan that it belongs to.")
    owner: str = Field(description="Role.")
    due_on: Day
    done_on: OptionalDay
    state: TaskState
    level: str = Field(description="Whose it is now: the owner's, or that of the level it went to.")
    next_escalation: EscalationOut | None


def task_out(task: Task, day: date) -> TaskOut:
    """A task as it stands on a day."""
    step = task.next_step(day)
    return TaskOut.like(
        task,
        key=task.sender_key,
        party=task.body,
        state=task.state(day),
        level=task.level(day),
        next_escalation=None if step is None else _step(step),
    )


def _step(step: Step) -> EscalationOut:
    return EscalationOut.like(step)
