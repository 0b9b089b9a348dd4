"""Goals, their versions and proposals, and for whom they matter, as the API takes and gives them."""

from collections.abc import Iterable

from pydantic import Field

from services.kpi.goals.rules.goal import Goal, Kind
from services.kpi.goals.rules.relevance import Because, Relevant
from services.kpi.goals.rules.smart import SENTENCES, Element, lacking
from services.kpi.goals.store import GoalVersion, Origin, State
from shared.free_text import WrittenReason
from shared.http.schema import ApiModel, LocalisedText, Moment, OptionalMoment
from shared.reference.codes import Tier


class GoalGap(ApiModel):
    """What a goal lacks to be SMART, and the same in a sentence."""

    element: Element
    message: LocalisedText


class GoalOut(Goal):
    """A goal as it stands, and what it lacks to be SMART; `complete` when nothing is missing."""

    version: int
    origin: Origin = Field(description="`program`: it came with the sources; `person`: proposed and decided on.")
    recorded_at: Moment
    complete: bool
    lacks: list[GoalGap]


class GoalVersionOut(ApiModel):
    """A version of a goal that holds or held: what was stated, who decided so and why."""

    version: int
    origin: Origin
    goal: Goal
    reason: str
    decision: str | None
    proposed_at: Moment
    decided_at: OptionalMoment
    proposed_by: str | None = Field(description="Pseudonym; for whoever may propose or adopt alone.")
    decided_by: str | None = Field(description="Pseudonym; for whoever may propose or adopt alone.")


class GoalVersionsOut(ApiModel):
    """The history of a goal, newest version first."""

    code: str
    items: list[GoalVersionOut]


class GoalProposed(ApiModel):
    """A goal as it should be from now on, whole, and why."""

    goal: Goal
    reason: WrittenReason


class GoalDecision(ApiModel):
    """Why it is adopted or withdrawn."""

    reason: WrittenReason


class GoalProposalOut(ApiModel):
    """A version of a goal that was proposed, and what became of it."""

    id: int
    code: str
    version: int
    goal: Goal
    state: State
    reason: str
    proposed_by: str = Field(description="Pseudonym.")
    proposed_at: Moment
    decided_by: str | None = Field(description="Pseudonym.")
    decided_at: OptionalMoment
    decision: str | None


class RelevantGoalOut(ApiModel):
    """A place of the matrix of goals, categories and bodies; null stands for all of them."""

    goal: str
    kind: Kind
    text: LocalisedText
    category: str | None
    organisation: str | None
    tier: Tier | None
    because: Because = Field(description="The goal names the body, names its tier, or is for all.")


def goal_shown(kept: GoalVersion) -> GoalOut:
    """A goal with what it lacks."""
    gaps = lacking(kept.goal)
    return GoalOut(
        **dict(kept.goal),
        version=kept.number,
        origin=kept.origin,
        recorded_at=kept.decided_at or kept.proposed_at,
        complete=not gaps,
        lacks=[GoalGap(element=each, message=LocalisedText.like(SENTENCES[each])) for each in gaps],
    )


def versions_shown(code: str, versions: Iterable[GoalVersion], *, people: bool) -> GoalVersionsOut:
    """The history; who proposed and decided is for some alone."""
    hidden = {} if people else {"proposed_by": None, "decided_by": None}
    return GoalVersionsOut(
        code=code, items=[GoalVersionOut.like(each, version=each.number, **hidden) for each in versions]
    )


def proposal_shown(proposal: GoalVersion) -> GoalProposalOut:
    """A proposal."""
    return GoalProposalOut.like(proposal, version=proposal.number)


def relevant_shown(relevant: Relevant) -> RelevantGoalOut:
    """A place of the matrix."""
    goal = relevant.goal
    return RelevantGoalOut.like(relevant, goal=goal.code, kind=goal.kind, text=LocalisedText.like(goal.text))
