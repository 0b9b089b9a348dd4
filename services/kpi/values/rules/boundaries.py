"""Bodies in the boundaries of one day: what merged or was renamed counts as its successor (counting rule C23).

Parts are added, percentages never. A split is not cast back: which part of the predecessor's procurement would have
been whose is unknown, so the predecessor stays a series of its own, and the answer says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Final

from shared.reference.codes import SuccessionKind

SPLIT: Final[SuccessionKind] = "split"


@dataclass(frozen=True, slots=True)
class Succession:
    """One predecessor and one successor of an event."""

    predecessor: str
    successor: str
    kind: SuccessionKind
    effective_on: date


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The boundaries of a day: `cast_back` are the successions that are applied, `not_cast_back` the splits."""

    on: date
    cast_back: tuple[Succession, ...]
    not_cast_back: tuple[Succession, ...]
    successor_of: Mapping[str, str]

    def successor(self, party: str) -> str:
        """The body that stands for a party in these boundaries; most parties stand for themselves."""
        return self.successor_of.get(party, party)

    def members(self, party: str) -> tuple[str, ...]:
        """The party and every predecessor that it stands for."""
        return (party, *sorted(old for old, new in self.successor_of.items() if new == party))


def boundaries_on(day: date, successions: Iterable[Succession]) -> Boundaries:
    """The boundaries of a day, with everything that had happened by then.

    A chain of mergers ends at the body that stands at its end. A body that two events lead to different successors has
    in fact been split, and is left as it is.
    """
    happened = sorted(
        (
            succession
            for succession in successions
            if succession.effective_on <= day and succession.predecessor != succession.successor
        ),
        key=lambda succession: (succession.effective_on, succession.predecessor, succession.successor),
    )
    divided = _divided(happened)
    cast_back = tuple(succession for succession in happened if succession.predecessor not in divided)
    not_cast_back = tuple(succession for succession in happened if succession.predecessor in divided)
    return Boundaries(day, cast_back, not_cast_back, MappingProxyType(_successors(cast_back)))


def _divided(happened: Sequence[Succession]) -> frozenset[str]:
    """Parties that were split, or whose successors are more than one."""
    successors: dict[str, set[str]] = {}
    for succession in happened:
        successors.setdefault(succession.predecessor, set()).add(succession.successor)
    split = {succession.predecessor for succession in happened if succession.kind == SPLIT}
    return frozenset(split | {old for old, new in successors.items() if len(new) > 1})


def _successors(cast_back: Sequence[Succession]) -> dict[str, str]:
    """Who stands for whom after everything happened day by day; a name that came back stands for itself again."""
    stands: dict[str, str] = {}
    for _, events in groupby(cast_back, key=lambda succession: succession.effective_on):
        steps = {succession.predecessor: succession.successor for succession in events}
        ends = {old: _end(old, steps) for old in steps}
        stands = {old: ends.get(now, now) for old, now in stands.items()} | ends
    return {old: now for old, now in stands.items() if old != now}


def _end(party: str, steps: Mapping[str, str]) -> str:
    """Where the steps of one day lead; round a circle, which the register refuses, nowhere."""
    seen = [party]
    while (following := steps.get(seen[-1])) is not None:
        if following in seen:
            return party
        seen.append(following)
    return seen[-1]
