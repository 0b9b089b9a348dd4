"""What a body found of a plan of another, the advice it gave, and what became of that."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class Criterion(_Part):
    """A question of the framework, and how far the plan answers it."""

    criterion: str
    met: Literal["yes", "partly", "no"]
    remark: str | None = None


class Advice(_Part):
    """What is advised, and what was done with it."""

    key: str
    text: str
    due_on: date | None = None
    followed_on: date | None = None
    follow_up: str | None = None


class Findings(_Part):
    """What an assessment says."""

    framework: str
    criteria: tuple[Criterion, ...] = ()
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment of one plan by one body. `plan_of` None: the register does not know whose plan it is."""

    unit: UUID
    assessor: str
    plan_of: str | None
    plan_key: str
    assessed_on: date
    said: Findings

    @property
    def open_advice(self) -> int:
        """How much of the advice was not followed yet."""
        return sum(1 for each in self.said.advice if each.followed_on is None)
