"""A task: by when, whose it is now that it was not done, and how it stands on a day."""

from datetime import date
from typing import Final, Literal, TypeAlias, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

TaskState: TypeAlias = Literal["open", "overdue", "escalated", "done"]
TASK_STATES: Final[tuple[TaskState, ...]] = get_args(TaskState)


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class Step(_Part):
    """From which day on an undone task is of the next level."""

    to: str
    from_on: date


class Task(_Part):
    """A task of a body; who does it is a role."""

    unit: UUID
    body: str
    name: str
    tier: str | None
    sender_key: str
    title: str
    owner: str
    due_on: date
    done_on: date | None = None
    plan: str | None = None
    escalation: tuple[Step, ...] = ()

    def state(self, on: date) -> TaskState:
        """Open until it is due, then overdue, and escalated once it is of the next level; done is done."""
        if self.done_on is not None and self.done_on <= on:
            return "done"
        if self.level(on) != self.owner:
            return "escalated"
        return "overdue" if on > self.due_on else "open"

    def level(self, on: date) -> str:
        """Whose it is on a day: the owner's, or that of the last level it went to."""
        if self.done_on is not None and self.done_on <= on:
            return self.owner
        return next((step.to for step in reversed(self.escalation) if step.from_on <= on), self.owner)

    def next_step(self, on: date) -> Step | None:
        """To whom it goes next when it is not done."""
        if self.done_on is not None and self.done_on <= on:
            return None
        return next((step for step in self.escalation if step.from_on > on), None)
