"""The way of a body's figures over a year: which step may be taken when and by whom, and approval by default (C29)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

State: TypeAlias = Literal["open", "submitted", "validated", "approved", "published", "frozen"]
Step: TypeAlias = Literal["submit", "return", "validate", "approve", "object", "withdraw-objection"]
Who: TypeAlias = Literal["body", "administrator"]

DAYS: Final = 30
"""So many days after a request without a reply a body counts as having approved."""
_BEFORE_PUBLICATION: Final[tuple[State, ...]] = ("open", "submitted", "validated", "approved")


@dataclass(frozen=True, slots=True)
class Act:
    """A step: from which states, to which (None: it stays), by whom, and after whose it is another person's.

    `asks`: the body is asked for something by it, and has thirty days again.
    """

    since: tuple[State, ...]
    to: State | None
    by: Who
    not_after: Step | None = None
    asks: bool = False
    needs_reason: bool = False


ACTS: Final[Mapping[Step, Act]] = {
    "submit": Act(("open",), "submitted", "body"),
    "return": Act(("submitted", "validated"), "open", "administrator", asks=True, needs_reason=True),
    "validate": Act(("submitted",), "validated", "administrator", not_after="submit", asks=True),
    "approve": Act(("validated",), "approved", "body", not_after="validate"),
    "object": Act(_BEFORE_PUBLICATION, None, "body", needs_reason=True),
    "withdraw-objection": Act(_BEFORE_PUBLICATION, None, "body"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a body's year is on a day; `by_default`: nobody replied in time."""

    state: State
    by_default: bool
    objected: bool

    @property
    def approved(self) -> bool:
        """Whether its figures are no longer provisional."""
        return self.state in {"approved", "published", "frozen"} and not self.objected


def default_day(state: State, requested_on: date, *, objected: bool) -> date | None:
    """From which day silence counts as approval; None where it does not."""
    silent = state in {"open", "validated"} and not objected
    return requested_on + timedelta(days=DAYS + 1) if silent else None


def standing_on(day: date, state: State, requested_on: date, *, objected: bool, by_default: bool = False) -> Standing:
    """How far a body's year is on a day."""
    since = default_day(state, requested_on, objected=objected)
    if since is not None and day >= since:
        return Standing("approved", by_default=True, objected=False)
    return Standing(state, by_default=by_default, objected=objected)


def possible(state: State, *, objected: bool) -> list[Step]:
    """The steps that may be taken from here."""
    return [
        step
        for step, act in ACTS.items()
        if state in act.since
        and (step != "object" or not objected)
        and (step != "withdraw-objection" or objected)
        and (step != "approve" or not objected)
    ]
