"""The page with the value of every indicator per tier on the demo's year, with the sources it stands on."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from services.kpi.definitions.rules.card import Card, built_in_cards

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "demo-figures.md"
INDICATORS: Final[Mapping[str, range]] = {
    "ALG-P": range(1, 13),
    "ORG-P": range(1, 5),
    "UVP-A": range(1, 4),
    "MKT-E": range(1, 3),
    "KLI-E": range(1, 8),
    "CIR-E": range(1, 4),
    "MIL-P": range(1, 2),
    "MIL-E": range(1, 3),
    "MRA-P": range(1, 2),
    "MRA-E": range(1, 2),
    "DIV-P": range(1, 2),
    "SOR-P": range(1, 2),
    "SOR-E": range(1, 3),
}
"""The forty indicators of the sources, by the beginning of their code and their numbers."""
TIERS: Final = ("central", "province", "municipality", "water-authority", "joint-arrangement", "public-law-body")
_HEAD: Final = """# The indicators on the demonstration's year

Every card over 2025, for all bodies and by tier, over fictitious data: the value with its bounds behind it, or the
reason why there is none. Cards of one indicator are its variants and its other halves. Written by
`tests/flow/test_figures.py`, which fails when the figures are others.

"""


def forty() -> list[str]:
    """The codes of the forty indicators."""
    return [f"{prefix}{number:02}" for prefix, numbers in INDICATORS.items() for number in numbers]


def cards_of(indicator: str) -> list[Card]:
    """The cards that measure an indicator: one, or one for each variant or half of it."""
    return [card for card in built_in_cards() if card.code.rstrip("abcdefgh") == indicator]


def page(answers: Mapping[str, Mapping[str, Sequence[Any]]]) -> str:
    """The page; of each card the rows over all bodies (\"\"), by tier and by organisation."""
    lines = [
        _HEAD,
        "| card | what | unit | of | " + " | ".join(("all", *TIERS)) + " | bodies with a value | sources |\n",
    ]
    lines.append("|---" * (5 + len(TIERS) + 2) + "|\n")
    for card in built_in_cards():
        by = answers[card.code]
        lines.extend(_lines(card, by[""], by["tier"], by["organisation"]))
    return "".join(lines)


def _lines(card: Card, whole: Sequence[Any], by_tier: Sequence[Any], by_body: Sequence[Any]) -> Iterator[str]:
    required = card.measure.required_dimensions
    groups = list(dict.fromkeys(_group(row, required) for row in whole))
    for group in groups:
        [all_bodies] = [row for row in whole if _group(row, required) == group]
        tiers = {row["tier"]: row for row in by_tier if _group(row, required) == group}
        shown = [_shown(all_bodies), *(_shown(tiers.get(tier)) for tier in TIERS)]
        bodies = sum(row["value"] is not None for row in by_body if _group(row, required) == group)
        sources = "; ".join(card.sources) if group == groups[0] else ""
        unit = "fraction" if card.unit == "%" else card.unit
        what = f"| {card.code} | {card.names.nl} | {unit} | {' '.join(group)}"
        yield f"{what} | {' | '.join(shown)} | {bodies} | {sources} |\n"


def _group(row: Mapping[str, Any], required: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in required)


def _shown(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    bounds = f"{_number(row['lower'])} to {_number(row['upper'])}"
    return f"{row['reason']} ({bounds})" if row["value"] is None else f"**{_number(row['value'])}** ({bounds})"


def _number(value: Decimal | int | None) -> str:
    return "?" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")
