"""Amounts of money: a decimal and the currency it was stated in."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from shared.quick_dataclass import quick_dataclass

_LARGEST = Decimal(10) ** 15
_LONGEST_TEXT = 40


@quick_dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency the source states (ISO 4217 alphabetic code), excluding VAT unless said otherwise."""

    value: Decimal
    currency: str


def read_amount(text: str) -> Decimal | None:
    """Read a decimal number as a source writes it; None when it is no finite number a procurement can have.

    Not a number, infinity, more than 40 characters or an absolute value of 10**15 and above are no amounts.
    """
    stripped = text.strip()
    if not stripped or len(stripped) > _LONGEST_TEXT:
        return None
    try:
        value = Decimal(stripped)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= _LARGEST:
        return None
    return value


def is_stated_amount(value: Decimal | None) -> bool:
    """Whether an amount says something: withheld (-1), 0 and 1 are placeholders, so unknown (counting rule C16)."""
    return value is not None and value > 1
