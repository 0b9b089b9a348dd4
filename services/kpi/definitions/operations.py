"""Which definition holds: the newest of each indicator, the version asked for, or the one valid on a day."""

from collections.abc import Sequence
from datetime import date

from services.kpi.definitions.rules.card import KeptCard
from shared.errors import NotFound
from shared.nearest import meant


def newest(cards: Sequence[KeptCard]) -> tuple[KeptCard, ...]:
    """The last version of every card, by code; cards come by code and version."""
    return tuple({kept.card.code: kept for kept in cards}.values())


def chosen_card(cards: Sequence[KeptCard], code: str, *, version: str | None, on: date | None = None) -> KeptCard:
    """The version asked for; else the one valid on the last day of the period (C28); else the newest.

    Raises:
        NotFound: no such indicator, or no such version.
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
    valid = [
        kept
        for kept in versions
        if on is None or (kept.card.valid_from <= on and (kept.card.valid_until is None or on <= kept.card.valid_until))
    ]
    return (valid or versions)[-1]
