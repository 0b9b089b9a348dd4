"""The additive parts that cells hold: sums over rows, which may be added over cells; percentages never."""

from dataclasses import dataclass, fields
from decimal import Decimal, localcontext
from typing import Final

_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Parts:
    """The additive parts of a cell. A share fills the seven counts (a value share: seven sums of known amounts and
    `without_amount`); all other kinds fill known, unknown, sum and base.

    `rows` counts the rows that are in or undetermined, whatever the kind.
    """

    in_yes: Decimal = _ZERO
    in_no: Decimal = _ZERO
    in_unknown: Decimal = _ZERO
    undetermined_yes: Decimal = _ZERO
    undetermined_no: Decimal = _ZERO
    undetermined_unknown: Decimal = _ZERO
    out: Decimal = _ZERO
    without_amount: Decimal = _ZERO
    rows: Decimal = _ZERO
    in_known: Decimal = _ZERO
    undetermined_known: Decimal = _ZERO
    in_sum: Decimal = _ZERO
    undetermined_sum: Decimal = _ZERO
    in_base: Decimal = _ZERO
    undetermined_base: Decimal = _ZERO

    def __add__(self, other: "Parts") -> "Parts":
        with localcontext(prec=200):
            return Parts(*(getattr(self, name) + getattr(other, name) for name in PARTS))


PARTS: Final = tuple(field.name for field in fields(Parts))
"""Names of the parts, in order; the columns of a cell have the same names."""

MEMBERS: Final = "members"
"""The column that counts the rows of a cell, in or out, whatever they say."""
