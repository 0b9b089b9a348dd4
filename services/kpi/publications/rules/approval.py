"""Which part of a published figure rests on bodies that did not approve their year yet (C29)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from services.kpi.reporting.rules.cycle import Standing

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """Of how many bodies with figures the year was approved, in words or by silence, and who objected."""

    bodies: int
    approved: int
    by_default: int
    withheld: tuple[str, ...]

    @property
    def provisional(self) -> int:
        """Bodies whose year is not approved."""
        return self.bodies - self.approved


def approval_of(bodies: Collection[str], standings: Mapping[str, Standing]) -> Approval:
    """How far the bodies behind the figures of a year are."""
    known = [standings[body] for body in bodies if body in standings]
    approved = [each for each in known if each.approved]
    withheld = sorted(body for body, each in standings.items() if each.objected)
    return Approval(len(bodies), len(approved), sum(each.by_default for each in approved), tuple(withheld))


def provisional_shares(
    rows: Iterable[tuple[Key, Decimal]], *, tiers: Mapping[str, str], standings: Mapping[str, Standing], level: str
) -> dict[Key, Fraction]:
    """Of each group of a tier or of the country the share of rows of bodies that did not approve.

    `rows` has how many count of each body and group, the body first.
    """
    all_rows: defaultdict[Key, Decimal] = defaultdict(Decimal)
    provisional: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for (body, *group), number in rows:
        key = (tiers.get(body, ""), *group) if level == "tier" else tuple(group)
        standing = standings.get(body)
        all_rows[key] += number
        if standing is None or not standing.approved:
            provisional[key] += number
    return {key: Fraction(provisional[key]) / Fraction(number) for key, number in all_rows.items() if number}
