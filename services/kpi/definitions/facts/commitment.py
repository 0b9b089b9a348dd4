"""The fact `commitment`: what was promised in a contract, and whether it was shown to be met."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import METHOD, ORGANISATION, THEME, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number, text

_SOURCE: Final = "data contract C"

FACT: Final = Fact(
    name="commitment",
    unit_of_count="commitment",
    scope="commitment",
    key=("unit", "commitment_key"),
    address="/v1/contract-timelines/{unit}",
    dimensions=(TIER, ORGANISATION, THEME, METHOD),
    dates=(CountedOn("due", Column("due_on", ColumnType.DATE, "day by which it must be met", _SOURCE, unit="day")),),
    measured=(
        text("indicator", "indicator it counts for", _SOURCE),
        number("target", "what was promised", _SOURCE, unit="its unit"),
        text("unit_code", "unit (UN/CEFACT) or currency", _SOURCE),
        text("compare", "when the target is reached", _SOURCE, "at-least", "at-most", "equal"),
        text("basis", "over what the target runs", _SOURCE, "whole-contract", "per-year"),
        boolean("met", "it was met by its due date; unknown when not shown", "data contracts C and D; part 5"),
        number("realised", "what was realised by the due date", "data contract D", unit="its unit"),
        text(
            "shown_by",
            "the least verification that the answer rests on",
            "data contract D",
            *("none", "declared", "verified", "audited"),
        ),
    ),
    released=boolean("released", "counts outside the body's own figures", "data contract C; C29"),
)
