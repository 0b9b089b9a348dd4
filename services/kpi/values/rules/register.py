"""Coverage of what was never received: bodies of the register that are silent (counting rule C21)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.kpi.values.rules.boundaries import Boundaries
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.question import Question
from services.kpi.values.rules.reading import GroupKey


@dataclass(frozen=True, slots=True)
class RegisteredBody:
    """A body of the register that buys; `until` is the first day on which it no longer exists."""

    party: str
    tier: str
    since: date | None
    until: date | None


class Register:
    """The bodies of the register, found by key and by tier."""

    def __init__(self, bodies: Iterable[RegisteredBody]) -> None:
        self.bodies = tuple(bodies)
        self._counts: dict[tuple[str, Period], int] = {}
        self._by_party: dict[str, RegisteredBody] = {}
        self._by_tier: defaultdict[str, list[RegisteredBody]] = defaultdict(list)
        for body in self.bodies:
            self._by_party[body.party] = body
            self._by_tier[body.tier].append(body)

    def holds(self, party: str) -> bool:
        """Whether this party is one that buys."""
        return party in self._by_party

    def count(self, question: Question, *, key: GroupKey, period: Period) -> int | None:
        """How many bodies the group could be about: same tier, same body, existing in the period.

        None for groups by what a body does not have (nature, chain ...): every body could be in any of them.
        """
        if question.is_split:
            return None
        wanted = dict(question.filters) | {name: (value,) for name, value in zip(question.group_by, key, strict=True)}
        tiers, parties = _set(wanted.get("tier")), _set(wanted.get("organisation"))
        if parties is not None:
            named = [body for body in self._named(parties) if tiers is None or body.tier in tiers]
            return sum(1 for body in named if _exists(body, period))
        return sum(self._in_tier(tier, period) for tier in tiers or self._by_tier)

    def within(self, question: Question, period: Period) -> list[RegisteredBody]:
        """The bodies that a question is about, by tier and by name, as far as they existed in the period."""
        tiers, parties = _set(question.filters.get("tier")), _set(question.filters.get("organisation"))
        wanted = self.bodies if parties is None else self._named(parties)
        return [body for body in wanted if (tiers is None or body.tier in tiers) and _exists(body, period)]

    def _named(self, parties: Iterable[str]) -> Iterable[RegisteredBody]:
        return (self._by_party[party] for party in parties if party in self._by_party)

    def _in_tier(self, tier: str, period: Period) -> int:
        """Counted once per tier and period: a register is asked many times and never changes."""
        known = self._counts.get((tier, period))
        if known is None:
            known = sum(1 for body in self._by_tier.get(tier, ()) if _exists(body, period))
            self._counts[tier, period] = known
        return known


def in_boundaries(bodies: Iterable[RegisteredBody], boundaries: Boundaries) -> list[RegisteredBody]:
    """The bodies in the boundaries of a day: successors have existed as long as their oldest predecessor."""
    merged: dict[str, RegisteredBody] = {}
    for body in sorted(bodies, key=lambda body: body.party in boundaries.successor_of):
        party = boundaries.successor(body.party)
        known = merged.get(party)
        if known is None:
            merged[party] = replace(body, party=party)
            continue
        since = None if known.since is None or body.since is None else min(known.since, body.since)
        until = None if known.until is None or body.until is None else max(known.until, body.until)
        merged[party] = replace(known, since=since, until=until)
    return list(merged.values())


def _set(values: Sequence[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _exists(body: RegisteredBody, period: Period) -> bool:
    started = body.since is None or body.since <= period.last.last_day
    return started and (body.until is None or body.until > period.first.first_day)
