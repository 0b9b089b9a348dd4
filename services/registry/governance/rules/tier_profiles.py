"""The profile of a tier: which questions the data space asks of its bodies, and which of them are a duty. Pure.

One core for all and an extension per tier: an indicator is the same for everybody, whether it is an
obligation differs. The rules stand in `tier_profiles.toml`, each with its source.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias

from services.registry.parties.rules.words import PartyKind
from shared.reference.codes import TIERS

FILE: Final = "tier_profiles.toml"

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
    kinds: frozenset[PartyKind]
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


@cache
def rules() -> tuple[ProfileRule, ...]:
    """Every rule, in the order of the file; raises ValueError when the file names a tier that does not exist."""
    content = tomllib.loads(
        resources.files("services.registry.governance.rules").joinpath(FILE).read_text(encoding="utf-8")
    )
    profiles = tuple(
        ProfileRule(
            code=rule["code"],
            nl=rule["nl"],
            en=rule["en"],
            condition_nl=rule.get("condition_nl"),
            condition_en=rule.get("condition_en"),
            valid_from=rule["valid_from"],
            duty=frozenset(rule["duty"]),
            voluntary=frozenset(rule["voluntary"]),
            kinds=frozenset(rule.get("kinds", ())),
            fields=tuple(rule["fields"]),
            indicators=tuple(rule["indicators"]),
            source=rule["source"],
        )
        for rule in content["rule"]
    )
    for profile in profiles:
        if unknown := (profile.duty | profile.voluntary) - set(TIERS):
            raise ValueError(f"{FILE}: {profile.code} names tiers that do not exist: {', '.join(sorted(unknown))}.")
    return profiles


def profile(tier: str, *, on: date, kind: str | None = None) -> tuple[Question, ...]:
    """The questions asked of a tier on a day, or of one kind of organisation in it."""
    asked = ((rule, rule.obligation(tier, kind=kind)) for rule in rules() if rule.valid_from <= on)
    return tuple(Question(rule, obligation) for rule, obligation in asked if obligation is not None)
