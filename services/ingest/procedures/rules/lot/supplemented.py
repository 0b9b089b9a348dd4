"""What a lot counts for by what its buyer says of it: criteria with their levels and weights, and single answers.

Unknown stays None. Only criteria that say what is bought (requirement, award) count for the level; the weight of impact
is that of the award criteria, over the whole and over what is not price.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from services.ingest.procedures.rules.findings import SUPPLEMENT_CORRECTS
from services.ingest.procedures.rules.lot.price import StatedPrice, price_of
from services.ingest.procedures.rules.lot.statements import LotStatement
from services.ingest.procedures.rules.supplement import SaidOfLot
from shared.procurement.finding import Finding, Text
from shared.procurement.notice import PRESCRIBING, Criterion
from shared.procurement.procedure import ByTheme, SupplementedLot
from shared.procurement.themes import THEMES, ThemeState

SIGNIFICANT: Final = 2
_ALL: Final = Decimal(100)
_ROUNDING: Final = Decimal("0.5")
_HUNDREDTH: Final = Decimal("0.01")


def supplemented(
    said: SaidOfLot, themes: Mapping[str, ThemeState], *, price: StatedPrice | None = None
) -> SupplementedLot:
    """The counts of a lot that a supplement speaks of.

    `themes` are its states, the supplement's answers in them; `price` is its weight as a notice states it, which holds
    where the supplement is silent.
    """
    weight = price.weight if said.price_weight is None and price is not None else said.price_weight
    least, most = impact_weight(said.criteria, weight)
    base = None if weight is None else _ALL - weight
    return SupplementedLot(
        significant=significant(said.criteria, themes),
        impact_weight_least=least,
        impact_weight_most=most,
        impact_weight_least_without_price=_of_base(least, base),
        impact_weight_most_without_price=_of_base(most, base),
        suitable=said.suitable,
        wage_sum_reached=said.wage_sum_reached,
        wage_sum_of_whole=said.wage_sum_of_whole,
        isv_applied=said.isv_applied,
        risk_category=said.risk_category,
        mki_used=mki_used(applied=said.mki_applied, role=said.mki_role),
        by_theme=dict(_by_theme(said, themes)),
    )


def price_corrected(lot_id: str, said: SaidOfLot, statements: Sequence[LotStatement]) -> Iterator[Finding]:
    """Say that the buyer gives the price another weight than its notice did: both are kept, the buyer's counts."""
    price = None if said.price_weight is None else price_of(statements)
    if said.price_weight is not None and price is not None and abs(price.weight - said.price_weight) > _ROUNDING:
        stated = Text(f"{said.price_weight} %", f"{said.price_weight}%")
        before = Text(f"{price.weight} %", f"{price.weight}%")
        yield SUPPLEMENT_CORRECTS.at(f"/lots/{lot_id}/priceWeightPercent", said=stated, before=before)


def significant(criteria: Iterable[Criterion] | None, themes: Mapping[str, ThemeState]) -> bool | None:
    """Whether a requirement or award criterion is of level 2 or 3; without any theme there is none."""
    if criteria is None:
        return False if all(state is ThemeState.NO for state in themes.values()) else None
    levels = [each.level for each in criteria if each.role in PRESCRIBING]
    if any(level is not None and level >= SIGNIFICANT for level in levels):
        return True
    return None if None in levels else False


def impact_weight(
    criteria: Iterable[Criterion] | None, price_weight: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Least and most that the award criteria weigh together; unknown when one has no weight, or all weigh too much."""
    if criteria is None:
        return None, None
    weights = [(each.weight_least, each.weight_most) for each in criteria if each.role == "award"]
    if any(least is None or most is None for least, most in weights):
        return None, None
    least = sum((least for least, _ in weights if least is not None), Decimal(0))
    most = sum((most for _, most in weights if most is not None), Decimal(0))
    room = _ALL - (price_weight or Decimal(0))
    if least > room + _ROUNDING:
        return None, None
    return least, min(most, max(room, least))


def half_of(least: Decimal | None, most: Decimal | None) -> bool | None:
    """Whether impact weighs at least half: of a range yes from its least on, no when its most is below."""
    half = _ALL / 2
    if least is not None and least >= half:
        return True
    return False if most is not None and most < half else None


def mki_used(*, applied: bool | None, role: str | None) -> bool | None:
    """Whether the environmental cost indicator is a requirement or an award criterion."""
    if not applied:
        return applied
    return None if role is None else role in PRESCRIBING


def _of_base(weight: Decimal | None, base: Decimal | None) -> Decimal | None:
    if weight is None or base is None or base <= 0:
        return None
    return min(_ALL, (weight * _ALL / base).quantize(_HUNDREDTH))


def _by_theme(said: SaidOfLot, themes: Mapping[str, ThemeState]) -> Iterator[tuple[str, ByTheme]]:
    for theme in THEMES:
        state = themes[theme]
        of_theme = None if said.criteria is None else [each for each in said.criteria if each.theme == theme]
        explained = None if said.explained is None or state.answer is not False else theme in said.explained
        yield (
            theme,
            ByTheme(
                criteria=0 if state is ThemeState.NO else None if of_theme is None else len(of_theme),
                level=0 if state is ThemeState.NO else _level(of_theme),
                explained=explained,
                reason=(said.explained or {}).get(theme) if explained else None,
            ),
        )


def _level(criteria: list[Criterion] | None) -> int | None:
    """The highest level; unknown without criteria, or when one says none and might be higher."""
    levels = [each.level for each in criteria or ()]
    known = [level for level in levels if level is not None]
    return max(known) if known and len(known) == len(levels) else None
