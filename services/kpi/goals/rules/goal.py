"""A goal: what is wanted, by when, measured by which indicators, from which baseline, and for whom it matters.

A goal is a document with versions, as a definition card is. Shares are fractions of one, as figures are; a value that
the sources leave out is None, and the SMART report says so.
"""

import json
import tomllib
from decimal import Decimal
from functools import cached_property
from importlib import resources
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel

from shared.free_text import WITHOUT_CONTACTS
from shared.reference.codes import Tier

Kind: TypeAlias = Literal["main", "effect", "effort"]
"""Main goals, effect and result goals, and effort goals (Evaluation of Inkopen met Impact, table 2)."""
PathKind: TypeAlias = Literal["constant", "linear", "stepped", "given"]
Compare: TypeAlias = Literal["at-least", "at-most", "equal"]
Quality: TypeAlias = Literal["measured", "calculated", "estimated", "unknown"]

SEED: Final = "services.kpi.goals.seed"
EVERY_THEME: Final = "alle"
"""The theme of a goal that holds for all themes, as on cards."""
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100


def _shortest(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


Amount: TypeAlias = Annotated[
    Decimal,
    Field(max_digits=15, decimal_places=6),
    PlainSerializer(_shortest, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": -999_999_999, "maximum": 999_999_999}),
]
"""A number of at most fifteen digits: JSON carries it exactly."""
Year: TypeAlias = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=200), WITHOUT_CONTACTS]
Sentence: TypeAlias = Annotated[str, Field(min_length=1, max_length=1000), WITHOUT_CONTACTS]
Code: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$", max_length=40)]
Codes: TypeAlias = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=300)], ...], Field(max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, alias_generator=to_camel, populate_by_name=True
    )


class GoalText(_Part):
    """The wording of a goal in Dutch and English."""

    nl: Sentence
    en: Sentence


class GoalTarget(_Part):
    """What is to be reached: `value` in the unit of the goal (a share as a fraction of one), and as the source says it.

    `relative`: the value is a change of the baseline (-0.3 is 30 % less), for an indicator that is no change itself.
    """

    text: Line | None = None
    value: Amount | None = None
    compare: Compare = "at-least"
    relative: bool = False
    year: Year | None = None


class GoalBaseline(_Part):
    """Where a goal starts: of all together, or of one body; by one indicator where the goal has several variants.

    Without a value it says no more than from which year on is compared.
    """

    value: Amount | None = None
    year: Year
    method: Line | None = None
    quality: Quality = "unknown"
    organisation: Annotated[str, Field(max_length=300)] | None = None
    indicator: Annotated[str, Field(max_length=40)] | None = None
    remark: Sentence | None = None


class GoalStep(_Part):
    """What is wanted in a year."""

    year: Year
    value: Amount


class GoalPath(_Part):
    """How to get from baseline to target.

    `constant`: the target holds every year. `linear`: a straight line from the baseline to the target. `stepped`: the
    value of a step holds until the next one. `given`: a value for each year that is named, and none for another.
    """

    kind: PathKind
    steps: Annotated[tuple[GoalStep, ...], Field(max_length=120)] = ()


class GoalOwner(_Part):
    """Who answers for a goal, in the words of its source; `organisation` is the key of a party where it is one."""

    name: Line
    organisation: Annotated[str, Field(max_length=300)] | None = None


class GoalScope(_Part):
    """For whom a goal matters: tiers, bodies by key, and product chains or purchasing categories; empty is all."""

    tiers: tuple[Tier, ...] = ()
    organisations: Codes = ()
    categories: Codes = ()


class Goal(_Part):
    """A goal as it is proposed and kept.

    `indicators` are the cards that measure it: one is a variant of another where the sources leave open how to count.
    `contributesTo` are the goals that this one helps to reach, `supersededBy` those that came in its place at its end.
    """

    code: Code
    kind: Kind
    theme: Annotated[str, Field(max_length=60)]
    group: Line | None = None
    text: GoalText
    target: GoalTarget = GoalTarget()
    unit: Line | None = None
    method: Line | None = None
    owner: GoalOwner | None = None
    indicators: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=20)] = ()
    baselines: Annotated[tuple[GoalBaseline, ...], Field(max_length=2000)] = ()
    path: GoalPath | None = None
    contributes_to: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    scope: GoalScope = GoalScope()
    ended_after: Year | None = Field(None, description="Last year in which it held; from the next year on it is ended.")
    superseded_by: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    remarks: Sentence | None = None
    source: Line

    @cached_property
    def content(self) -> str:
        """The goal as it is kept: JSON with the names of the API, the same for the same goal."""
        stated = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(stated, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def has_ended(self, year: int) -> bool:
        """Whether it no longer holds in a year."""
        return self.ended_after is not None and year > self.ended_after

    def baseline_of(self, organisation: str | None, indicator: str) -> GoalBaseline | None:
        """The baseline of a body (of all together for None) by an indicator; one that names none serves for each."""
        own = [each for each in self.baselines if each.organisation == organisation]
        return next(
            (each for wanted in (indicator, None) for each in own if each.indicator == wanted),
            None,
        )


def goal_of(content: str) -> Goal:
    """Read a goal back from what is kept."""
    return Goal.model_validate_json(content)


def built_in_goals() -> tuple[Goal, ...]:
    """The goals of the sources, in their order there."""
    stated = tomllib.loads(
        resources.files(SEED).joinpath("goals.toml").read_text(encoding="utf-8"), parse_float=Decimal
    )
    return tuple(Goal.model_validate(each) for each in stated["goals"])
