"""Whether a procurement lies above or below the EU threshold (counting rule C26).

Decided once, on the day the first call was dispatched, with the estimated value of all lots excluding VAT, the buyer's
tier and the regime the notice itself names. Where one of these is unknown, every amount that may apply is compared: a
value at or above all of them is above, a value under all of them is below, anything else is undetermined.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from shared.quick_dataclass import quick_dataclass
from shared.reference.codes import NoticeSubtype, Regime, notice_subtype
from shared.reference.lists import Entry, truth

Result = Literal["above", "below", "undetermined"]
Basis = Literal["estimate", "award"]

# Legal basis (BT-01) of the four directives whose amounts the table holds.
_REGIME_OF_LEGAL_BASIS: dict[str, Regime] = {
    "32014L0024": "classic",
    "32014L0025": "special-sectors",
    "32014L0023": "concessions",
    "32009L0081": "defence",
    "32007R1370": "public-transport",
}
_DIRECTIVES: frozenset[Regime] = frozenset({"classic", "special-sectors", "concessions", "defence"})
_WITH_LIGHT_REGIME: frozenset[Regime] = frozenset({"classic", "special-sectors"})
_CPV_DIGITS = 8

AMOUNT_COLUMNS = ("valid_from", "valid_until", "regime", "buyer", "object", "amount_eur", "verified", "source")
LIGHT_COLUMNS = ("annex_row", "cpv_from", "cpv_to")


@quick_dataclass(frozen=True, slots=True)
class ThresholdClass:
    """The class of a procurement and how it came about.

    `rule` names the rule that decided. `amount` is the threshold compared with, in euros excluding VAT; None when no
    single amount decided. `basis` says which value was compared. `contradicted`: the notice stands under a directive
    while its value says below, which is a matter of data quality and corrects nothing.
    """

    result: Result
    rule: str
    amount: Decimal | None = None
    basis: Basis | None = None
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """An amount from which a directive applies, excluding VAT. `verified` is False where a source is still missing."""

    valid_from: date
    valid_until: date
    regime: str
    buyer: str  # central, sub-central, any
    object: str  # supplies-services, works, light, any
    amount: Decimal
    verified: bool


class Thresholds:
    """Amounts and the light regime as one version of each list states them; a row of amounts has days of its own.

    Raises KeyError for a row without one of its columns, ValueError for a cell that cannot be read.
    """

    def __init__(self, amounts: Iterable[Entry], light: Iterable[Entry]) -> None:
        self.table: tuple[Threshold, ...] = tuple(map(_threshold, amounts))
        self._light_starts, self._light_ends = _ranges(light)
        self._amounts = lru_cache(maxsize=4096)(self._amounts_on)

    def classify(  # noqa: PLR0913 - the law asks for all of these, and each is named at the call
        self,
        *,
        dispatched_on: date,
        legal_basis: str | None,
        subtype: str | None,
        nature: str | None,
        tier: str | None,
        annex_i_central: bool | None,
        cpv: str | None,
        estimated_value: Decimal | None,
        awarded_value: Decimal | None = None,
    ) -> ThresholdClass:
        """Place a procurement above or below the EU threshold.

        `tier` and `annex_i_central` come from the register (the second: listed in annex I of Directive 2014/24/EU);
        the legal type in a notice proves neither. Values are euros excluding VAT, of all lots together. Without an
        estimate the awarded value is compared, and `basis` says so. Without any value a notice under a directive is
        above: publishing under it shows that the buyer treated it so. A value at the amount is above.

        A voluntary notice (E1-E6) names no regime, whatever legal basis it states: the buyer's tier decides.
        """
        kind = notice_subtype(subtype)
        regime, named = _regime(legal_basis, kind, tier)
        if regime == "public-transport":
            return ThresholdClass("undetermined", "no-threshold-for-public-transport")
        value = estimated_value if estimated_value is not None else awarded_value
        if value is None:
            if named and regime in _DIRECTIVES:
                return ThresholdClass("above", "published-under-directive")
            return ThresholdClass("undetermined", "no-value")
        amounts = self._amounts(
            dispatched_on, regime, _buyers(tier, annex_i_central=annex_i_central), self._objects(kind, nature, cpv)
        )
        if not amounts:
            return ThresholdClass("undetermined", "no-threshold-for-date")
        basis: Basis = "estimate" if estimated_value is not None else "award"
        return _compared(value, amounts, basis, published_under_directive=named)

    def is_light_regime(self, cpv: str | None) -> bool | None:
        """Whether a CPV code is a social or other specific service; None without a code."""
        code = (cpv or "").strip().partition("-")[0]
        if len(code) != _CPV_DIGITS or not (code.isascii() and code.isdigit()):
            return None
        place = bisect_right(self._light_starts, code) - 1
        return place >= 0 and code <= self._light_ends[place]

    def _objects(self, kind: NoticeSubtype | None, nature: str | None, cpv: str | None) -> tuple[str, ...]:
        """Which objects may be bought: the notice's own regime first, then the CPV list, then the nature."""
        light = kind.light if kind else None
        if light is None:
            light = False if nature in {"works", "supplies"} else self.is_light_regime(cpv)
        if light:
            return ("light",)
        if nature == "works":
            return ("works",)
        if nature == "supplies" or (nature == "services" and light is False):
            return ("supplies-services",)
        possible = ("supplies-services", "light") if nature == "services" else ("supplies-services", "works", "light")
        return possible if light is None else possible[:-1]

    def _amounts_on(
        self, on: date, regime: Regime, buyers: tuple[str, ...], objects: tuple[str, ...]
    ) -> dict[str, Decimal]:
        """The amounts that may apply on a day, by the name of their rule."""
        if regime not in _WITH_LIGHT_REGIME:
            objects = tuple({"light": "supplies-services"}.get(name, name) for name in objects)
        return {
            "-".join(part for part in (entry.regime, entry.buyer, entry.object) if part != "any"): entry.amount
            for entry in self.table
            if entry.valid_from <= on <= entry.valid_until
            and entry.regime == regime
            and entry.buyer in {"any", *buyers}
            and entry.object in {"any", *objects}
        }


def _threshold(row: Entry) -> Threshold:
    return Threshold(
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]),
        regime=row["regime"],
        buyer=row["buyer"],
        object=row["object"],
        amount=_amount(row["amount_eur"]),
        verified=truth(row["verified"]),
    )


def _amount(cell: str) -> Decimal:
    try:
        return Decimal(cell)
    except InvalidOperation as problem:
        raise ValueError(f"{cell!r} is no amount.") from problem


def _regime(legal_basis: str | None, kind: NoticeSubtype | None, tier: str | None) -> tuple[Regime, bool]:
    """The regime, and whether the notice itself names it; a notice that names none follows the buyer's tier."""
    voluntary = kind is not None and kind.code[:1] in {"E", "N"}
    named = None if voluntary else _REGIME_OF_LEGAL_BASIS.get(legal_basis or "") or (kind.regime if kind else None)
    if named is not None:
        return named, True
    return ("special-sectors" if tier == "special-sector" else "classic"), False


def _buyers(tier: str | None, *, annex_i_central: bool | None) -> tuple[str, ...]:
    """Which buyer amounts may apply. Only a body of central government can stand in annex I."""
    if annex_i_central is not None:
        return ("central",) if annex_i_central else ("sub-central",)
    return ("central", "sub-central") if tier in {None, "central"} else ("sub-central",)


def _compared(
    value: Decimal, amounts: dict[str, Decimal], basis: Basis, *, published_under_directive: bool
) -> ThresholdClass:
    lowest, highest = min(amounts.values()), max(amounts.values())
    rule = next(iter(amounts)) if len(amounts) == 1 else "every-amount-that-may-apply"
    amount = lowest if lowest == highest else None
    if value >= highest:
        return ThresholdClass("above", rule, amount, basis)
    if value < lowest:
        return ThresholdClass("below", rule, amount, basis, contradicted=published_under_directive)
    return ThresholdClass("undetermined", "between-amounts-that-may-apply", None, basis)


def _ranges(entries: Iterable[Entry]) -> tuple[list[str], list[str]]:
    """Merged ranges of codes, as their first and their last codes in ascending order."""
    starts: list[str] = []
    ends: list[str] = []
    for start, end in sorted((row["cpv_from"], row["cpv_to"]) for row in entries):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
            continue
        starts.append(start)
        ends.append(end)
    return starts, ends
