"""Units (UN/CEFACT Recommendation 20) and currencies in a record: which fit, and in which an indicator is measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from services.ingest.data_contracts.contract_rules import KEY_TWICE
from shared.procurement.finding import Finding

UnitCode: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,3}$")]
"""A unit of UN/CEFACT Recommendation 20, or a currency of ISO 4217."""
Indicator: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{3}-[APE][0-9]{2}[a-z]?$")]
"""Code of an indicator."""

PERCENT: Final = "P1"

_IN_ITS_KIND: Final[dict[str, tuple[str, Decimal]]] = {
    "GRM": ("mass", Decimal("0.000001")),
    "KGM": ("mass", Decimal("0.001")),
    "TNE": ("mass", Decimal(1)),
    "KTN": ("mass", Decimal(1000)),
    "KWH": ("energy", Decimal(1)),
    "MWH": ("energy", Decimal(1000)),
    "GWH": ("energy", Decimal(1000000)),
    "MTR": ("length", Decimal("0.001")),
    "KMT": ("length", Decimal(1)),
}
_EXPECTED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "KLI-E02": ("TNE",),
        "KLI-E07": ("KGM",),
        "CIR-E01": ("TNE",),
        "CIR-E02": ("TNE",),
        "MIL-E01": ("EUR",),
        "MIL-E02a": ("KGM",),
        "MIL-E02b": ("KGM",),
        "SOR-E01": ("HUR",),
        "SOR-E02": ("EUR",),
    }
)


def expected_units(indicator: str | None) -> Sequence[str]:
    """The units in which an indicator is measured; none when any will do."""
    return _EXPECTED.get(indicator or "", ())


def repeated(keys: Sequence[str], place: str) -> Iterator[Finding]:
    """Each key that occurred before in the same list."""
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield KEY_TWICE.at(f"{place}/{number}/key", key)


def converted(value: Decimal, unit: str | None, *, to: str | None) -> Decimal | None:
    """The value in another unit of the same kind; None when the units do not fit."""
    if unit == to:
        return value
    given, wanted = _IN_ITS_KIND.get(unit or ""), _IN_ITS_KIND.get(to or "")
    if given is None or wanted is None or given[0] != wanted[0]:
        return None
    return value * given[1] / wanted[1]


def fits(unit: str | None, other: str | None) -> bool:
    """Whether amounts in these units can be compared."""
    return converted(Decimal(1), unit, to=other) is not None
