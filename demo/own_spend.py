"""What some bodies of the year spent, made up: the ministry in bands as the Rijk publishes, the others in amounts."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, Final, TypeAlias

Record: TypeAlias = dict[str, Any]

_PARTS: Final = {
    "facilitair": ("Catering", "Bedrijfskleding", "Schoonmaak", "Werkplekomgeving", "Energie"),
    "ict": ("ICT-hardware en mobiele apparaten", "Datacenters", "Software Rijk", "Connectiviteit"),
    "overig": ("Laboratorium", "Logistiek", "Elektriciteit", "Gas"),
}
_SPECIFIC: Final = {"specifiek": ("Wegen", "Civiele constructies", "Grondwerken en -verzet")}
"""What a ministry buys for its own task alone."""
"""The parts of a year that have a key of their own, with their categories."""
_SUPPLIERS: Final = 12
_BANDS: Final = (0, 1, 1, 2, 2, 3, 4, 5, 6)
_TOTALS: Final = (7, 8, 9, 13)


def spend(draws: Random, *, tier: str) -> Iterator[Record]:
    """A record for each part of the year."""
    banded = tier == "central"
    for part, categories in {**_PARTS, **(_SPECIFIC if banded else {})}.items():
        kind = "specific" if part in _SPECIFIC else "generic"
        lines = [line for category in categories for line in _lines(category, draws, kind=kind if banded else None)]
        yield {"senderKey": f"UITGAVEN-2025-{part}", "year": 2025, "lines": lines}


def _lines(category: str, draws: Random, *, kind: str | None) -> Iterator[Record]:
    for number in sorted(draws.sample(range(1, 100), draws.randint(3, _SUPPLIERS))):
        line: Record = {"category": category, "supplier": f"Voorbeeldleverancier {number} B.V."}
        if kind is not None:
            yield {**line, "band": draws.choice(_BANDS), "purchaseType": kind}
        else:
            yield {**line, "amount": draws.randint(-2_000, 400_000) / 4, "vatIncluded": "no"}
    if kind is not None:
        yield {"category": category, "band": draws.choice(_TOTALS), "purchaseType": kind}
