"""Which definition holds: the one in force of each indicator, the version asked for, or the one valid on a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from services.kpi.definitions.rules.card import KeptCard
from shared.errors import BadInput, NotFound
from shared.nearest import meant
from shared.procurement.finding import Rule, Severity, Text

CORE: Final = "core"
"""In place of a code: all core indicators."""
RETIRED: Final = Rule(
    "indicator-retired",
    Severity.ERROR,
    "{code} geldt niet meer vanaf {day}.",
    "{code} no longer holds from {day} on.",
    Text("Vraag een periode die eerder eindigt.", "Ask for a period that ends before."),
)


def in_force(cards: Sequence[KeptCard], *, on: date) -> tuple[KeptCard, ...]:
    """Of every indicator the version that holds on a day, else its newest; cards come by code and version."""
    newest = {kept.card.code: kept for kept in cards}
    return tuple((newest | {kept.card.code: kept for kept in cards if kept.holds_on(on)}).values())


def chosen_card(cards: Sequence[KeptCard], code: str, *, version: str | None, on: date | None = None) -> KeptCard:
    """The version asked for; else the one valid on the last day of the period (C28), before any the first; the newest
    without a day.

    Raises:
        NotFound: no such indicator, or no such version.
        BadInput: the indicator was ended before that day.
    """
    versions = [kept for kept in cards if kept.card.code == code]
    if not versions:
        alike = meant(code, {kept.card.code for kept in cards})
        raise NotFound(
            nl=f"Indicator {code[:60]!r} bestaat niet. {alike.nl}GET /v1/indicators noemt ze alle.",
            en=f"Indicator {code[:60]!r} does not exist. {alike.en}GET /v1/indicators lists them all.",
        )
    if version is not None:
        for kept in versions:
            if kept.card.version == version:
                return kept
        raise NotFound(
            nl=f"Van {code} bestaat versie {version[:40]!r} niet.", en=f"{code} has no version {version[:40]!r}."
        )
    last = versions[-1]
    if on is not None:
        on = max(on, min(kept.card.valid_from for kept in versions))
    valid = [kept for kept in versions if on is None or kept.holds_on(on)]
    if not valid and on is not None and last.retired_from is not None and last.retired_from <= on:
        raise BadInput(errors=(RETIRED.within("query", "until", code=code, day=last.retired_from),))
    return (valid or versions)[-1]


def last_day(kept: KeptCard, cards: Sequence[KeptCard]) -> date | None:
    """The last day that a version holds: stated, because a later version begins, or because the indicator was ended."""
    card = kept.card
    later = [
        other.card.valid_from
        for other in cards
        if other.card.code == card.code and other.card.version_order > card.version_order
    ]
    ends = [begins - timedelta(days=1) for begins in (*later, kept.retired_from) if begins is not None]
    return min((end for end in (card.valid_until, *ends) if end is not None), default=None)


def spelled_out(codes: Sequence[str], cards: Sequence[KeptCard], *, on: date) -> list[str]:
    """The codes asked for, with `core` as the codes of the core indicators that hold on a day."""
    core = [kept.card.code for kept in in_force(cards, on=on) if kept.card.core and kept.holds_on(on)]
    return list(dict.fromkeys(each for code in codes for each in (core if code == CORE else [code])))
