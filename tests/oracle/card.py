"""What a definition card says of a row: read from its own file, with the oracle's own reading of its expressions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from typing import Any

from tests.oracle.expression import Row, columns_in, reading

CARDS = "services.kpi.definitions.cards"
OF_NOTICES = frozenset({"procedure", "lot", "theme_use", "local_theme_use", "winner"})


@dataclass(frozen=True)
class OracleCard:
    """A card as it is counted. Dates are columns of the fact."""

    code: str
    kind: str
    fact: str
    counted_on: tuple[str, ...]
    is_stock: bool
    expressions: Mapping[str, str]
    minimum_coverage: Fraction
    scale: tuple[Fraction, Fraction] | None
    non_negative: bool
    required: tuple[str, ...]
    hours_per_week: Fraction | None = None
    of_register: bool = False

    @property
    def is_weighed(self) -> bool:
        """Whether it is a share of amounts."""
        return "weight" in self.expressions

    @property
    def columns(self) -> set[str]:
        """The columns of its fact that it names."""
        return set().union(*(columns_in(text) for text in self.expressions.values()))

    def member(self, row: Row) -> bool | None:
        """Whether the row is in, out, or undetermined."""
        included: bool | None = self.says("population", row)
        return included

    def says(self, name: str, row: Row) -> Any:  # noqa: ANN401 - true, false, a number or unknown
        """What one of its expressions says of the row."""
        return reading(self.expressions[name])(row)

    def amount(self, name: str, row: Row) -> Decimal | None:
        """A number of the row; one below zero where none can be is unknown."""
        number: Decimal | None = self.says(name, row)
        guarded = name == "weight" or (name == "value" and self.non_negative)
        return None if number is not None and guarded and number < 0 else number


def card_of(stated: Mapping[str, Any]) -> OracleCard:
    """The card that a file states, or that was written out as JSON."""
    measure = stated["measure"]
    scale = measure.get("scale")
    names = ("population", "hit", "weight", "value", "numerator", "denominator", "baseline")
    return OracleCard(
        code=stated["code"],
        kind=measure["kind"],
        fact=measure["fact"],
        counted_on=(measure["counted_on"], *measure.get("variants", ())),
        is_stock=measure["time"] == "stock",
        expressions={name: measure[name] for name in names if measure.get(name) is not None},
        minimum_coverage=Fraction(str(measure.get("minimum_coverage", "0.5"))),
        scale=None if scale is None else (Fraction(str(scale[0])), Fraction(str(scale[1]))),
        non_negative=measure.get("non_negative", False),
        required=tuple(measure.get("required_dimensions", ())),
        of_register=measure.get("of_register", False),
        hours_per_week=Fraction(str(hours)) if (hours := measure.get("hours_per_week")) is not None else None,
    )


@lru_cache(maxsize=1)
def every_card() -> Mapping[str, OracleCard]:
    """Every card of the service by its code; of several versions the newest."""
    files = [entry for entry in resources.files(CARDS).iterdir() if entry.name.endswith(".toml")]
    stated = [tomllib.loads(entry.read_text(encoding="utf-8")) for entry in files]
    stated.sort(key=lambda card: (card["code"], [int(part) for part in card["version"].split(".")]))
    return {card["code"]: card_of(card) for card in stated}


@lru_cache(maxsize=1)
def cards() -> Mapping[str, OracleCard]:
    """The cards that count what notices are compiled into."""
    return {code: card for code, card in every_card().items() if card.fact in OF_NOTICES}


def plain_codes() -> list[str]:
    """Codes of the cards that need no dimension to mean something."""
    return [code for code, card in cards().items() if not card.required]


def codes_of_tiers() -> list[str]:
    """Codes of the cards that have figures of more than one body."""
    return [code for code, card in cards().items() if "organisation" not in card.required]


def grouped_as_needed(code: str, group_by: tuple[str, ...]) -> tuple[str, ...]:
    """A grouping, with the dimensions that the card cannot do without; what is stated per body is split by no more."""
    required = cards()[code].required
    if "organisation" in required:
        group_by = tuple(name for name in group_by if name == "tier")
    return (*group_by, *(name for name in required if name not in group_by))
