"""A plan as bodies sent it, with what it lacks: goals without actions, actions without goals, themes unexplained."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.reference.themes import agenda_theme


class _Part(BaseModel):
    """A part of a record; what its data contract added later is passed over."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class Theme(_Part):
    """What a plan says of a theme as a whole."""

    theme: str
    level: int | None = None
    reason: str | None = None
    explanation: str | None = None


class Goal(_Part):
    """What is to be reached."""

    key: str
    title: str
    theme: str | None = None
    national_goal: str | None = None
    indicator: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    target_year: int | None = None
    owner: str | None = None

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it does without, of what a goal should state."""
        names = ("value", "unit", "baseline", "baseline_year", "target_year", "owner")
        return tuple(to_camel(name) for name in names if getattr(self, name) is None)


class Action(_Part):
    """What is done."""

    key: str
    title: str
    theme: str | None = None
    goals: tuple[str, ...] = ()
    owner: str | None = None
    starts_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    means: str | None = None
    needs: tuple[str, ...] = ()
    need: str | None = None


class Exemption(_Part):
    """What a plan does not hold for, until when."""

    what: str
    theme: str | None = None
    reason: str
    ends_on: date


class Report(_Part):
    """A yearly report on a plan."""

    year: int
    address: str
    published_on: date


class Plan(_Part):
    """A plan of one body; `joint` when others have it as well, `kept_by` the body that sent it."""

    unit: UUID
    place: int
    body: str | None
    name: str | None
    tier: str | None
    kept_by: str
    sender_key: str
    type: str
    title: str
    category: str | None = None
    starts_on: date
    ends_on: date
    address: str | None = None
    published_on: date | None = None
    scale: str | None = None
    joint_with: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    exceptions: tuple[Exemption, ...] = ()
    reports: tuple[Report, ...] = ()

    def runs(self, on: date) -> bool:
        """Whether a day is in its period."""
        return self.starts_on <= on <= self.ends_on

    def public(self, on: date) -> bool:
        """Whether it runs and anybody can read it on a day."""
        return self.address is not None and self.published_on is not None and self.published_on <= on and self.runs(on)

    @property
    def goals_without_action(self) -> Sequence[Goal]:
        """Goals that no action is for."""
        linked = {key for action in self.actions for key in action.goals}
        return [goal for goal in self.goals if goal.key not in linked]

    @property
    def actions_without_goal(self) -> Sequence[Action]:
        """Actions that are for no goal."""
        return [action for action in self.actions if not action.goals]

    @property
    def pursued(self) -> frozenset[str]:
        """The themes it does something about, by their names in the Agenda."""
        of_themes = [each.theme for each in self.themes if each.reason is None and each.level != 0]
        stated = [*(each.theme for each in self.goals), *(each.theme for each in self.actions)]
        return frozenset(agenda_theme(theme) for theme in (*of_themes, *stated) if theme is not None)

    def unexplained(self, themes: Sequence[str]) -> Sequence[str]:
        """Of these themes those that it neither pursues nor explains (comply or explain)."""
        explained = {agenda_theme(each.theme) for each in self.themes if each.reason is not None}
        return [theme for theme in themes if theme not in self.pursued | explained]
