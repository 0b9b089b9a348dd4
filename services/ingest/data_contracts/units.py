"""Units and indicators in a record, and which unit an indicator is measured in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from services.ingest.data_contracts.contract_rules import KEY_TWICE
from shared.procurement.finding import Finding

UnitCode: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,3}$")]
"""A unit of UN/CEFACT Recommendation 20, or a currency of ISO 4217."""
Indicator: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{3}-[APE][0-9]{2}[a-z]?$")]
"""Code of an indicator."""

_EXPECTED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"KLI-E02": ("TNE",), "SOR-E01": ("HUR",), "SOR-E02": ("EUR",)}
)


def expected_units(indicator: str | None) -> Sequence[str]:
    """The units in which an indicator is measured; none when any will do."""
    return _EXPECTED.get(indicator or "", ())


def repeated(keys: Sequence[str], place: str) -> Iterator[Finding]:
    """Each key that occurred before in the same list."""
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield KEY_TWICE.at(f"{place}/{number}/key", key)
