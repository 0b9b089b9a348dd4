"""Coverage of what was never received: bodies of the register, and supplements (counting rule C21)."""

from collections.abc import Sequence

from services.kpi.figure_store import GroupKey, RegisteredBody
from services.kpi.lattice import SPLIT, Question
from services.kpi.months import Period


def in_register(bodies: Sequence[RegisteredBody], *, question: Question, key: GroupKey, period: Period) -> int | None:
    """How many bodies of the register the group could be about: same tier, same body, existing in the period.

    None for groups by what a body does not have (nature, chain ...): every body could be in any of them.
    """
    if question.asked & frozenset(SPLIT):
        return None
    wanted = dict(question.filters)
    wanted |= {name: (value,) for name, value in zip(question.group_by, key, strict=True)}
    tiers, parties = wanted.get("tier"), wanted.get("organisation")
    return sum(
        1
        for body in bodies
        if (tiers is None or body.tier in tiers)
        and (parties is None or body.party in parties)
        and (body.since is None or body.since <= period.last.last_day)
        and (body.until is None or body.until > period.first.first_day)
    )
