"""Groups of buyers with their members and where their strategy was used; whose purchasing policy anchors the aims."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Member:
    """A body in a group; `party` None: the register does not know it."""

    party: str | None
    name: str | None
    since: date


@dataclass(frozen=True, slots=True)
class Use:
    """A procedure in which a group's strategy was used."""

    procedure: str
    party: str | None
    used_on: date


@dataclass(frozen=True, slots=True)
class BuyerGroup:
    """A group of buyers, as the programme team keeps it."""

    key: str
    kept_by: str
    title: str
    chain: str | None
    starts_on: date
    strategy: str | None
    risks: str | None
    members: tuple[Member, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Anchoring:
    """Whether the aims are anchored in the purchasing policy of a body, as last assessed."""

    participant: str
    party: str | None
    name: str | None
    tier: str | None
    assessed_on: date
    anchored: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Of a tier how many bodies were assessed, and how many of those have it in their policy."""

    tier: str | None
    assessed: int
    anchored: int


def newest(stated: Iterable[Anchoring]) -> Sequence[Anchoring]:
    """The last assessment of each body; two of one day that differ say that it is not anchored."""
    last: dict[str, Anchoring] = {}
    for each in sorted(stated, key=lambda one: (one.assessed_on, not one.anchored)):
        last[each.participant] = each
    return sorted(last.values(), key=lambda each: (each.tier or "", each.name or "", each.participant))


def by_tier(newest_of_each: Iterable[Anchoring]) -> Sequence[Reach]:
    """Counts per tier; bodies that the register does not know stand apart."""
    counts: dict[str | None, list[bool]] = {}
    for each in newest_of_each:
        counts.setdefault(each.tier, []).append(each.anchored)
    return [Reach(tier, len(said), sum(said)) for tier, said in sorted(counts.items(), key=lambda each: each[0] or "")]
