"""The tree around a goal, as it is asked for and answered."""

from pydantic import Field

from services.kpi.goals.operations.tracing import Contribution, Node, Tree
from services.kpi.goals.rules.goal import Kind
from services.kpi.goals.rules.progress import Why
from services.kpi.values.rules.question import Asked
from services.kpi.values.schemas.answer import CountsOut, CoverageOut, LinksOut, Number, PeriodOut
from services.kpi.values.schemas.answered import period_out
from services.kpi.values.schemas.asked import MONTH, ValuesAsked, asked_of
from services.kpi.values.schemas.dimensioned import Values
from shared.http.schema import ApiModel, LocalisedText


class GoalTreeAsked(ApiModel):
    """Over which period the figures in the tree are, and of whom."""

    from_: str = Field(alias="from", pattern=MONTH, description="First month, as 2025-01.")
    until: str = Field(pattern=MONTH, description="Last month, included.")
    organisation: Values = Field([], description="Only these bodies.")
    tier: Values = Field([], description="Only these tiers; without it those for which each goal holds.")
    method: Values = Field([], description="Only this method; an indicator that is stated per method needs one.")


class ContributionOut(ApiModel):
    """What an indicator says of a goal; `links.evidence` leads to the records behind it, contracts among them."""

    indicator: str
    names: LocalisedText
    unit: str
    value: Number | None
    lower: Number | None
    upper: Number | None
    reason: Why | None
    counts: CountsOut | None
    coverage: CoverageOut | None
    links: LinksOut | None


class GoalNodeOut(ApiModel):
    """A goal in the tree."""

    goal: str
    kind: Kind
    text: LocalisedText
    contributes_to: list[str]
    ended_after: int | None = Field(description="Last year in which it held; null: it holds.")
    superseded_by: list[str] = Field(description="The goals that came in its place.")
    contributions: list[ContributionOut]


class GoalTreeOut(ApiModel):
    """A goal, what it helps to reach (`above`) and what helps to reach it (`below`), the nearest first."""

    period: PeriodOut
    node: GoalNodeOut
    above: list[GoalNodeOut]
    below: list[GoalNodeOut]


def asked_tree(request: GoalTreeAsked) -> Asked:
    """The question for the figures; raises BadInput with every fault found."""
    return asked_of(ValuesAsked.model_validate(request.model_dump(by_alias=True)))


def tree_shown(tree: Tree, asked: Asked) -> GoalTreeOut:
    """The tree around a goal."""
    return GoalTreeOut(
        period=period_out(asked.period),
        node=_node(tree.node),
        above=[_node(each) for each in tree.above],
        below=[_node(each) for each in tree.below],
    )


def _node(node: Node) -> GoalNodeOut:
    goal = node.goal
    return GoalNodeOut(
        goal=goal.code,
        kind=goal.kind,
        text=LocalisedText.like(goal.text),
        contributes_to=list(goal.contributes_to),
        ended_after=goal.ended_after,
        superseded_by=list(goal.superseded_by),
        contributions=[_contribution(each) for each in node.contributions],
    )


def _contribution(contribution: Contribution) -> ContributionOut:
    card, row = contribution.card, contribution.row
    stated: dict[str, object] = {
        name: None if row is None else getattr(row, name)
        for name in ("value", "lower", "upper", "counts", "coverage", "links")
    }
    reason = "stated-per-method" if row is None else row.reason and row.reason.value
    return ContributionOut.model_validate(
        {**stated, "indicator": card.code, "names": LocalisedText.like(card.names), "unit": card.unit, "reason": reason}
    )
