"""Groups of buyers and the anchoring of purchasing policy, as the API gives them."""

from pydantic import Field

from services.kpi.programme.rules.reach import Anchoring, BuyerGroup, Reach
from shared.http.schema import ApiModel, Day


class GroupMemberOut(ApiModel):
    """A body in a group."""

    party: str | None = Field(description="Null: the register does not know it.")
    name: str | None
    since: Day


class StrategyUseOut(ApiModel):
    """A procedure in which a group's strategy was used."""

    procedure: str
    party: str | None
    used_on: Day


class BuyerGroupOut(ApiModel):
    """A group of buyers: chain, strategy, risks, members, and its use in procurements."""

    key: str
    kept_by: str
    title: str
    chain: str | None
    starts_on: Day
    strategy: str | None
    risks: str | None
    members: list[GroupMemberOut]
    uses: list[StrategyUseOut]


class AnchoringOut(ApiModel):
    """A body, as last assessed."""

    participant: str
    party: str | None
    name: str | None
    tier: str | None
    assessed_on: Day
    anchored: bool


class AnchoringOfTierOut(ApiModel):
    """Of a tier how many bodies were assessed, and how many of those have it in their policy."""

    tier: str | None
    assessed: int
    anchored: int


class AnchoringsOut(ApiModel):
    """Whose purchasing policy anchors the aims; bodies that were not assessed are in no count."""

    tiers: list[AnchoringOfTierOut]
    items: list[AnchoringOut]


def buyer_group_out(group: BuyerGroup) -> BuyerGroupOut:
    """A group with its members and uses."""
    return BuyerGroupOut.like(
        group,
        members=[GroupMemberOut.like(each) for each in group.members],
        uses=[StrategyUseOut.like(each) for each in group.uses],
    )


def anchorings_out(newest: list[Anchoring], tiers: list[Reach]) -> AnchoringsOut:
    """The last assessment of each body, and the counts."""
    return AnchoringsOut(
        tiers=[AnchoringOfTierOut.like(each) for each in tiers], items=[AnchoringOut.like(each) for each in newest]
    )
