"""The profile of a tier: which questions the data space asks of its bodies, and which of them are a duty. Pure.

One core for all and an extension per tier: an indicator is the same for everybody, whether it is an
obligation differs. The rules stand in the reference list `tier-duties`, each with its source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

LIST: Final = "tier-duties"

Obligation: TypeAlias = Literal["duty", "voluntary"]


@dataclass(frozen=True, slots=True)
class ProfileRule:
    """A question, for which tiers it is a duty, and when. `kinds` empty: for every kind of organisation in the tier."""

    code: str
    nl: str
    en: str
    condition_nl: str | None
    condition_en: str | None
    valid_from: date
    duty: frozenset[str]
    voluntary: frozenset[str]
    kinds: frozenset[str]
    fields: tuple[str, ...]
    indicators: tuple[str, ...]
    source: str

    def obligation(self, tier: str, *, kind: str | None = None) -> Obligation | None:
        """Whether bodies of a tier must answer, may answer, or are not asked (None).

        A duty that holds for some kinds of organisation only is voluntary for the others of that tier. Without a kind
        the answer is about the tier as a whole: a duty when it is one for somebody.
        """
        if tier in self.duty:
            return "duty" if kind is None or not self.kinds or kind in self.kinds else "voluntary"
        return "voluntary" if tier in self.voluntary else None


@dataclass(frozen=True, slots=True)
class Question:
    """A rule as it holds for one tier."""

    rule: ProfileRule
    obligation: Obligation


def rules_in(entries: Iterable[Mapping[str, str]]) -> tuple[ProfileRule, ...]:
    """Every rule, in the order of the rows of a version of the list."""
    return tuple(
        ProfileRule(
            code=row["code"],
            nl=row["nl"],
            en=row["en"],
            condition_nl=row["condition_nl"] or None,
            condition_en=row["condition_en"] or None,
            valid_from=date.fromisoformat(row["from_day"]),
            duty=frozenset(_parts(row["duty"])),
            voluntary=frozenset(_parts(row["voluntary"])),
            kinds=frozenset(_parts(row["kinds"])),
            fields=_parts(row["fields"]),
            indicators=_parts(row["indicators"]),
            source=row["source"],
        )
        for row in entries
    )


def profile(rules: Iterable[ProfileRule], tier: str, *, on: date, kind: str | None = None) -> tuple[Question, ...]:
    """The questions asked of a tier on a day, or of one kind of organisation in it."""
    asked = ((rule, rule.obligation(tier, kind=kind)) for rule in rules if rule.valid_from <= on)
    return tuple(Question(rule, obligation) for rule, obligation in asked if obligation is not None)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
